"""What a revision changed: two published documents side by side. Pure, and of published values alone.

Whoever has both documents can do the same with a pencil, so a comparison tells nobody more than they tell: a cell that
is hidden in one of them is said to be hidden, never by how much it changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from adviceline.reporting.returns.cells import Cell
from adviceline.reporting.returns.document import Column, Figure, ReturnDocument, Row, Table
from adviceline.reporting.returns.rendering.words import cell_words, figure_words, paragraphs

#: What stands where one of the two has no such figure, row or column.
NOTHING = "not in it"


@dataclass(frozen=True, slots=True)
class Change:
    """One place that is not the same: what it is called, and how each of the two has it, in words."""

    place: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class TableChanges:
    """`note`: what is to be known before the cells are read, such as that the rows are grouped otherwise."""

    id: str
    title: str
    note: str
    cells: tuple[Change, ...]
    same: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """`same_figures`: how many figures are as they were."""

    before: str
    after: str
    figures: tuple[Change, ...]
    same_figures: int
    tables: tuple[TableChanges, ...]
    same_tables: int
    texts: tuple[Change, ...]

    @property
    def nothing(self) -> bool:
        return not (self.figures or self.tables or self.texts)


def compare(before: ReturnDocument, after: ReturnDocument) -> Comparison:
    """Every figure, table and section of commentary of two documents of one period, in the later one's order."""
    old_figures = {figure.id: figure for figure in before.figures}
    new_figures = {figure.id: figure for figure in after.figures}
    names = [*new_figures, *(name for name in old_figures if name not in new_figures)]
    figures = [change for name in names if (change := _figure(old_figures.get(name), new_figures.get(name)))]
    tables = list(_tables(before, after))
    changed = [table for table in tables if table.cells or table.note]
    return Comparison(
        before=before.name,
        after=after.name,
        figures=tuple(figures),
        same_figures=len(names) - len(figures),
        tables=tuple(changed),
        same_tables=len(tables) - len(changed),
        texts=tuple(_texts(before, after)),
    )


def _figure(before: Figure | None, after: Figure | None) -> Change | None:
    either = after or before
    if either is None or (before and after and before.value == after.value):
        return None
    return Change(
        either.title, figure_words(before) if before else NOTHING, figure_words(after) if after else NOTHING
    )  # fmt: skip


def _tables(before: ReturnDocument, after: ReturnDocument) -> Iterator[TableChanges]:
    old = {table.id: table for table in before.tables}
    new = {table.id: table for table in after.tables}
    for name in [*new, *(name for name in old if name not in new)]:
        yield _table(old.get(name), new.get(name))


def _table(before: Table | None, after: Table | None) -> TableChanges:
    either = after or before
    assert either is not None
    if before is None or after is None:
        note = "This table was not there before." if before is None else "This table is no longer there."
        return TableChanges(either.id, either.title, note, (), 0)
    if before.grouping != after.grouping:
        note = "Its rows or columns are grouped otherwise, so that only those that both have are compared."
    else:
        note = ""
    old = {place: (cell, column) for place, cell, column in _cells(before)}
    new = {place: (cell, column) for place, cell, column in _cells(after)}
    changes: list[Change] = []
    same = 0
    for place in [*new, *(place for place in old if place not in new)]:
        was, now = old.get(place), new.get(place)
        if was and now and was[0] == now[0]:
            same += 1
        elif (was and now) or not note:
            changes.append(Change(_called(place, before, after), _said(was), _said(now)))
    return TableChanges(either.id, either.title, note, tuple(changes), same)


def _cells(table: Table) -> Iterator[tuple[tuple[str, str], Cell, Column]]:
    for row in table.rows:
        for cell, column in zip(row.cells, table.columns, strict=True):
            yield (row.code, column.code), cell, column


def _said(found: tuple[Cell, Column] | None) -> str:
    if found is None:
        return NOTHING
    cell, column = found
    return cell_words(cell, column.unit, column.decimals) or NOTHING


def _called(place: tuple[str, str], *tables: Table) -> str:
    """'South East, Contacts', by the labels of the later table that has the place."""
    rows: dict[str, Row] = {row.code: row for table in tables for row in table.rows}
    columns: dict[str, Column] = {column.code: column for table in tables for column in table.columns}
    labels = [*rows[place[0]].labels]
    if len(columns) > 1:
        labels.append(columns[place[1]].label)
    return ", ".join(labels)


def _texts(before: ReturnDocument, after: ReturnDocument) -> Iterator[Change]:
    old = {part.id: part for part in before.commentary}
    new = {part.id: part for part in after.commentary}
    for name in [*new, *(name for name in old if name not in new)]:
        was, now = old.get(name), new.get(name)
        if was and now and paragraphs(was.text) == paragraphs(now.text):
            continue
        title = now.title if now else old[name].title
        yield Change(title, was.text if was else NOTHING, now.text if now else NOTHING)
