"""States at the desk, and how long one that nobody ended may count.

A state says that somebody is there; silence does not. So a state without an end is counted only to the first of: the
longest that this state plausibly lasts, half an hour after the adviser's shift, and the close of the service. See
docs/adr/0111.
"""

from __future__ import annotations

from datetime import datetime, timedelta

READY, ON_CALL, WRAP_UP, BREAK, AWAY = "ready", "on_call", "wrap_up", "break", "away"
STATES = {READY: "Ready", ON_CALL: "On a call", WRAP_UP: "Wrap-up", BREAK: "On a break", AWAY: "Away"}
ON_THE_LINE = frozenset({READY, ON_CALL, WRAP_UP})
"""The states that count as cover: the adviser is serving the line, or free to."""

ENDINGS = {"said": "Another state was set", "left": "Signed off", "bounded": "Ended by the rule"}

LONGEST = {
    READY: timedelta(hours=4),
    ON_CALL: timedelta(hours=2),
    WRAP_UP: timedelta(hours=1),
    BREAK: timedelta(hours=1),
    AWAY: timedelta(hours=4),
}
AFTER_SHIFT = timedelta(minutes=30)


def bound_of(state: str, *, began_at: datetime, shift_ends_at: datetime | None, closes_at: datetime | None) -> datetime:
    """When a state that nobody ends stops to count. `shift_ends_at` is the end of the shift in which it began, `closes_at`
    of the opening in which it began; None where it began outside of one."""
    limits = [began_at + LONGEST[state]]
    if shift_ends_at is not None:
        limits.append(shift_ends_at + AFTER_SHIFT)
    if closes_at is not None:
        limits.append(closes_at)
    return max(began_at, min(limits))
