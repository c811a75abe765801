"""Writing the audit trail."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from adviceline.audit.actors import Actor
from adviceline.audit.chain import event_hash
from adviceline.audit.models import Event, Head


class AuditOutsideTransaction(RuntimeError):
    """An event was to be written apart from what it tells of; that would let one exist without the other."""


_waiting: ContextVar[list[tuple[Event, Callable[[], None]]] | None] = ContextVar("audit_waiting", default=None)


def record(*, action: str, by: Actor, at: datetime, subject: str = "", data: dict[str, Any] | None = None) -> Event:
    """Append one event to the chain, inside the transaction of the action that it tells of.

    `action` is a verb phrase such as `enquiry.closed`; `subject` names the record (`enquiry:HSB-7K3M-Q4XD`);
    `data` holds codes, ids and numbers only, never free text or a name. Call it last in the transaction: the end
    of the chain stays locked until the commit. Where several actions make one transaction, see `events_last`.
    """
    if not connection.in_atomic_block:
        raise AuditOutsideTransaction(action)
    event = Event(at=at, actor=by.actor_key, action=action, subject=subject, data=_plain(data or {}))
    waiting = _waiting.get()
    if waiting is None:
        _append([event])
    else:

        def still_done() -> None:
            """Django forgets it when a savepoint around it is rolled back."""

        transaction.on_commit(still_done)
        waiting.append((event, still_done))
    return event


@contextmanager
def events_last() -> Iterator[None]:
    """Write the events of all that is done inside at its end, in the order they came.

    For a transaction made of several actions. The end of the chain is then locked after every other row, so nobody
    waits for it longer than they must, and two such transactions cannot wait for each other.
    Use it innermost: `with transaction.atomic(), events_last():`
    """
    if not connection.in_atomic_block:
        raise AuditOutsideTransaction("events_last")
    if _waiting.get() is not None:  # the outer one sees to it
        yield
        return
    waiting: list[tuple[Event, Callable[[], None]]] = []
    token = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(token)
    # Reached only when nothing was raised: what raises rolls its transaction back, and its events with it.
    kept = {id(function) for _, function, *_ in connection.run_on_commit}
    _append([event for event, still_done in waiting if id(still_done) in kept])


def _append(events: list[Event]) -> None:
    """All of them with one change to the end of the chain: in PostgreSQL each change of a row within a transaction makes
    the next reading of it slower."""
    if not events:
        return
    head = Head.objects.select_for_update().get(pk=1)
    for event in events:
        event.seq, event.previous_hash = head.seq + 1, head.hash
        event.hash = event_hash(
            seq=event.seq, at=event.at, actor=event.actor, action=event.action, subject=event.subject, data=event.data,
            previous_hash=event.previous_hash,
        )  # fmt: skip
        head.seq, head.hash = event.seq, event.hash
    Event.objects.bulk_create(events, batch_size=500)
    Head.objects.filter(pk=1).update(seq=head.seq, hash=head.hash)


def _plain(value: Any) -> Any:
    """`value` as every database gives it back: numbers with a point become text, since PostgreSQL would write 1e16 as
    a whole number and the hash would no longer fit."""
    match value:
        case dict():
            return {str(name): _plain(each) for name, each in value.items()}
        case list() | tuple():
            return [_plain(each) for each in value]
        case float():
            return repr(value)
    return value
