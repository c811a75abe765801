"""Ratings, outlooks and periods, against values worked out apart."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adviceline.delivery.rules.periods import Phase, countdown, whole_months, working_days
from adviceline.delivery.rules.rating import MonthSeen, Rating, count_at_end, level_at_end, rate
from adviceline.delivery.rules.risks import Band, band, is_overdue

PHASE = Phase(1, "Pilot", date(2022, 1, 4), date(2022, 3, 31), Decimal(400_000))


@pytest.mark.parametrize(
    ("value", "higher", "rating"),
    [(100, True, "green"), (99.9, True, "amber"), (90, True, "amber"), (89.9, True, "red"), (None, True, "unknown")],
)
def test_a_rating_follows_the_stated_limits(value, higher, rating):
    assert rate(value, target=100, amber_to=90, higher_is_better=higher) == Rating(rating)


def test_where_lower_is_better_the_limits_turn_round():
    assert [rate(value, target=10, amber_to=15, higher_is_better=False) for value in (10, 15, 15.1)] == [
        Rating.GREEN, Rating.AMBER, Rating.RED,
    ]  # fmt: skip


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_better_is_never_rated_worse(one, other):
    order = [Rating.RED, Rating.AMBER, Rating.GREEN]
    low, high = sorted((one, other))
    ratings = [order.index(rate(each, target=10, amber_to=5, higher_is_better=True)) for each in (low, high)]
    assert ratings[0] <= ratings[1]


def test_an_outlook_of_a_count():
    """100 and 120 in two months of 20 days, 10 in five days of the third, 15 left: 110 a month, 5.5 a day."""
    found = count_at_end([MonthSeen(100, 20), MonthSeen(120, 20)], so_far=230, days_left=15)
    assert found is not None
    assert found.central == pytest.approx(230 + 5.5 * 15)
    # t with one degree of freedom at 90 % is 3.0777; the variance of the totals is 200, above Poisson's 110.
    assert found.high - found.central == pytest.approx(3.0777 * (200 * (0.75 + 0.75**2 / 2)) ** 0.5, rel=1e-4)
    assert found.low >= 230


def test_an_outlook_needs_two_months_and_ends_with_the_phase():
    assert count_at_end([MonthSeen(100, 20)], so_far=100, days_left=10) is None
    ended = count_at_end([], so_far=7, days_left=0)
    assert ended is not None
    assert (ended.low, ended.central, ended.high) == (7, 7, 7)
    assert level_at_end([], days_left=0) is None


def test_an_outlook_of_a_level_narrows_as_the_end_comes_nearer():
    months = [MonthSeen(10, 20), MonthSeen(14, 20)]
    far, near = level_at_end(months, days_left=200), level_at_end(months, days_left=2)
    assert far is not None
    assert near is not None
    assert far.central == near.central == 12
    assert near.high - near.low < far.high - far.low


@given(st.dates(date(2020, 1, 1), date(2023, 1, 1)), st.integers(0, 400))
def test_working_days_are_those_that_a_calendar_counts(first, days):
    last = date.fromordinal(first.toordinal() + days)
    assert working_days(first, last) == sum(
        date.fromordinal(each).isoweekday() <= 5 for each in range(first.toordinal(), last.toordinal() + 1)
    )


def test_where_a_phase_stands():
    assert countdown(PHASE, today=date(2022, 1, 3)) == "1 day to opening"
    assert countdown(PHASE, today=date(2022, 1, 4)) == "Open: day 1 of 87"
    assert countdown(PHASE, today=date(2022, 4, 1)) == "Ended"
    assert PHASE.months == [202201, 202202, 202203]
    assert whole_months(PHASE, today=date(2022, 3, 1)) == [202201, 202202]
    assert PHASE.days_in(202201) == 20


def test_bands_of_risks_and_when_a_review_is_overdue():
    assert [band(each) for each in (5, 6, 12, 15)] == [Band.LOW, Band.MEDIUM, Band.MEDIUM, Band.HIGH]
    day = date(2022, 2, 1)
    assert not is_overdue(day, is_open=True, today=day)
    assert is_overdue(day, is_open=True, today=date(2022, 2, 2))
    assert not is_overdue(day, is_open=False, today=date(2022, 2, 2))
