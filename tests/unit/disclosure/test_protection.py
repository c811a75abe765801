"""Protection: what is given back withstands the attack, and hides no more than it must."""

from itertools import combinations

import pytest

from adviceline.disclosure.attack import attack
from adviceline.disclosure.protection import UnableToProtect, protect
from adviceline.disclosure.system import UnusableSystem, system_from_json
from adviceline.disclosure.system.statements import Exact, Hidden, Rounded
from adviceline.disclosure.system.writing import system_as_json
from tests.support.all_tables import by_hand
from tests.support.linked_systems import random_system
from tests.unit.disclosure.systems import grid, of_parts, system

#: Made by us: a 3 × 3 table with one small count, in which no cell beside it alone would do.
ROWS = [[3, 20, 15], [22, 9, 14], [11, 16, 30]]


def draft(cells, **more):
    shows = [cell["id"] for cell in cells] if isinstance(cells, list) else list(cells)
    return {"id": "draft", "released": False, "shows": shows, **more}


def hidden(made):
    return {
        made.cells[one.place].id for each in made.publications for one in each.statements if isinstance(one, Hidden)
    }


def test_a_two_way_table_hides_a_rectangle():
    cells, equations = grid(ROWS)
    result = protect(system(cells, equations, draft(cells)))
    assert result.method == "exact"
    assert result.gap == 0.0
    assert len(hidden(result.system)) == 4
    assert "r1c1" in hidden(result.system)
    assert attack(result.system).safe


def test_the_optimum_is_that_of_trying_every_pattern():
    """Every set of cells that could be hidden, by size and weight, judged by enumerating every table."""
    cells, equations = grid([[2, 5], [6, 1]])
    result = protect(system(cells, equations, draft(cells), threshold=2, group_disclosure=False))
    ids = [cell["id"] for cell in cells]
    values = {cell["id"]: cell["value"] for cell in cells}
    weight = {key: 10 + 10 * (key in {"r1", "r2", "c1", "c2"}) + 20 * (key == "all") for key in ids}
    others = [key for key in ids if values[key] > 2]
    best = None
    for size in range(len(others) + 1):
        for more in combinations(others, size):
            gone = {*more, *(key for key in ids if values[key] <= 2)}
            said = {key: "[c]" if key in gone else values[key] for key in ids}
            made = system(cells, equations, {"id": "p", "cells": said}, threshold=2, group_disclosure=False)
            cost = sum(weight[key] for key in more)
            if (best is None or cost < best) and not by_hand(made, most=14)[1]:
                best = cost
    assert result.loss.weight == best
    assert result.gap == 0.0


def test_the_heuristic_never_beats_the_optimum_and_both_are_safe():
    cells, equations = grid([[3, 20, 15, 8], [22, 9, 2, 14], [11, 1, 16, 30]])
    made = system(cells, equations, draft(cells))
    best, quick = protect(made), protect(made, optimal=False)
    assert best.least is not None
    assert best.least <= best.loss.weight <= quick.loss.weight
    assert quick.gap is None
    assert attack(quick.system).safe


def test_what_is_released_is_known():
    """The first two months are out, exactly; the quarter may not be shown, or the third month's count of 3 is known."""
    cells = {"jan": 10, "feb": 12, "mar": 3, "quarter": 25}
    made = system(
        cells,
        [of_parts("quarter", "jan", "feb", "mar", margin=False)],
        {"id": "january", "cells": {"jan": 10}},
        {"id": "february", "cells": {"feb": 12}},
        {"id": "march", "released": False, "shows": ["mar", "quarter"]},
    )
    result = protect(made)
    assert hidden(result.system) == {"mar", "quarter"}


def test_what_was_already_given_away_is_said():
    made = system(
        {"a": 3, "b": 9, "t": 12, "new": 40},
        [of_parts("t", "a", "b")],
        {"id": "old", "cells": {"a": "[c]", "b": 9, "t": 12}},
        {"id": "draft", "released": False, "shows": ["new"]},
    )
    with pytest.raises(UnableToProtect, match="already gives 'a' away") as refused:
        protect(made)
    assert refused.value.tables == ("old",)


def test_what_cannot_be_protected_is_refused_and_the_tables_named():
    made = system(
        {"a": 3, "b": 9, "t": 12},
        [of_parts("t", "a", "b")],
        {"id": "by kind", "released": False, "shows": ["a", "b", "t"], "always_shows": ["b", "t"]},
    )
    with pytest.raises(UnableToProtect, match="Coarsen by kind") as refused:
        protect(made)
    assert refused.value.tables == ("by kind",)


def test_a_headline_that_is_small_is_refused():
    made = system({"a": 3}, [], {"id": "p", "released": False, "shows": ["a"], "always_shows": ["a"]})
    with pytest.raises(UnableToProtect, match="must always show 'a'"):
        protect(made)


def test_rounding_and_suppression_together():
    cells, equations = grid(ROWS)
    result = protect(system(cells, equations, draft(cells), rounding_base=5))
    said = {result.system.cells[one.place].id: one for one in result.system.publications[0].statements}
    assert isinstance(said["r1c1"], Hidden)
    assert isinstance(said["all"], Rounded | Exact)
    assert len(hidden(result.system)) < 4  # rounded totals give less away than exact ones
    assert attack(result.system).safe
    assert result.loss.error > 0


