"""What two releases of one period tell by their difference: of a table that was not counted anew, and of the few that came
to light since."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from adviceline.reporting.returns.cells import SUPPRESSED, Cell
from adviceline.reporting.returns.linking.quantities import Amounts
from tests.support.returns_sample import amounts, attacked, cells, released, together, with_cell

KINDS = {"E1": 40, "E2": 7, "E3": 12}


def counted(kinds: dict[str, int], *, role: str = "dsl", region: str = "london") -> Amounts:
    """Enquiries of these kinds, all else alike."""
    made = amounts(enquiries=sum(kinds.values()), seed=1, paired=0)
    enquiries = Counter({(kind, role, "nhs", region, f"none.{region}"): number for kind, number in kinds.items()})
    return with_enquiries(made, enquiries)


def with_enquiries(made: Amounts, enquiries: Counter) -> Amounts:
    number = sum(enquiries.values())
    figures = {**made.counts.figures}
    figures["enquiries_opened"] = replace(figures["enquiries_opened"], value=number, numerator=number)
    return replace(made, counts=replace(made.counts, enquiries=enquiries, figures=figures), _tabulated={})


def told(found) -> set[str]:
    return {table for leak in found.as_certificate()["leaks"] for table in leak["tables"]}


def test_one_that_came_late_is_not_told_by_the_row_that_grew():
    """Seven were shown as 5, eight would be shown as 10: beside the first release, the new one is of that kind."""
    first, second = counted(KINDS), counted({**KINDS, "E2": 8})
    before = released("2022-02", first)
    slip = released("2022-02-r2", second, corrects="2022-02")  # as though nothing had been released
    found = attacked(before, slip)
    assert not found.safe
    assert {"2022-02 enquiries_by_kind", "2022-02-r2 enquiries_by_kind"} <= told(found)
    after = released("2022-02-r2", second, others=[before], corrects="2022-02")
    assert attacked(before, after).safe
    assert after[1].figure("enquiries_opened").value == Cell.exact(60)
    kinds = after[1].table("enquiries_by_kind")
    assert kinds is None or kinds.grouping == ("kind_group",)


def test_a_row_that_stays_on_the_same_multiple_tells_nothing_and_stays():
    before = released("2022-02", counted(KINDS))
    after = released("2022-02-r2", counted({**KINDS, "E1": 41}), others=[before], corrects="2022-02")
    assert attacked(before, after).safe
    assert cells(after[1], "enquiries_by_kind")["E1", "value"] == Cell.rounded(40)


@pytest.mark.parametrize("late", [6, 30])
def test_of_many_that_came_late_a_few_of_one_kind_are_not_told(late):
    """Without rounding each row's difference is known: two of many are of one kind."""
    before = released("2022-02", counted(KINDS), rounding_base=1)
    second = counted({**KINDS, "E1": 40 + late - 2, "E2": 9})
    slip = released("2022-02-r2", second, corrects="2022-02", rounding_base=1)
    assert "2022-02-r2 enquiries_by_kind" in told(attacked(before, slip))
    after = released("2022-02-r2", second, others=[before], corrects="2022-02", rounding_base=1)
    assert attacked(before, after).safe


def test_a_quarter_beside_a_month_before_it_was_revised():
    first, second = counted(KINDS), counted({**KINDS, "E2": 8})
    others = [counted({"E1": 30, "E2": 6, "E3": 9}), counted({"E1": 20, "E2": 20, "E3": 10})]
    made = [released("2022-01", others[0]), released("2022-02", first), released("2022-03", others[1])]
    made.append(released("2022-02-r2", second, others=made[1:2], corrects="2022-02"))
    names = ("2022-01", "2022-02-r2", "2022-03")
    quarter = released("2022-Q1", together([others[0], second, others[1]]), others=made, parts=names)
    assert attacked(*made, quarter).safe


def test_in_a_table_that_was_not_counted_anew_every_count_is_the_same():
    """A role was put right; the list of regions says nothing of it, and each release hides other regions beside the small."""
    made = amounts(enquiries=100, seed=1, paired=0)
    regions = {"london": 3, "north_east": 20, "west_midlands": 17, "south_east": 20, "north_west": 11, "south_west": 9,
               "east_midlands": 8, "east_of_england": 12}  # fmt: skip
    enquiries = Counter({("E1", "dsl", "nhs", region, f"none.{region}"): number for region, number in regions.items()})
    changed = Counter(enquiries)
    changed["E1", "dsl", "nhs", "north_east", "none.north_east"] -= 10
    changed["E1", "police", "nhs", "north_east", "none.north_east"] += 10
    before = released("2022-02", with_enquiries(made, enquiries), rounding_base=1)
    after = released("2022-02-r2", with_enquiries(made, changed), rounding_base=1, others=[before], corrects="2022-02")
    assert after[1].table("enquiries_by_region").revised == ()
    assert (
        after[1].table("enquiries_by_region").grouping == before[1].table("enquiries_by_region").grouping == ("region",)
    )
    assert attacked(before, after).safe
    # The first hides London and the North East, the second London and the South East; each is safe by itself.
    documents = []
    for _, document in (before, after):
        other = ("north_east", "south_east")[len(documents)]
        for region, number in regions.items():
            cell = SUPPRESSED if region in ("london", other) else Cell.exact(number)
            document = with_cell(document, "enquiries_by_region", region, "value", cell)
        documents.append(document)
    assert "2022-02-r2 enquiries_by_region" in told(attacked((before[0], documents[0]), (after[0], documents[1])))
