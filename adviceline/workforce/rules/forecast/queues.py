"""A queue of calls with so many advisers: Erlang C, in which everybody waits, and Erlang A, in which people give up.

Calls come as a Poisson stream, talk and wrap-up and patience are exponential. Rates are for each second. Erlang A
(Palm's M/M/N+M) is exact here: its states are summed, and the wait has a density in closed form. With N advisers,
arrivals at rate L, each served at rate m and giving up at rate g, the wait offered to somebody who must wait has the
density p_N·N·m·exp(−N·m·t + (L/g)(1 − exp(−g·t))), p_N being the chance of N in the system: sum the densities of the
waits behind j others, which are those of order statistics, over j.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

SMALLEST = -42.0  # what is e^-42 of the likeliest no longer matters
MOST_STATES = 200_000


@dataclass(frozen=True)
class Queue:
    """What callers and advisers meet. Shares are of all calls offered; `within_target` were answered in time; `occupancy` is the
    share of the advisers' time on calls. `mean_wait_seconds` is over everybody, those who gave up included; None where it
    grows without end."""

    no_wait: float
    within_target: float
    abandoned: float
    mean_wait_seconds: float | None
    occupancy: float
    is_overloaded: bool


IDLE = Queue(1.0, 1.0, 0.0, 0.0, 0.0, False)


def erlang_b(advisers: int, load: float) -> float:
    """The chance that all are busy where nobody can wait, by the recursion that loses no figures."""
    blocked = 1.0
    for number in range(1, advisers + 1):
        blocked = load * blocked / (number + load * blocked)
    return blocked


def erlang_c(*, calls_a_second: float, handling_seconds: float, advisers: int, target_seconds: float) -> Queue:
    """Everybody waits as long as it takes. With no fewer calls than can be served the queue has no end: overloaded."""
    load = calls_a_second * handling_seconds
    if load <= 0:
        return IDLE
    if load >= advisers:
        return Queue(0.0, 0.0, 0.0, None, 1.0, True)
    blocked = erlang_b(advisers, load)
    waits = blocked / (1 - load / advisers * (1 - blocked))
    spare = (advisers - load) / handling_seconds
    return Queue(
        no_wait=1 - waits,
        within_target=1 - waits * math.exp(-spare * target_seconds),
        abandoned=0.0,
        mean_wait_seconds=waits / spare,
        occupancy=load / advisers,
        is_overloaded=False,
    )


def erlang_a(
    *, calls_a_second: float, handling_seconds: float, patience_seconds: float, advisers: int, target_seconds: float
) -> Queue:
    """People give up after `patience_seconds` on average, so there is an end to every queue; it is called overloaded all the
    same where more calls come than the advisers could take. Nobody there: everybody gives up."""
    load = calls_a_second * handling_seconds
    if load <= 0:
        return IDLE
    if advisers <= 0:
        return Queue(0.0, 0.0, 1.0, patience_seconds, 0.0, True)
    serve, leave = 1 / handling_seconds, 1 / patience_seconds
    logs = _log_weights(calls_a_second, serve, leave, advisers)
    highest = max(logs)
    weights = [math.exp(each - highest) for each in logs]
    total = math.fsum(weights)
    waiting = math.fsum(place * each for place, each in enumerate(weights[advisers:])) / total
    no_wait = math.fsum(weights[:advisers]) / total
    abandoned = leave * waiting / calls_a_second
    log_busy = logs[advisers] - highest - math.log(total)
    in_time = no_wait + _served_within(target_seconds, calls_a_second, serve, leave, advisers, log_busy)
    return Queue(
        no_wait=no_wait,
        within_target=min(1.0, in_time),
        abandoned=abandoned,
        mean_wait_seconds=waiting / calls_a_second,
        occupancy=load * (1 - abandoned) / advisers,
        is_overloaded=load >= advisers,
    )


def _log_weights(arrive: float, serve: float, leave: float, advisers: int) -> list[float]:
    """Of each number in the system, in proportion; in logarithms, so that a flooded line has figures too."""
    found, highest = [0.0], 0.0
    while len(found) < MOST_STATES:
        number = len(found)
        rate = min(number, advisers) * serve + max(0, number - advisers) * leave
        found.append(found[-1] + math.log(arrive / rate))
        highest = max(highest, found[-1])
        if number > advisers and arrive < rate and found[-1] < highest + SMALLEST:
            break
    return found


def _served_within(target: float, arrive: float, serve: float, leave: float, advisers: int, log_busy: float) -> float:
    """The share who wait, and are answered within the target."""
    from scipy.integrate import quad  # late: it takes a while to load

    if target <= 0:
        return 0.0
    together = advisers * serve
    known = log_busy + math.log(together)

    def density(t: float) -> float:
        return math.exp(known - together * t - leave * t + arrive / leave * -math.expm1(-leave * t))

    value, _ = quad(density, 0, target, epsabs=1e-13, epsrel=1e-12, limit=200)
    return float(value)


def advisers_needed(
    *,
    calls_a_second: float,
    handling_seconds: float,
    patience_seconds: float,
    target_seconds: float,
    target_share: float,
    most: int = 500,
) -> int | None:
    """The fewest with whom so large a share is answered in time; 0 without calls; None where not even `most` are enough."""
    if calls_a_second * handling_seconds <= 0:
        return 0

    def enough(number: int) -> bool:
        found = erlang_a(
            calls_a_second=calls_a_second, handling_seconds=handling_seconds, patience_seconds=patience_seconds,
            advisers=number, target_seconds=target_seconds,
        )  # fmt: skip
        return found.within_target >= target_share

    high = 1
    while not enough(high):
        if high >= most:
            return None
        high = min(2 * high, most)
    low = high // 2
    while high - low > 1:  # more advisers never answer fewer in time
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high
