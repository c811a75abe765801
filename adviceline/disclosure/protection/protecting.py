"""Suppression of the drafts of a system, and the audit after which alone it is given back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from adviceline.disclosure.attack import AttackResult, Finding, Leak, attack
from adviceline.disclosure.attack.explaining import explain
from adviceline.disclosure.protection.exact import Bound, cost_of, optimise, small_enough
from adviceline.disclosure.protection.heuristic import hide, reach_for_reader, show_again, stir
from adviceline.disclosure.protection.moves import Moves
from adviceline.disclosure.protection.problem import Flags, Problem, pose, shown_as
from adviceline.disclosure.protection.result import Loss, Protected, UnableToProtect
from adviceline.disclosure.protection.rounding import round_controlled
from adviceline.disclosure.system.knowledge import check_truth
from adviceline.disclosure.system.model import Publication, System
from adviceline.disclosure.system.problems import UnusableSystem
from adviceline.disclosure.system.statements import Exact, Hidden, Rounded, Statement

#: Audits with repair, at most; each hides at least one more cell, and few systems need a second.
AUDITS = 40
#: Up to so many unknowns, what can be shown again is searched for with new questions.
SEARCHED = 700


def protected(
    system: System, *, method: str, optimal: bool, base: int | None, intervals: str, again: bool
) -> Protected:
    """As `protect` of this package says."""
    drafts = _to_protect(system)
    check_truth(system)
    if not again:
        _already_leaking(system)
    if method == "round":
        return round_controlled(system, drafts, base=base, intervals=intervals)
    problem = pose(system, drafts)
    _possible_at_all(problem, drafts)
    hidden, moves = problem.primary.copy(), Moves(problem)
    if hopeless := hide(problem, moves, hidden):
        _refuse(problem, drafts, hopeless)
    kept = show_again(problem, moves, hidden, search=problem.size <= SEARCHED)
    words, bound = "heuristic", None
    if optimal and small_enough(problem):
        bound = optimise(problem, moves, hidden)
        if bound.cost < cost_of(problem, hidden):
            hidden = bound.hidden.copy()
        kept = show_again(problem, moves, hidden, search=False)
        words = "exact"
    exact_again: set[int] = set()
    audit, hidden, repaired = _audited(problem, drafts, moves, hidden, kept, exact_again, intervals)
    if repaired and bound is not None:
        bound = replace(bound, cost=cost_of(problem, hidden))
    return _result(problem, drafts, hidden, exact_again, audit, words, bound)


def _to_protect(system: System) -> tuple[Publication, ...]:
    drafts = tuple(draft for draft in system.drafts if draft.shows)
    if not drafts:
        raise UnusableSystem("There is nothing to protect: no publication is a draft (released: false) with shows.")
    if not system.values_known:
        missing = next(cell.id for cell in system.cells if cell.value is None)
        raise UnusableSystem(f"Every cell needs its value to be protected; '{missing}' has none.")
    return drafts


def _already_leaking(system: System) -> None:
    """What earlier releases gave away cannot be taken back: say so, rather than fail to protect it."""
    released = tuple(each for each in system.publications if not each.draft)
    if not released:
        return
    known = replace(system, publications=released)
    before = attack(known, intervals="leaks", explained=0)
    in_drafts = {place for draft in system.drafts for place in draft.shows}
    told = [
        one
        for one in before.findings
        if one.leak is not Leak.PINNED or _is_sensitive(one) or one.place not in in_drafts
    ]
    if told:
        first = explain(known, told[0], [cell.value or 0 for cell in system.cells])
        raise UnableToProtect(
            f"What is released already gives '{system.cells[first.place].id}' away"
            f"{f', and {len(told) - 1} more' if len(told) > 1 else ''}: nothing that is hidden now can take it back.",
            first.publications,
        )


def _is_sensitive(finding: Finding) -> bool:
    return bool(finding.impossible) or finding.beyond_impossible


def _possible_at_all(problem: Problem, drafts: Sequence[Publication]) -> None:
    for draft in drafts:
        for place in sorted(draft.always_shows):
            if problem.primary[place]:
                cell = problem.system.cells[place].id
                raise UnableToProtect(f"Draft '{draft.id}' must always show '{cell}', which is sensitive.", (draft.id,))


def _refuse(problem: Problem, drafts: Sequence[Publication], hopeless: Sequence[int]) -> None:
    places = {problem.aims[number].place for number in hopeless}
    tables = tuple(draft.id for draft in drafts if places & set(draft.shows)) or tuple(draft.id for draft in drafts)
    cell = problem.system.cells[problem.aims[hopeless[0]].place].id
    more = f" and {len(hopeless) - 1} more" if len(hopeless) > 1 else ""
    raise UnableToProtect(
        f"Hiding all that may be hidden would still give '{cell}'{more} away. Coarsen {' or '.join(tables)}, "
        "or let more of it be hidden.",
        tables,
    )


def _audited(
    problem: Problem,
    drafts: Sequence[Publication],
    moves: Moves,
    hidden: Flags,
    kept: list[int],
    exact_again: set[int],
    intervals: str,
) -> tuple[AttackResult, Flags, bool]:
    """Attack; hide more where something leaks; until nothing does."""
    repaired = False
    cells = len(problem.system.cells)
    keep: list[int] = []
    for _ in range(AUDITS):
        tables = (moves.kept[move].on(problem.values)[:cells].tolist() for move in sorted({*kept, *keep}))
        audit = attack(_said(problem, drafts, hidden, exact_again), hints=tables, intervals=intervals, explained=0)
        if audit.safe:
            return audit, hidden, repaired
        harmful = [one for one in audit.findings if _is_sensitive(one) or not problem.in_draft[one.place]]
        if not harmful:
            # They are known either way, and nobody minds: to publish them tells nobody anything new.
            for finding in audit.findings:
                exact_again.add(finding.place)
                hidden[finding.place] = False
            continue
        for finding in harmful:  # the others may be in doubt again once these are
            repaired = True
            before = hidden.copy()
            if not _repair(problem, moves, hidden, finding):
                _refuse(problem, drafts, [_number(problem, finding)])
            if bool((hidden == before).all()) and finding.reader is None and not kept:
                _refuse(problem, drafts, [_number(problem, finding)])
            keep.append(len(moves.kept) - 1)
        kept = sorted({*kept, *range(len(moves.kept))}) if repaired else kept
    raise UnableToProtect(
        "The audit still finds leaks after many repairs. Coarsen the tables.", tuple(d.id for d in drafts)
    )


def _number(problem: Problem, finding: Finding) -> int:
    for number, aim in enumerate(problem.aims):
        if (aim.place, aim.minus) == (finding.place, finding.minus):
            return number
    return 0


def _repair(problem: Problem, moves: Moves, hidden: Flags, finding: Finding) -> bool:
    if not _is_sensitive(finding):
        return stir(problem, moves, hidden, finding.place)
    number = _number(problem, finding)
    wanted = [*finding.impossible, *([problem.aims[number].beyond] if finding.beyond_impossible else [])]
    if finding.reader is not None:
        return all(reach_for_reader(problem, moves, hidden, number, value, finding.reader) for value in wanted)
    for value in wanted:
        moves.found[number].pop(value, None)
    return not hide(problem, moves, hidden)


def _said(problem: Problem, drafts: Sequence[Publication], hidden: Flags, exact: set[int]) -> System:
    """The system with its drafts as they would be released."""
    levels = problem.system.levels_of_cells()
    names = {draft.id for draft in drafts}

    def say(place: int) -> Statement:
        if hidden[place]:
            return Hidden(place)
        cell = problem.system.cells[place]
        assert cell.value is not None
        return Exact(place, cell.value) if place in exact else shown_as(cell, place, levels[place])

    publications = tuple(
        replace(
            each, statements=tuple(say(place) for place in each.shows), shows=(), always_shows=frozenset(), draft=False
        )
        if each.id in names
        else each
        for each in problem.system.publications
    )
    return replace(problem.system, publications=publications)


def _result(
    problem: Problem,
    drafts: Sequence[Publication],
    hidden: Flags,
    exact: set[int],
    audit: AttackResult,
    method: str,
    bound: Bound | None,
) -> Protected:
    cells = problem.system.cells
    reasons = {
        cells[place].id: "a small count" if problem.primary[place] else "hidden so that others are not given away"
        for place in np.flatnonzero(hidden & problem.in_draft).tolist()
    }
    return Protected(
        _said(problem, drafts, hidden, exact),
        reasons,
        method,
        None if bound is None else bound.gap,
        None if bound is None else bound.least,
        0 if bound is None else bound.rounds,
        _loss(problem, drafts, hidden, exact),
        audit,
    )


def _loss(problem: Problem, drafts: Sequence[Publication], hidden: Flags, exact: set[int]) -> Loss:
    levels = problem.system.levels_of_cells()
    places = sorted({place for draft in drafts for place in draft.shows})
    gone = [place for place in places if hidden[place]]
    total = sum(int(problem.values[place]) for place in places)
    errors = []
    for place in places:
        if not hidden[place]:
            said = shown_as(problem.system.cells[place], place, levels[place])
            off = isinstance(said, Rounded) and place not in exact
            errors.append(abs(said.value - int(problem.values[place])) if off and isinstance(said, Rounded) else 0)
    small = sum(bool(problem.primary[place]) for place in gone)
    return Loss(
        cells=len(places),
        hidden=len(gone),
        hidden_small=small,
        hidden_for_others=len(gone) - small,
        shown_exactly_after_all=len(exact),
        hidden_share_of_total=round(sum(int(problem.values[place]) for place in gone) / total, 6) if total else 0.0,
        error=round(sum(errors) / len(errors), 6) if errors else 0.0,
        weight=cost_of(problem, hidden),
    )
