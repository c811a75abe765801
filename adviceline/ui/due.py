"""How long something has left, in words: pure, so that the queue and its tests agree."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from adviceline.ui.filters import clock_time, count, short_date

SOON = dt.timedelta(hours=4)


@dataclass(frozen=True)
class DueWords:
    """``kind`` is the tag's: 'late' past the time, 'waiting' within four hours of it, 'plain' before that."""

    text: str
    kind: Literal["late", "waiting", "plain"]


def due_words(due_at: dt.datetime, at: dt.datetime) -> DueWords:
    """'Overdue by 2 hours', 'Due in 35 minutes', 'Due Thu 3 Feb, 8:30am'. Both instants aware."""
    left = due_at - at
    if left < dt.timedelta(0):
        return DueWords(f"Overdue by {_rounded(-left)}", "late")
    if left <= SOON:
        return DueWords(f"Due in {_rounded(left)}", "waiting")
    return DueWords(f"Due {short_date(due_at)}, {clock_time(due_at)}", "plain")


def waited(since: dt.datetime, at: dt.datetime) -> str:
    """'12 minutes', '3 hours', '2 days': how long something has waited, in its largest unit."""
    return _rounded(max(at - since, dt.timedelta(0)))


def _rounded(length: dt.timedelta) -> str:
    minutes = int(length.total_seconds() // 60)
    if minutes < 1:
        return "less than a minute"
    if minutes < 60:
        return count(minutes, "minute")
    if minutes < 48 * 60:
        return count(minutes // 60, "hour")
    return count(minutes // (24 * 60), "day")
