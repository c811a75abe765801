"""Known leaks, each planted: the attack finds every one of them and names what gives it away."""

import numpy as np
import pytest

from adviceline.disclosure.attack import AttackResult, Leak, attack
from adviceline.disclosure.attack.explain import smallest
from adviceline.disclosure.attack.kept_tables import KeptTables
from adviceline.disclosure.system import System, UnusableSystem
from tests.support.all_tables import by_hand
from tests.unit.disclosure.systems import grid, of_parts, system


def leaks(made: System, result: AttackResult) -> dict[str, tuple[int, int | None]]:
    return {made.cells[one.place].id: (one.low, one.high) for one in result.findings if one.minus is None}


def test_one_hidden_cell_of_a_row_is_its_total_less_the_rest():
    made = system(
        {"a": 3, "b": 9, "t": 12}, [of_parts("t", "a", "b")], {"id": "table", "cells": {"a": "[c]", "b": 9, "t": 12}}
    )
    result = attack(made)
    (found,) = result.findings
    assert found.leak is Leak.PINNED
    assert leaks(made, result) == {"a": (3, 3)}
    assert found.publications == ("table",)
    assert set(found.statements) == {"table: b", "table: t"}


def test_a_difference_between_two_overlapping_periods():
    """January and February were released apart with a hidden count; the two months together give it away."""
    made = system(
        {"jan": 8, "feb": 2, "both": 10},
        [of_parts("both", "jan", "feb", margin=False)],
        {"id": "january", "cells": {"jan": 8}},
        {"id": "february", "cells": {"feb": "[c]"}},
        {"id": "so-far", "cells": {"both": 10}},
    )
    result = attack(made)
    assert leaks(made, result) == {"feb": (2, 2)}
    assert result.findings[0].publications == ("january", "so-far")


def test_overlapping_filters():
    """All roles, and all roles but one that was never shown by itself."""
    made = system(
        {"dsl": 21, "nurse": 1, "other": 40, "all": 62, "not nurse": 61},
        [of_parts("all", "dsl", "nurse", "other"), of_parts("not nurse", "dsl", "other", margin=False)],
        {"id": "everyone", "cells": {"all": 62}},
        {"id": "filtered", "cells": {"not nurse": 61}},
    )
    assert leaks(made, attack(made)) == {"nurse": (1, 1)}


def test_a_percentage_with_a_known_base():
    made = system(
        {"yes": 2, "no": 38, "asked": 40},
        [of_parts("asked", "yes", "no")],
        {"id": "count", "cells": {"asked": 40, "yes": "[c]", "no": "[c]"}},
        {"id": "chart", "cells": {"yes": {"percentage": 5, "of": "asked", "decimals": 0}}},
    )
    result = attack(made)
    assert leaks(made, result) == {"yes": (2, 2), "no": (38, 38)}
    assert result.findings[0].publications == ("count", "chart")


def test_a_percentage_whose_base_is_itself_only_rounded():
    made = system(
        {"yes": 3, "asked": 21},
        [],
        {"id": "count", "cells": {"asked": {"rounded": 20, "base": 5}}},
        {"id": "chart", "cells": {"yes": {"percentage": "14.3", "of": "asked", "decimals": 1}}},
    )
    assert leaks(made, attack(made)) == {"yes": (3, 3), "asked": (21, 21)}


def test_a_mean_with_a_known_n():
    made = system(
        {"children": 4, "enquiries": 12},
        [],
        {"id": "table", "cells": {"enquiries": 12}},
        {"id": "text", "cells": {"children": {"mean": "0.33", "of": 12, "decimals": 2}}},
    )
    assert leaks(made, attack(made)) == {"children": (4, 4)}


def test_a_mean_of_answers_on_a_scale_bounds_how_many_answered():
    made = system(
        {"sum": 30, "answered": 3},
        [],
        {"id": "text", "cells": {"sum": {"mean": 10, "of": "answered", "decimals": 0, "each_between": [0, 10]}}},
        {"id": "chart", "cells": {"sum": {"between": [25, 34]}}},
    )
    assert leaks(made, attack(made)) == {"answered": (3, 3)}


