"""What a chart is once it is drawn."""

from __future__ import annotations

from dataclasses import dataclass

from adviceline.ui.tables import Table

Value = int | float | None


@dataclass(frozen=True)
class Chart:
    """``svg`` is safe to put in a page; ``alt`` says in a sentence or two what the picture shows."""

    title: str
    svg: str
    alt: str
    table: Table


@dataclass(frozen=True)
class HeatCell:
    """``level`` 0 (none) to 5 (most) shades the cell; ``text`` is its figure, or why it is not shown."""

    text: str
    level: int


@dataclass(frozen=True)
class HeatRow:
    label: str
    cells: tuple[HeatCell, ...]


@dataclass(frozen=True)
class HeatGrid:
    caption: str
    columns: tuple[str, ...]
    rows: tuple[HeatRow, ...]
    alt: str
