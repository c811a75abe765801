"""The attack: every sensitive cell, then every cell that was not published as it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

import numpy as np
import scipy

from adviceline.disclosure.attack.explaining import explain
from adviceline.disclosure.attack.parts import divide
from adviceline.disclosure.attack.propagation import Contradiction, propagate
from adviceline.disclosure.attack.question import completed, derived_rows, with_differences
from adviceline.disclosure.attack.result import AttackResult, Certificate, Finding, Interval, Leak
from adviceline.disclosure.attack.search import Need, Search
from adviceline.disclosure.attack.solver import Goal
from adviceline.disclosure.system.knowledge import Knowledge, check_truth, reader_knowledge
from adviceline.disclosure.system.model import Status, System
from adviceline.disclosure.system.problems import UnusableSystem
from adviceline.disclosure.system.sensitive import Target, targets

#: Up to so many free unknowns the ends of every interval are found; beyond, only those of cells that leak.
ALL_INTERVALS = 400


def attacked(
    system: System, *, hints: Iterable[Sequence[int]], intervals: str, explained: int, statements: bool, first: bool
) -> AttackResult:
    """As `attack` of this package says."""
    check_truth(system)
    aims = targets(system)
    knowledge, unknowns = with_differences(reader_knowledge(system), aims)
    certificate = Certificate(
        solver=f"HiGHS in scipy {scipy.__version__}", unknowns=len(system.cells), targets=len(aims)
    )
    searches, low, high = _begin(system, knowledge, aims, unknowns, hints, certificate)
    where = {int(unknown): (search, at) for search in searches for at, unknown in enumerate(search.part.unknowns)}
    every = intervals == "all" or (intervals == "auto" and certificate.free <= ALL_INTERVALS)

    def interval(unknown: int, *, ends: bool) -> tuple[int, int | None]:
        if unknown not in where:
            return low[unknown], high[unknown]
        search, at = where[unknown]
        if not ends:
            return int(search.lowest[at]), int(search.highest[at])
        return search.end(at, greatest=False) or 0, search.end(at, greatest=True)

    asked = list(zip(aims, unknowns, strict=True))
    for search in searches:
        search.together()
        search.one_by_one(first=first)
        if first and search.without:
            ended = {int(search.part.unknowns[search.needs[number].at]) for number in search.without}
            if leaking := _narrow([one for one in asked if one[1] in ended], where, interval):
                return AttackResult(tuple(leaking[:1]), (), certificate)
            search.one_by_one()
    findings = _narrow(asked, where, interval)
    if first and findings:
        return AttackResult(tuple(findings[:1]), (), certificate)
    findings += _pinned(system, knowledge, aims, searches, where, low, first=first)
    if first and findings:
        return AttackResult(tuple(findings[:1]), (), certificate)
    findings += _to_contributors(system, aims, unknowns, where, low, {(one.place, one.minus) for one in findings})
    findings.sort(key=lambda one: (one.place, -1 if one.minus is None else one.minus, one.leak.value))
    told = _tell(system, knowledge, findings, where, interval, every=every)
    base = _whole_table(knowledge, searches, low)
    return AttackResult(
        tuple(
            explain(system, finding, base, statements=statements) if at < explained else finding
            for at, finding in enumerate(findings)
        ),
        tuple(told),
        certificate,
    )


def _begin(
    system: System,
    knowledge: Knowledge,
    aims: Sequence[Target],
    unknowns: Sequence[int],
    hints: Iterable[Sequence[int]],
    certificate: Certificate,
) -> tuple[list[Search], list[int], list[int | None]]:
    """A search for each part, with the truth and what holds of the hints already in it."""
    try:
        low, high = propagate(knowledge)
    except Contradiction as found:
        where = found.said_by if found.unknown is None else system.cells[found.unknown].id
        raise UnusableSystem(f"What was published contradicts itself: nothing fits '{where}'.") from found
    parts = divide(knowledge, low, high)
    certificate.free, certificate.parts = sum(part.size for part in parts), len(parts)
    certificate.largest_part = max((part.size for part in parts), default=0)
    needs: dict[int, list[tuple[int, Target]]] = {}
    for unknown, aim in zip(unknowns, aims, strict=True):
        needs.setdefault(unknown, []).append((unknown, aim))
    searches: list[Search] = []
    for part in parts:
        wanted = [
            Need(at, aim.first, aim.last, aim.beyond)
            for at, unknown in enumerate(part.unknowns.tolist())
            for _, aim in needs.get(unknown, [])
        ]
        searches.append(Search(part, wanted, certificate))
    truth = [[cell.value or 0 for cell in system.cells]] if system.values_known else []
    derived = derived_rows(knowledge)
    for number, hint in enumerate(chain(truth, hints)):
        values = np.array(completed(knowledge, hint, derived), dtype=np.int64)
        for search in searches:
            used = search.add(values[search.part.unknowns])
            certificate.hints_used += used and number >= len(truth)
    for search in searches:
        if not search.begin():
            cell = min(int(search.part.unknowns[0]), len(system.cells) - 1)
            raise UnusableSystem(
                "What was published contradicts itself: no whole numbers fit the facts around "
                f"'{system.cells[cell].id}'."
            )
    return searches, low, high


def _narrow(
    asked: Sequence[tuple[Target, int]],
    where: dict[int, tuple[Search, int]],
    interval: object,
) -> list[Finding]:
    """Targets of which some value that must be possible is not."""
    assert callable(interval)
    found: list[Finding] = []
    for aim, unknown in asked:
        low, high = interval(unknown, ends=False)
        wanted = list(range(aim.first, aim.last + 1))
        leak = Leak.NARROW
        if unknown in where:
            search, at = where[unknown]
            numbers = [
                number for number, need in enumerate(search.needs) if need.at == at and need.beyond == aim.beyond
            ]
            seen = search.seen[numbers[0]]
            impossible = tuple(value for value in wanted if value not in seen)
            beyond = aim.beyond not in seen
            if impossible or beyond:
                low, high = interval(unknown, ends=True)
        else:
            impossible = tuple(value for value in wanted if value != low)
            beyond = low < aim.beyond
        if impossible or beyond:
            leak = Leak.PINNED if low == high else leak
            found.append(Finding(aim.place, aim.minus, leak, aim.why, impossible, beyond, low, high))
    return found


def _pinned(
    system: System,
    knowledge: Knowledge,
    aims: Sequence[Target],
    searches: Sequence[Search],
    where: dict[int, tuple[Search, int]],
    low: Sequence[int],
    *,
    first: bool,
) -> list[Finding]:
    """Cells that were not published as they are, and yet can have one value only."""
    sensitive = {aim.place for aim in aims if aim.minus is None}
    wanted = [
        place
        for place, cell in enumerate(system.cells)
        if cell.status is not Status.OPEN and place not in knowledge.exact and place not in sensitive
    ]
    chosen = set(wanted)
    for search in searches:
        search.move_all(at for at, unknown in enumerate(search.part.unknowns.tolist()) if unknown in chosen)
    found: list[Finding] = []
    for place in wanted:
        if first and found:
            break
        if place not in where:
            found.append(_one_value(place, low[place]))
            continue
        search, at = where[place]
        if not search.two_values(at):
            found.append(_one_value(place, int(search.lowest[at])))
    return found


def _one_value(place: int, value: int) -> Finding:
    return Finding(place, None, Leak.PINNED, "not published, and yet known", (), False, value, value)


def _to_contributors(
    system: System,
    aims: Sequence[Target],
    unknowns: Sequence[int],
    where: dict[int, tuple[Search, int]],
    low: Sequence[int],
    leaking: set[tuple[int, int | None]],
) -> list[Finding]:
    """The same for a reader who is counted in some cell, and so knows that it is not 0."""
    levels = system.levels_of_cells()
    found: list[Finding] = []
    for aim, unknown in zip(aims, unknowns, strict=True):
        if unknown not in where or (aim.place, aim.minus) in leaking:
            continue
        search, at = where[unknown]
        for own, reader in enumerate(search.part.unknowns.tolist()):
            if reader >= len(system.cells) or reader == unknown or not levels[reader].contributors_know_their_own:
                continue
            if not system.cells[reader].value or int(search.part.low[own]) >= 1:
                continue
            known = Goal(own, ">", 1)
            impossible = tuple(
                value
                for value in range(max(aim.first, 1), aim.last + 1)
                if not search.given([known, Goal(at, "=", value)])
            )
            beyond = not search.given([known, Goal(at, ">", aim.beyond)])
            if impossible or beyond:
                ends = int(search.lowest[at]), int(search.highest[at])
                found.append(
                    Finding(aim.place, aim.minus, Leak.NARROW, aim.why, impossible, beyond, *ends, reader=reader)
                )
                break
    return found


def _tell(
    system: System,
    knowledge: Knowledge,
    findings: Sequence[Finding],
    where: dict[int, tuple[Search, int]],
    interval: object,
    *,
    every: bool,
) -> list[Interval]:
    """An interval for every cell that was not published as it is."""
    assert callable(interval)
    leaking = {finding.place for finding in findings if finding.minus is None}
    told: list[Interval] = []
    for place in range(len(system.cells)):
        if place in knowledge.exact:
            continue
        ends = every or place in leaking or place not in where
        low, high = interval(place, ends=ends)
        told.append(Interval(place, low, high, complete=ends))
    return told


def _whole_table(knowledge: Knowledge, searches: Sequence[Search], low: Sequence[int]) -> list[int]:
    values = list(low)
    for search in searches:
        for unknown, value in zip(search.part.unknowns.tolist(), search.tables[0].tolist(), strict=True):
            values[unknown] = value
    return values[: knowledge.cells]
