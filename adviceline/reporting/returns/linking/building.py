"""The system of all linked returns: its cells and the equations between them. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from adviceline.disclosure.system import Cell, Equation, Levels, Publication, Status, System
from adviceline.disclosure.system.statements import Combination, Exact, Statement
from adviceline.measures.tables import CONFIDENCE_ITEMS
from adviceline.reporting.returns.linking.layout import confidence
from adviceline.reporting.returns.linking.quantities import (
    CLOSED,
    CONFIDENCE,
    ENQUIRIES,
    NOT_RESOLVED,
    RESOLVED,
    THEMES,
    Quantity,
    combinations,
    is_coarser,
    quantity,
    scores_of,
)
from adviceline.reporting.returns.linking.versions import Shape, Version, by_name, codes_of_all, shapes_of_all

#: Published exactly: figures of the service's own work.
ALWAYS_EXACT = (Quantity(ENQUIRIES), Quantity(CLOSED))
KNOWN = "what everybody knows"
#: The exact figure that no count of a family exceeds.
_TOTAL_OF = {ENQUIRIES: ENQUIRIES, THEMES: ENQUIRIES, CLOSED: CLOSED, CONFIDENCE: CLOSED}
_SCORES = range(11)
_COUNTS = ("eligible", "offered", "answered", "paired")
_CHANGES = ("rose", "same", "fell")


@dataclass
class Linked:
    """Cells by (return, quantity). `known`: what follows from what the quantities mean."""

    versions: Sequence[Version]
    cells: list[Cell] = field(default_factory=list)
    equations: dict[tuple[tuple[int, int], ...], Equation] = field(default_factory=dict)
    known: list[Statement] = field(default_factory=list)
    _places: dict[tuple[str, Quantity], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.named = by_name(self.versions)
        self.shapes = shapes_of_all(self.versions)
        levels = sorted({level for shapes in self.shapes.values() for _, some in shapes for level in some})
        self.codes = codes_of_all(self.versions, levels)
        self.items = frozenset(item for version in self.versions for item in version.shown_items)
        for version in self.versions:
            _Counts(self, version).add()
            _Confidence(self, version).add()
        for version in self.versions:
            if version.parts and all(name in self.named for name in version.parts):
                self._add_sum_of_months(version)

    def place(self, version: Version, what: Quantity) -> int:
        """The cell of a quantity. A revision's is that of the return before it, where it was not counted anew."""
        key = (version.name, what)
        if key in self._places:
            return self._places[key]
        value = version.amounts.value(what)
        before = self.named.get(version.corrects)
        if before is not None and before.amounts.same(what, version.amounts):
            place = self.place(before, what)
        else:
            place = len(self.cells)
            self.cells.append(self._cell(version, what, value))
        self._places[key] = place
        return place

    def has(self, version: Version, what: Quantity) -> bool:
        return (version.name, what) in self._places

    def _cell(self, version: Version, what: Quantity, value: int) -> Cell:
        shown = any(what in each.published for each in self._same_as(version, what))
        # What nobody shows is in doubt only where it is small: a sum of what was shown is known, and nobody minds.
        harmless = not shown and not version.rules.levels.covers(value)
        joint = what.family == CONFIDENCE and what.at[1][1] == "joint"
        status = Status.OPEN if what in ALWAYS_EXACT or harmless or joint else Status.BY_RULE
        low = 0
        if len(what.at) == 1 and shown and value and what.family != CLOSED:
            ((level, code),) = what.at
            low = 0 if version.amounts.wording.always_there(level, code) else 1
        high = _most(version, what, value) if not low else None
        return Cell(f"{version.name} {what}", value, low=low, high=high, status=status)

    def _same_as(self, version: Version, what: Quantity) -> Iterator[Version]:
        """The return and those of its revisions whose cell is this one."""
        yield version
        for other in self.versions:
            if other.corrects == version.name and version.amounts.same(what, other.amounts):
                yield from self._same_as(other, what)

    def joint(self, version: Version, item: str) -> list[tuple[int, int, int]]:
        """(before, after, cell) for every pair of answers. A quarter's pairs are those of its months."""
        if version.parts and all(name in self.named for name in version.parts):
            return [one for name in version.parts for one in self.joint(self.named[name], item)]
        return [
            (before, after, self.place(version, confidence(item, "joint", str(before), str(after))))
            for before in _SCORES
            for after in _SCORES
        ]

    def equate(self, name: str, total: int, parts: Sequence[int], *, margin: bool) -> None:
        """total = the sum of parts. A part that stands for the total itself (nothing else was counted) says nothing."""
        terms = ((total, -1), *((part, 1) for part in parts))
        if total in parts or len(set(parts)) != len(parts):
            return
        if terms not in self.equations or (margin and self.equations[terms].total is None):
            self.equations[terms] = Equation(name, terms, 0, total if margin else None)

    def at_most(self, version: Version, less: Quantity, more: Quantity) -> None:
        if version.amounts.value(less) <= version.amounts.value(more):
            self.known.append(Combination(((self.place(version, less), 1), (self.place(version, more), -1)), None, 0))

    def _add_sum_of_months(self, quarter: Version) -> None:
        months = [self.named[name] for name in quarter.parts]
        for name, what in list(self._places):
            if name != quarter.name or not all(self.has(month, what) for month in months):
                continue
            parts = [self.place(month, what) for month in months]
            self.equate(f"{quarter.name} {what} is its months", self.place(quarter, what), parts, margin=False)

    def system(self, publications: Sequence[Publication], levels: Levels) -> System:
        everybody = Publication(KNOWN, tuple(self.known), levels=levels)
        return System(
            tuple(self.cells), tuple(self.equations.values()),
            (*([everybody] if self.known else []), *publications), levels,
        )  # fmt: skip

    def exactly(self, version: Version) -> list[Statement]:
        """What every return says as it is of enquiries opened and closed."""
        return [Exact(self.place(version, what), version.amounts.value(what)) for what in ALWAYS_EXACT]