def test_rounded_parts_and_an_exact_total():
    """Each part is rounded, which looks safe; together with the total they are as low as they can be."""
    made = system(
        {"a": 8, "b": 8, "c": 4, "t": 20},
        [of_parts("t", "a", "b", "c")],
        {"id": "p", "cells": {"a": {"rounded": 10, "base": 5}, "b": {"rounded": 10, "base": 5}, "c": "[c]", "t": 20}},
    )
    assert leaks(made, attack(made)) == {"c": (0, 4)}


def test_a_structural_zero_closes_a_row():
    cells, equations = grid([[3, 9], [8, 0]])
    shown = {"r1": 12, "r2": 8, "c1": 11, "c2": 9, "all": 20}
    table = {"id": "p", "cells": {**shown, "r1c1": "[c]", "r1c2": "[c]", "r2c1": "[c]", "r2c2": "[c]"}}
    open_made = system(cells, equations, table, group_disclosure=False)
    assert leaks(open_made, attack(open_made))["r1c1"] == (3, 11)
    next(cell for cell in cells if cell["id"] == "r2c2")["high"] = 0
    closed = system(cells, equations, table, group_disclosure=False)
    assert leaks(closed, attack(closed))["r1c1"] == (3, 3)


def test_a_bar_of_a_chart_can_be_measured():
    made = system(
        {"a": 2, "b": 30},
        [],
        {"id": "table", "cells": {"a": "[c]", "b": 30}},
        {"id": "chart", "cells": {"a": {"between": [1, 3]}}},
    )
    assert leaks(made, attack(made)) == {"a": (1, 3)}


def test_an_old_rule_that_gave_away_what_its_mark_meant():
    made = system({"a": 2}, [], {"id": "old", "cells": {"a": {"hidden": True, "low": 1, "high": 4}}})
    result = attack(made)
    assert leaks(made, result) == {"a": (1, 4)}
    assert result.findings[0].beyond_impossible
    assert not result.findings[0].impossible


def test_a_combination_of_cells():
    made = system(
        {"a": 2, "b": 30},
        [],
        {"id": "text", "combinations": [{"terms": {"a": 1, "b": -1}, "low": -28, "high": -28}], "cells": {"b": 30}},
    )
    assert leaks(made, attack(made)) == {"a": (2, 2)}


def test_whole_numbers_tell_more_than_their_linear_relaxation():
    """a is twice another cell: between 0 and 6 every fraction fits, and every odd number is ruled out."""
    made = system(
        {"a": 2, "half": 1, "b": 5},
        [{"id": "parity", "terms": {"a": 1, "half": -2}}],
        {"id": "p", "cells": {"b": 5, "a": "[c]", "half": "[c]"}},
    )
    found = next(one for one in attack(made).findings if made.cells[one.place].id == "a")
    assert found.impossible == (1, 3)
    assert not found.beyond_impossible


def test_group_disclosure():
    cells, equations = grid([[12, 0], [6, 9], [7, 5]])
    shown = {cell["id"]: cell["value"] for cell in cells}
    made = system(cells, equations, {"id": "p", "cells": shown})
    (found,) = attack(made).findings
    assert (made.cells[found.place].id, made.cells[found.minus or 0].id) == ("r1c1", "r1")
    assert attack(system(cells, equations, {"id": "p", "cells": shown}, group_disclosure=False)).safe


def test_someone_who_is_counted_knows_more():
    """a + b = 5: anyone holds 0 to 5 for possible; who is counted in b knows that a is 4 at most."""
    table = {"id": "p", "cells": {"t": 5, "a": "[c]", "b": "[c]"}}
    cells, equations = {"a": 3, "b": 2, "t": 5}, [of_parts("t", "a", "b")]
    assert attack(system(cells, equations, table)).safe
    counted = system(cells, equations, table, contributors_know_their_own=True)
    readers = {counted.cells[one.reader or 0].id for one in attack(counted).findings}
    assert readers == {"a", "b"}


