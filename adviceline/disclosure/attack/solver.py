"""Integer programs over one part, by HiGHS. A solution counts only once it holds in exact arithmetic.

The solver works in floating point. So a value is called possible only with whole numbers that satisfy every fact
(`Part.holds`), and a bound that the solver states is never taken as proof that a reader is in doubt. Where it says that
something is impossible, or says nothing, the reader is taken to know: an error of the solver can refuse a release, not
let one through.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import block_array, csr_array, eye_array, hstack

from adviceline.disclosure.attack.parts import NO_LIMIT, Part, Real, Whole

#: Branch-and-bound nodes for one question, and a limit of seconds far above what that takes on a slow machine.
NODES, SECONDS = 20_000, 120.0
#: A search for many cells at once may stop when it misses so few of them.
ENOUGH = 0.1


class Answer(Enum):
    FOUND = "found"
    IMPOSSIBLE = "impossible"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Goal:
    """`sense`: '=' the unknown has this value, '>' this or more, '<' this or less. `at` is a place in the part."""

    at: int
    sense: str
    value: int


def narrowed(part: Part, goals: list[Goal]) -> tuple[Whole, Whole]:
    low, high = part.low.copy(), part.high.copy()
    for goal in goals:
        if goal.sense in "=>":
            low[goal.at] = max(low[goal.at], goal.value)
        if goal.sense in "=<":
            high[goal.at] = min(high[goal.at], goal.value)
    return low, high


def find(part: Part, goals: list[Goal], base: Whole | None) -> tuple[Answer, Whole | None]:
    """Values of the whole part that meet all goals. `base`: values known to hold, near which numbers are small."""
    low, high = narrowed(part, goals)
    if bool((low > high).any()):
        return Answer.IMPOSSIBLE, None
    large = base is not None and part.size > 3 * NEIGHBOURS and goals
    if large and base is not None and (near := _find_near(part, low, high, goals[0].at, base)) is not None:
        return Answer.FOUND, near
    return solve(part, np.zeros(part.size), low, high, base)


def solve(
    part: Part, cost: Real, low: Whole, high: Whole, base: Whole | None, *, nodes: int = NODES
) -> tuple[Answer, Whole | None]:
    """Values of least cost between `low` and `high`. FOUND without optimality where only the limit of nodes stopped it."""
    shift = np.zeros(part.size, dtype=np.int64) if base is None else base
    bounds, facts = Bounds(_less(low, shift), _less(high, shift)), _facts(part, shift)
    done = milp(
        cost, bounds=bounds, constraints=facts
    )  # the linear relaxation: enough where it is whole, or impossible
    if done.x is None or not _is_whole(done.x):
        if done.status == 2:
            return Answer.IMPOSSIBLE, None
        options = {"node_limit": nodes, "time_limit": SECONDS, "mip_rel_gap": 0.0}
        done = milp(cost, integrality=np.ones(part.size), bounds=bounds, constraints=facts, options=options)
    if done.x is not None:
        values = shift + np.rint(done.x).astype(np.int64)
        inside = bool((values >= low).all()) and bool((values <= high).all())
        return (Answer.FOUND, values) if inside and part.holds(values) else (Answer.UNDECIDED, None)
    return (Answer.IMPOSSIBLE if done.status == 2 else Answer.UNDECIDED), None


def approach(part: Part, goals: list[Goal], base: Whole, *, box: int, nodes: int = 50) -> Whole | None:
    """Values that come as near to all the goals together as can be found soon, within `box` of the base."""
    size, count = part.size, len(goals)
    pick = csr_array((np.ones(count), (np.arange(count), np.array([goal.at for goal in goals]))), shape=(count, size))
    aims = np.array([goal.value - base[goal.at] for goal in goals], dtype=float)
    up = np.array([goal.sense in "=<" for goal in goals])
    down = np.array([goal.sense in "=>" for goal in goals])
    # miss ≥ x − aim where x must not exceed it, miss ≥ aim − x where it must not fall short.
    rows = block_array([[pick, -eye_array(count)], [pick, eye_array(count)]], format="csr")
    low = np.concatenate([np.full(count, -np.inf), np.where(down, aims, -np.inf)])
    high = np.concatenate([np.where(up, aims, np.inf), np.full(count, np.inf)])
    wide = [
        LinearConstraint(csr_array(block_array([[fact.A, csr_array((fact.A.shape[0], count + 1))]])), fact.lb, fact.ub)
        for fact in _facts(part, base)
    ]
    # The last unknown is 1 and costs as much as missing every goal by 1: the gap at which to stop is then a share of
    # the goals, where it would otherwise be a share of what is missed.
    wide.append(LinearConstraint(csr_array(hstack([rows, csr_array((2 * count, 1))])), low, high))
    cost = np.concatenate([np.zeros(size), np.ones(count), [float(count)]])
    least = np.concatenate([np.maximum(_less(part.low, base), -box), np.zeros(count), [1.0]])
    most = np.concatenate([np.minimum(_less(part.high, base), box), np.full(count, np.inf), [1.0]])
    done = milp(cost, bounds=Bounds(least, most), constraints=wide)
    if done.x is not None and not _is_whole(done.x[:size]):
        # Keep what is whole, away from what is not; settle the rest in whole numbers.
        loose = np.abs(done.x[:size] - np.rint(done.x[:size])) > 1e-6
        near = np.asarray(np.abs(part.matrix).T @ (np.abs(part.matrix) @ loose.astype(np.int64)) > 0)
        kept = np.flatnonzero(~(near | loose))
        least[kept] = most[kept] = np.rint(done.x[kept])
        whole = np.concatenate([np.ones(size), np.zeros(count + 1)])
        options = {"node_limit": nodes, "time_limit": SECONDS, "mip_rel_gap": ENOUGH}
        done = milp(cost, integrality=whole, bounds=Bounds(least, most), constraints=wide, options=options)
    return None if done.x is None else base + np.rint(done.x[:size]).astype(np.int64)


def _is_whole(values: Real) -> bool:
    return float(np.abs(values - np.rint(values)).max(initial=0.0)) <= 1e-6


def _less(bound: Whole, shift: Whole) -> Real:
    """A bound less the shift, in floating point; no limit stays no limit."""
    moved = (bound - shift).astype(float)
    moved[bound >= NO_LIMIT] = np.inf
    moved[bound <= -NO_LIMIT] = -np.inf
    return moved


def _facts(part: Part, shift: Whole) -> list[LinearConstraint]:
    if not part.matrix.shape[0]:
        return []
    sums = part.matrix @ shift
    return [LinearConstraint(part.matrix.astype(float), _less(part.row_low, sums), _less(part.row_high, sums))]


#: Unknowns around the one in question that may move in the first try; all others keep the base's values.
NEIGHBOURS = 150


def _find_near(part: Part, low: Whole, high: Whole, centre: int, base: Whole) -> Whole | None:
    """As `find`, moving only what is near: quick in a large part, and inconclusive when it finds nothing."""
    near = neighbours(part, centre)
    moved = np.zeros(part.size, dtype=bool)
    moved[near] = True
    if bool(((base < low) | (base > high))[~moved].any()):
        return None
    block = part.matrix[:, near]
    used = np.flatnonzero(np.diff(csr_array(block).indptr))
    block = csr_array(csr_array(block)[used])
    sums = (part.matrix @ np.where(moved, 0, base))[used]
    small = Part(near, block, _kept(part.row_low[used], sums), _kept(part.row_high[used], sums), low[near], high[near])
    answer, values = solve(small, np.zeros(len(near)), low[near], high[near], base[near], nodes=200)
    if answer is not Answer.FOUND or values is None:
        return None
    whole = base.copy()
    whole[near] = values
    return whole if part.holds(whole) else None


def _kept(bound: Whole, sums: Whole) -> Whole:
    return np.where(np.abs(bound) >= NO_LIMIT, bound, bound - sums)


def neighbours(part: Part, centre: int) -> Whole:
    """The unknowns reached first from the centre through facts, nearest first, shortest facts first."""
    columns = part.matrix.tocsc()
    found, order = {centre}, [centre]
    at = 0
    while at < len(order) and len(order) < NEIGHBOURS:
        here = order[at]
        at += 1
        facts = columns.indices[columns.indptr[here] : columns.indptr[here + 1]]
        for fact in sorted(facts, key=lambda one: part.matrix.indptr[one + 1] - part.matrix.indptr[one]):
            for other in part.matrix.indices[part.matrix.indptr[fact] : part.matrix.indptr[fact + 1]]:
                if int(other) not in found and len(order) < NEIGHBOURS:
                    found.add(int(other))
                    order.append(int(other))
    return np.sort(np.array(order, dtype=np.int64))
