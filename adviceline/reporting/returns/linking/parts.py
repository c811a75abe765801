"""A system taken apart where nothing ties its cells together, and protected part by part. Pure.

A cell that was published exactly, or that everybody knows, is a constant: facts do not tie cells together through it. What
a reader can deduce of one part does not depend on another, so the parts protect the whole; each is small enough for the
integer program more often than the whole would be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from adviceline.disclosure.protection import Loss, protect
from adviceline.disclosure.system import Cell, Equation, Publication, System
from adviceline.disclosure.system.statements import Combination, Exact, Ratio, Statement

#: Parts of so few cells are looked at together.
FEW = 6


@dataclass(frozen=True)
class ProtectedParts:
    """`said`: for each publication and cell, what it says. `gap` None: for some part no bound was looked for."""

    said: Mapping[str, Mapping[int, Statement]]
    method: str
    gap: float | None
    loss: Loss
    reasons: Mapping[str, str]

    def system(self, system: System) -> System:
        """The system with its drafts as they would be released."""
        return replace(
            system,
            publications=tuple(
                replace(
                    each, statements=tuple(self.said.get(each.id, {}).values()), shows=(), always_shows=frozenset(),
                    draft=False,
                )
                if each.draft
                else each
                for each in system.publications
            ),
        )  # fmt: skip


def protect_parts(system: System, *, method: str, base: int | None, again: bool = False) -> ProtectedParts:
    """Raises UnableToProtect, naming the tables, when any part cannot be protected. `again`: the system was protected
    before by another method."""
    said: dict[str, dict[int, Statement]] = {}
    reasons: dict[str, str] = {}
    losses: list[Loss] = []
    people: list[int] = []
    gaps: list[float | None] = []
    methods: list[str] = []
    for places in parts(system):
        part = restricted(system, places)
        if not any(draft.shows for draft in part.drafts):
            continue
        done = protect(part, method=method, base=base, intervals="leaks", again=again)
        for before, after in zip(part.publications, done.system.publications, strict=True):
            if before.draft:
                mine = said.setdefault(before.id, {})
                mine.update({places[one.places[0]]: _moved(one, places) for one in after.statements})
        reasons |= done.reasons
        losses.append(done.loss)
        people.append(sum(part.cells[place].value or 0 for place in {p for d in part.drafts for p in d.shows}))
        gaps.append(done.gap)
        methods.append(done.method)
    known = [gap for gap in gaps if gap is not None]
    gap = max(known, default=0.0) if len(known) == len(gaps) else None
    words = next((one for one in methods if one == "heuristic"), methods[0] if methods else "exact")
    return ProtectedParts(said, words, gap, _summed(losses, people), reasons)


def _summed(losses: Sequence[Loss], people: Sequence[int]) -> Loss:
    def total(name: str) -> int:
        return sum(getattr(loss, name) for loss in losses)

    shown = [loss.cells - loss.hidden for loss in losses]
    everybody = sum(people)
    gone = sum(loss.hidden_share_of_total * number for loss, number in zip(losses, people, strict=True))
    wrong = sum(loss.error * number for loss, number in zip(losses, shown, strict=True))
    return Loss(
        cells=total("cells"), hidden=total("hidden"), hidden_small=total("hidden_small"),
        hidden_for_others=total("hidden_for_others"), shown_exactly_after_all=total("shown_exactly_after_all"),
        hidden_share_of_total=round(gone / everybody, 6) if everybody else 0.0,
        error=round(wrong / sum(shown), 6) if sum(shown) else 0.0, weight=total("weight"),
    )  # fmt: skip


def parts(system: System) -> Iterator[list[int]]:
    """The places of each part, in order, with the constants that stand beside them; at last the constants that stand
    alone or that a draft shows."""
    fixed = _constants(system)
    root = list(range(len(system.cells)))

    def find(place: int) -> int:
        while root[place] != place:
            root[place] = root[root[place]]
            place = root[place]
        return place

    facts = [tuple(place for place, _ in equation.terms) for equation in system.equations]
    facts += [statement.places for each in system.publications for statement in each.statements]
    for places in facts:
        free = [find(place) for place in places if place not in fixed]
        for place in free[1:]:
            root[find(place)] = find(free[0])
    found: dict[int, list[int]] = {}
    for place in range(len(system.cells)):
        if place not in fixed:
            found.setdefault(find(place), []).append(place)
    beside: dict[int, set[int]] = {}
    for places in facts:
        free = [place for place in places if place not in fixed]
        if free:
            beside.setdefault(find(free[0]), set()).update(place for place in places if place in fixed)
    few: list[int] = []
    taken: set[int] = set()
    for name, members in found.items():
        constants = beside.get(name, set())
        taken |= constants
        if len(members) <= FEW:
            few += [*members, *constants]
        else:
            yield sorted({*members, *constants})
    shown = {place for draft in system.drafts for place in draft.shows}
    alone = [place for place in fixed if place in shown or place not in taken]
    if few or alone:
        yield sorted({*few, *alone})


def around(system: System, places: Iterable[int]) -> list[int]:
    """The parts in which any of these cells stand."""
    wanted = set(places)
    constants = _constants(system)
    free = wanted - constants
    return sorted({place for part in parts(system) if free & set(part) for place in part} | wanted)


def _constants(system: System) -> set[int]:
    found = {place for place, cell in enumerate(system.cells) if cell.low == cell.high}
    for publication in system.publications:
        found |= {statement.place for statement in publication.statements if isinstance(statement, Exact)}
    return found


def restricted(system: System, places: Sequence[int]) -> System:
    """The system of these cells alone, with all that is known of them."""
    at = {place: number for number, place in enumerate(places)}
    cells: tuple[Cell, ...] = tuple(system.cells[place] for place in places)
    equations = tuple(
        Equation(
            one.id, tuple((at[place], times) for place, times in one.terms), one.equals,
            None if one.total is None else at[one.total],
        )
        for one in system.equations
        if all(place in at for place, _ in one.terms)
    )  # fmt: skip
    publications: list[Publication] = []
    for each in system.publications:
        said = tuple(_placed(one, at) for one in each.statements if all(place in at for place in one.places))
        shows = tuple(at[place] for place in each.shows if place in at)
        if said or shows:
            publications.append(replace(each, statements=said, shows=shows))
    return System(cells, equations, tuple(publications), system.levels)


def _placed(statement: Statement, at: Mapping[int, int]) -> Statement:
    match statement:
        case Combination(terms, low, high):
            return Combination(tuple((at[place], times) for place, times in terms), low, high)
        case Ratio():
            return replace(
                statement, place=at[statement.place], of=None if statement.of is None else at[statement.of]
            )  # fmt: skip
        case _:
            return replace(statement, place=at[statement.place])


def _moved(statement: Statement, places: Sequence[int]) -> Statement:
    return _placed(statement, dict(enumerate(places)))
