"""Telling the service manager when mail cannot be read, once; and trying again what was set aside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from adviceline.audit.actions import record
from adviceline.audit.actors import Actor
from adviceline.channels.email.actions.recording import record_stored
from adviceline.channels.email.actions.storing import own_mailboxes
from adviceline.channels.email.health import mail_health
from adviceline.channels.email.models import Mailbox, Message
from adviceline.jobs.actions import send

ALERT = "email.alert"


@dataclass(frozen=True)
class Replayed:
    tried: int
    recorded: int


def replay_set_aside(*, by: Actor, at: datetime, only: int | None = None) -> Replayed:
    """Try again what was set aside and whose bytes are here: one message, or all. What fails again is set aside again."""
    rows = Message.objects.filter(state=Message.State.SET_ASIDE, size__gt=0)
    if only is not None:
        rows = rows.filter(pk=only)
    with transaction.atomic():
        chosen = list(rows.order_by("pk").values_list("pk", flat=True)[:10_000])
        if chosen:
            Message.objects.filter(pk__in=chosen, state=Message.State.SET_ASIDE).update(state=Message.State.STORED)
            record(action="mail.replayed", by=by, at=at, data={"messages": len(chosen)})
    if chosen:
        record_stored(mailboxes=own_mailboxes(), at=at)
    left = Message.objects.filter(pk__in=chosen, state__in=[Message.State.SET_ASIDE, Message.State.STORED]).count()
    return Replayed(len(chosen), len(chosen) - left)


def alert_if_unread(*, by: Actor, at: datetime) -> int:
    """Ask for one message to the address of the settings for each mailbox that has not been read for ten minutes of
    opening hours; the next one only after it was read again. Answers how many were asked for."""
    asked = 0
    for each in mail_health(at=at).mailboxes:
        if not each.is_late or not settings.MAIL_ALERTS_TO:
            continue
        with transaction.atomic():
            row = Mailbox.objects.select_for_update().filter(name=each.name, alerted_at__isnull=True).first()
            if row is None:
                continue
            row.alerted_at = at
            row.save(update_fields=["alerted_at"])
            send(ALERT, args={"mailbox": row.pk}, key=f"{ALERT}:{row.pk}:{at.isoformat()}", at=at)
            record(action="mail.alerted", by=by, at=at, subject=f"mailbox:{row.pk}")
        asked += 1
    return asked
