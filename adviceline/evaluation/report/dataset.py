"""The protected data set: every cell of every table of the document, and a dictionary that says what each table is.

Rows about single people are never in it: the tables of the evaluation are its finest grain.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from adviceline.disclosure.primary import HIDDEN_MARK
from adviceline.evaluation.report.blocks import Document, Tabled
from adviceline.measures.agreement import CANNOT
from adviceline.ui.tables import Table

COLUMNS = ("period", "table", "row", "column", "value", "status")
DICTIONARY_COLUMNS = ("name", "what", "title", "means")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
STATUSES = {
    "shown": "The value is shown, exactly or rounded as the note on protection says.",
    "hidden": "The value is hidden, because it is small or would give a small one away.",
    "cannot be estimated": "There is too little to compute it from.",
    "none": "There is nothing to show here.",
}


def as_csv(document: Document) -> bytes:
    lines = ((document.period, name, *cell) for name, table in tables(document) for cell in _cells(table))
    return _written(COLUMNS, lines)


def as_dictionary(document: Document) -> bytes:
    means = {
        "period": "The months that the evaluation covers.", "table": "The table's name, listed below.",
        "row": "The first column of the table: the group, question or measure.", "column": "The heading of the value's column.",
        "value": "The value as it is shown.", "status": f"One of: {', '.join(STATUSES)}.",
    }  # fmt: skip
    lines = [(name, "column", name.capitalize(), words) for name, words in means.items()]
    lines += [(status, "status", status.capitalize(), words) for status, words in STATUSES.items()]
    lines += [(name, "table", table.caption, _about(table)) for name, table in tables(document)]
    return _written(DICTIONARY_COLUMNS, lines)


def tables(document: Document) -> Iterator[tuple[str, Table]]:
    for section in document.sections:
        for block in section.blocks:
            if isinstance(block, Tabled):
                yield block.id, block.table


def _about(table: Table) -> str:
    columns = "; ".join(column.text for column in table.columns)
    return f"Columns: {columns}.{f' {table.note}' if table.note else ''}"


def _cells(table: Table) -> Iterator[tuple[object, ...]]:
    for line in (*table.rows, *([table.foot] if table.foot else [])):
        for column, value in zip(table.columns[1:], line[1:], strict=True):
            yield line[0], column.text, value, _status(value)


def _status(value: object) -> str:
    if value == HIDDEN_MARK:
        return "hidden"
    if value in ("", "–"):
        return "none"
    return CANNOT if CANNOT in str(value) else "shown"


def _written(columns: tuple[str, ...], lines: Iterable[tuple[object, ...]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([_safe(value) for value in line] for line in lines)
    return out.getvalue().encode()


def _safe(value: object) -> object:
    """Text that a spreadsheet would take for a formula begins with an apostrophe instead."""
    return f"'{value}" if isinstance(value, str) and value.lstrip().startswith(_FORMULA) else value
