"""Secondary suppression to optimality: the program of Fischetti and Salazar, with cuts from the attacker's subproblems.

The master chooses what to hide. For each target the attacker's linear program says whether it can reach its end; if
not, its duals give a cut that every pattern which protects must satisfy (necessary over whole numbers too, since whole
tables are a part of the linear ones). Where the linear programs are content and whole numbers are not, the pattern
itself is cut off: hiding more never helps the attacker, so something outside it must be hidden.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array

from adviceline.disclosure.protection.moves import REACH, Moves, cheapest
from adviceline.disclosure.protection.problem import Flags, Problem

#: Beyond these the heuristic alone is used. `ROUNDS`: masters solved; `NODES`: of branch and bound, in all of them together.
MOST_CANDIDATES, MOST_TARGETS, ROUNDS, NODES, SECONDS = 220, 90, 120, 3_000, 60.0
_SMALL = 1e-6


@dataclass(frozen=True, slots=True)
class Bound:
    """The cheapest pattern known and the least that any pattern must cost; equal when it is optimal."""

    hidden: Flags
    cost: int
    least: int
    rounds: int

    @property
    def gap(self) -> float:
        return 0.0 if self.cost <= self.least else (self.cost - self.least) / self.cost


def small_enough(problem: Problem) -> bool:
    return int((problem.may_hide & ~problem.primary).sum()) <= MOST_CANDIDATES and len(problem.aims) <= MOST_TARGETS


def cost_of(problem: Problem, hidden: Flags) -> int:
    return int(problem.weight[hidden & problem.may_hide & ~problem.primary].sum())


def optimise(problem: Problem, moves: Moves, incumbent: Flags) -> Bound:
    """From a pattern that protects to the cheapest one, as far as the limits allow."""
    candidates = np.flatnonzero(problem.may_hide & ~problem.primary)
    best, best_cost, least = incumbent.copy(), cost_of(problem, incumbent), 0
    cuts: list[tuple[npt.NDArray[np.float64], float]] = []
    rounds, nodes = 0, NODES
    hidden = problem.primary.copy()  # the first cuts come from hiding nothing more
    while rounds < ROUNDS and nodes > 0 and least < best_cost:
        rounds += 1
        new = _linear_cuts(problem, moves, hidden, candidates)
        if not new:
            pattern = _whole_cut(problem, moves, hidden, candidates)
            if pattern is None:
                if (cost := cost_of(problem, hidden)) < best_cost:
                    best, best_cost = hidden.copy(), cost
                break  # it is the master's optimum, and it protects
            new = [pattern]
        cuts += new
        chosen, least_now, taken = _master(problem, candidates, cuts, nodes)
        nodes -= taken
        least = max(least, least_now)
        if chosen is None:
            break
        hidden = problem.primary.copy()
        hidden[candidates[chosen]] = True
    else:
        if least < best_cost and not _linear_cuts(problem, moves, hidden, candidates):
            cost = cost_of(problem, hidden)
            if cost < best_cost and _whole_cut(problem, moves, hidden, candidates) is None:
                best, best_cost = hidden.copy(), cost
    return Bound(best, best_cost, min(least, best_cost), rounds)


def _master(
    problem: Problem, candidates: npt.NDArray[np.int64], cuts: list[tuple[npt.NDArray[np.float64], float]], nodes: int
) -> tuple[npt.NDArray[np.bool_] | None, int, int]:
    """What to hide, the least that it must cost, and the nodes that it took, one at least."""
    matrix = csr_array(np.array([cut for cut, _ in cuts]))
    done = milp(
        problem.weight[candidates].astype(float),
        integrality=np.ones(len(candidates)),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(matrix, np.array([needed - _SMALL for _, needed in cuts]), np.inf),
        options={"node_limit": nodes, "time_limit": SECONDS},
    )
    least = 0 if done.mip_dual_bound is None else int(np.ceil(done.mip_dual_bound - 1e-4))
    return (None if done.x is None else done.x > 0.5), least, max(1, int(done.mip_node_count or 0))


def _ends(problem: Problem, number: int) -> list[tuple[int, int]]:
    """The ends that target `number` must reach: direction, and how far from its value."""
    aim, value = problem.aims[number], int(problem.values[problem.unknowns[number]])
    ends = [(1, aim.beyond - value)]
    if aim.last >= aim.first:
        ends.append((-1, value - aim.first))
    return [(way, need) for way, need in ends if need > 0]


def _linear_cuts(
    problem: Problem, moves: Moves, hidden: Flags, candidates: npt.NDArray[np.int64]
) -> list[tuple[npt.NDArray[np.float64], float]]:
    """A cut for each target that the linear attacker holds too narrow under this pattern."""
    low, high = problem.limits(hidden)
    bounds = np.column_stack([np.maximum(low, -REACH * 4), np.minimum(high, REACH * 4)]).astype(float)
    equal = problem.row_low == problem.row_high
    a_eq, a_ub = problem.rows[equal].astype(float), problem.rows[~equal].astype(float)
    below = problem.row_high[~equal] < 2**55
    above = problem.row_low[~equal] > -(2**55)
    stacked = csr_array(np.vstack([a_ub.toarray()[below], -a_ub.toarray()[above]]))
    b_ub = np.concatenate([problem.row_high[~equal][below], -problem.row_low[~equal][above]]).astype(float)
    zeros = problem.row_low[equal].astype(float)
    cuts: list[tuple[npt.NDArray[np.float64], float]] = []
    gone = set(np.flatnonzero(hidden).tolist())
    for number, unknown in enumerate(problem.unknowns):
        for way, need in _ends(problem, number):
            if _reached(problem, moves, gone, number, way, need):
                continue
            cost = np.zeros(problem.size)
            cost[unknown] = -float(way)
            some = {"A_ub": stacked, "b_ub": b_ub} if stacked.shape[0] else {}
            done = linprog(cost, A_eq=a_eq, b_eq=zeros, bounds=bounds, method="highs", **some)
            if done.status != 0 or -done.fun >= need - 1e-7:
                continue
            # For any multipliers the reach is at most what the reduced costs allow within the bounds: a valid cut even
            # where the solver's duals are a little off.
            multipliers = _clean(-done.eqlin.marginals)
            reduced = -cost - a_eq.T @ multipliers
            fixed = float(multipliers @ zeros)
            if stacked.shape[0]:
                slack = np.maximum(_clean(-done.ineqlin.marginals), 0.0)
                reduced = reduced - stacked.T @ slack
                fixed += float(slack @ b_ub)
            cut = _cut(problem, candidates, reduced, fixed, need)
            if cut is not None:
                cuts.append(cut)
    return cuts


def _clean(multipliers: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Near-whole twelfths made exact: the duals of tables nearly always are."""
    near = np.rint(multipliers * 12) / 12
    return np.asarray(np.where(np.abs(near - multipliers) < 1e-6, near, multipliers), dtype=np.float64)


