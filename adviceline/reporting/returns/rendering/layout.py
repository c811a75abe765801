"""The sheets of a return's workbook, as data: what the ODS and the XLSX both hold, cell for cell.

Laid out as the Analysis Function asks of spreadsheets: a cover sheet, a contents sheet, a notes sheet, then one table a
sheet; each begins in A1 with its title, says what it holds, has one row of headings, no merged or empty cells, no
colour that carries meaning, and every mark explained.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from adviceline.reporting.returns.document import Cell, Column, Figure, ReturnDocument, Table
from adviceline.reporting.returns.rendering.words import (
    METHODS,
    SHORTHAND,
    paragraphs,
    period_words,
    production,
    revision_words,
    status_words,
    table_note,
    unit_words,
)

#: The most that one cell of a spreadsheet holds is 32,767 characters.
LONGEST = 32_000
FIGURES, TABLE, NOTES, CONTENTS, COVER = "Figures", "Table", "Notes", "Contents", "Cover"


@dataclass(frozen=True, slots=True)
class Number:
    value: int | float
    decimals: int


@dataclass(frozen=True, slots=True)
class Link:
    """To the first cell of another sheet."""

    text: str
    sheet: str


Content = str | Number | Link


@dataclass(frozen=True, slots=True)
class Grid:
    """A marked-up table: `name` is that by which a spreadsheet and a screen reader know it."""

    name: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Content, ...], ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """`lines` stand above the grid, one a row, in column A. `heads` are the places of lines that are headings."""

    name: str
    title: str
    lines: tuple[str, ...]
    grid: Grid | None = None
    heads: frozenset[int] = frozenset()


def sheets_of(document: ReturnDocument) -> list[Sheet]:
    figures = _figures(document)
    grids = _grid_names(document)
    tables = [
        _table(document, table, f"{TABLE}_{place}", grid)
        for place, (table, grid) in enumerate(zip(document.tables, grids, strict=True), 1)
    ]
    notes = _notes(document)
    contents = _contents([notes, figures, *tables])
    return [_cover(document), contents, notes, figures, *tables]


def _cover(document: ReturnDocument) -> Sheet:
    lines: list[str] = [document.service, status_words(document), f"Period: {period_words(document)}"]
    if words := revision_words(document):
        lines.append(words)
    heads = []

    def section(title: str, words: list[str]) -> None:
        heads.append(len(lines))
        lines.extend([title, *words])

    section("Shorthand", [f"{mark} {meaning}" for mark, meaning in SHORTHAND])
    section("How people are protected", [document.rules.words, *_parameters(document)])
    for part in document.commentary:
        section(part.title, paragraphs(part.text) or ["Nothing was written here."])
    for part in document.methodology:
        section(part.title, paragraphs(part.text))
    section("How this return was made", [f"{name}: {value}" for name, value in production(document)])
    return Sheet(COVER, document.title, tuple(line[:LONGEST] for line in lines), heads=frozenset(heads))


def _parameters(document: ReturnDocument) -> list[str]:
    return [f"{parameter.name}: {parameter.value}" for parameter in document.rules.parameters]


def _contents(sheets: list[Sheet]) -> Sheet:
    rows = tuple((Link(sheet.name, sheet.name), sheet.title) for sheet in sheets)
    grid = Grid("contents", ("Sheet", "What is on it"), rows)
    return Sheet(CONTENTS, "Contents", ("This sheet contains one table. Each name leads to its sheet.",), grid)


def _notes(document: ReturnDocument) -> Sheet:
    rows = tuple((f"note {place}", note.text[:LONGEST]) for place, note in enumerate(document.notes, 1))
    grid = Grid("notes", ("Note", "What it says"), rows or (("note 1", "There are no notes to these tables."),))
    return Sheet(NOTES, "Notes", ("This sheet contains one table.",), grid)


def _figures(document: ReturnDocument) -> Sheet:
    first = [document.figure(name) for name in document.first_figures]
    ordered = dict.fromkeys([*(figure for figure in first if figure), *document.figures])
    headings = ("Figure", "Value", "Unit", "Numerator", "Denominator", "How it is defined", "Note", "Id")
    return Sheet(
        FIGURES,
        "Figures of the return",
        (
            "This sheet contains one table. The figures that the Authority asks for come first.",
            _marks_words(),
        ),
        Grid("figures", headings, tuple(_figure(figure) for figure in ordered) or (("none",) * len(headings),)),
    )


def _figure(figure: Figure) -> tuple[Content, ...]:
    return (
        figure.title,
        _content(figure.value, figure.decimals),
        unit_words(figure.unit),
        _content(figure.numerator, 0),
        _content(figure.denominator, 0),
        figure.definition,
        figure.note or "none",
        figure.id,
    )


def _table(document: ReturnDocument, table: Table, name: str, grid: str) -> Sheet:
    return Sheet(
        name,
        table.title,
        tuple(_lines_above(document, table)),
        Grid(
            grid,
            tuple(_unique([*table.row_heads, *(_heading(column) for column in table.columns)])),
            tuple(
                (
                    *row.labels,
                    *(_content(c, column.decimals) for c, column in zip(row.cells, table.columns, strict=True)),
                )
                for row in table.rows
            )
            or ((*("none" for _ in table.row_heads), *("[x]" for _ in table.columns)),),
        ),
    )


def _lines_above(document: ReturnDocument, table: Table) -> Iterator[str]:
    yield "This sheet contains one table. Some cells may refer to notes, which are on the sheet Notes."
    yield _marks_words()
    yield f"{table.definition} Unit: {unit_words(table.unit)}."
    yield f"{period_words(document)}. {METHODS[table.method]}"
    if words := table_note(table):
        yield words
    if table.notes:
        places = {note.id: place for place, note in enumerate(document.notes, 1)}
        yield " ".join(f"[note {places[each]}]" for each in sorted(table.notes, key=places.__getitem__))


def _marks_words() -> str:
    return "Shorthand: " + "; ".join(f"{mark} {meaning}" for mark, meaning in SHORTHAND) + "."


def _content(cell: Cell, decimals: int) -> Content:
    if cell.value is None:
        return cell.mark
    return Number(cell.value, decimals if isinstance(cell.value, int) or decimals else 4)


def _heading(column: Column) -> str:
    unit = unit_words(column.unit)
    return f"{column.label} ({unit})" if unit and unit.lower() not in column.label.lower() else column.label


def _unique(headings: list[str]) -> Iterator[str]:
    """A marked-up table cannot hold one heading twice, whatever its capitals."""
    seen: set[str] = set()
    for heading in headings:
        made, times = heading, 1
        while made.lower() in seen:
            times += 1
            made = f"{heading}_{times}"
        seen.add(made.lower())
        yield made


def _grid_names(document: ReturnDocument) -> list[str]:
    """Letters, digits and underscores, beginning with a letter, never the name of a cell, and each once."""
    return list(_unique([f"table_{re.sub('[^A-Za-z0-9]', '_', table.id)}" for table in document.tables]))
