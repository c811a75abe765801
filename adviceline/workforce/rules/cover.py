"""Minimum cover, half hour by half hour: planned from the rota, actual from what advisers were doing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from adviceline.workforce.hours import OpeningHours
from adviceline.workforce.rules.spans import Span, fewest, joined, minus

HALF_HOUR = timedelta(minutes=30)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class HalfHour:
    """A half hour, or the open part of one. `there` is the fewest people at any one moment of it; `short` for how long there
    were fewer than the rule; `people` who was there for any of it."""

    starts_at: datetime
    ends_at: datetime
    needed: int
    there: int
    short: timedelta
    people: tuple[int, ...]

    @property
    def is_met(self) -> bool:
        return self.there >= self.needed


def open_half_hours(hours: OpeningHours, day: date) -> list[Span]:
    """The day's opening in half hours on the clock; where it begins or ends between two, the part that is open."""
    found = []
    for opens_at, closes_at in hours.open_stretches(day):
        start = opens_at
        while start < closes_at:
            following = start - (start - _EPOCH) % HALF_HOUR + HALF_HOUR
            found.append((start, min(following, closes_at)))
            start = following
    return found


def cover(half_hours: Iterable[Span], there: Mapping[int, Sequence[Span]], *, needed: int) -> list[HalfHour]:
    """`there`: person → when they are there, joined."""
    found = []
    for start, end in half_hours:
        here = {who: spans for who, spans in there.items() if any(a < end and b > start for a, b in spans)}
        lowest, short = fewest(list(here.values()), start, end, needed=needed)
        found.append(HalfHour(start, end, needed, lowest, short, tuple(here)))
    return found


def countable(spans: Iterable[Span], *, away: Iterable[Span], barred: Iterable[Span]) -> list[Span]:
    """What of somebody's shifts or states counts: not while they are away, and on no day on which they may not advise."""
    return minus(joined(spans), [*away, *barred])


def gaps(found: Iterable[HalfHour]) -> list[tuple[datetime, datetime, int]]:
    """Half hours below the rule as stretches (from, until, the fewest there); those that follow one another with the same
    number are one."""
    stretches: list[tuple[datetime, datetime, int]] = []
    for half in found:
        if half.is_met:
            continue
        if stretches and stretches[-1][1] == half.starts_at and stretches[-1][2] == half.there:
            stretches[-1] = (stretches[-1][0], half.ends_at, half.there)
        else:
            stretches.append((half.starts_at, half.ends_at, half.there))
    return stretches
