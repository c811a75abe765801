"""A week's plan beside a simulation of the same days: calls that come faster and slower, advisers who come and go."""

from __future__ import annotations

import math
import random
import statistics
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import simpy
from scipy import stats

from adviceline.workforce.rules.forecast.arrivals import Expected
from adviceline.workforce.rules.forecast.planning import Assumptions, PlannedHalf, plan

GIVEN = Assumptions("a busy week", 1.0, 300, 150, 0.3, 0.8, 20, Decimal("32.50"), 2)
MONDAY = date(2022, 2, 7)
WEEKS = 24


def wanted() -> dict[date, dict[int, Expected]]:
    """Five days of 48 half hours, quiet at night and busy at noon, each day a little busier than the one before."""
    return {
        MONDAY + timedelta(days=number): {
            half: Expected(calls, calls, calls)
            for half in range(48)
            if (calls := (1 + number / 10) * (6 + 4 * math.sin((half - 12) * math.pi / 24)))
        }
        for number in range(5)
    }


@pytest.mark.one_engine
def test_a_planned_week_lies_within_the_interval_of_its_simulation():
    """240 half hours; of 24 weeks the mean share answered in time, and that of those who gave up, with 99.9 % intervals."""
    planned = plan(wanted(), GIVEN)
    assert planned.half_hours == 240
    assert planned.decided_by_minimum < 100
    halves = [half for day in planned.days.values() for half in day]
    weeks = [_week(seed, halves) for seed in range(WEEKS)]
    for place, share in enumerate((planned.within_target, planned.abandoned)):
        of_weeks = [week[place] for week in weeks]
        reach = stats.t.ppf(0.9995, WEEKS - 1) * statistics.stdev(of_weeks) / math.sqrt(WEEKS)
        assert share is not None
        assert abs(statistics.mean(of_weeks) - share) < reach, (share, statistics.mean(of_weeks), reach)


def _week(seed: int, halves: list[PlannedHalf]) -> tuple[float, float]:
    """The shares answered in time, and given up, of one week's calls. Whoever is on a call ends it before they go."""
    chance, env = random.Random(seed), simpy.Environment()
    most = max(half.on_the_line for half in halves)
    line = simpy.PriorityResource(env, capacity=most)
    told: list[tuple[bool, bool]] = []

    def call() -> Iterator[Any]:
        came = env.now
        with line.request(priority=1) as turn:
            yield turn | env.timeout(chance.expovariate(1 / GIVEN.patience_seconds))
            told.append((turn.triggered and env.now - came <= GIVEN.target_seconds, not turn.triggered))
            if turn.triggered:
                yield env.timeout(chance.expovariate(1 / GIVEN.handling_seconds))

    def week() -> Iterator[Any]:
        off: list[Any] = []
        for half in halves:
            while len(off) < most - half.on_the_line:
                off.append(line.request(priority=0))
            while len(off) > most - half.on_the_line:
                line.release(taken) if (taken := off.pop()).triggered else taken.cancel()
            ends = env.now + 1800
            while (following := env.now + chance.expovariate(half.expected.central / 1800)) < ends:
                yield env.timeout(following - env.now)
                env.process(call())
            yield env.timeout(ends - env.now)

    env.process(week())
    env.run()
    in_time, gave_up = (sum(column) / len(told) for column in zip(*told, strict=True))
    return in_time, gave_up
