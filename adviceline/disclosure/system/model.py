"""The parts of a system. Cells are referred to by their place in `System.cells`; only reading and writing use ids."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from adviceline.disclosure.system.levels import Levels
from adviceline.disclosure.system.statements import Statement


class Status(Enum):
    """`BY_RULE`: its value decides. `OPEN`: anybody may know it (operational call figures, money)."""

    BY_RULE = "by_rule"
    SENSITIVE = "sensitive"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Cell:
    """A whole number from 0. `low` and `high` are what every reader knows without any publication (a structural zero
    has `high` 0). `value` is the truth, None where the writer of the system does not have it. `weight`: what hiding it
    costs; None lets the program choose.
    """

    id: str
    value: int | None
    low: int = 0
    high: int | None = None
    status: Status = Status.BY_RULE
    weight: int | None = None


@dataclass(frozen=True, slots=True)
class Equation:
    """The terms, (place of a cell, coefficient), sum to `equals`. `margin`: a total of its parts in a table, where
    group disclosure is looked for; `total` is then the place of the total."""

    id: str
    terms: tuple[tuple[int, int], ...]
    equals: int = 0
    total: int | None = None

    @property
    def margin(self) -> bool:
        return self.total is not None


@dataclass(frozen=True, slots=True)
class Publication:
    """What one table of one release says. A draft has no statements yet: `shows` lists the cells it would show, and
    `always_shows` those of them that may not be hidden. `hides_small`: its rule hides every sensitive count, so what
    it does show is none (this is part of what the reader knows).
    """

    id: str
    statements: tuple[Statement, ...] = ()
    shows: tuple[int, ...] = ()
    always_shows: frozenset[int] = frozenset()
    draft: bool = False
    levels: Levels = field(default_factory=Levels)
    hides_small: bool = True


@dataclass(frozen=True, slots=True)
class System:
    cells: tuple[Cell, ...]
    equations: tuple[Equation, ...]
    publications: tuple[Publication, ...]
    levels: Levels = field(default_factory=Levels)

    @property
    def drafts(self) -> tuple[Publication, ...]:
        return tuple(publication for publication in self.publications if publication.draft)

    @property
    def values_known(self) -> bool:
        return all(cell.value is not None for cell in self.cells)

    def levels_of_cells(self) -> list[Levels]:
        """For each cell the strictest of the tables in which it stands; the system's where it stands in none."""
        found: list[Levels | None] = [None] * len(self.cells)
        for publication in self.publications:
            places = set(publication.shows)
            for statement in publication.statements:
                places.update(statement.places)
            for place in places:
                before = found[place]
                found[place] = publication.levels if before is None else before.strictest(publication.levels)
        return [self.levels if levels is None else levels for levels in found]
