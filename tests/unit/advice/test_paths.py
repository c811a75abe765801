"""How many paths lead to each outcome, and the shortest, against walking every path one by one."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from adviceline.advice import engine
from adviceline.advice.model import AdviceMap
from adviceline.advice.paths import paths_of
from adviceline.advice.walk import Loop
from tests.support.advice_maps import real_map, small_map
from tests.support.random_maps import maps


def one_by_one(advice_map: AdviceMap) -> dict[str, list[int]]:
    """The length of every path, by outcome, as the engine that advisers use walks them."""
    lengths: dict[str, list[int]] = {}
    waiting = [engine.start(advice_map)]
    while waiting:
        run = waiting.pop()
        if run.outcome:
            lengths.setdefault(run.at, []).append(len(run.steps))
        elif run.node:
            waiting += [engine.answer(run, run.at, code) for code in run.node.answers]
    return lengths


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(maps(most=9, hostile=False))
def test_paths_are_counted_as_the_engine_walks_them(advice_map: AdviceMap) -> None:
    lengths = one_by_one(advice_map)
    found = paths_of(advice_map).to
    assert {place: paths.count for place, paths in found.items()} == {
        place: len(each) for place, each in lengths.items()
    }
    for place, paths in found.items():
        assert len(paths.shortest) == min(lengths[place])
        assert engine.replay(advice_map, paths.shortest).at == place


def test_all_paths_of_the_real_map_are_counted() -> None:
    found = paths_of(real_map())
    assert found.count == 8_344_433_000_060
    assert set(found.to) == set(real_map().outcomes)
    assert engine.replay(real_map(), found.to["O10"].shortest).at == "O10"


def test_after_yes_to_danger_nothing_is_left_to_the_setting_alone() -> None:
    after = paths_of(real_map()).after
    assert set(after) == {(node, code) for node in ("I1", "I2", "I3") for code in ("yes", "no", "not_known")}
    for node in ("I1", "I2", "I3"):
        assert after[node, "yes"] == after[node, "not_known"]
        assert "O10" not in after[node, "yes"]
        assert "O10" in after[node, "no"]


def test_a_circle_is_refused() -> None:
    with pytest.raises(Loop):
        paths_of(small_map({"A": {"yes": "B"}, "B": {"yes": "A", "no": "O1"}}))
