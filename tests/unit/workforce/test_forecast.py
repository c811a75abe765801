"""What to expect, and the plan made of it."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adviceline.workforce.rules.forecast.arrivals import HOLIDAY, TERM, Arrivals, Expected, SeenDay, patience_of
from adviceline.workforce.rules.forecast.planning import Assumptions, plan
from adviceline.workforce.rules.forecast.shifts import cover_day

OPEN = frozenset(range(16, 40))
MONDAY = date(2022, 2, 7)
USUAL = Assumptions("as now", 1.0, 900, 180, 0.3, 0.8, 20, Decimal("32.50"), 2)


def seen(number: int, calls: dict[int, int], *, holiday_from: int = 10_000) -> list[SeenDay]:
    days = [MONDAY + timedelta(days=each) for each in range(number * 2)]
    weekdays = [each for each in days if each.weekday() < 5][:number]
    return [
        SeenDay(day, HOLIDAY if place >= holiday_from else TERM, OPEN, {} if place >= holiday_from else calls)
        for place, day in enumerate(weekdays)
    ]


def test_a_day_adds_up_to_what_came_and_quiet_half_hours_are_not_taken_for_empty():
    arrivals = Arrivals(seen(60, {20: 2, 21: 1}))
    day = {half: arrivals.expected(kind=TERM, weekday=0, half_hour=half) for half in OPEN}
    assert sum(each.central for each in day.values()) == pytest.approx(3, rel=0.01)
    assert day[20].central > day[21].central > day[30].central > 0
    assert all(each.low <= each.central <= each.high for each in day.values())
    assert Arrivals(seen(60, {20: 2})).expected(kind=TERM, weekday=0, half_hour=20) == arrivals_again()


def arrivals_again() -> Expected:
    return Arrivals(seen(60, {20: 2})).expected(kind=TERM, weekday=0, half_hour=20)


def test_school_holidays_are_quieter_where_they_were_and_few_days_say_nothing():
    arrivals = Arrivals(seen(60, {20: 3}, holiday_from=40))
    term, holiday = (arrivals.expected(kind=kind, weekday=2, half_hour=20).central for kind in (TERM, HOLIDAY))
    assert holiday < term / 4
    assert not Arrivals(seen(4, {20: 3})).is_known


def test_patience_counts_those_who_were_answered_as_not_yet_over():
    assert patience_of([(60, True), (120, True), (20, False)]) == 100
    assert patience_of([(20, False)]) is None


@given(st.lists(st.integers(0, 6), min_size=4, max_size=10))
def test_whole_shifts_cover_the_need_and_none_do_it_with_less(needed):
    found = cover_day(needed, lengths=(3, 4))
    assert all(there >= need for there, need in zip(found.there, needed, strict=True))
    if max(needed) <= 1 and len(needed) <= 7:
        assert found.half_hours == _fewest(needed)


def _fewest(needed: list[int]) -> int:
    kinds = [(start, length) for length in (3, 4) for start in range(len(needed) - length + 1)]
    fewest = 10_000
    for chosen in itertools.product((0, 1), repeat=len(kinds)):
        there = [sum(one for one, (start, length) in zip(chosen, kinds, strict=True) if start <= half < start + length)
                 for half in range(len(needed))]  # fmt: skip
        if all(a >= b for a, b in zip(there, needed, strict=True)):
            fewest = min(fewest, sum(one * length for one, (_, length) in zip(chosen, kinds, strict=True)))
    return fewest


def week(calls: float) -> dict[date, dict[int, Expected]]:
    return {
        MONDAY + timedelta(days=number): {half: Expected(calls / 2, calls, calls * 2) for half in range(48)}
        for number in range(5)
    }


def test_at_a_pilots_volume_the_minimum_decides_every_half_hour():
    found = plan(week(0.15), USUAL)
    assert found.decided_by_minimum == found.half_hours == 240
    assert {each.on_the_line for day in found.days.values() for each in day} == {2}
    assert found.line_hours == 240
    assert found.paid_hours == pytest.approx(240 / 0.7)
    assert found.cost == Decimal("11142.86")
    assert found.within_target is not None
    assert found.within_target > 0.98


def test_many_calls_need_more_than_the_minimum_none_need_it_alone_and_too_many_are_said_to_be():
    busy = plan(week(12), USUAL)
    assert busy.decided_by_minimum == 0
    assert min(each.on_the_line for day in busy.days.values() for each in day) > 6
    assert busy.within_target is not None
    assert busy.within_target >= 0.8
    assert (busy.is_overloaded, plan(week(12), replace(USUAL, volume=40)).is_overloaded) == (False, True)
    quiet = plan(week(0), USUAL)
    assert (quiet.within_target, quiet.abandoned, quiet.occupancy, quiet.calls) == (None, None, 0.0, 0.0)
    assert plan({}, USUAL).cost == Decimal("0.00")
