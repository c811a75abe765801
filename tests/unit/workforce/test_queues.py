"""Erlang C and A beside sums of another kind, in whole fractions and sixty figures, and beside a simulation."""

from __future__ import annotations

import json
import math
import random
import statistics
from decimal import Decimal, localcontext
from fractions import Fraction
from pathlib import Path

import pytest
import simpy
from scipy import special, stats

from adviceline.workforce.rules.forecast.queues import advisers_needed, erlang_a, erlang_b, erlang_c

CASES = [
    # calls a second, handling, patience, advisers, target
    (12 / 1800, 780, 160, 2, 20), (1 / 1800, 780, 160, 2, 20), (0.001 / 1800, 780, 160, 2, 20), (200 / 1800, 300, 90, 30, 20),
    (60 / 1800, 600, 120, 3, 30), (2000 / 1800, 240, 60, 260, 10), (5 / 1800, 900, 30, 1, 0),
]  # fmt: skip


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def _sums(load: Fraction, advisers: int) -> tuple[Fraction, Fraction]:
    """Of load^k / k!: all below the number of advisers together, and the one of that number. Exact."""
    term, below = Fraction(1), Fraction(0)
    for number in range(advisers):
        below += term
        term = term * load / (number + 1)
    return below, term


@pytest.fixture(autouse=True)
def sixty_figures():
    with localcontext() as context:
        context.prec = 60
        yield


@pytest.mark.parametrize("case", CASES)
def test_erlang_a_agrees_with_independent_sums_to_nine_places(case):
    calls, handling, patience, advisers, target = case
    found = erlang_a(
        calls_a_second=calls,
        handling_seconds=handling,
        patience_seconds=patience,
        advisers=advisers,
        target_seconds=target,
    )
    arrive, serve, leave = Fraction(calls), 1 / Fraction(handling), 1 / Fraction(patience)
    below, busy = _sums(arrive / serve, advisers)
    ratio, start = arrive / leave, advisers * serve / leave
    # The queue's states, busy · ratio^j / ((start+1)…(start+j)), added up in whole fractions until they no longer matter.
    queue, length, term, place = Decimal(0), Decimal(0), _decimal(busy), 0
    while place <= ratio or term > queue * Decimal("1e-40"):
        queue, length, place = queue + term, length + place * term, place + 1
        term *= _decimal(ratio) / _decimal(start + place)
    total = _decimal(below) + queue
    no_wait, abandoned = _decimal(below) / total, _decimal(leave / arrive) * length / total
    # Behind j others: the (j+1)-th of exponentials with rates N·m, N·m + g, …, so an incomplete beta function of each.
    edge, at = -math.expm1(-target / patience), float(start)
    in_time = float(no_wait) + math.fsum(
        float(_decimal(busy) / total) * at
        * math.exp(j * math.log(ratio) - special.gammaln(j + 1) + special.betaln(j + 1, at + 1))
        * special.betainc(j + 1, at + 1, edge)
        for j in range(900)
    )  # fmt: skip
    length /= total
    assert found.no_wait == pytest.approx(float(no_wait), abs=1e-9)
    assert found.abandoned == pytest.approx(float(abandoned), abs=1e-9)
    assert found.mean_wait_seconds == pytest.approx(float(length / _decimal(arrive)), rel=1e-9, abs=1e-9)
    assert found.within_target == pytest.approx(float(in_time), abs=1e-9)


@pytest.mark.parametrize(("advisers", "load"), [(1, 0.5), (2, 1.9), (30, 29.5), (260, 240.0), (2, 0.0004)])
def test_erlang_c_agrees_with_its_sum_to_nine_places(advisers, load):
    found = erlang_c(calls_a_second=load / 600, handling_seconds=600, advisers=advisers, target_seconds=20)
    below, busy = _sums(Fraction(load), advisers)
    top = busy * advisers / (advisers - Fraction(load))
    waits = float(top / (below + top))
    in_time = 1 - waits * math.exp(-(advisers - load) * 20 / 600)
    assert found.no_wait == pytest.approx(float(1 - waits), abs=1e-9)
    assert found.within_target == pytest.approx(float(in_time), abs=1e-9)
    assert found.mean_wait_seconds == pytest.approx(float(waits * 600 / (advisers - load)), rel=1e-9)
    assert erlang_b(0, 3.0) == 1.0


