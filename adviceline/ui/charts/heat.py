"""Counts by two things at once, shaded in five steps: as a table for pages, and as a picture for files."""

from __future__ import annotations

from collections.abc import Sequence

from adviceline.ui.charts.drawing import svg_of
from adviceline.ui.charts.parts import Chart, HeatCell, HeatGrid, HeatRow, Value
from adviceline.ui.filters import number
from adviceline.ui.palette import palette
from adviceline.ui.tables import Column, Table

ROW_HEIGHT = 22


def heat_grid(
    caption: str,
    columns: Sequence[str],
    rows: Sequence[str],
    values: Sequence[Sequence[Value]],
    *,
    unit: str,
    hidden_text: str = "–",
) -> HeatGrid:
    """A grid of counts, ``values[column][row]``, drawn as a table (``heat_table``) and shaded in five equal steps."""
    if len(values) != len(columns) or any(len(column) != len(rows) for column in values):
        raise ValueError(f"'{caption}' needs {len(columns)} columns of {len(rows)} values")
    cells = [
        (value, column, row)
        for column, across in zip(columns, values, strict=True)
        for row, value in zip(rows, across, strict=True)
    ]
    top = max([value for value, _, _ in cells if value is not None], default=0)
    made = tuple(
        HeatRow(label, tuple(_heat_cell(column[place], top, hidden_text) for column in values))
        for place, label in enumerate(rows)
    )
    if not top:
        return HeatGrid(caption, tuple(columns), made, f"No {unit} in this period.")
    _, column, row = max((cell for cell in cells if cell[0] is not None), key=lambda cell: cell[0] or 0)
    total = sum(value for value, _, _ in cells if value is not None)
    words = f"{number(total)} {unit}. Busiest: {column} at {row}, {number(top)}. Darker means more."
    return HeatGrid(caption, tuple(columns), made, words)


def _heat_cell(value: Value, top: float, hidden_text: str) -> HeatCell:
    if value is None:
        return HeatCell(hidden_text, 0)
    return HeatCell(number(value), min(5, 1 + int(5 * (value - 1e-9) / top)) if value > 0 and top else 0)


def heat_chart(grid: HeatGrid, *, label_title: str) -> Chart:
    """The same grid as a picture, with its figures as a table."""
    colours = palette()
    cells = [
        {"row": row.label, "column": column, "text": cell.text, "level": cell.level}
        for row in grid.rows
        for column, cell in zip(grid.columns, row.cells, strict=True)
    ]
    axis = {"title": None, "ticks": False, "domain": False, "labelAngle": 0}
    steps = list(range(6))
    spec = {
        "data": {"values": cells},
        "height": ROW_HEIGHT * max(len(grid.rows), 1),
        "encoding": {
            "x": {
                "field": "column",
                "type": "nominal",
                "sort": list(grid.columns),
                "scale": {"paddingInner": 0.06},
                "axis": {**axis, "orient": "top", "labelFontSize": 12},
            },
            "y": {
                "field": "row",
                "type": "nominal",
                "sort": [row.label for row in grid.rows],
                "scale": {"paddingInner": 0.12},
                "axis": axis,
            },
        },
        "layer": [
            {
                "mark": {"type": "rect", "cornerRadius": 2},
                "encoding": {"color": _by_level(steps, [colours["sunk"], *(colours[f"heat-{n}"] for n in steps[1:])])},
            },
            {
                "mark": {"type": "text", "fontSize": 12},
                "encoding": {
                    "text": {"field": "text"},
                    "color": _by_level(steps, [colours["ink"]] * 4 + [colours["action-text"]] * 2),
                },
            },
        ],
        "resolve": {"scale": {"color": "independent"}},
    }
    table = Table(
        grid.caption,
        (Column(label_title), *(Column(column, numeric=True) for column in grid.columns)),
        tuple((row.label, *(cell.text for cell in row.cells)) for row in grid.rows),
    )
    return Chart(grid.caption, svg_of(spec), grid.alt, table)


def _by_level(levels: list[int], colours: list[str]) -> dict[str, object]:
    return {
        "field": "level",
        "type": "ordinal",
        "scale": {"domain": levels, "range": colours},
        "legend": None,
    }
