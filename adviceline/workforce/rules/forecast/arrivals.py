"""How many calls to expect in each half hour, from what came: few calls, so little is read into any one half hour.

The expected number is a product: calls on an open day of its kind (in term or in the school holidays), a factor of the
weekday, and the half hour's share of a day. Weekday and half hour are drawn towards even by a few made-up days and
calls, so that a half hour in which nothing has come yet is not expected to stay empty. The range is a bootstrap: the
days that were seen are drawn again, with repeats, and the model is made anew; it says how little is known of the
average, not how far a single day strays from it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

HALF_HOURS = 48
DRAWS = 200
LOW, HIGH = 0.1, 0.9
EVEN_DAYS = 4  # towards an even week
EVEN_CALLS = 12  # towards an even day, shared among its half hours
TERM, HOLIDAY = "term", "holiday"
FEWEST_DAYS = 5


@dataclass(frozen=True)
class SeenDay:
    """An open day that is over: its kind, the half hours (0 to 47) in which it was open, and the calls in each."""

    day: date
    kind: str
    open: frozenset[int]
    calls: Mapping[int, int]


@dataclass(frozen=True)
class Expected:
    """Calls to expect in a half hour: the average, and the range in which the average itself lies, four times in five."""

    low: float
    central: float
    high: float


@dataclass(frozen=True)
class _Model:
    by_kind: Mapping[str, float]
    by_weekday: Mapping[int, float]
    shares: Mapping[int, float]

    def expects(self, kind: str, weekday: int, half_hour: int) -> float:
        everyday = self.by_kind.get(kind, self.by_kind[""])
        return everyday * self.by_weekday.get(weekday, 1.0) * self.shares.get(half_hour, 0.0)


class Arrivals:
    """What to expect, once some days were seen; `is_known` only from five open days on."""

    def __init__(self, seen: Sequence[SeenDay], *, seed: int = 1) -> None:
        self.seen = list(seen)
        self.is_known = len(self.seen) >= FEWEST_DAYS
        if not self.is_known:
            return
        chance = Random(seed)  # noqa: S311 - chance that can be drawn again
        self._central = _model(self.seen)
        self._drawn = [_model(chance.choices(self.seen, k=len(self.seen))) for _ in range(DRAWS)]

    def expected(self, *, kind: str, weekday: int, half_hour: int) -> Expected:
        """`weekday` 0 is Monday."""
        drawn = sorted(each.expects(kind, weekday, half_hour) for each in self._drawn)
        central = self._central.expects(kind, weekday, half_hour)
        low, high = drawn[int(LOW * DRAWS)], drawn[int(HIGH * DRAWS) - 1]
        return Expected(min(low, central), central, max(high, central))


def _model(days: Sequence[SeenDay]) -> _Model:
    totals = [sum(each.calls.values()) for each in days]
    mean = sum(totals) / len(days)
    by_kind = {"": mean}
    for kind in {each.kind for each in days}:
        of_kind = [total for each, total in zip(days, totals, strict=True) if each.kind == kind]
        by_kind[kind] = (sum(of_kind) + mean) / (len(of_kind) + 1)
    by_weekday = {}
    for weekday in {each.day.weekday() for each in days}:
        pairs = [
            (total, by_kind[each.kind])
            for each, total in zip(days, totals, strict=True)
            if each.day.weekday() == weekday
        ]
        expected = sum(usual for _, usual in pairs)
        even = EVEN_DAYS * mean
        by_weekday[weekday] = (sum(total for total, _ in pairs) + even) / (expected + even) if expected + even else 1.0
    open_ones = sorted(frozenset().union(*(each.open for each in days)))
    came = {half: sum(each.calls.get(half, 0) for each in days) for half in open_ones}
    whole = sum(came.values()) + EVEN_CALLS
    shares = {half: (came[half] + EVEN_CALLS / len(open_ones)) / whole for half in open_ones}
    return _Model(by_kind, by_weekday, shares)


def patience_of(waits: Sequence[tuple[int, bool]]) -> float | None:
    """Seconds that callers wait on average before they give up, from (wait, whether they gave up): the waits of those who were
    answered count as not yet over (the likeliest value where patience is exponential). None while nobody has given up."""
    gave_up = sum(left for _, left in waits)
    return sum(wait for wait, _ in waits) / gave_up if gave_up else None
