"""What a revision changed, from the two published documents alone."""

from __future__ import annotations

from dataclasses import replace

from adviceline.reporting.returns.comparing import NOTHING, Change, compare
from adviceline.reporting.returns.document import SUPPRESSED, Cell, ReturnDocument, Section
from tests.support.returns import a_figure, a_return, by_channel


def with_channel_cell(document: ReturnDocument, row: int, column: int, cell: Cell) -> ReturnDocument:
    table = document.table("contacts_by_channel") or by_channel()
    cells = list(table.rows[row].cells)
    cells[column] = cell
    rows = [*table.rows]
    rows[row] = replace(rows[row], cells=tuple(cells))
    changed = replace(table, rows=tuple(rows))
    return replace(document, tables=tuple(changed if each.id == table.id else each for each in document.tables))


def test_two_that_are_the_same_differ_in_nothing():
    found = compare(a_return(), a_return("2022-02-r2"))
    assert found.nothing
    assert (found.before, found.after) == ("2022-02", "2022-02-r2")
    assert found.same_figures == len(a_return().figures)
    assert found.same_tables == len(a_return().tables)


def test_a_figure_and_a_cell_are_told_as_each_has_them():
    before = a_return()
    after = with_channel_cell(a_return("2022-02-r2"), 0, 0, Cell.exact(930))
    figures = tuple(
        replace(each, value=Cell.exact(820)) if each.id == "calls_answered" else each for each in after.figures
    )
    found = compare(before, replace(after, figures=figures))
    title = before.figure("calls_answered").title
    assert found.figures == (Change(title, "812", "820"),)
    (table,) = found.tables
    assert table.cells == (Change("Phone calls, In", "928", "930"),)
    assert table.same == 11
    assert found.same_tables == len(before.tables) - 1


def test_what_is_hidden_is_said_to_be_hidden_and_never_by_how_much_it_changed():
    before = with_channel_cell(a_return(), 1, 0, SUPPRESSED)
    (table,) = compare(before, a_return("2022-02-r2")).tables
    assert table.cells == (Change("Chats, In", "[c]", "120"),)
    both = with_channel_cell(a_return("2022-02-r2"), 1, 0, SUPPRESSED)
    assert compare(before, both).nothing


def test_rows_that_one_of_them_lacks_are_told_unless_it_is_grouped_otherwise():
    before, after = a_return(), a_return("2022-02-r2")
    table = by_channel()
    without = replace(table, rows=table.rows[1:])
    fewer = replace(after, tables=tuple(without if each.id == table.id else each for each in after.tables))
    (found,) = compare(before, fewer).tables
    assert [each.after for each in found.cells] == [NOTHING] * 3
    coarser = replace(without, grouping=("group",))
    grouped = replace(after, tables=tuple(coarser if each.id == table.id else each for each in after.tables))
    (found,) = compare(before, grouped).tables
    assert found.cells == ()
    assert "grouped otherwise" in found.note


def test_tables_figures_and_sections_come_and_go():
    before, after = a_return(), a_return("2022-02-r2")
    after = replace(
        after, tables=tuple(each for each in after.tables if each.id != "contacts_by_channel"),
        charts=tuple(each for each in after.charts if each.table != "contacts_by_channel"),
        figures=(*after.figures, a_figure("calls_lost", Cell.exact(3), title="Calls lost")),
        commentary=(Section("emerging", "Emerging issues and trends", "Written anew."),),
    )  # fmt: skip
    found = compare(before, after)
    assert found.figures == (Change("Calls lost", NOTHING, "3"),)
    assert [each.note for each in found.tables] == ["This table is no longer there."]
    assert found.texts[0].after == "Written anew."
    assert {each.place for each in found.texts} == {each.title for each in (*before.commentary, *after.commentary)}
