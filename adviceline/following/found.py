"""What was asked for by an address: a figure or a cell, of the month as it stands or of a return."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from adviceline.content.current import current_content
from adviceline.disclosure.primary import Cell as LiveCell
from adviceline.facts.protecting import disclosure_rule
from adviceline.following.behind import ENQUIRY_TABLES, Behind, behind_cell, behind_measure
from adviceline.measures.calendar import parse_month
from adviceline.measures.definitions import MEASURES
from adviceline.measures.document import formula
from adviceline.measures.tables import RETURN_TABLES, TABLES
from adviceline.reporting.figures import (
    ChannelTable,
    ConfidenceTable,
    CountTable,
    MonthlyFigures,
    SlotTable,
    cell_words,
)
from adviceline.reporting.models import Return
from adviceline.reporting.pages import month_words, value_words
from adviceline.reporting.queries import monthly_figures
from adviceline.reporting.returns.document import Cell, CellState, ReturnDocument, Table
from adviceline.reporting.returns.naming import parse_period
from adviceline.reporting.returns.queries import NoSuchReturn, return_by_name, whole_document
from adviceline.reporting.returns.rendering.words import METHODS
from adviceline.reporting.returns.rendering.words import cell_words as published_words

LIVE, RETURN = "live", "returns"
SHOWN = {
    CellState.EXACT: "Shown exactly.",
    CellState.ROUNDED: "Rounded.",
    CellState.SUPPRESSED: "Hidden: it is small, or would give a small number away together with what else is published.",
    CellState.NOT_COMPUTED: "Not available: there was nothing to work it out from.",
    CellState.LOW: "Rounded to nought, and not nought.",
    CellState.NOT_APPLICABLE: "Does not apply here.",
}


class NothingToFollow(LookupError):
    """There is no such figure or cell; the words say so."""


@dataclass(frozen=True, slots=True)
class Where:
    """`kind`: live or returns. `name`: a month or a return's name. `figure`: a measure's id; else a table's cell."""

    kind: str
    name: str
    figure: str = ""
    table: str = ""
    row: str = ""
    column: str = ""


@dataclass(frozen=True, slots=True)
class Followed:
    """A figure with all that can be said of it. `treated`: what protection did to it; `rule`: the rule in words."""

    where: Where
    title: str
    of: str
    value: str
    definition: str
    facts: tuple[tuple[str, str], ...]
    treated: str
    rule: str
    months: tuple[int, ...]
    behind: tuple[Behind, ...]
    frozen: bool


def follow(where: Where) -> Followed:
    """Raises NothingToFollow."""
    return _of_return(where) if where.kind == RETURN else _live(where)


# ---- The month as it stands ---------------------------------------------------------------------------------------------


def _live(where: Where) -> Followed:
    try:
        month = parse_month(where.name)
    except ValueError as error:
        raise NothingToFollow(str(error)) from error
    figures = monthly_figures(month)
    base = Followed(
        where, "", month_words(month), "", "", (), "", disclosure_rule().words(), (month,), (), frozen=False
    )
    return _live_figure(base, figures) if where.figure else _live_cell(base, figures)


def _live_figure(base: Followed, figures: MonthlyFigures) -> Followed:
    found = figures.measures.get(base.where.figure)
    if found is None:
        raise NothingToFollow("There is no figure of that name.")
    treated = SHOWN[CellState.SUPPRESSED if found.suppressed else CellState.EXACT]
    numbers = {} if found.suppressed else {"Numerator": found.numerator, "Denominator": found.denominator}
    return replace(
        base, title=found.measure.title, value=value_words(found.value, found.measure.unit, hidden=found.suppressed),
        definition=found.measure.definition, treated=f"{treated} {found.measure.protection.value}",
        facts=_facts(found.measure.id, {name: f"{value:,}" for name, value in numbers.items() if value is not None}),
        behind=tuple(behind_measure(found.measure.id)),
    )  # fmt: skip


def _live_cell(base: Followed, figures: MonthlyFigures) -> Followed:
    where = base.where
    table = figures.tables.get(where.table)
    cells = {} if table is None else _live_cells(table)
    found = cells.get((where.row, where.column))
    if table is None or found is None:
        raise NothingToFollow("There is no such cell.")
    label, cell = found
    if not table.definition.protected:
        treated = "Shown exactly: this is about the service’s own work."
    elif cell.hidden:
        treated = f"Hidden: {cell.reason.value}." if cell.reason else SHOWN[CellState.SUPPRESSED]
    else:
        treated = SHOWN[CellState.ROUNDED if cell.rounded else CellState.EXACT]
    levels = ENQUIRY_TABLES.get(where.table, ())
    return replace(
        base, title=f"{table.definition.title}: {label}", value=cell_words(cell), definition=table.definition.definition,
        facts=_table_facts(where.table), treated=treated,
        behind=tuple(behind_cell(where.table, where.row, where.column, levels, _codes)),
    )  # fmt: skip


