"""Consistent tables of one part, of which thousands may be kept: each as what differs from the first, where that is little."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from adviceline.disclosure.attack.parts import Whole

#: A table of which no more than this share differs from the first is kept by its differences.
FEW = 0.25


class KeptTables:
    """A list of tables that can only grow; what comes out is what went in."""

    def __init__(self) -> None:
        self._tables: list[Whole | tuple[Whole, Whole]] = []

    def append(self, values: Whole) -> None:
        if not self._tables:
            self._tables.append(values)
            return
        places = np.flatnonzero(values != self[0]).astype(np.int64)
        few = len(places) <= FEW * len(values)
        self._tables.append((places, values[places]) if few else values)

    def __len__(self) -> int:
        return len(self._tables)

    def __getitem__(self, number: int) -> Whole:
        found = self._tables[number]
        if not isinstance(found, tuple):
            return found
        whole: Whole = self[0].copy()
        whole[found[0]] = found[1]
        return whole

    def __iter__(self) -> Iterator[Whole]:
        return (self[number] for number in range(len(self)))
