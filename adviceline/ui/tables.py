"""A table as data: what charts, pages and exports show in the same rows."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Column:
    """``numeric`` columns are set to the right in tabular figures."""

    text: str
    numeric: bool = False


@dataclass(frozen=True)
class Table:
    """``rows`` hold one cell for each column, the first of which names the row; cells are shown as they are given."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[object, ...], ...]
    foot: tuple[object, ...] = field(default=())
    note: str = ""

    def __post_init__(self) -> None:
        width = len(self.columns)
        for row in (*self.rows, *([self.foot] if self.foot else [])):
            if len(row) != width:
                raise ValueError(f"'{self.caption}' has {width} columns and a row of {len(row)}: {row!r}")
