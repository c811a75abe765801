"""Secondary suppression for systems of any size: one attacker's question after another, each answered as cheaply as
can be, then whatever turned out not to be needed is shown again."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from adviceline.disclosure.protection.moves import REACH, Moves, cheapest
from adviceline.disclosure.protection.problem import Flags, Problem


def hide(problem: Problem, moves: Moves, hidden: Flags) -> list[int]:
    """Hide more, in place, until every target has its values; answers the targets for which nothing helped.

    Those hardest to please go first: a small total, then a small count.
    """
    order = sorted(
        range(len(problem.aims)),
        key=lambda number: (-int(problem.weight[problem.aims[number].place]), problem.unknowns[number]),
    )
    hopeless: list[int] = []
    for number in order:
        for value in reversed(problem.wanted(number)):
            if value in moves.found[number]:
                continue
            if not _reach(problem, moves, hidden, number, value):
                hopeless.append(number)
                break
    for unknown in problem.restless:
        if unknown not in moves.stirred:
            stir(problem, moves, hidden, unknown)
    return hopeless


def _reach(problem: Problem, moves: Moves, hidden: Flags, number: int, value: int) -> bool:
    unknown = problem.unknowns[number]
    step = value - int(problem.values[unknown])
    upper = REACH if value == problem.aims[number].beyond else step
    move = cheapest(problem, hidden, unknown, step, upper)
    if move is None:
        return False
    hidden |= (move < problem.shown_low) | (move > problem.shown_high)
    moves.offer(move, int(move[unknown]), hidden)
    return True


def reach_for_reader(problem: Problem, moves: Moves, hidden: Flags, number: int, value: int, reader: int) -> bool:
    """As for anybody, for one who knows that the cell `reader` is not 0. The move is kept for good."""
    unknown = problem.unknowns[number]
    step = value - int(problem.values[unknown])
    upper = REACH if value == problem.aims[number].beyond else step
    move = cheapest(problem, hidden, unknown, step, upper, others=((reader, 1 - int(problem.values[reader])),))
    if move is None:
        return False
    hidden |= (move < problem.shown_low) | (move > problem.shown_high)
    moves.add(move)
    return True


def stir(problem: Problem, moves: Moves, hidden: Flags, unknown: int) -> bool:
    """Make a second value possible for a cell that nobody is to know."""
    for step, upper in ((1, REACH), (-1, -1)):
        move = cheapest(problem, hidden, unknown, step, upper)
        if move is not None:
            hidden |= (move < problem.shown_low) | (move > problem.shown_high)
            moves.add(move)
            return True
    return False


def show_again(problem: Problem, moves: Moves, hidden: Flags, keep: Sequence[int] = (), *, search: bool) -> list[int]:
    """Show, in place, what no chosen move needs hidden; answers the chosen moves.

    Dearest first, each cell that is hidden without being small is shown if every value keeps a move without it;
    `search` looks for new moves too. `keep`: moves that must stay.
    """
    wanted = [(number, value) for number in range(len(problem.aims)) for value in problem.wanted(number)]
    gone = set(np.flatnonzero(hidden).tolist())
    chosen = {pair: _lightest(moves, *pair, gone) for pair in wanted}
    users: dict[int, set[tuple[int, int]]] = {}
    for pair, move in chosen.items():
        for cell in moves.outside[move]:
            users.setdefault(cell, set()).add(pair)
    kept_for = {cell for move in keep for cell in moves.outside[move]}
    kept_for |= {cell for move in _stirring(problem, moves) for cell in moves.outside[move]}
    secondary = [int(at) for at in np.flatnonzero(hidden & problem.may_hide & ~problem.primary)]
    for cell in sorted(secondary, key=lambda at: (-int(problem.weight[at]), int(problem.values[at]))):
        if cell in kept_for:
            continue
        hidden[cell] = False
        gone.discard(cell)
        instead: dict[tuple[int, int], int] = {}
        for pair in sorted(users.get(cell, ())):
            other = _without(problem, moves, *pair, hidden, gone, search=search)
            if other is None:
                hidden[cell] = True
                gone.add(cell)
                break
            instead[pair] = other
        else:
            for pair, move in instead.items():
                for used in moves.outside[chosen[pair]]:
                    users[used].discard(pair)
                for used in moves.outside[move]:
                    users.setdefault(used, set()).add(pair)
                chosen[pair] = move
    return sorted({*chosen.values(), *keep, *_stirring(problem, moves)})


def _lightest(moves: Moves, number: int, value: int, gone: set[int]) -> int:
    within = [move for move in moves.found[number][value] if moves.outside[move] <= gone]
    return min(within, key=lambda move: (moves.costs[move], move))


def _without(
    problem: Problem, moves: Moves, number: int, value: int, hidden: Flags, gone: set[int], *, search: bool
) -> int | None:
    """A move for this value within what is hidden now; `gone`: the places of `hidden`."""
    for move in moves.found[number][value]:
        if moves.outside[move] <= gone:
            return move
    if not search:
        return None
    unknown = problem.unknowns[number]
    step = value - int(problem.values[unknown])
    upper = REACH if value == problem.aims[number].beyond else step
    move_found = cheapest(problem, hidden, unknown, step, upper, new=False)
    if move_found is None:
        return None
    moves.add(move_found)
    return len(moves.kept) - 1


def _stirring(problem: Problem, moves: Moves) -> list[int]:
    """For each cell that nobody is to know, the first move that gives it a second value."""
    left, chosen = set(problem.restless), []
    for number, move in enumerate(moves.kept):
        if not left:
            break
        stirred = left.intersection(move.places.tolist())
        if stirred:
            chosen.append(number)
            left -= stirred
    return chosen
