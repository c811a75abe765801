"""Call-backs and sessions: decisions that need no database and no clock."""

from adviceline.followups.rules.call_backs import (
    BETWEEN_ATTEMPTS,
    CAPACITY,
    COMPLETED,
    DAYS_AHEAD,
    MESSAGE_LEFT,
    MOST_ATTEMPTS,
    NO_ANSWER,
    NOTICE,
    OUTCOMES,
    SLOT_MINUTES,
    UNSAID_AFTER,
    free_place,
    is_within_slot,
    may_be_dialled_from,
    next_due_at,
)

__all__ = [
    "BETWEEN_ATTEMPTS",
    "CAPACITY",
    "COMPLETED",
    "DAYS_AHEAD",
    "MESSAGE_LEFT",
    "MOST_ATTEMPTS",
    "NOTICE",
    "NO_ANSWER",
    "OUTCOMES",
    "SLOT_MINUTES",
    "UNSAID_AFTER",
    "free_place",
    "is_within_slot",
    "may_be_dialled_from",
    "next_due_at",
]
