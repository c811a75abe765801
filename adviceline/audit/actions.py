"""Writing the audit trail."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection, transaction

from adviceline.audit.actors import Actor
from adviceline.audit.chain import event_hash
from adviceline.audit.models import Event, Head


class AuditOutsideTransaction(RuntimeError):
    """An event was to be written apart from what it tells of; that would let one exist without the other."""


def record(*, action: str, by: Actor, at: datetime, subject: str = "", data: dict[str, Any] | None = None) -> Event:
    """Append one event to the chain, inside the transaction of the action that it tells of.

    `action` is a verb phrase such as `enquiry.closed`; `subject` names the record (`enquiry:HSB-7K3M-Q4XD`);
    `data` holds codes, ids and numbers only, never free text or a name. Call it last in the transaction: the end
    of the chain stays locked until the commit.
    """
    if not connection.in_atomic_block:
        raise AuditOutsideTransaction(action)
    with transaction.atomic():
        head = Head.objects.select_for_update().get(pk=1)
        seq = head.seq + 1
        details = data or {}
        digest = event_hash(
            seq=seq, at=at, actor=by.actor_key, action=action, subject=subject, data=details, previous_hash=head.hash
        )
        event = Event(
            seq=seq,
            at=at,
            actor=by.actor_key,
            action=action,
            subject=subject,
            data=details,
            previous_hash=head.hash,
            hash=digest,
        )
        event.save(force_insert=True)
        Head.objects.filter(pk=1).update(seq=seq, hash=digest)
    return event
