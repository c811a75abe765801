"""Call-backs: how many attempts, how far apart, how many at once. Pure."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

MOST_ATTEMPTS = 3
SLOT_MINUTES = 30
#: How many call-backs may be promised for one half hour: one for each adviser of the minimum cover.
CAPACITY = 2
BETWEEN_ATTEMPTS = timedelta(minutes=45)
#: An attempt of which nobody said what came of it, is taken after so long as one that nobody answered.
UNSAID_AFTER = timedelta(hours=2)
NOTICE = timedelta(minutes=30)
DAYS_AHEAD = 7

COMPLETED, NO_ANSWER, MESSAGE_LEFT = "completed", "no_answer", "message_left"
OUTCOMES = (COMPLETED, NO_ANSWER, MESSAGE_LEFT)


def free_place(taken: Collection[int]) -> int | None:
    """The first free place of a slot, 1 to `CAPACITY`; None when it is full."""
    return next((place for place in range(1, CAPACITY + 1) if place not in taken), None)


def is_within_slot(at: datetime, slot_start_at: datetime | None, slot_end_at: datetime | None) -> bool:
    """Whether an attempt keeps the promise. Without a slot nothing was promised, so nothing is kept."""
    return slot_start_at is not None and slot_end_at is not None and slot_start_at <= at < slot_end_at


def may_be_dialled_from(last_attempt_at: datetime | None) -> datetime | None:
    """Before when nobody rings again; None when they have not been rung."""
    return last_attempt_at + BETWEEN_ATTEMPTS if last_attempt_at is not None else None


def next_due_at(
    *, last_attempt_at: datetime | None, slot_start_at: datetime | None, requested_at: datetime
) -> datetime:
    """When the next attempt should be made, before opening hours are taken into account."""
    if last_attempt_at is not None:
        return last_attempt_at + BETWEEN_ATTEMPTS
    return slot_start_at or requested_at
