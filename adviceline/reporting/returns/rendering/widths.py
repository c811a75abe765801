"""How wide the columns of a sheet are, in characters."""

from __future__ import annotations

from adviceline.reporting.returns.rendering.layout import Content, Grid, Link, Number

WIDEST, NARROWEST, WORDS = 48, 12, 100


def column_widths(grid: Grid) -> list[int]:
    return [_width(grid, place) for place in range(len(grid.headings))]


def _width(grid: Grid, place: int) -> int:
    longest = max(len(_shown(row[place])) for row in grid.rows)
    return max(NARROWEST, min(WIDEST, longest + 2), min(WIDEST // 2, len(grid.headings[place]) + 2))


def _shown(content: Content) -> str:
    match content:
        case Number(value, decimals):
            return f"{value:,.{decimals}f}"
        case Link(text):
            return text
    return content
