"""Tables that others published to show cell suppression: what their pattern gives away, and that ours does not."""

from __future__ import annotations

import pytest

from adviceline.disclosure.attack import attack
from adviceline.disclosure.protection import protect
from adviceline.disclosure.system import system_from_json
from tests.support import published_tables


def attacked(one: published_tables.Published):
    system = system_from_json(one.as_printed())
    result = attack(system, intervals="all", explained=0)
    ends = {system.cells[each.place].id: (each.low, each.high) for each in result.intervals}
    return ends, {system.cells[each.place].id for each in result.findings}


def test_the_interval_that_fischetti_and_salazar_print():
    ends, _ = attacked(published_tables.investment())
    assert ends["II|C"] == (5, 30)


def test_the_pattern_that_looks_safe_gives_a_cell_away():
    """Two rows less two columns leave one cell: Alpha, VeryHigh, is 1."""
    ends, leaking = attacked(published_tables.counties())
    assert ends["Alpha|VeryHigh"] == (1, 1)
    assert "Alpha|VeryHigh" in leaking


@pytest.mark.parametrize("one", published_tables.to_protect(), ids=lambda one: one.name)
def test_ours_withstands_the_attack(one):
    result = protect(system_from_json(one.to_protect()))
    assert attack(result.system, explained=0).safe
    assert result.gap is not None
