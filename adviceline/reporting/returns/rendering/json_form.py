"""A return as JSON: `{"period", "measures": {id: {…}}, "tables": {id: {…}}}`, with its words, its rules and its history."""

from __future__ import annotations

import json
from typing import Any

from adviceline.reporting.returns.document import Cell, CellState, Figure, ReturnDocument, Row, Section, Table
from adviceline.reporting.returns.rendering.words import SHORTHAND, STEPS


def as_json_form(document: ReturnDocument) -> bytes:
    return (json.dumps(as_data(document), ensure_ascii=False, indent=2) + "\n").encode()


def as_data(document: ReturnDocument) -> dict[str, Any]:
    """What is hidden is null, with `suppressed` true; one mark whatever the reason."""
    return {
        "return": document.name,
        "service": document.service,
        "title": document.title,
        "series": document.series.value,
        "period": document.period,
        "begins_on": document.begins_on.isoformat(),
        "ends_on": document.ends_on.isoformat(),
        "released": document.released,
        "revision": document.revision,
        "corrects": document.corrects or None,
        "reasons": list(document.reasons),
        "measures": {figure.id: _figure(figure) for figure in document.figures},
        "tables": {table.id: _table(table) for table in document.tables},
        "commentary": _sections(document.commentary),
        "notes": {note.id: note.text for note in document.notes},
        "methodology": _sections(document.methodology),
        "rule": document.rules.words,
        "rules": {
            "hash": document.rules.hash,
            "parameters": {parameter.name: parameter.value for parameter in document.rules.parameters},
        },
        "shorthand": dict(SHORTHAND),
        "snapshot": document.snapshot_hash,
        "code_version": document.code_version,
        "content_version": document.content_version,
        "steps": [
            {"step": STEPS[act.step], "role": act.role, "at": act.at.isoformat().replace("+00:00", "Z")}
            for act in document.acts
        ],
    }


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "title": figure.title,
        "value": figure.value.value,
        "numerator": figure.numerator.value,
        "denominator": figure.denominator.value,
        "unit": figure.unit,
        "suppressed": figure.suppressed,
    } | ({"rounded": True} if figure.value.state is CellState.ROUNDED else {})


def _cell(cell: Cell) -> dict[str, Any]:
    made: dict[str, Any] = {"value": cell.value, "suppressed": cell.suppressed}
    if cell.state is CellState.ROUNDED:
        made["rounded"] = True
    elif cell.mark and not cell.suppressed:
        made["mark"] = cell.mark
    return made


def _table(table: Table) -> dict[str, Any]:
    total = next((row for row in table.rows if row.total and row.code == "total"), None)
    return {
        "title": table.title,
        "definition": table.definition,
        "unit": table.unit,
        "protected": table.protected,
        "method": table.method,
        "columns": {
            column.code: {"label": column.label, "unit": column.unit or table.unit} for column in table.columns
        },
        "rows": [_row(row, table) for row in table.rows if row is not total],
        "total": None if total is None else _cells(total, table),
        "note": table.note,
        "notes": list(table.notes),
        "revised": list(table.revised),
    }


def _row(row: Row, table: Table) -> dict[str, Any]:
    named: dict[str, Any] = {"code": row.code, "label": " ".join(row.labels)}
    if len(row.labels) > 1:
        named["labels"] = dict(zip(table.row_heads, row.labels, strict=True))
    if row.parent:
        named |= {"level": row.level, "parent": row.parent}
    if row.total:
        named["total"] = True
    return named | _cells(row, table)


def _cells(row: Row, table: Table) -> dict[str, Any]:
    """Every cell by its column; that of the column `value`, which most tables have, stands beside them too."""
    cells = {column.code: _cell(cell) for column, cell in zip(table.columns, row.cells, strict=True)}
    return {**cells.get("value", {}), "cells": cells}


def _sections(sections: tuple[Section, ...]) -> list[dict[str, str]]:
    return [{"id": section.id, "title": section.title, "text": section.text} for section in sections]
