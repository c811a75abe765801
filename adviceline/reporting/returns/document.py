"""A whole protected return: everything that leaves the service, and nothing else. Pure: no database, no clock.

Every file of a return is drawn from this document alone, so what is not in it cannot leak from a page, a chart or a
file's metadata. Values stand here as they are published: rounded, hidden or exact. Why a cell is hidden is not here.

`as_json` and `from_json` are its canonical form: the same document always gives the same bytes, and back.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from adviceline.reporting.returns.cells import (
    LOW,
    MARKS,
    NOT_APPLICABLE,
    NOT_COMPUTED,
    SUPPRESSED,
    Cell,
    CellState,
    fits,
)
from adviceline.reporting.returns.checking import (
    UnableToDrawUpReturn,
    refuse_unless,
    require_code,
    require_hash,
    require_text,
    require_unique,
)
from adviceline.reporting.returns.parts import Act, Note, Parameter, RuleSet, Section, Step

__all__ = [
    "LOW", "MARKS", "NOT_APPLICABLE", "NOT_COMPUTED", "SUPPRESSED",
    "Act", "Cell", "CellState", "Chart", "ChartKind", "Column", "Figure", "Note", "Parameter", "ReturnDocument", "Row",
    "RuleSet", "Section", "Series", "Step", "Table", "UnableToDrawUpReturn",
]  # fmt: skip

_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_QUARTER = re.compile(r"\d{4}-Q[1-4]")


class Series(StrEnum):
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measure. `numerator` and `denominator` are `NOT_APPLICABLE` where the measure is a plain count; the words
    beside them say what they count. `protection` is the rule that applies to it, in words. `decimals` is that of
    `value`: 0 means a whole number, else a float."""

    id: str
    title: str
    definition: str
    group: str
    unit: str
    decimals: int
    value: Cell
    numerator: Cell = NOT_APPLICABLE
    numerator_words: str = ""
    denominator: Cell = NOT_APPLICABLE
    denominator_words: str = ""
    note: str = ""
    protection: str = ""
    placed: str = ""
    excludes: str = ""
    requirement: str = ""
    formula: str = ""

    def __post_init__(self) -> None:
        require_code(self.id, "a figure")
        require_text(self, required=("title", "definition", "group", "unit"))
        refuse_unless(0 <= self.decimals <= 6, f"Figure {self.id} has {self.decimals} decimals: 0 to 6 can be shown.")
        refuse_unless(fits(self.value, self.decimals), f"{self.value.value!r} is not as figure {self.id} is published.")

    @property
    def suppressed(self) -> bool:
        return self.value.suppressed


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    code: str
    label: str
    unit: str = ""
    decimals: int = 0

    def __post_init__(self) -> None:
        require_code(self.code, "a column")
        require_text(self, required=("label",))
        refuse_unless(0 <= self.decimals <= 6, f"Column {self.code} has {self.decimals} decimals: 0 to 6 can be shown.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """`labels`: one for each of the table's `row_heads`. `level` and `parent` (a row's code) say where it stands in a
    hierarchy. `total`: the sum of the others, or of those of its parent's."""

    code: str
    labels: tuple[str, ...]
    cells: tuple[Cell, ...]
    total: bool = False
    level: int = 0
    parent: str = ""

    def __post_init__(self) -> None:
        require_code(self.code, "a row")
        require_text(self, required=("labels",))


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """`method`: exact, suppression or rounding. `notes` are ids of the document's notes; `note` is this table's own,
    such as what it was coarsened to and why, or its longest run. A table with one column of counts calls it `value`.
    `grouping`: the levels of its rows and columns, such as `theme_group`, where it is protected. `revised`: of a
    revision, its rows, all of them, where any count of the table is not what the return before it had."""

    id: str
    title: str
    definition: str
    unit: str
    method: str
    row_heads: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    note: str = ""
    requirement: str = ""
    grouping: tuple[str, ...] = ()
    revised: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        require_code(self.id, "a table")
        require_text(self, required=("title", "definition", "unit", "row_heads"))
        refuse_unless(self.method in ("exact", "suppression", "rounding"), f"‘{self.method}’ protects no table.")
        refuse_unless(bool(self.row_heads and self.columns), f"Table {self.id} has no columns.")
        require_unique((column.code for column in self.columns), f"two columns of table {self.id}")
        require_unique((row.code for row in self.rows), f"two rows of table {self.id}")
        codes = {row.code for row in self.rows}
        for row in self.rows:
            refuse_unless(
                len(row.labels) == len(self.row_heads) and len(row.cells) == len(self.columns),
                f"Row {row.code} of table {self.id} has not a cell for each column.",
            )
            refuse_unless(
                row.parent in codes | {""}, f"Row {row.code} of table {self.id} has a parent that is not there."
            )
            for column, cell in zip(self.columns, row.cells, strict=True):
                refuse_unless(
                    fits(cell, column.decimals),
                    f"{cell.value!r} is not as column {column.code} of table {self.id} is published.",
                )

    @property
    def protected(self) -> bool:
        return self.method != "exact"

    @property
    def hides(self) -> bool:
        return any(cell.suppressed for row in self.rows for cell in row.cells)


