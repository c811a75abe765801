"""A return as a page of the desk shows it: the document as it would leave the service, and what stays inside. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adviceline.reporting.pages import value_words
from adviceline.reporting.returns.cells import Cell
from adviceline.reporting.returns.document import Figure, ReturnDocument, Table
from adviceline.ui.tables import Column
from adviceline.ui.tables import Table as Shown


@dataclass(frozen=True, slots=True)
class ShownFigure:
    id: str
    title: str
    value: str
    of: str
    hidden: bool


def preview(document: ReturnDocument) -> dict[str, Any]:
    """Figures, the eight that are asked for word by word first; then each table, with hidden cells shown hidden."""
    groups: dict[str, list[ShownFigure]] = {}
    for figure in document.figures:
        groups.setdefault(figure.group, []).append(_figure(figure))
    first = [document.figure(name) for name in document.first_figures]
    return {
        "first": [_figure(figure) for figure in first if figure is not None],
        "groups": groups,
        "tables": [_table(table) for table in document.tables],
        "commentary": document.commentary,
        "notes": document.notes,
        "methodology": document.methodology,
        "rules": document.rules,
    }


def _figure(figure: Figure) -> ShownFigure:
    value = figure.value
    of = ""
    if figure.unit == "percent" and figure.numerator.value is not None and figure.denominator.value is not None:
        of = f"{figure.numerator.value:,} of {figure.denominator.value:,}"
    elif figure.denominator.value is not None and figure.unit != "percent":
        of = f"of {figure.denominator.value:,}"
    words = value.mark or value_words(value.value, figure.unit)
    return ShownFigure(figure.id, figure.title, words, of, value.suppressed)


def _table(table: Table) -> Shown:
    rows = tuple((*_heads(row.labels, row.level), *(cell_words(cell) for cell in row.cells)) for row in table.rows)
    return Shown(
        table.title,
        (
            *(Column(head) for head in table.row_heads),
            *(Column(column.label, numeric=True) for column in table.columns),
        ),
        rows,
        note=" ".join(part for part in (table.note, _revised(table)) if part),
    )


def _heads(labels: tuple[str, ...], level: int) -> tuple[str, ...]:
    return (f"{'– ' * level}{labels[0]}", *labels[1:])


def _revised(table: Table) -> str:
    return "Counted anew in this revision." if table.revised else ""


def cell_words(cell: Cell) -> str:
    if cell.value is None:
        return cell.mark
    return f"{cell.value:,}"


def costs(inside: Mapping[str, Any]) -> Shown | None:
    """What each method costs: for those inside only."""
    if not inside:
        return None
    first = "Controlled rounding" if str(inside["method"]).startswith("controlled") else "Suppression"
    second = "Suppression" if first == "Controlled rounding" else "Controlled rounding"
    found = [(f"{first} (used)", inside["loss"])]
    if inside.get("other_method"):
        found.append((second, inside["other_method"]))
    return Shown(
        "What protection costs",
        (Column("Method"), *(Column(head, numeric=True) for head in
                             ("Counts", "Hidden", "Small", "For others", "Share of people hidden, %", "Mean error"))),
        tuple(
            (name, loss["cells"], loss["hidden"], loss["hidden_small"], loss["hidden_for_others"],
             f"{100 * loss['hidden_share_of_total']:.1f}", f"{loss['error']:.2f}")
            for name, loss in found
        ),
        note="Not printed in the return: it would tell of the counts that are hidden.",
    )  # fmt: skip
