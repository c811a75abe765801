"""What waits for what, how far it slips, and circles."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adviceline.delivery.rules.schedule import Planned, circle, expected

TODAY = date(2022, 1, 10)


def step(number, starts, ends, *, needs=(), done=None, milestone=False, first=None):
    days = [date(2022, 1, each) for each in (starts, ends)]
    return Planned(
        number, f"step {number}", *days, first_planned=date(2022, 1, first or ends), needs=tuple(needs),
        done=date(2022, 1, done) if done else None, is_milestone=milestone,
    )  # fmt: skip


def test_a_plan_that_is_kept_has_no_slip():
    found = expected(
        [step(1, 3, 7, done=7), step(2, 8, 14, needs=[1]), step(3, 15, 15, needs=[2], milestone=True)], today=TODAY
    )
    assert [(each.ends.day, each.slip_days) for each in found.values()] == [(7, 0), (14, 0), (15, 0)]


def test_what_waits_slips_with_what_it_waits_for():
    """The first should have ended on the 7th and runs on the 10th; the second takes its five days after it."""
    found = expected(
        [step(1, 3, 7), step(2, 8, 12, needs=[1]), step(3, 13, 13, needs=[2], milestone=True)], today=TODAY
    )
    assert (found[1].ends, found[1].slip_days) == (TODAY, 3)
    assert (found[2].starts.day, found[2].ends.day, found[2].slip_days) == (11, 15, 3)
    assert (found[3].ends.day, found[3].slip_days) == (15, 2)
    assert found[2].waits_for == (1,)


def test_what_is_done_early_pulls_nothing_before_its_planned_day():
    found = expected([step(1, 3, 20, done=8), step(2, 21, 25, needs=[1])], today=TODAY)
    assert (found[1].slip_days, found[2].starts.day, found[2].slip_days) == (-12, 21, 0)


def test_slip_is_counted_from_the_first_plan_not_from_the_latest():
    assert expected([step(1, 12, 18, first=14)], today=TODAY)[1].slip_days == 4


def test_a_circle_is_found_and_refused():
    assert circle({1: [2], 2: [3], 3: [1]}) == [1, 2, 3]
    assert circle({1: [2, 3], 2: [3], 3: []}) == []
    with pytest.raises(ValueError, match="circle"):
        expected([step(1, 3, 7, needs=[2]), step(2, 3, 7, needs=[1])], today=TODAY)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.integers(0, 7), st.sets(st.integers(0, 7), max_size=4), max_size=8))
def test_a_circle_is_found_exactly_where_one_can_be_walked(needs):
    def reaches(start):
        seen, ahead = set(), set(needs.get(start, ()))
        while ahead:
            each = ahead.pop()
            if each not in seen:
                seen.add(each)
                ahead |= set(needs.get(each, ()))
        return start in seen

    found = circle(needs)
    assert bool(found) == any(reaches(each) for each in needs)
    for each, after in zip(found, [*found[1:], *found[:1]], strict=True):
        assert after in needs[each]


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_nothing_begins_before_what_it_needs_has_ended(data):
    number = data.draw(st.integers(1, 8))
    steps = []
    for place in range(number):
        starts = data.draw(st.integers(1, 25))
        needs = data.draw(st.sets(st.integers(0, place - 1), max_size=3)) if place else set()
        done = data.draw(st.booleans()) and all(steps[each].done for each in needs) and starts <= 10
        steps.append(
            step(
                place,
                starts,
                min(starts + data.draw(st.integers(0, 5)), 31),
                needs=needs,
                done=min(starts, 10) if done else None,
            )
        )
    found = expected(steps, today=TODAY)
    for each in steps:
        if each.done is None:
            assert found[each.number].ends >= TODAY
            assert all(found[each.number].starts > found[needed].ends for needed in each.needs)
