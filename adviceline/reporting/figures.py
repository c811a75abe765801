"""What a month's figures are once they have been computed and protected. Everything here may leave the service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from adviceline.disclosure.primary import HIDDEN_MARK, Cell
from adviceline.facts.figures import MeasureFigure
from adviceline.measures.runs import Run
from adviceline.measures.tables import TableDefinition


@dataclass(frozen=True, slots=True)
class Labelled:
    code: str
    label: str


@dataclass(frozen=True, slots=True)
class ChannelRow:
    channel: Labelled
    incoming: int
    outgoing: int

    @property
    def contacts(self) -> int:
        return self.incoming + self.outgoing


@dataclass(frozen=True, slots=True)
class ChannelTable:
    definition: TableDefinition
    rows: tuple[ChannelRow, ...]

    @property
    def total(self) -> ChannelRow:
        return ChannelRow(
            Labelled("total", "Total"), sum(row.incoming for row in self.rows), sum(row.outgoing for row in self.rows)
        )


@dataclass(frozen=True, slots=True)
class SlotRow:
    """One weekday (1 is Monday) and half hour (0 to 47)."""

    iso_weekday: int
    half_hour: int
    offered: int
    not_answered: int

    @property
    def answered(self) -> int:
        return self.offered - self.not_answered

    @property
    def not_answered_percent(self) -> float:
        return 100 * self.not_answered / self.offered

    @property
    def begins(self) -> str:
        return half_hour_words(self.half_hour)


@dataclass(frozen=True, slots=True)
class SlotTable:
    definition: TableDefinition
    rows: tuple[SlotRow, ...]
    longest_run: Run


@dataclass(frozen=True, slots=True)
class CountRow:
    group: Labelled
    cell: Cell


@dataclass(frozen=True, slots=True)
class CountTable:
    """`total` is None where the rows do not add up to one."""

    definition: TableDefinition
    rows: tuple[CountRow, ...]
    total: Cell | None

    @property
    def hides(self) -> bool:
        return any(row.cell.hidden for row in self.rows)


@dataclass(frozen=True, slots=True)
class Statistics:
    """Of the pairs; shown only where there are enough of them."""

    before_median: float
    after_median: float
    mean_difference: float
    interval: tuple[float, float] | None
    wilcoxon_p: float | None
    effect_size: float | None


@dataclass(frozen=True, slots=True)
class ConfidenceRow:
    """`before` and `after` hold a cell for each score from 0 to 10. `words` says why the rest is not shown."""

    item: Labelled
    eligible: Cell
    offered: Cell
    answered: Cell
    paired: Cell
    response_percent: float | None
    before: tuple[Cell, ...]
    after: tuple[Cell, ...]
    up: Cell
    same: Cell
    down: Cell
    statistics: Statistics | None
    words: str


@dataclass(frozen=True, slots=True)
class ConfidenceTable:
    definition: TableDefinition
    rows: tuple[ConfidenceRow, ...]


Table = ChannelTable | SlotTable | CountTable | ConfidenceTable


@dataclass(frozen=True, slots=True)
class MonthlyFigures:
    """`measures` and `tables` by id. `rule` is the disclosure rule in words."""

    month: int
    measures: Mapping[str, MeasureFigure]
    tables: Mapping[str, Table]
    rule: str


def half_hour_words(half_hour: int) -> str:
    return f"{half_hour // 2:02d}:{half_hour % 2 * 30:02d}"


def cell_words(cell: Cell) -> str:
    return HIDDEN_MARK if cell.value is None else f"{cell.value:,}"