def _most(version: Version, what: Quantity, value: int) -> int | None:
    """What everybody knows that a count is at most: the exact total above it, where that is a small count itself."""
    if not what.at or what.family not in _TOTAL_OF:
        return None
    total = version.amounts.value(Quantity(_TOTAL_OF[what.family]))
    return total if value <= total and 1 <= total <= version.rules.threshold else None


@dataclass
class _Counts:
    """Enquiries, themes and signposts of one return."""

    linked: Linked
    version: Version

    def add(self) -> None:
        linked, version = self.linked, self.version
        shapes = sorted(linked.shapes[version.name])
        for what in (*ALWAYS_EXACT, RESOLVED, NOT_RESOLVED):
            linked.place(version, what)
        closed = linked.place(version, Quantity(CLOSED))
        parts = [linked.place(version, RESOLVED), linked.place(version, NOT_RESOLVED)]
        linked.equate(f"{version.name} closed", closed, parts, margin=False)
        for shape in shapes:
            self._add_shape(shape)
        for coarse_family, coarse in shapes:
            for fine_family, fine in shapes:
                if coarse_family == fine_family and is_coarser(coarse, fine):
                    self._add_groups(coarse_family, coarse, fine)

    def _add_shape(self, shape: Shape) -> None:
        linked, version, (family, levels) = self.linked, self.version, shape
        for at in combinations(linked.codes, levels):
            what = quantity(family, *at)
            linked.place(version, what)
            if family == THEMES:
                linked.at_most(version, what, Quantity(ENQUIRIES))
        if family == THEMES:
            return
        margin = shape in version.shapes
        for place, level in enumerate(levels):
            others = levels[:place] + levels[place + 1 :]
            for at in combinations(linked.codes, others):
                total = quantity(family, *at)
                parts = [quantity(family, *at, (level, code)) for code in linked.codes[level]]
                linked.equate(
                    f"{version.name} {total} by {level}", linked.place(version, total),
                    [linked.place(version, part) for part in parts], margin=margin,
                )  # fmt: skip

    def _add_groups(self, family: str, coarse: tuple[str, ...], fine: tuple[str, ...]) -> None:
        linked, version = self.linked, self.version
        inside: dict[Quantity, list[Quantity]] = {
            quantity(family, *at): [] for at in combinations(linked.codes, coarse)
        }
        wording = version.amounts.wording
        for at in combinations(linked.codes, fine):
            upper = tuple((to, wording.coarser(code, level, to)) for (level, code), to in zip(at, coarse, strict=True))
            inside[quantity(family, *upper)].append(quantity(family, *at))
        margin = {(family, coarse), (family, fine)} <= version.shapes
        for group, parts in inside.items():
            total, places = linked.place(version, group), [linked.place(version, part) for part in parts]
            if family != THEMES:
                linked.equate(f"{version.name} {group} by {fine}", total, places, margin=margin)
                continue
            # Several themes of one group count an enquiry once in the group.
            linked.known.append(Combination(((total, 1), *((place, -1) for place in places)), None, 0))
            for part in parts:
                linked.at_most(version, part, group)


@dataclass
class _Confidence:
    """Confidence of one return. Answers before and after are tied by how often each pair was given, which is not shown."""

    linked: Linked
    version: Version

    def add(self) -> None:
        linked, version = self.linked, self.version
        for item in CONFIDENCE_ITEMS:
            eligible, offered, answered, paired = (confidence(item, what) for what in _COUNTS)
            for what in (eligible, offered, answered, paired):
                linked.place(version, what)
            linked.at_most(version, eligible, Quantity(CLOSED))
            linked.at_most(version, offered, eligible)
            linked.at_most(version, answered, eligible)
            linked.at_most(version, paired, answered)
            if item in linked.items:
                self._add_answers(item)

    def _add_answers(self, item: str) -> None:
        linked, version = self.linked, self.version
        shown = item in version.shown_items
        paired = linked.place(version, confidence(item, "paired"))
        changes = [linked.place(version, confidence(item, what)) for what in _CHANGES]
        linked.equate(f"{version.name} {item} changes", paired, changes, margin=shown)
        # Of a quarter, pairs are those of its months: its counts are tied to theirs, and need no pairs of its own.
        of_months = bool(version.parts) and all(name in linked.named for name in version.parts)
        joint = [] if of_months else linked.joint(version, item)
        tests = (lambda b, a: a > b, lambda b, a: a == b, lambda b, a: a < b)
        for what, place, holds in zip(_CHANGES, changes, tests, strict=True):
            pairs = [cell for before, after, cell in joint if holds(before, after)]
            if pairs:
                linked.equate(f"{version.name} {item} {what}", place, pairs, margin=False)
        levels = sorted({level for each in linked.versions for level in each.score_levels})
        for level in levels:
            for side, when in enumerate(("before", "after")):
                codes = version.amounts.codes(level)
                places = [linked.place(version, confidence(item, when, level, code)) for code in codes]
                margin = shown and level in version.score_levels
                linked.equate(f"{version.name} {item} {when}", paired, places, margin=margin)
                for code, place in zip(codes, places, strict=True):
                    scores = scores_of(level, code)
                    pairs = [pair[2] for pair in joint if pair[side] in scores]
                    if pairs:
                        linked.equate(f"{version.name} {item} {when} {code}", place, pairs, margin=False)