def test_erlang_c_says_what_pyworkforce_said():
    """Recorded by `python -m benchmarks.forecast peer`; every case is one in which its model and ours are the same."""
    told = json.loads((Path(__file__).parents[2] / "data" / "pyworkforce.json").read_text(encoding="utf-8"))
    assert len(told["rows"]) >= 10
    for calls, minutes, seconds, advisers, waits, in_time, occupancy, needed in told["rows"]:
        given = {"calls_a_second": calls / 1800, "handling_seconds": 60 * minutes, "target_seconds": seconds}
        found = erlang_c(**given, advisers=advisers)
        assert 1 - found.no_wait == pytest.approx(waits, abs=1e-9)
        assert found.within_target == pytest.approx(in_time, abs=1e-9)
        assert found.occupancy == pytest.approx(occupancy, abs=1e-9)
        assert erlang_c(**given, advisers=needed).within_target >= 0.8
        assert needed == 1 or erlang_c(**given, advisers=needed - 1).within_target < 0.8


def test_the_ends_have_answers_and_no_infinities():
    for queue in (
        erlang_c(calls_a_second=0, handling_seconds=600, advisers=0, target_seconds=20),
        erlang_a(calls_a_second=0, handling_seconds=600, patience_seconds=60, advisers=0, target_seconds=20),
    ):
        assert (queue.within_target, queue.abandoned, queue.is_overloaded) == (1.0, 0.0, False)
    lost = erlang_c(calls_a_second=1, handling_seconds=600, advisers=2, target_seconds=20)
    assert (lost.is_overloaded, lost.mean_wait_seconds) == (True, None)
    flooded = erlang_a(calls_a_second=50, handling_seconds=600, patience_seconds=60, advisers=2, target_seconds=20)
    assert flooded.is_overloaded
    assert flooded.abandoned == pytest.approx(1 - 2 / 600 / 50, abs=1e-6)
    assert all(math.isfinite(each) for each in (flooded.mean_wait_seconds, flooded.occupancy, flooded.within_target))
    assert erlang_a(
        calls_a_second=1, handling_seconds=600, patience_seconds=60, advisers=0, target_seconds=20
    ).abandoned == 1.0  # fmt: skip


def test_the_fewest_advisers_are_found_and_one_fewer_is_not_enough():
    given = {"calls_a_second": 60 / 1800, "handling_seconds": 600, "patience_seconds": 120, "target_seconds": 20}
    number = advisers_needed(**given, target_share=0.8)
    assert (
        erlang_a(**given, advisers=number).within_target >= 0.8 > erlang_a(**given, advisers=number - 1).within_target
    )
    assert advisers_needed(**given | {"calls_a_second": 0}, target_share=0.8) == 0
    assert advisers_needed(**given | {"calls_a_second": 50}, target_share=0.8, most=20) is None


def test_a_simulated_day_lies_around_the_exact_figures():
    """Forty days of eight hours, run in: the exact share lies within the interval of the days' means (99.9 %)."""
    calls, handling, patience, advisers, target = 20 / 1800, 300.0, 120.0, 4, 20.0
    exact = erlang_a(
        calls_a_second=calls,
        handling_seconds=handling,
        patience_seconds=patience,
        advisers=advisers,
        target_seconds=target,
    )
    days = [_day(seed, calls, handling, patience, advisers, target) for seed in range(40)]
    for place, share in enumerate((exact.within_target, exact.abandoned)):
        of_days = [day[place] for day in days]
        half = stats.t.ppf(0.9995, len(days) - 1) * statistics.stdev(of_days) / len(days) ** 0.5
        assert abs(statistics.mean(of_days) - share) < half


def _day(seed, calls, handling, patience, advisers, target):
    chance, env, told = random.Random(seed), simpy.Environment(), []
    line = simpy.Resource(env, capacity=advisers)

    def call():
        came = env.now
        with line.request() as turn:
            yield turn | env.timeout(chance.expovariate(1 / patience))
            if came > 7200:
                told.append((turn.triggered and env.now - came <= target, not turn.triggered))
            if turn.triggered:
                yield env.timeout(chance.expovariate(1 / handling))

    def door():
        while True:
            yield env.timeout(chance.expovariate(calls))
            env.process(call())

    env.process(door())
    env.run(until=36_000)
    return [sum(column) / len(told) for column in zip(*told, strict=True)]
