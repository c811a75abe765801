"""The month's figures as JSON and as CSV. What is hidden is hidden here too: null and `[c]`."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from adviceline.disclosure.primary import HIDDEN_MARK, Cell
from adviceline.facts.figures import MeasureFigure
from adviceline.measures.calendar import format_month
from adviceline.measures.runs import Run
from adviceline.reporting.building import SCORES
from adviceline.reporting.figures import (
    ChannelTable,
    ConfidenceRow,
    ConfidenceTable,
    CountTable,
    MonthlyFigures,
    SlotTable,
    Table,
    half_hour_words,
)
from adviceline.ui.safe_cells import safe_cell

PLACES = 4
NOT_AVAILABLE = "[x]"


def as_json(figures: MonthlyFigures) -> str:
    return json.dumps(as_data(figures), ensure_ascii=False, indent=2) + "\n"


def as_data(figures: MonthlyFigures) -> dict[str, Any]:
    return {
        "period": format_month(figures.month),
        "measures": {name: _measure(figure) for name, figure in figures.measures.items()},
        "tables": {name: _table(table) for name, table in figures.tables.items()},
        "rule": figures.rule,
    }


def _measure(figure: MeasureFigure) -> dict[str, Any]:
    return {
        "value": _number(figure.value),
        "numerator": _number(figure.numerator),
        "denominator": figure.denominator,
        "unit": figure.measure.unit,
        "suppressed": figure.suppressed,
    }


def _number(value: int | float | None) -> int | float | None:
    return round(value, PLACES) if isinstance(value, float) else value


def _cell(cell: Cell) -> dict[str, Any]:
    """One mark for whatever is hidden: why is nobody's business outside."""
    if cell.value is None:
        return {"value": None, "suppressed": True}
    return {"value": cell.value, "suppressed": False} | ({"rounded": True} if cell.rounded else {})


def _table(table: Table) -> dict[str, Any]:
    head = {
        "title": table.definition.title,
        "definition": table.definition.definition,
        "unit": table.definition.unit,
        "protected": table.definition.protected,
    }
    match table:
        case ChannelTable():
            return head | {
                "rows": [
                    {
                        "code": row.channel.code,
                        "label": row.channel.label,
                        "in": row.incoming,
                        "out": row.outgoing,
                        "value": row.contacts,
                    }
                    for row in table.rows
                ],
                "total": {"in": table.total.incoming, "out": table.total.outgoing, "value": table.total.contacts},
            }
        case SlotTable():
            return head | {
                "rows": [
                    {
                        "weekday": row.iso_weekday,
                        "half_hour": row.begins,
                        "offered": row.offered,
                        "answered": row.answered,
                        "not_answered": row.not_answered,
                        "not_answered_percent": _number(row.not_answered_percent),
                    }
                    for row in table.rows
                ],
                "longest_run": _run(table.longest_run),
            }
        case CountTable():
            return head | {
                "rows": [{"code": r.group.code, "label": r.group.label, **_cell(r.cell)} for r in table.rows],
                "total": None if table.total is None else _cell(table.total),
            }
        case ConfidenceTable():
            return head | {"rows": [_confidence(row) for row in table.rows]}


def _run(run: Run) -> dict[str, Any]:
    def slot(place: tuple[Any, int] | None) -> str | None:
        return None if place is None else f"{place[0].isoformat()}T{half_hour_words(place[1])}"

    return {"half_hours": run.half_hours, "calls": run.calls, "first": slot(run.first), "last": slot(run.last)}