def _live_cells(
    table: ChannelTable | SlotTable | CountTable | ConfidenceTable,
) -> dict[tuple[str, str], tuple[str, LiveCell]]:
    match table:
        case ChannelTable():
            return {
                (row.channel.code, column): (f"{row.channel.label}, {column}", LiveCell(number))
                for row in (*table.rows, table.total)
                for column, number in (("in", row.incoming), ("out", row.outgoing), ("contacts", row.contacts))
            }
        case SlotTable():
            return {
                (f"{row.iso_weekday}-{row.begins}", column): (f"{row.begins}, {column.replace('_', ' ')}", LiveCell(number))
                for row in table.rows
                for column, number in (
                    ("offered", row.offered), ("answered", row.answered), ("not_answered", row.not_answered),
                )
            }  # fmt: skip
        case CountTable():
            cells = {(row.group.code, "value"): (row.group.label, row.cell) for row in table.rows}
            return cells if table.total is None else cells | {("total", "value"): ("Total", table.total)}
        case ConfidenceTable():
            return {
                (row.item.code, column): (f"{row.item.label}, {column}", getattr(row, column))
                for row in table.rows
                for column in ("eligible", "offered", "answered", "paired")
            }


# ---- A return -----------------------------------------------------------------------------------------------------------


def return_document(name: str) -> tuple[Return, ReturnDocument]:
    """A return that was protected, with its document. Raises NothingToFollow."""
    try:
        report = return_by_name(name)
    except NoSuchReturn as error:
        raise NothingToFollow(str(error)) from error
    if not report.document:
        raise NothingToFollow(f"Return {report.name} is not protected yet, so there is nothing to follow.")
    return report, whole_document(report)


def _of_return(where: Where) -> Followed:
    report, document = return_document(where.name)
    base = Followed(
        where, "", f"{document.title} ({document.name})", "", "", (), "", document.rules.words,
        parse_period(report.period).months, (), frozen=True,
    )  # fmt: skip
    if where.figure:
        figure = document.figure(where.figure)
        if figure is None:
            raise NothingToFollow("There is no figure of that name in this return.")
        numbers = {
            name: published_words(cell)
            for name, cell in (("Numerator", figure.numerator), ("Denominator", figure.denominator))
            if cell.state is not CellState.NOT_APPLICABLE
        }
        return replace(
            base, title=figure.title, value=published_words(figure.value, figure.unit, figure.decimals),
            definition=figure.definition, facts=_facts(figure.id, numbers),
            treated=" ".join(filter(None, (SHOWN[figure.value.state], figure.protection, figure.note))),
            behind=tuple(behind_measure(figure.id)),
        )  # fmt: skip
    table = document.table(where.table)
    found = _cell(table, where) if table else None
    if table is None or found is None:
        raise NothingToFollow("There is no such cell in this return.")
    label, cell, unit, decimals = found
    levels = table.grouping or ENQUIRY_TABLES.get(table.id, ())
    why = _why_hidden(report, levels, where) if cell.suppressed else ""
    return replace(
        base, title=f"{table.title}: {label}", value=published_words(cell, unit, decimals), definition=table.definition,
        facts=_table_facts(table.id), treated=" ".join(filter(None, (SHOWN[cell.state], why, METHODS[table.method], table.note))),
        behind=tuple(behind_cell(table.id, where.row, where.column, levels, _codes)),
    )  # fmt: skip


def _cell(table: Table, where: Where) -> tuple[str, Cell, str, int] | None:
    for row in table.rows:
        for column, cell in zip(table.columns, row.cells, strict=True):
            if (row.code, column.code) == (where.row, where.column):
                return f"{' '.join(row.labels)}, {column.label}", cell, column.unit, column.decimals
    return None


def _why_hidden(report: Return, levels: Sequence[str], where: Where) -> str:
    """For those inside: whether it is small itself or hidden for another. Kept by quantity, such as ‘[kind E1]’."""
    if len(levels) != 1:
        return ""
    reasons: dict[str, str] = report.inside.get("reasons", {})
    mark = f"[{levels[0]} {where.row}]"
    found = next((words for key, words in reasons.items() if key.endswith(mark)), "")
    return f"Why, for those inside: {found}." if found else ""


# ---- Both ---------------------------------------------------------------------------------------------------------------


def _codes(level: str, code: str) -> Sequence[str]:
    """The codes of facts that a row brings together: of a group its members, else itself. Empty for what is not known."""
    field = level.removesuffix("_group")
    taxonomy = current_content().taxonomy
    if level == "resource":
        return (code,)
    if field not in taxonomy:
        return ()
    if field == level:
        return (code,)
    return tuple(each.code for each in taxonomy[field] if each.group == code)


def _facts(name: str, numbers: dict[str, str]) -> tuple[tuple[str, str], ...]:
    measure = MEASURES.get(name)
    if measure is None:
        return tuple(numbers.items())
    words = {"Numerator": measure.numerator, "Denominator": measure.denominator}
    return (
        *((each, ": ".join(filter(None, (words[each], number)))) for each, number in numbers.items()),
        ("Placed in", measure.placed),
        ("Leaves out", measure.excludes),
        ("Computed as", formula(measure.expression)),
        ("Requirement", measure.requirement),
        ("Id", measure.id),
    )


def _table_facts(name: str) -> tuple[tuple[str, str], ...]:
    table = TABLES.get(name) or RETURN_TABLES.get(name)
    if table is None:
        return ()
    return (
        ("Unit", table.unit),
        ("Placed in", table.source.placed),
        ("Counted where", table.where.words()),
        ("Requirement", table.requirement),
        ("Id", table.id),
    )
