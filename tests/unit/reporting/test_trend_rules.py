"""The quiet alarm: exact on small cases, silent when nothing changed, awake when something did."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import numpy as np
import pytest

from adviceline.reporting.trends.rules import (
    FALSE_ALARMS,
    FEWEST_OF_LATE,
    FEWEST_WEEKS_BEFORE,
    LATEST_WEEKS,
    Weeks,
    look,
    may_look,
    share_interval,
)

LOOKS = 400


def weeks_of(totals, **codes):
    return Weeks(tuple(totals), {code: tuple(counts) for code, counts in codes.items()})


def pilot(chance, *, weeks=20, mean=17.0, shares=(0.4, 0.25, 0.15, 0.1, 0.05, 0.03, 0.01, 0.01), grows=1.0):
    """Weeks in which nothing changes but the number of enquiries, which may grow."""
    totals = [int(chance.poisson(mean * grows**week)) for week in range(weeks)]
    drawn = [chance.multinomial(total, shares) for total in totals]
    return Weeks(tuple(totals), {f"T{code}": tuple(int(each[code]) for each in drawn) for code in range(len(shares))})


def test_the_chance_of_a_share_is_fishers():
    weeks = weeks_of([5] * 6 + [5] * 4, T1=[0] * 6 + [1, 1, 1, 1], T2=[1] * 10)
    (alarm,) = look(weeks, level=1e-1)
    exact = Fraction(comb(20, 4), comb(50, 4))  # all four of fifty fall among the latest twenty
    assert alarm.code == "T1"
    assert (alarm.late, alarm.late_all, alarm.before, alarm.before_all, alarm.weeks_before) == (4, 20, 0, 30, 6)
    assert alarm.chance == pytest.approx(float(exact))


def test_the_chance_of_all_enquiries_is_binomial():
    weeks = weeks_of([2] * 6 + [10] * 4)
    (alarm,) = look(weeks)
    exact = sum(comb(52, k) * Fraction(4, 10) ** k * Fraction(6, 10) ** (52 - k) for k in range(40, 53))
    assert alarm.code == ""
    assert alarm.chance == pytest.approx(float(exact))


def test_growth_of_the_service_raises_no_theme():
    chance = np.random.default_rng(3)
    raised = [alarm for _ in range(100) for alarm in look(pilot(chance, grows=1.15)) if alarm.code]
    assert len(raised) <= 100 * FALSE_ALARMS


@pytest.mark.parametrize("mean", [4.0, 17.0])
def test_the_false_alarm_rate_is_as_stated(mean):
    """Of 400 looks at which nothing changed, no more raise an alarm than the stated rate and 3 deviations allow."""
    chance = np.random.default_rng(11)
    false = sum(bool(look(pilot(chance, mean=mean))) for _ in range(LOOKS))
    assert false <= LOOKS * FALSE_ALARMS + 3 * (LOOKS * FALSE_ALARMS * (1 - FALSE_ALARMS)) ** 0.5


def test_a_theme_that_quadruples_is_found():
    chance, found = np.random.default_rng(7), 0
    for _ in range(50):
        before = pilot(chance, weeks=16)
        after = pilot(chance, weeks=4, shares=(0.25, 0.25, 0.15, 0.1, 0.2, 0.03, 0.01, 0.01))
        joined = Weeks(
            before.totals + after.totals, {code: before.codes[code] + after.codes[code] for code in before.codes}
        )
        found += any(alarm.code == "T4" for alarm in look(joined))
    assert found >= 40


def test_too_little_to_compare_with_raises_nothing():
    short = weeks_of([1] * (FEWEST_WEEKS_BEFORE + LATEST_WEEKS - 2) + [90])
    assert not may_look(short)
    assert look(short) == []
    empty = weeks_of([0] * 8 + [50] * 4)
    assert look(empty) == []


def test_a_handful_is_no_news():
    few = FEWEST_OF_LATE - 1
    weeks = weeks_of([400] * 48 + [5] * 4, T1=[0] * 48 + [few, 0, 0, 0])
    assert look(weeks) == []


def test_the_interval_is_wilsons():
    share, low, high = share_interval(5, 20)
    assert (round(share, 1), round(low, 1), round(high, 1)) == (25.0, 11.2, 46.9)
    assert share_interval(0, 10)[:2] == (0.0, 0.0)
    assert share_interval(3, 0) is None
