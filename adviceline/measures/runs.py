"""The longest time for which callers could not get through."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Run:
    """`half_hours` one after another in which `calls` were offered while open and none was answered.

    `first` and `last` are (London date, half hour from midnight); None when there was no such half hour.
    """

    half_hours: int
    calls: int
    first: tuple[date, int] | None
    last: tuple[date, int] | None


def longest_unanswered_run(slots: Iterable[tuple[date, int, int, int]]) -> Run:
    """`slots`: London date, half hour, calls offered while open, calls answered; each slot once, in any order.

    Half hours in which nobody called neither lengthen nor break a run. Of equal runs, that with more calls, and then
    the earlier.
    """
    best = current = Run(0, 0, None, None)
    for day, half_hour, offered, answered in sorted(slots):
        if not offered:
            continue
        if answered:
            current = Run(0, 0, None, None)
            continue
        current = Run(
            current.half_hours + 1, current.calls + offered, current.first or (day, half_hour), (day, half_hour)
        )
        if (current.half_hours, current.calls) > (best.half_hours, best.calls):
            best = current
    return best