def _confidence(row: ConfidenceRow) -> dict[str, Any]:
    numbers = row.statistics
    interval = numbers.interval if numbers else None
    return {
        "code": row.item.code,
        "label": row.item.label,
        "eligible": _cell(row.eligible),
        "offered": _cell(row.offered),
        "answered": _cell(row.answered),
        "paired": _cell(row.paired),
        "response_percent": _number(row.response_percent),
        "before": {str(score): _cell(cell) for score, cell in zip(SCORES, row.before, strict=True)},
        "after": {str(score): _cell(cell) for score, cell in zip(SCORES, row.after, strict=True)},
        "up": _cell(row.up),
        "same": _cell(row.same),
        "down": _cell(row.down),
        "before_median": numbers.before_median if numbers else None,
        "after_median": numbers.after_median if numbers else None,
        "mean_difference": _number(numbers.mean_difference) if numbers else None,
        "interval_95": [_number(end) for end in interval] if interval else None,
        "wilcoxon_p": _number(numbers.wilcoxon_p) if numbers else None,
        "effect_size": _number(numbers.effect_size) if numbers else None,
        "suppressed": numbers is None,
        "words": row.words,
    }


CSV_COLUMNS = ("period", "part", "id", "row", "column", "value", "numerator", "denominator", "unit")


def as_csv(figures: MonthlyFigures) -> str:
    """One figure to a line, whatever table it is of. `[c]` is hidden; `[x]` is not available. Lines end with CR LF."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(CSV_COLUMNS)
    for line in _lines(figures):
        writer.writerow([safe_cell(value) for value in line])
    return out.getvalue()


def _lines(figures: MonthlyFigures) -> Iterator[tuple[object, ...]]:
    period = format_month(figures.month)
    for name, figure in figures.measures.items():
        hidden = HIDDEN_MARK if figure.suppressed else NOT_AVAILABLE
        yield (
            period,
            "measure",
            name,
            figure.measure.title,
            "",
            hidden if figure.value is None else _number(figure.value),
            "" if figure.numerator is None else _number(figure.numerator),
            "" if figure.denominator is None else figure.denominator,
            figure.measure.unit,
        )
    for name, table in figures.tables.items():
        for row, column, value in _cells(table):
            yield period, "table", name, row, column, value, "", "", table.definition.unit


def _cells(table: Table) -> Iterator[tuple[str, str, object]]:
    match table:
        case ChannelTable():
            for row in (*table.rows, table.total):
                yield row.channel.label, "in", row.incoming
                yield row.channel.label, "out", row.outgoing
                yield row.channel.label, "contacts", row.contacts
        case SlotTable():
            for slot in table.rows:
                name = f"{WEEKDAYS[slot.iso_weekday - 1]} {slot.begins}"
                yield name, "offered", slot.offered
                yield name, "answered", slot.answered
                yield name, "not answered", slot.not_answered
                yield name, "not answered, percent", _number(slot.not_answered_percent)
            yield "Longest run", "half hours", table.longest_run.half_hours
            yield "Longest run", "calls", table.longest_run.calls
        case CountTable():
            for counted in table.rows:
                yield counted.group.label, table.definition.unit, _shown(counted.cell)
            if table.total is not None:
                yield "Total", table.definition.unit, _shown(table.total)
        case ConfidenceTable():
            for person in table.rows:
                yield from _confidence_cells(person)


WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _confidence_cells(row: ConfidenceRow) -> Iterator[tuple[str, str, object]]:
    data = _confidence(row)
    for name in ("eligible", "offered", "answered", "paired", "up", "same", "down"):
        yield row.item.label, name, _shown(getattr(row, name))
    for name, cells in (("before", row.before), ("after", row.after)):
        for score, cell in zip(SCORES, cells, strict=True):
            yield row.item.label, f"{name}: {score}", _shown(cell)
    for name in ("response_percent", "before_median", "after_median", "mean_difference", "wilcoxon_p", "effect_size"):
        yield row.item.label, name.replace("_", " "), HIDDEN_MARK if data[name] is None else data[name]
    low, high = data["interval_95"] or (HIDDEN_MARK, HIDDEN_MARK)
    yield row.item.label, "95 % interval from", low
    yield row.item.label, "95 % interval to", high


def _shown(cell: Cell) -> object:
    return HIDDEN_MARK if cell.value is None else cell.value
