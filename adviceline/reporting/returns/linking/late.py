"""What a return tells of the few that came to light, or were put right, since an earlier release. Pure.

A revision beside what it corrects, and a quarter beside its months before they were revised, show what changed between
them, and totals say of how many. Where those are as few as a small count, no table may tell that any one row gained or
lost one of them; where they are more, how many of a small count did.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from adviceline.disclosure.attack import attack
from adviceline.disclosure.system import Cell, Equation, Levels, Publication, Status, System, UnusableSystem
from adviceline.disclosure.system.statements import Between
from adviceline.measures.tables import CONFIDENCE_ITEMS
from adviceline.reporting.returns.linking.building import Linked
from adviceline.reporting.returns.linking.layout import Layout
from adviceline.reporting.returns.linking.parts import restricted
from adviceline.reporting.returns.linking.quantities import ENQUIRIES, SIGNPOSTS, THEMES, Quantity
from adviceline.reporting.returns.linking.versions import Version

COUNTED = (ENQUIRIES, THEMES, SIGNPOSTS)


@dataclass(frozen=True, slots=True)
class Earlier:
    """Releases that together counted what a return counts now: of a revision, an earlier one; of a quarter, its months, one
    of them before it was revised."""

    versions: tuple[Version, ...]

    @property
    def words(self) -> str:
        return " with ".join(version.name for version in self.versions)


def earlier_of(version: Version, linked: Linked) -> list[Earlier]:
    found = [Earlier((one,)) for one in _corrected(version, linked)]
    months = [linked.named[name] for name in version.parts if name in linked.named]
    if months and len(months) == len(version.parts):
        for at, month in enumerate(months):
            found += [Earlier((*months[:at], one, *months[at + 1 :])) for one in _corrected(month, linked)]
    return found


def _corrected(version: Version, linked: Linked) -> Iterator[Version]:
    """Those before it, the last first."""
    before = linked.named.get(version.corrects)
    while before is not None:
        yield before
        before = linked.named.get(before.corrects)


def tables_that_tell(version: Version, linked: Linked, system: System) -> dict[str, str]:
    """The tables of a return that tell of the few that are new in it, each with the earlier releases beside which it does.
    `system`: with everything that is said, of this return too."""
    found: dict[str, str] = {}
    for earlier in earlier_of(version, linked):
        for table, layout in version.layouts.items():
            if table not in found and _tells(layout, version, earlier, linked, system):
                found[table] = earlier.words
    return found


def items_that_tell(version: Version, linked: Linked) -> frozenset[str]:
    """Items of confidence of which a few pairs are new: two means with their numbers would tell how those few answered."""
    return frozenset(
        item
        for item in CONFIDENCE_ITEMS
        for earlier in earlier_of(version, linked)
        if 0 < sum(map(abs, _new_pairs(item, version, earlier).values())) <= version.rules.threshold
    )


def _new_pairs(item: str, version: Version, earlier: Earlier) -> dict[tuple[int, int], int]:
    found = dict(version.amounts.counts.asked[item].pairs)
    for one in earlier.versions:
        for pair, number in one.amounts.counts.asked[item].pairs.items():
            found[pair] = found.get(pair, 0) - number
    return found


def _tells(layout: Layout, version: Version, earlier: Earlier, linked: Linked, system: System) -> bool:
    cells = list(dict.fromkeys(what for what in layout.cells.values() if what.family in COUNTED))
    if not cells or not all(linked.has(one, what) for one in earlier.versions for what in cells):
        return False
    new = {what: _new(what, version, earlier) for what in cells}
    rows = [what for what in cells if what.at]
    inner = [what for what in rows if sorted(what.levels) == sorted(layout.levels)]
    gained, lost = (sum(max(0, sign * new[what]) for what in inner) for sign in (1, -1))
    both, threshold = bool(gained and lost), version.rules.threshold
    few = max(gained, lost)
    if inner[0].family == THEMES and not both:
        few = abs(_new(Quantity(ENQUIRIES), version, earlier)) or few  # each has several themes
    if not few or (both and few > threshold):
        return False  # of many that were put right, a reader cannot tell what came from what went
    wanted = [0] if few <= threshold else [*range(1, threshold + 1), threshold + 1]
    posed = _Posed.of(cells, version, earlier, linked, system, signs=(1, -1) if both else (1,) if gained else (-1,))
    return any(
        not posed.possible(what, sign, value, beyond=value > threshold)
        for what in rows
        for sign in posed.signs
        if 1 <= sign * new[what] <= threshold
        for value in wanted
    )


def _new(what: Quantity, version: Version, earlier: Earlier) -> int:
    return version.amounts.value(what) - sum(one.amounts.value(what) for one in earlier.versions)


@dataclass(frozen=True)
class _Posed:
    """The rows of one table in every release that has them, and for each how many it gained and lost; without any value."""

    system: System
    signs: tuple[int, ...]
    since: Mapping[tuple[Quantity, int], int]

    @classmethod
    def of(
        cls, cells: Sequence[Quantity], version: Version, earlier: Earlier, linked: Linked, system: System,
        *, signs: tuple[int, ...],
    ) -> _Posed:  # fmt: skip
        """What is known of the rows themselves was attacked before: here only what was gained is asked of."""
        everything = list(system.cells)
        equations = list(system.equations)
        since: dict[tuple[Quantity, int], int] = {}
        rows = {linked.place(one, what) for one in linked.versions for what in cells if linked.has(one, what)}
        for what in cells:
            terms = {linked.place(version, what): 1}
            for one in earlier.versions:
                place = linked.place(one, what)
                terms[place] = terms.get(place, 0) - 1
            for sign in signs:
                since[what, sign] = len(everything)
                terms[len(everything)] = -sign
                everything.append(Cell(f"since then {sign:+} {what}", None))
            kept = tuple((place, times) for place, times in terms.items() if times)
            equations.append(Equation(f"since then {what}", kept))
        order = sorted(rows | set(since.values()))
        whole = replace(system, cells=tuple(everything), equations=tuple(equations))
        posed = restricted(whole, order)
        at = {place: number for number, place in enumerate(order)}
        return cls(
            replace(
                posed,
                cells=tuple(replace(cell, value=None, status=Status.OPEN) for cell in posed.cells),
                equations=tuple(replace(equation, total=None) for equation in posed.equations),
                levels=Levels(threshold=0),
            ),
            signs,
            {key: at[place] for key, place in since.items()},
        )

    def possible(self, what: Quantity, sign: int, value: int, *, beyond: bool) -> bool:
        """Whether a reader must hold it for possible that the row gained (lost) so many; `beyond`: or more."""
        asked = Between(self.since[what, sign], value, None if beyond else value)
        known = replace(self.system, publications=(*self.system.publications, Publication("asked", (asked,))))
        try:
            attack(known, intervals="leaks", explained=0)
        except UnusableSystem:
            return False
        return True