def test_those_who_are_counted_are_readers_too():
    cells, equations = grid([[3, 2, 9], [6, 8, 7]])
    made = system(cells, equations, draft(cells), contributors_know_their_own=True)
    assert attack(protect(made).system).safe


def test_group_disclosure_is_protected():
    cells, equations = grid([[12, 0, 0], [6, 9, 8], [7, 5, 10]])
    result = protect(system(cells, equations, draft(cells)))
    assert attack(result.system).safe
    assert hidden(result.system)


def test_where_everybody_knows_that_a_count_is_small_nothing_more_is_learnt():
    """Two people in all, which is public: no hidden count can be 5, and each must stay possible from 0 to 2."""
    cells = [{"id": "a", "value": 2, "high": 2}, {"id": "b", "value": 0, "high": 2}, {"id": "c", "value": 0, "high": 2}]
    cells.append({"id": "all", "value": 2, "status": "open"})
    equations = [of_parts("all", "a", "b", "c")]
    public = {"id": "known", "cells": {"all": 2}}
    result = protect(system(cells, equations, public, draft(("a", "b", "c"))))
    assert "a" in hidden(result.system)
    values, leaking = by_hand(result.system, 2)
    assert not leaking
    assert values[0] == {0, 1, 2}
    told = {"id": "told", "cells": {"a": "[c]", "b": 0, "c": 0}}
    assert not attack(system(cells, equations, public, told)).safe


def test_what_can_only_be_nought_is_shown_where_other_noughts_are_hidden_and_counts_are_rounded():
    cells, equations = grid([[0, 20, 15], [22, 0, 14], [11, 16, 30]])
    cells[0] |= {"high": 0}
    result = protect(system(cells, equations, draft(cells), rounding_base=5, zero_is_disclosive=True))
    assert cells[0]["id"] not in hidden(result.system)
    assert attack(result.system).safe


def test_two_linked_tables_are_protected_together():
    """The same regions in two tables: a cell hidden in one is not shown in the other."""
    cells, equations = grid(ROWS)
    cells += [{"id": "phone", "value": 25}, {"id": "post", "value": 13}]
    equations.append(of_parts("r1", "phone", "post"))
    made = system(
        cells,
        equations,
        draft(cells[:-2]),
        {"id": "channels", "released": False, "shows": ["phone", "post", "r1"]},
    )
    assert attack(protect(made).system).safe


def test_controlled_rounding_keeps_every_total():
    cells, equations = grid(ROWS)
    result = protect(system(cells, equations, draft(cells)), method="round")
    said = {result.system.cells[one.place].id: one.value for one in result.system.publications[0].statements}
    for equation in equations:
        assert said[equation["total"]] == sum(said[part] for part in equation["parts"])
    assert all(value % 10 == 0 for value in said.values())
    assert all(abs(said[cell["id"]] - cell["value"]) < 10 for cell in cells)
    assert not hidden(result.system)
    assert attack(result.system).safe


def test_a_base_that_cannot_protect_is_refused():
    cells, equations = grid(ROWS)
    with pytest.raises(UnableToProtect, match="must be 6 or more"):
        protect(system(cells, equations, draft(cells)), method="round", base=5)


def test_nothing_to_protect_is_said():
    with pytest.raises(UnusableSystem, match="nothing to protect"):
        protect(system({"a": 9}, [], {"id": "p", "cells": {"a": 9}}))


def test_the_result_reads_back_as_the_same_system_and_comes_out_the_same_again():
    cells, equations = grid([[3, 20, 15], [22, 1, 14], [11, 16, 30]])
    made = system(cells, equations, draft(cells), rounding_base=5)
    first, second = protect(made), protect(made)
    assert system_as_json(first.system) == system_as_json(second.system)
    again = system_from_json(system_as_json(first.system))
    assert system_as_json(again) == system_as_json(first.system)


def test_at_the_optimum_each_hidden_cell_is_needed():
    """Show any one of them again, exactly as it is, and the attack finds the leak."""
    cells, equations = grid([[3, 20, 15], [22, 1, 14], [11, 16, 30]])
    values = {cell["id"]: cell["value"] for cell in cells}
    gone = hidden(protect(system(cells, equations, draft(cells))).system)
    assert len(gone) > 2
    for shown in gone:
        said = {key: "[c]" if key in gone - {shown} else value for key, value in values.items()}
        assert not attack(system(cells, equations, {"id": "p", "cells": said}), explained=0).safe, shown


def test_a_quarter_whose_rounding_would_pin_its_months_hides_what_does():
    """38 and 13 are out as 40 and 15; the sum, 51, as 50 would tell both. What is known either way is not published exactly
    while that is so: each repair would be undone by the next."""
    document = random_system(961, most_cells=27, many=3, kind="periods")
    before: list[dict] = []
    for month in document["publications"]:
        result = protect(system_from_json({**document, "publications": [*before, month]}))
        before = system_as_json(result.system)["publications"]
    assert attack(result.system).safe
    assert result.loss.hidden == 2
