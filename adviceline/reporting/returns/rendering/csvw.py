"""The figures and each table as CSV, with CSV on the Web metadata that says what every column holds.

Lines end with CR LF. A mark such as `[c]` stands where a number is not shown; the metadata name the marks as nulls, so
that a program reads numbers as numbers.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from adviceline.reporting.returns.document import MARKS, Cell, ReturnDocument, Step, Table
from adviceline.reporting.returns.rendering.words import METHODS, period_words, unit_words
from adviceline.ui.safe_cells import safe_cell

METADATA = "csv-metadata.json"
_NULLS = list(MARKS.values())


@dataclass(frozen=True, slots=True)
class _Column:
    name: str
    words: str
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class _File:
    name: str
    title: str
    description: str
    columns: tuple[_Column, ...]
    rows: tuple[tuple[object, ...], ...]
    key: tuple[str, ...]


def as_csvw(document: ReturnDocument) -> dict[str, bytes]:
    """By file name, the metadata last."""
    files = [_figures(document), *(_table(document, table) for table in document.tables)]
    made = {each.name: _written(each) for each in files}
    metadata = json.dumps(_metadata(document, files), ensure_ascii=False, indent=2) + "\n"
    return made | {METADATA: metadata.encode()}


def _figures(document: ReturnDocument) -> _File:
    columns = (
        _Column("id", "The figure’s id"), _Column("title", "The figure"),
        _Column("value", "The figure’s value", numeric=True), _Column("unit", "The unit of the value"),
        _Column("numerator", "What was counted above the line", numeric=True),
        _Column("denominator", "What was counted below the line", numeric=True),
        _Column("definition", "What the figure counts"), _Column("note", "What else is to be said of it"),
    )  # fmt: skip
    rows = tuple(
        (each.id, each.title, _shown(each.value), each.unit, _shown(each.numerator), _shown(each.denominator),
         each.definition, each.note)
        for each in document.figures
    )  # fmt: skip
    words = f"Every figure of the return. {period_words(document)}."
    return _File(f"{document.name}-figures.csv", "Figures", words, columns, rows, ("id",))


def _table(document: ReturnDocument, table: Table) -> _File:
    names = _names(["code", *table.row_heads, *(column.code for column in table.columns)])
    heads = [_Column(next(names), "The row’s code")]
    heads += [_Column(next(names), head) for head in table.row_heads]
    heads += [
        _Column(next(names), f"{column.label}, {unit_words(column.unit or table.unit)}", numeric=True)
        for column in table.columns
    ]
    rows = tuple((row.code, *row.labels, *(_shown(cell) for cell in row.cells)) for row in table.rows)
    words = " ".join(filter(None, (table.definition, METHODS[table.method], table.note)))
    name = f"{document.name}-{file_part(table.id)}.csv"
    return _File(name, table.title, words, tuple(heads), rows, (heads[0].name,))


def file_part(text: str) -> str:
    """An id as a part of a file's name: plain on every system. Different ids stay different."""
    return re.sub(r"[^A-Za-z0-9_.-]", lambda found: f"_{ord(found[0]):x}_", text)


def _names(given: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for text in given:
        plain = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_") or "column"
        name, times = plain, 1
        while name in seen:
            times += 1
            name = f"{plain}_{times}"
        seen.add(name)
        yield name


def _shown(cell: Cell) -> object:
    return cell.mark if cell.value is None else cell.value


def _written(file: _File) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([column.name for column in file.columns])
    for row in file.rows:
        writer.writerow([safe_cell(value) for value in row])
    return out.getvalue().encode()


def _metadata(document: ReturnDocument, files: Sequence[_File]) -> dict[str, Any]:
    released = document.act(Step.RELEASED)
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en-GB"}],
        "dc:title": f"{document.title} ({document.name})",
        "dc:publisher": document.service,
        **({"dc:issued": released.at.date().isoformat()} if released else {}),
        "dc:description": document.rules.words,
        "dialect": {"header": True, "encoding": "utf-8", "lineTerminators": ["\r\n"], "quoteChar": '"'},
        "tables": [
            {
                "url": file.name,
                "dc:title": file.title,
                "dc:description": file.description,
                "tableSchema": {
                    "columns": [_column(column) for column in file.columns],
                    "primaryKey": list(file.key),
                },
            }
            for file in files
        ],
    }


def _column(column: _Column) -> dict[str, Any]:
    typed: dict[str, Any] = {"datatype": "number", "null": _NULLS} if column.numeric else {"datatype": "string"}
    return {"name": column.name, "titles": column.name, "dc:description": column.words, **typed}
