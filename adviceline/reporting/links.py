"""Numbers of a page's tables as links to what stands behind them. Where they lead is given by who draws the page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from markupsafe import Markup

from adviceline.ui.tables import Table

#: The address of a cell, by table, row and column.
CellLink = Callable[[str, str, str], str]


def linked(words: object, address: str, called: str) -> Markup:
    return Markup(
        '<a class="al-link" href="{}">{}<span class="govuk-visually-hidden">, what stands behind it: {}</span></a>'
    ).format(address, words, called)


def linked_table(table: Table, link: CellLink | None, name: str, rows: Sequence[str], columns: Sequence[str]) -> Table:
    """`rows`: a code for each row, and for the foot at the end; `columns`: a code for each column but the first, empty
    where it leads nowhere. Unchanged without a link."""
    if link is None:
        return table
    address = link

    def row_of(cells: tuple[object, ...], code: str) -> tuple[object, ...]:
        return (
            cells[0],
            *(
                linked(cell, address(name, code, column), f"{cells[0]}, {heading.text}") if column else cell
                for cell, column, heading in zip(cells[1:], columns, table.columns[1:], strict=True)
            ),
        )

    return replace(
        table,
        rows=tuple(row_of(cells, code) for cells, code in zip(table.rows, rows, strict=False)),
        foot=row_of(table.foot, rows[-1]) if table.foot else (),
    )
