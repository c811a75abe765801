"""Moves: tables that a reader would hold for possible, and what would have to be hidden for that."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, hstack

from adviceline.disclosure.protection.problem import FREE, Flags, Problem, Whole

#: Unknowns that may move in the first try, and in the second; the third lets all move.
NEAR = (80, 250, 800)
NODES, SECONDS = 300, 60.0
#: A move of one question goes no further than this.
REACH = 60


@dataclass(frozen=True, slots=True)
class Move:
    """As it is kept: the unknowns that it moves, and by how much. Of thousands of unknowns it moves a few."""

    places: Whole
    steps: Whole

    def on(self, values: Whole) -> Whole:
        moved = values.copy()
        moved[self.places] += self.steps
        return moved


@dataclass(slots=True)
class Moves:
    """The moves found so far, and which values of which target they make possible: `found[target][value]` are places
    in `kept`. `outside[move]` are the cells that the move needs hidden, and `costs[move]` what those weigh that are hidden
    for others. `stirred`: the unknowns that some move moves."""

    problem: Problem
    kept: list[Move] = field(default_factory=list)
    outside: list[frozenset[int]] = field(default_factory=list)
    costs: list[int] = field(default_factory=list)
    found: list[dict[int, list[int]]] = field(default_factory=list)
    stirred: set[int] = field(default_factory=set)
    _targets_of: dict[int, list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.found = [{} for _ in self.problem.aims]
        for number, unknown in enumerate(self.problem.unknowns):
            self._targets_of.setdefault(unknown, []).append(number)
        self.add(np.zeros(self.problem.size, dtype=np.int64), every=True)

    def add(self, move: Whole, *, every: bool = False) -> None:
        """Keep a move that fits the facts (`holds` says so)."""
        problem = self.problem
        moved = np.flatnonzero(move).astype(np.int64)
        self.kept.append(Move(moved, move[moved]))
        self.stirred.update(moved.tolist())
        beyond_shown = np.flatnonzero((move < problem.shown_low) | (move > problem.shown_high))
        self.outside.append(frozenset(beyond_shown.tolist()))
        self.costs.append(int(problem.weight[beyond_shown[~problem.primary[beyond_shown]]].sum()))
        places = self._targets_of if every else [at for at in moved.tolist() if at in self._targets_of]
        for unknown in places:
            value = int(problem.values[unknown] + move[unknown])
            for number in self._targets_of[unknown]:
                self.found[number].setdefault(min(value, problem.aims[number].beyond), []).append(len(self.kept) - 1)

    def missing(self, number: int, hidden: Flags | None = None) -> list[int]:
        return [value for value in self.problem.wanted(number) if value not in self.found[number]]

    def holds(self, move: Whole, hidden: Flags) -> bool:
        low, high = self.problem.limits(hidden)
        if bool((move < low).any()) or bool((move > high).any()):
            return False
        sums = self.problem.rows @ move
        return bool((sums >= self.problem.row_low).all()) and bool((sums <= self.problem.row_high).all())

    def offer(self, move: Whole, step: int, hidden: Flags) -> None:
        """Keep the move, and what follows from it: its like the other way, and the smaller ones on its path."""
        self.add(move)
        unit = move // step if step and not (move % step).any() else move
        for times in (*range(1, abs(step)), *range(-1, -5, -1)):
            other = unit * times
            if self.holds(other, hidden):
                self.add(other)
            elif times < 0:
                break


def cheapest(
    problem: Problem,
    hidden: Flags,
    unknown: int,
    least: int,
    greatest: int,
    *,
    others: tuple[tuple[int, int], ...] = (),
    forbidden: frozenset[int] = frozenset(),
    new: bool = True,
) -> Whole | None:
    """The move that takes an unknown to between `least` and `greatest` (of the move) and needs the least more hidden.

    Linear in how far a cell moves, which stands in for whether it moves. `others`: unknowns with the least move they
    must keep. `new` False: nothing more may be hidden.
    """
    for near in (*NEAR, problem.size):
        tried = problem.sizes_tried.setdefault(near, [0, 0])
        if near < problem.size and tried[0] >= 12 and tried[1] * 3 < tried[0]:
            continue  # so small a neighbourhood seldom suffices here
        moving = _near(problem, unknown, near)
        move = _solve(problem, hidden, moving, unknown, least, greatest, others, forbidden, new)
        tried[0] += 1
        tried[1] += move is not None
        if move is not None or len(moving) >= problem.size or len(moving) < near:
            return move
    return None


def _solve(
    problem: Problem,
    hidden: Flags,
    moving: Whole,
    unknown: int,
    least: int,
    greatest: int,
    others: tuple[tuple[int, int], ...],
    forbidden: frozenset[int],
    new: bool,
) -> Whole | None:
    count = len(moving)
    now_low, now_high = problem.limits(hidden)
    low, high = now_low[moving], now_high[moving]
    can = problem.may_hide[moving] & ~hidden[moving] & new
    if forbidden:
        can &= ~np.isin(moving, list(forbidden))
    up = np.where(can, np.minimum(problem.hidden_high[moving], REACH) - np.minimum(high, REACH), 0)
    down = np.where(can, np.minimum(-problem.hidden_low[moving], REACH) - np.minimum(-low, REACH), 0)
    low, high = np.maximum(low, -REACH), np.minimum(high, REACH)
    at = int(np.searchsorted(moving, unknown))
    free = can[at]
    low[at] = max(least, int(low[at] - (down[at] if free else 0)))
    high[at] = min(max(greatest, least), int(high[at] + (up[at] if free else 0)))
    up[at] = down[at] = 0
    for other, bound in others:
        place = int(np.searchsorted(moving, other))
        if place < count and moving[place] == other:
            low[place] = max(low[place], bound)
    if bool((low > high).any()):
        return None
    cost = problem.weight[moving].astype(float)
    block = csr_array(problem.columns[:, moving])
    used = np.flatnonzero(np.diff(block.indptr))
    block = csr_array(block[used]).astype(float)
    more, less = np.flatnonzero(up > 0), np.flatnonzero(down > 0)
    columns = block.tocsc()
    whole = csr_array(hstack([block, columns[:, more], -columns[:, less]]))
    row_low, row_high = problem.row_low[used].astype(float), problem.row_high[used].astype(float)
    row_low[row_low < -(2.0**55)] = -np.inf
    row_high[row_high > 2.0**55] = np.inf
    found = _whole(
        np.concatenate([np.zeros(count), cost[more], cost[less]]),
        Bounds(np.concatenate([low, np.zeros(len(more) + len(less))]), np.concatenate([high, up[more], down[less]])),
        [LinearConstraint(whole, row_low, row_high)] if len(used) else [],
    )
    if found is None:
        return None
    move = np.zeros(problem.size, dtype=np.int64)
    move[moving] = found[:count]
    move[moving[more]] += found[count : count + len(more)]
    move[moving[less]] -= found[count + len(more) :]
    sums = problem.rows @ move
    holds = bool((sums >= problem.row_low).all()) and bool((sums <= problem.row_high).all())
    inside = bool((move >= problem.hidden_low).all()) and bool((move <= problem.hidden_high).all())
    return move if holds and inside and least <= move[unknown] <= max(greatest, least) else None


def _whole(cost: npt.NDArray[np.float64], bounds: Bounds, facts: list[LinearConstraint]) -> Whole | None:
    """A cheap whole solution: the linear one, which nearly always is whole, or else by branch and bound."""
    done = milp(cost, bounds=bounds, constraints=facts)
    if done.x is None:
        return None
    found = np.rint(done.x)
    if float(np.abs(found - done.x).max(initial=0.0)) > 1e-6:
        options = {"node_limit": NODES, "time_limit": SECONDS, "mip_rel_gap": 0.05}
        done = milp(cost, integrality=np.ones(len(cost)), bounds=bounds, constraints=facts, options=options)
        if done.x is None:
            return None
        found = np.rint(done.x)
    return np.asarray(found, dtype=np.int64)


def _near(problem: Problem, centre: int, most: int) -> Whole:
    """The unknowns that are tied to the centre most closely, by the fewest facts; all, where there are no more."""
    if most >= problem.size:
        return np.arange(problem.size, dtype=np.int64)
    found, order, at = {centre}, [centre], 0
    rows, columns = problem.rows, problem.columns
    while at < len(order) and len(order) < most:
        facts = columns.indices[columns.indptr[order[at]] : columns.indptr[order[at] + 1]]
        at += 1
        for fact in sorted(facts.tolist(), key=lambda one: int(rows.indptr[one + 1] - rows.indptr[one])):
            for other in rows.indices[rows.indptr[fact] : rows.indptr[fact + 1]].tolist():
                if other not in found and len(order) < most:
                    found.add(other)
                    order.append(other)
    return np.sort(np.array(order, dtype=np.int64))


assert REACH < FREE