def test_an_outsider_without_the_values_can_attack_too():
    made = system(
        [{"id": "a", "status": "sensitive"}, {"id": "b"}, {"id": "t"}],
        [of_parts("t", "a", "b")],
        {"id": "p", "cells": {"a": "[c]", "b": 9, "t": 12}},
    )
    assert leaks(made, attack(made)) == {"a": (3, 3)}


def test_what_is_open_may_be_known():
    cells = [{"id": "calls", "value": 3, "status": "open"}]
    assert attack(system(cells, [], {"id": "p", "cells": {"calls": 3}})).safe


def test_a_false_hint_makes_nothing_look_safe():
    made = system(
        {"a": 3, "b": 9, "t": 12}, [of_parts("t", "a", "b")], {"id": "table", "cells": {"a": "[c]", "b": 9, "t": 12}}
    )
    lies = [[value, 12 - value, 12] for value in range(8)]
    assert leaks(made, attack(made, hints=lies)) == {"a": (3, 3)}


def test_every_interval_of_a_small_system_is_complete_and_agrees_with_enumeration():
    cells, equations = grid([[2, 6, 1], [3, 0, 5]])
    hidden = {"r1c1": "[c]", "r1c2": "[c]", "r2c1": "[c]", "r2c2": "[c]"}
    shown = {cell["id"]: cell["value"] for cell in cells} | hidden | {"r1c3": {"rounded": 0, "base": 3}}
    made = system(cells, equations, {"id": "p", "hides_small": False, "cells": shown})
    values, by_enumeration = by_hand(made)
    result = attack(made)
    assert {(one.place, one.minus) for one in result.findings} == by_enumeration
    assert result.intervals
    for one in result.intervals:
        assert one.complete
        assert (one.low, one.high) == (min(values[one.place]), max(values[one.place]))


@pytest.mark.parametrize("second", [{"t": 11}, {"t": {"between": [20, 30]}}])
def test_releases_that_contradict_each_other_are_refused(second):
    with pytest.raises(UnusableSystem, match="contradicts"):
        attack(system({"t": 12}, [], {"id": "one", "cells": {"t": 12}}, {"id": "two", "cells": second}))


def test_releases_that_no_table_fits_are_refused_without_values_too():
    made = system(
        [{"id": "a"}, {"id": "b"}, {"id": "t"}],
        [of_parts("t", "a", "b")],
        {"id": "p", "cells": {"a": 8, "b": 9, "t": 12}},
    )
    with pytest.raises(UnusableSystem, match="contradicts"):
        attack(made)


def test_two_releases_of_one_cell_that_cannot_both_be_are_named():
    made = system([{"id": "a"}], [], {"id": "p", "cells": {"a": 8}}, {"id": "q", "cells": {"a": 9}})
    with pytest.raises(UnusableSystem, match="nothing fits 'a'"):
        attack(made)


def test_the_smallest_explanation_leaves_nothing_out_and_nothing_over():
    assert smallest("abcdefgh", lambda chosen: {"b", "g"} <= set(chosen)) == ["b", "g"]
    assert smallest("abc", lambda chosen: True) == []
    assert smallest(range(1000), lambda chosen: len(set(chosen)) > 400, most=20) is None


def test_tables_that_are_kept_come_out_as_they_went_in():
    first = np.arange(40, dtype=np.int64)
    near, far = first.copy(), first + 1
    near[[3, 7]] += 5
    kept = KeptTables()
    for table in (first, near, far):
        kept.append(table)
    assert len(kept) == 3
    assert [table.tolist() for table in kept] == [first.tolist(), near.tolist(), far.tolist()]
    kept[1][0] = 99
    assert kept[1].tolist() == near.tolist()
