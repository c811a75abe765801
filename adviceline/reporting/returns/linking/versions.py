"""One return among those that are linked, and which quantities of it stand in the system. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from adviceline.measures.tables import CONFIDENCE_ITEMS
from adviceline.reporting.returns.linking.layout import Layout, lay_out
from adviceline.reporting.returns.linking.plan import PROTECTED, SCORES_TABLE, Rung, Rungs
from adviceline.reporting.returns.linking.quantities import CONFIDENCE, THEMES, Amounts, Quantity
from adviceline.reporting.returns.linking.rules import ReturnRules
from adviceline.reporting.returns.wording import AXIS_OF

#: The levels by which a family is counted, such as ("enquiries", ("kind", "region")).
Shape = tuple[str, Rung]


@dataclass
class Version:
    """A return, released or in preparation. `parts`: of a quarter, the names of the returns of its months. `corrects`:
    of a revision, the return that it follows."""

    name: str
    amounts: Amounts
    rules: ReturnRules
    rungs: Rungs
    parts: tuple[str, ...] = ()
    corrects: str = ""
    layouts: dict[str, Layout] = field(init=False)

    def __post_init__(self) -> None:
        self.layouts = {
            table: lay_out(table, self.rungs.levels(table), self.amounts)
            for table in PROTECTED
            if self.rungs[table] is not None
        }

    @cached_property
    def shown_items(self) -> frozenset[str]:
        """Items of confidence of which enough people answered both times for more than counts to be said."""
        return frozenset(
            item
            for item in CONFIDENCE_ITEMS
            if sum(self.amounts.counts.asked[item].pairs.values()) >= self.rules.smallest_pairs
        )

    @cached_property
    def published(self) -> frozenset[Quantity]:
        return frozenset(
            what for layout in self.layouts.values() for what in layout.cells.values() if self.says_of(what)
        )

    def says_of(self, what: Quantity) -> bool:
        """Whether a cell of this quantity says anything: not of the answers of too few."""
        if what.family != CONFIDENCE:
            return True
        item, kind = what.at[0][1], what.at[1][1]
        return kind in ("eligible", "offered", "answered", "paired") or item in self.shown_items

    @cached_property
    def shapes(self) -> frozenset[Shape]:
        """Of additive tables and themes: the levels of their cells, margins among them."""
        found: set[Shape] = set()
        for what in self.published:
            if what.family != CONFIDENCE:
                found |= {(what.family, levels) for levels in _margins(what)}
        return frozenset(found)

    @cached_property
    def score_levels(self) -> frozenset[str]:
        layout = self.layouts.get(SCORES_TABLE)
        return frozenset(layout.levels) if layout else frozenset()


def _margins(what: Quantity) -> Iterator[Rung]:
    levels = what.levels
    yield levels
    if what.family != THEMES:
        for place in range(len(levels)):
            yield levels[:place] + levels[place + 1 :]


def axes(levels: Rung) -> tuple[str, ...]:
    return tuple(AXIS_OF[level] for level in levels)


def shapes_of_all(versions: Sequence[Version]) -> dict[str, set[Shape]]:
    """For each return the shapes that stand in the system: its own; and, where two returns or more count by the same
    fields, every one that any of them uses, since a sum over months ties what is shown of one to what is not of another.
    """
    used: dict[tuple[str, tuple[str, ...]], set[Shape]] = {}
    users: dict[tuple[str, tuple[str, ...]], set[str]] = {}
    for version in versions:
        for family, levels in version.shapes:
            used.setdefault((family, axes(levels)), set()).add((family, levels))
            users.setdefault((family, axes(levels)), set()).add(version.name)
    shared = {shape for key, shapes in used.items() if len(users[key]) > 1 for shape in shapes}
    return {version.name: set(version.shapes) | shared for version in versions}


def codes_of_all(versions: Sequence[Version], levels: Sequence[str]) -> dict[str, list[str]]:
    """For each level every code that any of the returns has a row for, in the order of the first that has it."""
    found: dict[str, dict[str, None]] = {level: {} for level in levels}
    for version in versions:
        for level in levels:
            found[level] |= dict.fromkeys(version.amounts.codes(level))
    return {level: list(codes) for level, codes in found.items()}


def by_name(versions: Sequence[Version]) -> Mapping[str, Version]:
    return {version.name: version for version in versions}
