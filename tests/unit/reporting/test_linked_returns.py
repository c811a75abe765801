"""Returns protected together with those before them, and attacked from their documents alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adviceline.disclosure.protection import UnableToProtect
from adviceline.disclosure.system import UnusableSystem
from adviceline.reporting.returns.cells import Cell, CellState
from adviceline.reporting.returns.document import ReturnDocument
from adviceline.reporting.returns.linking.layout import lay_out
from adviceline.reporting.returns.linking.plan import PROTECTED
from tests.support.returns_sample import amounts, attacked, cells, pilot_month, released, together, with_cell

PILOT = 70


def hidden(document: ReturnDocument) -> list[tuple[str, str, str]]:
    return [
        (table.id, *at)
        for table in document.tables
        if table.id in PROTECTED and table.id != "confidence"
        for at, cell in cells(document, table.id).items()
        if cell.suppressed
    ]


def true_value(version, table: str, row: str, column: str) -> int:
    layout = version.layouts[table]
    return version.amounts.value(layout.cells[row, column])


@settings(max_examples=4)
@given(st.integers(20, 200), st.integers(0, 10_000))
def test_whatever_was_counted_a_return_gives_nobody_away_and_still_says_something(number, seed):
    made = released("2022-02", amounts(enquiries=number, seed=seed))
    found = attacked(made)
    assert found.safe, [leak["words"] for leak in found.as_certificate()["leaks"]]
    document = made[1]
    for table, row, column in hidden(document):
        assert true_value(made[0], table, row, column) >= 0
    shown = [cell for table in ("enquiries_by_kind", "enquiries_by_role") for cell in cells(document, table).values()]
    assert any(cell.value for cell in shown)


def test_what_is_shown_is_true_to_the_rounding():
    version, document = pilot_month(3)
    for table, layout in version.layouts.items():
        for at, what in layout.cells.items():
            cell, value = cells(document, table)[at], version.amounts.value(what)
            if cell.state is CellState.EXACT:
                assert cell.value == value
            elif cell.state is CellState.ROUNDED:
                assert cell.value == (2 * value + 5) // 10 * 5
            else:
                assert cell.state is CellState.SUPPRESSED


def test_at_the_pilot_s_volume_a_table_falls_back_instead_of_hiding_most_of_it():
    version, document = pilot_month(3)
    for table in ("enquiries_by_kind", "enquiries_by_role", "enquiries_by_setting", "enquiries_by_theme"):
        inside = [cell for (row, _), cell in cells(document, table).items() if row != "total"]
        counted = [
            cell
            for (at, cell) in cells(document, table).items()
            if at[0] != "total" and version.amounts.value(version.layouts[table].cells[at])
        ]
        assert sum(cell.suppressed for cell in counted) <= 0.5 * len(counted), table
        assert inside
    fallen = [table for table in document.tables if "since too much would have been hidden" in table.note]
    assert fallen
    words = {note.id: note.text for note in document.notes}
    assert "falls back to coarser groups" in words["groupings"]
    assert "enquiries_by_kind: by kinds, then by groups of kinds" in words["groupings"]


def test_a_quarter_and_its_months_give_nobody_away_together():
    months = [amounts(enquiries=PILOT, seed=seed, paired=0) for seed in (1, 2, 3)]
    made: list = []
    for number, counted in enumerate(months, 1):
        made.append(released(f"2022-0{number}", counted))
    names = tuple(version.name for version, _ in made)
    quarter = released("2022-Q1", together(months), others=made, parts=names)
    found = attacked(*made, quarter)
    assert found.safe, [leak["words"] for leak in found.as_certificate()["leaks"]]
    for what in ("enquiries_opened", "enquiries_closed"):
        figures = [document.figure(what).value.value for _, document in (*made, quarter)]
        assert figures[3] == sum(figures[:3])


def test_a_count_that_a_quarter_less_its_other_months_gives_away_is_found():
    """Differencing by period: the quarter and two of its months show what the third hides."""
    months = [amounts(enquiries=40, seed=seed, paired=0) for seed in (1, 2, 3)]
    rules = {"rounding_base": 1}
    made = [released(f"2022-0{number}", counted, **rules) for number, counted in enumerate(months, 1)]
    quarter = released("2022-Q1", together(months), parts=tuple(version.name for version, _ in made), **rules)
    found = attacked(*made, quarter)
    assert not found.safe
    tables = {table for leak in found.as_certificate()["leaks"] for table in leak["tables"]}
    assert any(table.startswith("2022-Q1 ") for table in tables)


def test_every_hidden_count_that_is_planted_in_plain_sight_is_found():
    version, document = pilot_month(3)
    assert hidden(document)
    for table, row, column in hidden(document)[:6]:
        value = true_value(version, table, row, column)
        planted = with_cell(document, table, row, column, Cell.exact(value))
        found = attacked((version, planted))
        if 1 <= value <= 4:
            assert f"2022-02 {table}" in {t for leak in found.as_certificate()["leaks"] for t in leak["tables"]}


def test_a_percentage_with_a_known_base_that_gives_a_small_count_away_is_found():
    """All but two were resolved at once: the percentage would tell that two were not."""
    counted = amounts(enquiries=PILOT, seed=2)
    closed = counted.value(*_closed())
    figures = dict(counted.counts.figures)
    old = figures["first_contact_resolution_percent"]
    figures["first_contact_resolution_percent"] = replace(old, value=100 * (closed - 2) / closed, numerator=closed - 2)
    told = replace(counted, counts=replace(counted.counts, figures=figures), _tabulated={})
    version, document = released("2022-02", told)
    figure = document.figure("first_contact_resolution_percent")
    assert figure.suppressed
    assert figure.numerator.suppressed
    shown = replace(figure, value=Cell.exact(round(100 * (closed - 2) / closed, 1)))
    planted = replace(
        document, figures=tuple(shown if one.id == figure.id else one for one in document.figures)
    )  # fmt: skip
    found = attacked((version, planted))
    assert not found.safe
    assert {"2022-02 figures"} <= {table for leak in found.as_certificate()["leaks"] for table in leak["tables"]}


def _closed():
    from adviceline.reporting.returns.linking.building import ALWAYS_EXACT

    return ALWAYS_EXACT[1:]


def test_a_mean_with_a_known_number_that_gives_a_small_count_away_is_found():
    """All but two of twelve stayed as they were; the mean tells how far the two rose."""
    counted = amounts(enquiries=PILOT, seed=2)
    asked = replace(counted.counts.asked["identifying"], pairs={(5, 5): 10, (0, 10): 2})
    told = replace(
        counted,
        counts=replace(
            counted.counts, asked={**counted.counts.asked, "identifying": asked},
            figures={**counted.counts.figures, "confidence_identifying_change_mean":
                     replace(counted.counts.figures["confidence_identifying_change_mean"], value=20 / 12, numerator=20,
                             denominator=12)},
        ),
        _tabulated={},
    )  # fmt: skip
    version, document = released("2022-02", told)
    assert attacked((version, document)).safe
    row = {cell[1]: value for cell, value in cells(document, "confidence").items() if cell[0] == "identifying"}
    assert row["rose"].suppressed
    planted = document
    for column, value in (("mean_change", 1.7), ("change_from", -0.8), ("change_to", 4.1), ("same", 10)):
        cell = Cell.exact(value)
        planted = with_cell(planted, "confidence", "identifying", column, cell)
    assert not attacked((version, planted)).safe


def test_a_revision_changes_a_cell_only_where_it_says_so_and_is_attacked_with_what_it_corrects():
    first = amounts(enquiries=PILOT, seed=4)
    late = dict(first.counts.enquiries)
    late["E8", "police", "nhs", "london", "201"] = late.get(("E8", "police", "nhs", "london", "201"), 0) + 1
    figures = {**first.counts.figures}
    figures["enquiries_opened"] = replace(figures["enquiries_opened"], value=PILOT + 1, numerator=PILOT + 1)
    second = replace(first, counts=replace(first.counts, enquiries=late, figures=figures), _tabulated={})
    before = released("2022-02", first)
    after = released("2022-02-r2", second, others=[before], corrects="2022-02")
    assert attacked(before, after).safe
    by_kind = after[1].table("enquiries_by_kind")
    assert by_kind.revised == tuple(row.code for row in by_kind.rows)
    assert after[1].table("signposts_by_resource").revised == ()


def test_controlled_rounding_shows_every_count_and_keeps_totals():
    version, document = released("2022-02", amounts(enquiries=PILOT, seed=6), method="round")
    assert attacked((version, document)).safe
    table = cells(document, "enquiries_by_kind")
    assert not any(cell.suppressed for cell in table.values())
    assert all(cell.value % 10 == 0 for (row, _), cell in table.items() if row != "total")
    assert "controlled rounding" in document.rules.words


def test_a_document_that_says_what_was_not_counted_is_refused():
    version, document = pilot_month(3)
    wrong = with_cell(document, "enquiries_by_kind", "total", "value", Cell.exact(PILOT + 1))
    with pytest.raises(UnusableSystem, match="contradicts"):
        attacked((version, wrong))


def test_what_earlier_releases_gave_away_cannot_be_taken_back():
    counted = amounts(enquiries=PILOT, seed=3)
    version, document = released("2022-02", counted)
    table, row, column = next(at for at in hidden(document) if 1 <= true_value(version, *at) <= 4)
    leaky = with_cell(document, table, row, column, Cell.exact(true_value(version, table, row, column)))
    with pytest.raises(UnableToProtect, match="already gives"):
        released("2022-02-r2", version.amounts, others=[(version, leaky)], corrects="2022-02")


def test_the_same_facts_give_the_same_document():
    from adviceline.reporting.returns.document_json import as_json

    again = released("2022-02", amounts(enquiries=PILOT, seed=3))[1]
    assert as_json(again) == as_json(pilot_month(3)[1])


def test_nothing_that_stays_inside_is_in_the_document():
    """No reason, no true small count, no cost worked out from true counts."""
    from adviceline.reporting.returns.document_json import as_json

    _, document = pilot_month(3)
    text = as_json(document).decode()
    for words in ("a small count", "hidden so that others", "hidden_small", "share_of_total"):
        assert words not in text


def test_every_quantity_of_a_table_stands_where_the_layout_says():
    counted = amounts(enquiries=PILOT, seed=1)
    layout = lay_out("enquiries_by_local_authority", ("local_authority",), counted)
    regions = [line for line in layout.lines if line.total and line.code != "total"]
    for region in regions:
        inside = [line for line in layout.lines if line.parent == region.code]
        total = sum(counted.value(layout.cells[line.code, "value"]) for line in inside)
        assert counted.value(layout.cells[region.code, "value"]) == total
