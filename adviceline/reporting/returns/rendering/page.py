"""A return as a page: what the templates draw, for a file, for print and inside the site."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from django.template.loader import get_template

from adviceline.measures.definitions import M2_WORDS
from adviceline.reporting.returns.document import CellState, Figure, ReturnDocument, Table
from adviceline.reporting.returns.rendering import words
from adviceline.reporting.returns.rendering.pictures import draw_charts
from adviceline.ui.charts import Chart
from adviceline.ui.charts.files import as_file

#: The table that says when calls are unanswered, which the Authority asks for beside its figures.
PATTERNS = "calls_by_weekday_half_hour"
ALL_CONTACTS = "contacts_total"


def to_definition(figure: str) -> str:
    return f"#definition-{figure}"


def nowhere(table: str, row: str, column: str) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Ways:
    """Where a number leads: a figure by its id, and a cell by table, row and column (empty: it leads nowhere)."""

    figure: Callable[[str], str] = to_definition
    cell: Callable[[str, str, str], str] = nowhere


@dataclass(frozen=True, slots=True)
class Picture:
    """`uri` holds the whole picture, for print; `svg` stands in the page."""

    chart: Chart
    uri: str = ""


def page_of(
    document: ReturnDocument, *, ways: Ways | None = None, charts: Mapping[str, Chart] | None = None
) -> dict[str, Any]:
    ways = ways or Ways()
    drawn = draw_charts(document) if charts is None else charts
    pictures = {each.table: Picture(drawn[each.id]) for each in document.charts if each.id in drawn}
    return _page(document, ways, pictures)


def as_html(document: ReturnDocument, charts: Mapping[str, Chart]) -> bytes:
    """One file that needs nothing else: its style and its pictures are within it."""
    page = page_of(document, charts=charts)
    return _file(page, style=_style("return.css") + _style("screen.css"), printed=False)


def as_print(document: ReturnDocument, charts: Mapping[str, Chart], *, font: str) -> str:
    """The page as it is printed: its pictures are images with words in place of them."""
    pictures = {
        each.table: Picture(chart, "data:image/svg+xml;base64," + b64encode(as_file(chart, font=font)).decode())
        for each in document.charts
        if (chart := charts.get(each.id))
    }
    page = _page(document, Ways(), pictures)
    return _file(page, style=_style("return.css") + _style("print.css"), printed=True).decode()


def _file(page: dict[str, Any], *, style: str, printed: bool) -> bytes:
    made: str = get_template("reporting/returns/file.html").render({"page": page, "style": style, "printed": printed})
    return made.encode()


def _style(name: str) -> str:
    return files("adviceline.reporting").joinpath(f"static/reporting/{name}").read_text(encoding="utf-8")


def _page(document: ReturnDocument, ways: Ways, pictures: Mapping[str, Picture]) -> dict[str, Any]:
    figures = {figure.id: _figure(figure, ways) for figure in document.figures}
    notes = {note.id: place for place, note in enumerate(document.notes, 1)}
    groups: dict[str, list[dict[str, Any]]] = {}
    for figure in document.figures:
        groups.setdefault(figure.group, []).append(figures[figure.id])
    return {
        "name": document.name,
        "service": document.service,
        "title": document.title,
        "period": words.period_words(document),
        "status": words.status_words(document),
        "released": document.released,
        "revision": words.revision_words(document),
        "first": [figures[name] | {"label": M2_WORDS.get(name, figures[name]["label"])} for name in _first(document)],
        "patterns": _patterns(document, pictures),
        "commentary": [
            {"id": part.id, "title": part.title, "paragraphs": words.paragraphs(part.text)}
            for part in document.commentary
        ],
        "groups": [{"title": title, "figures": found} for title, found in groups.items()],
        "tables": [_table(table, ways, notes, pictures.get(table.id)) for table in document.tables],
        "notes": [{"number": notes[note.id], "text": note.text} for note in document.notes],
        "methodology": [
            {"id": part.id, "title": part.title, "paragraphs": words.paragraphs(part.text)}
            for part in document.methodology
        ],
        "rule": document.rules.words,
        "parameters": document.rules.parameters,
        "shorthand": words.SHORTHAND,
        "definitions": [_definition(figure) for figure in document.figures],
        "production": list(words.production(document)),
    }


def _first(document: ReturnDocument) -> list[str]:
    """What the Authority asks for, after the number of all contacts, of which those are parts."""
    whole = [ALL_CONTACTS] if document.figure(ALL_CONTACTS) else []
    return list(dict.fromkeys([*whole, *document.first_figures]))


def _figure(figure: Figure, ways: Ways) -> dict[str, Any]:
    return {
        "id": figure.id,
        "label": figure.title,
        "value": words.figure_words(figure),
        "hidden": figure.value.value is None,
        "of": words.of_words(figure),
        "note": figure.note,
        "href": ways.figure(figure.id),
    }


def _patterns(document: ReturnDocument, pictures: Mapping[str, Picture]) -> dict[str, str]:
    """When calls are unanswered, in words; empty where the return has no such table."""
    table = document.table(PATTERNS)
    picture = pictures.get(PATTERNS)
    if table is None:
        return {}
    return {"alt": picture.chart.alt if picture else "", "note": table.note, "href": f"#table-{PATTERNS}"}


def _table(table: Table, ways: Ways, notes: Mapping[str, int], picture: Picture | None) -> dict[str, Any]:
    return {
        "id": table.id,
        "title": table.title,
        "definition": table.definition,
        "unit": words.unit_words(table.unit),
        "method": words.METHODS[table.method],
        "note": words.table_note(table),
        "notes": [notes[each] for each in table.notes],
        "picture": picture,
        "row_heads": table.row_heads,
        "columns": [_heading(column.label, column.unit) for column in table.columns],
        "rows": [
            {
                "labels": row.labels,
                "total": row.total,
                "level": min(row.level, 3),
                "cells": [
                    {
                        "words": words.cell_words(
                            cell, "" if column.unit == "percent" else column.unit, column.decimals
                        ),
                        "href": ways.cell(table.id, row.code, column.code),
                        "called": f"{' '.join(row.labels)}, {column.label}",
                    }
                    for cell, column in zip(row.cells, table.columns, strict=True)
                ],
            }
            for row in table.rows
        ],
    }


def _heading(label: str, unit: str) -> str:
    said = words.unit_words(unit)
    if unit == "percent" and "percent" not in label.lower():
        return f"{label} (%)"
    return label if not said or unit in ("percent", "seconds", "pounds") else f"{label} ({said})"


def _definition(figure: Figure) -> dict[str, Any]:
    counted = figure.denominator.state is not CellState.NOT_APPLICABLE
    facts = [
        ("Numerator", figure.numerator_words),
        ("Denominator" if figure.numerator_words else "Number of values", figure.denominator_words if counted else ""),
        ("Unit", words.unit_words(figure.unit)),
        ("Placed in", figure.placed),
        ("Leaves out", figure.excludes),
        ("Protection", figure.protection),
        ("Note", figure.note),
        ("Requirement", figure.requirement),
        ("Computed as", figure.formula),
        ("Id", figure.id),
    ]
    return {
        "id": figure.id,
        "title": figure.title,
        "definition": figure.definition,
        "facts": [(name, value) for name, value in facts if value],
    }
