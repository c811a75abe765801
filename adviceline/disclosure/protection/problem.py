"""A system as the protection sees it: how far each cell can move from its value, shown and hidden.

Moves are whole-number vectors z, one entry for each unknown (the cells, then the differences that are targets): the
table value + z is one that a reader may hold for possible.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy.sparse import csc_array, csr_array

from adviceline.disclosure.primary import rounded
from adviceline.disclosure.system.knowledge import domain_of, reader_knowledge
from adviceline.disclosure.system.levels import Levels
from adviceline.disclosure.system.model import Cell, Publication, Status, System
from adviceline.disclosure.system.sensitive import Target, targets
from adviceline.disclosure.system.statements import Exact, Rounded, Statement

Whole = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
#: A move never needs to be greater; beyond this a cell counts as free.
FREE = 1_000_000


@dataclass(frozen=True, slots=True)
class Problem:
    """`shown_*` and `hidden_*`: how far down (≤ 0) and up (≥ 0) each unknown can go. `may_hide`: cells of the drafts
    that may be hidden; `primary`: those that must be. `in_draft`: cells that the drafts show. `weight`: what hiding costs.
    `rows` × z lies between `row_low` and `row_high`. `aims` with the unknown of each in `unknowns`. `restless`: unknowns
    that nobody publishes now and that must not be known."""

    system: System
    values: Whole
    shown_low: Whole
    shown_high: Whole
    hidden_low: Whole
    hidden_high: Whole
    in_draft: Flags
    may_hide: Flags
    primary: Flags
    weight: Whole
    rows: csr_array
    columns: csc_array
    row_low: Whole
    row_high: Whole
    aims: tuple[Target, ...]
    unknowns: tuple[int, ...]
    restless: tuple[int, ...]
    #: For each size of neighbourhood how often it was tried and how often it sufficed (moves.py).
    sizes_tried: dict[int, list[int]] = field(default_factory=dict)

    @property
    def size(self) -> int:
        return len(self.values)

    def limits(self, hidden: Flags) -> tuple[Whole, Whole]:
        return np.where(hidden, self.hidden_low, self.shown_low), np.where(hidden, self.hidden_high, self.shown_high)

    def wanted(self, number: int) -> list[int]:
        """The values that target `number` must be able to have; the last stands for itself or more."""
        aim = self.aims[number]
        return [*range(aim.first, aim.last + 1), aim.beyond]


def shown_as(cell: Cell, place: int, levels: Levels) -> Statement:
    """What a draft would say of a cell that it does not hide. What can only be 0 is 0, also where a count of 0 is hidden."""
    base, value = levels.rounding_base, cell.value or 0
    return Exact(place, value) if base == 1 or cell.high == 0 else Rounded(place, rounded(value, base), base)


def pose(system: System, drafts: tuple[Publication, ...]) -> Problem:
    """What is released is fixed; what `drafts` would show can be hidden. All values must be known."""
    released = [(p, statement) for p in system.publications if not p.draft for statement in p.statements]
    knowledge = reader_knowledge(system, released)
    cells = len(system.cells)
    values = [cell.value or 0 for cell in system.cells]
    aims = targets(system)
    differences = [aim for aim in aims if aim.minus is not None]
    helpers = len(knowledge.low) - cells
    everything = [*values, *[0] * helpers, *[values[aim.minus or 0] - values[aim.place] for aim in differences]]
    for row in knowledge.rows:  # helpers of gaps in what was rounded before
        last = row.terms[-1][0]
        if cells <= last and row.high is not None and values[row.terms[0][0]] > row.high:
            everything[last] = 1
    at = np.array(everything, dtype=np.int64)
    low = np.array([*knowledge.low, *[0] * len(differences)], dtype=np.int64) - at
    high = np.array([*[_free(bound) for bound in knowledge.high], *[FREE * 4] * len(differences)], dtype=np.int64) - at
    low, high = np.clip(low, -FREE, 0), np.clip(high, 0, FREE)
    shown_low, shown_high = low.copy(), high.copy()
    in_draft, may_hide, primary = (np.zeros(len(at), dtype=bool) for _ in range(3))
    levels = system.levels_of_cells()
    always = {place for draft in drafts for place in draft.always_shows}
    for place in sorted({place for draft in drafts for place in draft.shows}):
        in_draft[place] = True
        may_hide[place] = place not in always and place not in knowledge.exact
        found = domain_of(shown_as(system.cells[place], place, levels[place]), Publication("", levels=levels[place]))
        assert found is not None
        bottom, top = found[1].low, found[1].high
        if (
            gap := found[1].gap
        ) is not None:  # the side of the gap on which the value is: less than a reader holds for possible
            bottom, top = (gap[1] + 1, top) if values[place] > gap[1] else (bottom, gap[0] - 1)
        shown_low[place] = max(low[place], min(0, bottom - values[place]))
        shown_high[place] = min(high[place], 0 if top is None else max(0, top - values[place]))
    for aim in aims:
        if aim.minus is None and in_draft[aim.place] and aim.place not in knowledge.exact:
            primary[aim.place] = True
    unknowns: list[int] = []
    rows = [(row.terms, row.low, row.high) for row in knowledge.rows]
    for aim in aims:
        if aim.minus is None:
            unknowns.append(aim.place)
        else:
            unknown = cells + helpers + sum(one >= cells + helpers for one in unknowns)
            unknowns.append(unknown)
            rows.append((((aim.minus, 1), (aim.place, -1), (unknown, -1)), 0, 0))
    matrix, row_low, row_high = _matrix(rows, at)
    exact = knowledge.exact
    restless = tuple(
        place
        for place, cell in enumerate(system.cells)
        if not in_draft[place] and place not in exact and cell.status is not Status.OPEN
    )
    return Problem(
        system, at, shown_low, shown_high, low, high, in_draft, may_hide, primary, _weights(system, released, len(at)),
        matrix, csc_array(matrix), row_low, row_high, tuple(aims), tuple(unknowns), restless,
    )  # fmt: skip


def _free(bound: int | None) -> int:
    return FREE * 4000 if bound is None else bound


def _matrix(
    rows: list[tuple[tuple[tuple[int, int], ...], int | None, int | None]], at: Whole
) -> tuple[csr_array, Whole, Whole]:
    where = [number for number, (terms, _, _) in enumerate(rows) for _ in terms]
    places = [place for terms, _, _ in rows for place, _ in terms]
    data = [coefficient for terms, _, _ in rows for _, coefficient in terms]
    matrix = csr_array((np.array(data, dtype=np.int64), (where, places)), shape=(len(rows), len(at)))
    sums = matrix @ at if len(rows) else np.zeros(0, dtype=np.int64)
    low = np.array(
        [-(2**60) if one is None else one - done for (_, one, _), done in zip(rows, sums.tolist(), strict=True)]
    )
    high = np.array(
        [2**60 if one is None else one - done for (_, _, one), done in zip(rows, sums.tolist(), strict=True)]
    )
    return matrix, low.astype(np.int64), high.astype(np.int64)


def _weights(system: System, released: list[tuple[Publication, Statement]], size: int) -> Whole:
    """10 for a cell inside a table, 4 more where it is 0 (a 0 hidden tells readers that zeros are), 10 more for each
    equation whose total it is; 2 for what an earlier release has hidden or never showed exactly and large."""
    weight = np.full(size, 10, dtype=np.int64)
    for equation in system.equations:
        if equation.total is not None:
            weight[equation.total] += 10
    hidden_before = {
        place for _, statement in released for place in statement.places if not isinstance(statement, Exact)
    }
    for place, cell in enumerate(system.cells):
        if cell.value == 0:
            weight[place] += 4
        if place in hidden_before:
            weight[place] = 2
        if cell.weight is not None:
            weight[place] = cell.weight
    return weight
