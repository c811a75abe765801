"""The unknowns that are still free, divided into parts that no fact ties together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from adviceline.disclosure.system.knowledge import Knowledge

Whole = npt.NDArray[np.int64]
Real = npt.NDArray[np.float64]
#: Stands for 'no limit' among whole numbers; far above any count that a system may hold.
NO_LIMIT = 2**60


@dataclass(frozen=True, slots=True)
class Part:
    """`unknowns` are places in the knowledge. `matrix` × values lies between `row_low` and `row_high` (what fixed
    unknowns add is taken off already); `low` and `high` bound the values. NO_LIMIT where there is no limit."""

    unknowns: Whole
    matrix: csr_array
    row_low: Whole
    row_high: Whole
    low: Whole
    high: Whole

    @property
    def size(self) -> int:
        return len(self.unknowns)

    def holds(self, values: Whole) -> bool:
        """Whether these values satisfy every fact, in exact arithmetic."""
        if bool((values < self.low).any()) or bool((values > self.high).any()):
            return False
        if not self.matrix.nnz:
            return True
        largest = int(np.abs(values).max()) * int(np.abs(self.matrix.data).max()) * self.matrix.shape[1]
        if largest < 2**62:
            sums = self.matrix @ values
            return bool((sums >= self.row_low).all()) and bool((sums <= self.row_high).all())
        starts, columns, data = self.matrix.indptr, self.matrix.indices, self.matrix.data
        for row in range(self.matrix.shape[0]):
            here = range(starts[row], starts[row + 1])
            total = sum(int(data[at]) * int(values[columns[at]]) for at in here)
            if not int(self.row_low[row]) <= total <= int(self.row_high[row]):
                return False
        return True


def divide(knowledge: Knowledge, low: Sequence[int], high: Sequence[int | None]) -> list[Part]:
    """Parts in the order of their first unknown."""
    free = [place for place in range(len(low)) if low[place] != high[place]]
    number = {place: at for at, place in enumerate(free)}
    rows: list[int] = []
    columns: list[int] = []
    data: list[int] = []
    row_low: list[int] = []
    row_high: list[int] = []
    for row in knowledge.rows:
        loose = [(place, coefficient) for place, coefficient in row.terms if place in number]
        if not loose:
            continue
        fixed = sum(coefficient * low[place] for place, coefficient in row.terms if place not in number)
        rows += [len(row_low)] * len(loose)
        columns += [number[place] for place, _ in loose]
        data += [coefficient for _, coefficient in loose]
        row_low.append(-NO_LIMIT if row.low is None else row.low - fixed)
        row_high.append(NO_LIMIT if row.high is None else row.high - fixed)
    if not free:
        return []
    matrix = csr_array(
        (np.array(data, dtype=np.int64), (np.array(rows, dtype=np.int64), np.array(columns, dtype=np.int64))),
        shape=(len(row_low), len(free)),
    )
    lows, highs = np.array(row_low, dtype=np.int64), np.array(row_high, dtype=np.int64)
    free_low = np.array([low[place] for place in free], dtype=np.int64)
    free_high = np.array([_or_no_limit(high[place]) for place in free], dtype=np.int64)
    count, label = connected_components(_tied(matrix), directed=False)
    label = label[: len(free)]
    order = np.argsort(label, kind="stable")
    edges = np.searchsorted(label[order], np.arange(count + 1))
    by_column = matrix.tocsc()
    parts: list[Part] = []
    for at in range(count):
        chosen = np.sort(order[edges[at] : edges[at + 1]])
        if not len(chosen):
            continue
        block = by_column[:, chosen].tocsr()
        used = np.flatnonzero(np.diff(block.indptr))
        parts.append(
            Part(
                np.array([free[at] for at in chosen], dtype=np.int64),
                csr_array(block[used]),
                lows[used],
                highs[used],
                free_low[chosen],
                free_high[chosen],
            )
        )
    return sorted(parts, key=lambda part: int(part.unknowns[0]))


def _or_no_limit(bound: int | None) -> int:
    return NO_LIMIT if bound is None else bound


def _tied(matrix: csr_array) -> csr_array:
    """A graph of unknowns, then facts: an unknown is tied to each fact in which it stands."""
    facts, unknowns = matrix.shape
    entries = matrix.tocoo()
    return csr_array(
        (np.ones(len(entries.data), dtype=np.int8), (entries.col, entries.row + unknowns)),
        shape=(unknowns + facts, unknowns + facts),
    )
