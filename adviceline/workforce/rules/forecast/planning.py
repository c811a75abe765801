"""From what is expected to a plan: advisers for each half hour, shifts, cost, and what callers then meet."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from adviceline.workforce.rules.forecast.arrivals import Expected
from adviceline.workforce.rules.forecast.queues import Queue, advisers_needed, erlang_a
from adviceline.workforce.rules.forecast.shifts import cover_day

HALF_HOUR_SECONDS = 1800
MOST_ADVISERS = 200


@dataclass(frozen=True)
class Assumptions:
    """`volume` multiplies what is expected. `shrinkage` is the share of paid time in which somebody is not on the line: leave,
    training, supervision, breaks. `target_share` are to be answered in `target_seconds`."""

    name: str
    volume: float
    handling_seconds: float
    patience_seconds: float
    shrinkage: float
    target_share: float
    target_seconds: float
    hour_cost: Decimal
    minimum: int


@dataclass(frozen=True)
class PlannedHalf:
    """`by_queue`: advisers that the queue alone asks for, None where more than can be planned. `on_the_line`: planned, the
    minimum and whole shifts included."""

    half_hour: int
    expected: Expected
    by_queue: int | None
    on_the_line: int
    queue: Queue

    def minimum_decides(self, minimum: int) -> bool:
        return self.by_queue is not None and self.by_queue <= minimum


@dataclass(frozen=True)
class Plan:
    """One scenario over the days given. Shares are of all calls offered; None where no calls are expected."""

    assumptions: Assumptions
    days: Mapping[date, tuple[PlannedHalf, ...]]
    calls: float
    line_hours: float
    paid_hours: float
    shifts: int
    cost: Decimal
    within_target: float | None
    abandoned: float | None
    occupancy: float
    decided_by_minimum: int
    half_hours: int
    is_overloaded: bool


def plan(expected: Mapping[date, Mapping[int, Expected]], assumptions: Assumptions) -> Plan:
    """`expected`: day → half hour → calls, before the scenario's volume."""
    days: dict[date, tuple[PlannedHalf, ...]] = {}
    shifts = 0
    for day, halves in expected.items():
        scaled = {half: _scaled(each, assumptions.volume) for half, each in sorted(halves.items())}
        by_queue = [_needed(each.central, assumptions) for each in scaled.values()]
        wanted = [max(assumptions.minimum, MOST_ADVISERS if each is None else each) for each in by_queue]
        covering = cover_day(wanted)
        there: Sequence[int] = covering.there if covering else wanted
        shifts += sum(number for _, _, number in covering.shifts) if covering else 0
        days[day] = tuple(
            PlannedHalf(half, each, need, number, _queue(each.central, number, assumptions))
            for (half, each), need, number in zip(scaled.items(), by_queue, there, strict=True)
        )
    return _summed(assumptions, days, shifts)


def _summed(assumptions: Assumptions, days: Mapping[date, tuple[PlannedHalf, ...]], shifts: int) -> Plan:
    halves = [each for planned in days.values() for each in planned]
    calls = math.fsum(each.expected.central for each in halves)
    line_hours = sum(each.on_the_line for each in halves) / 2
    paid_hours = line_hours / (1 - assumptions.shrinkage)
    worked = math.fsum(each.queue.occupancy * each.on_the_line for each in halves)
    cost = (Decimal(str(round(paid_hours, 6))) * assumptions.hour_cost).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return Plan(
        assumptions=assumptions, days=days, calls=calls, line_hours=line_hours, paid_hours=paid_hours, shifts=shifts,
        cost=cost, within_target=_share(halves, calls, "within_target"), abandoned=_share(halves, calls, "abandoned"),
        occupancy=worked / (2 * line_hours) if line_hours else 0.0,
        decided_by_minimum=sum(each.minimum_decides(assumptions.minimum) for each in halves), half_hours=len(halves),
        is_overloaded=any(each.by_queue is None for each in halves),
    )  # fmt: skip


def _share(halves: Sequence[PlannedHalf], calls: float, name: str) -> float | None:
    if calls <= 0:
        return None
    return math.fsum(each.expected.central * getattr(each.queue, name) for each in halves) / calls


def _scaled(expected: Expected, volume: float) -> Expected:
    return Expected(expected.low * volume, expected.central * volume, expected.high * volume)


def _needed(calls: float, given: Assumptions) -> int | None:
    return advisers_needed(
        calls_a_second=calls / HALF_HOUR_SECONDS, handling_seconds=given.handling_seconds,
        patience_seconds=given.patience_seconds, target_seconds=given.target_seconds, target_share=given.target_share,
        most=MOST_ADVISERS,
    )  # fmt: skip


def _queue(calls: float, advisers: int, given: Assumptions) -> Queue:
    return erlang_a(
        calls_a_second=calls / HALF_HOUR_SECONDS, handling_seconds=given.handling_seconds,
        patience_seconds=given.patience_seconds, advisers=advisers, target_seconds=given.target_seconds,
    )  # fmt: skip