def _cut(
    problem: Problem,
    candidates: npt.NDArray[np.int64],
    reduced: npt.NDArray[np.float64],
    fixed: float,
    need: int,
) -> tuple[npt.NDArray[np.float64], float] | None:
    reduced = np.where(np.abs(reduced) < 1e-9, 0.0, reduced)
    rising, falling = np.maximum(reduced, 0), np.maximum(-reduced, 0)
    shown = rising * problem.shown_high - falling * problem.shown_low
    hidden = rising * problem.hidden_high - falling * problem.hidden_low
    choice = np.zeros(problem.size, dtype=bool)
    choice[candidates] = True
    always = np.where(problem.primary | ~problem.in_draft, hidden, shown)
    needed = need - fixed - float(always.sum())
    if needed <= _SMALL:
        return None
    return np.minimum((hidden - shown)[candidates], needed) / needed, 1.0


def _reached(problem: Problem, moves: Moves, gone: set[int], number: int, way: int, need: int) -> bool:
    """Whether a known move goes as far within what this pattern hides (`gone`)."""
    value = int(problem.values[problem.unknowns[number]])
    aim = problem.aims[number]
    wanted = aim.beyond if way > 0 else aim.first
    assert value + way * need == wanted
    return any(moves.outside[move] <= gone for move in moves.found[number].get(wanted, ()))


def _whole_cut(
    problem: Problem, moves: Moves, hidden: Flags, candidates: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.float64], float] | None:
    """None where the pattern protects over whole numbers; otherwise a cut that it does not satisfy."""
    gone = set(np.flatnonzero(hidden).tolist())
    for number, unknown in enumerate(problem.unknowns):
        for value in problem.wanted(number):
            known = moves.found[number].get(value, ())
            if any(moves.outside[move] <= gone for move in known):
                continue
            step = value - int(problem.values[unknown])
            upper = REACH if value == problem.aims[number].beyond else step
            move = cheapest(problem, hidden, unknown, step, upper, new=False)
            if move is None:
                return (~hidden[candidates]).astype(float), 1.0
            moves.add(move)
    return None