class ChartKind(StrEnum):
    BAR = "bar"
    LINE = "line"
    HEAT = "heat"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A picture of one column of a table. A line needs rows whose code is a month; a heat grid two `row_heads`."""

    id: str
    title: str
    kind: ChartKind
    table: str
    column: str

    def __post_init__(self) -> None:
        require_code(self.id, "a chart")
        require_text(self, required=("title",))


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnDocument:
    """`name`: `2022-02`, `2022-Q1`, or `2022-02-r2` for the second revision, which `corrects` `2022-02` for `reasons`.

    `first_figures` are the ids that requirement M2 names, in its order. `ends_on` is the last day. `snapshot_hash` and
    `rules.hash` begin `sha256:`. A document without the step ‘released’ is a draft and says so on every page.
    """

    name: str
    series: Series
    period: str
    title: str
    service: str
    begins_on: date
    ends_on: date
    revision: int = 1
    corrects: str = ""
    reasons: tuple[str, ...] = ()
    first_figures: tuple[str, ...]
    figures: tuple[Figure, ...]
    tables: tuple[Table, ...]
    charts: tuple[Chart, ...] = ()
    commentary: tuple[Section, ...] = ()
    notes: tuple[Note, ...] = ()
    methodology: tuple[Section, ...] = ()
    rules: RuleSet
    snapshot_hash: str
    code_version: str
    content_version: str
    acts: tuple[Act, ...] = ()

    def __post_init__(self) -> None:
        require_text(self, required=("title", "service", "code_version", "content_version"))
        require_hash(self.snapshot_hash, "the snapshot")
        self._check_name()
        for what, parts in (
            ("figures", self.figures), ("tables", self.tables), ("charts", self.charts),
            ("sections of commentary", self.commentary), ("notes", self.notes), ("sections", self.methodology),
        ):  # fmt: skip
            require_unique((part.id for part in parts), f"two {what}")
        require_unique((act.step for act in self.acts), "two steps")
        figures = {figure.id for figure in self.figures}
        for name in self.first_figures:
            refuse_unless(name in figures, f"Figure {name} stands first and is not in the return.")
        notes = {note.id for note in self.notes}
        for table in self.tables:
            refuse_unless(notes.issuperset(table.notes), f"Table {table.id} names a note that is not in the return.")
        columns = {(table.id, column.code) for table in self.tables for column in table.columns}
        for chart in self.charts:
            known = (chart.table, chart.column) in columns
            refuse_unless(known, f"Chart {chart.id} draws a column that is not in the return.")

    def _check_name(self) -> None:
        pattern = _MONTH if self.series is Series.MONTHLY else _QUARTER
        refuse_unless(
            bool(pattern.fullmatch(self.period)), f"‘{self.period}’ is not a period of a {self.series} return."
        )
        refuse_unless(self.revision >= 1, "Revisions are counted from 1.")
        expected = self.period if self.revision == 1 else f"{self.period}-r{self.revision}"
        refuse_unless(self.name == expected, f"Revision {self.revision} of {self.period} is named {expected}.")
        said = {bool(self.corrects), bool(self.reasons)}
        refuse_unless(said == {self.revision > 1}, "A revision, and only a revision, says what it corrects and why.")
        refuse_unless(self.begins_on <= self.ends_on, "A period ends on or after the day on which it begins.")

    @property
    def released(self) -> bool:
        return self.act(Step.RELEASED) is not None

    def act(self, step: Step) -> Act | None:
        return next((act for act in self.acts if act.step is step), None)

    def figure(self, name: str) -> Figure | None:
        return next((figure for figure in self.figures if figure.id == name), None)

    def table(self, name: str) -> Table | None:
        return next((table for table in self.tables if table.id == name), None)
