"""The charts of a return, drawn from what it publishes and from nothing else.

A bar is as long as the published number, which is already rounded; a hidden one has no bar. So a reader who measures
the picture learns what the table beside it says, and no more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from adviceline.reporting.returns.document import Cell, ChartKind, ReturnDocument, Row, Table
from adviceline.reporting.returns.document import Chart as ChartOfReturn
from adviceline.reporting.returns.rendering.words import month_begins, unit_words
from adviceline.ui.charts import Chart, bar_chart, heat_chart, heat_grid, line_chart

#: Bars beyond these are in the table alone, so that a chart fits a page.
MOST_BARS = 24


def draw_charts(document: ReturnDocument) -> dict[str, Chart]:
    """By id, in the document's order; a chart with nothing to draw is left out."""
    drawn = {}
    for chart in document.charts:
        table = document.table(chart.table)
        assert table is not None  # the document has seen to it
        if made := _draw(chart, table):
            drawn[chart.id] = made
    return drawn


def _draw(chart: ChartOfReturn, table: Table) -> Chart | None:
    place = [column.code for column in table.columns].index(chart.column)
    column = table.columns[place]
    rows = [(row, row.cells[place]) for row in table.rows if not row.total]
    if not any(cell.value for _, cell in rows):
        return None
    unit = unit_words(column.unit or table.unit)
    words = f"{column.label}" if column.label.lower() == unit.lower() else f"{column.label} ({unit})"
    if chart.kind is ChartKind.HEAT:
        return _heat(chart, table, rows, f"{unit} {column.label.lower()}")
    label = table.row_heads[-1]
    if chart.kind is ChartKind.LINE:
        points = [(month_begins(row.code), cell.value) for row, cell in rows]
        return line_chart(
            chart.title,
            points,
            value_title=words,
            label_title=label,
            places=column.decimals,
            hidden_text="[c]",
            by_month=True,
        )
    return bar_chart(
        chart.title, list(_bars(rows)), value_title=words, label_title=label, places=column.decimals, hidden_text="[c]"
    )


def _bars(rows: Sequence[tuple[Row, Cell]]) -> Iterator[tuple[str, int | float | str]]:
    """Noughts are in the table alone. Order is the table's, which says nothing of what is hidden."""
    kept = [(row, cell) for row, cell in rows if cell.value != 0]
    for row, cell in kept[:MOST_BARS]:
        yield " ".join(row.labels), cell.mark if cell.value is None else cell.value


def _heat(chart: ChartOfReturn, table: Table, rows: Sequence[tuple[Row, Cell]], unit: str) -> Chart:
    columns = list(dict.fromkeys(row.labels[0] for row, _ in rows))
    below = sorted({row.labels[-1] for row, _ in rows})
    values = {(row.labels[0], row.labels[-1]): cell.value for row, cell in rows}
    grid = heat_grid(
        chart.title, columns, below, [[values.get((column, row)) for row in below] for column in columns], unit=unit
    )
    return heat_chart(grid, label_title=table.row_heads[-1])
