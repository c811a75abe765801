"""What changed between two versions of a map."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from typing import Any

import pytest

from adviceline.advice.difference import CHANGED, Difference, compare
from adviceline.advice.loading import map_from_data
from adviceline.advice.telling import as_data, as_lines
from adviceline.advice.wording import ADDED, REMOVED, SAME, word_parts
from tests.support.advice_maps import changed, real_data, real_map, small_map


def told(difference: Difference) -> str:
    return "\n".join(as_lines(difference))


def test_the_same_version_has_no_difference() -> None:
    difference = compare(real_map(), map_from_data(real_data()))
    assert difference.same
    listed = (difference.nodes, difference.ways, difference.outcomes, difference.about, difference.emergencies)
    assert [len(each) for each in listed] == [0, 0, 0, 0, 0]
    assert "No difference" in told(difference)


def test_a_changed_question_is_shown_word_by_word() -> None:
    data = real_data()
    data["nodes"]["I1"]["question"] = "Is anybody in danger right now?"
    (change,) = compare(real_map(), map_from_data(data)).nodes
    assert (change.id, change.what) == ("I1", CHANGED)
    (one,) = change.fields
    assert one.field == "question"
    assert one.parts == (
        (SAME, "Is "), (REMOVED, "anyone"), (ADDED, "anybody"), (SAME, " in danger right now?"),
    )  # fmt: skip


def test_an_emergency_answer_that_skips_its_exit_is_told_first() -> None:
    difference = compare(real_map(), changed(I1_yes="I2"))
    (way,) = difference.ways
    assert (way.node, way.answer, way.old, way.new) == (
        "I1", "yes", "X1 Call 999", "I2 An adult or a member of staff",
    )  # fmt: skip
    (emergency,) = difference.emergencies
    assert (emergency.node, emergency.answer, emergency.lost, emergency.gained) == ("I1", "Yes", ("O1",), ())
    text = told(difference)
    assert "I1 Immediate danger, answered 'Yes': can no longer lead to O1 Call 999 now" in text
    assert text.index("emergency answers") < text.index("Where answers lead")


def test_an_emergency_answer_that_can_end_inside_the_setting_is_told() -> None:
    data = real_data()
    data["nodes"]["I3"]["answers"]["yes"] |= {"next": "I4", "sets": []}
    difference = compare(real_map(), map_from_data(data))
    (emergency,) = difference.emergencies
    assert "O10" in emergency.gained
    assert "now can lead to" in told(difference)


def test_words_alone_change_no_way_and_no_emergency() -> None:
    data = real_data()
    data["outcomes"]["O1"]["steps"][0] += " Stay on the line."
    difference = compare(real_map(), map_from_data(data))
    assert [change.id for change in difference.outcomes] == ["O1"]
    assert not difference.ways
    assert not difference.emergencies
    assert difference.paths == (8_344_433_000_060, 8_344_433_000_060)


def test_questions_that_come_and_go_are_added_and_removed_with_their_ways() -> None:
    old = small_map({"A": {"yes": "B", "no": "O1"}, "B": {"yes": "O1"}})
    new = small_map({"A": {"yes": "C", "no": "O1"}, "C": {"yes": "O1"}})
    difference = compare(old, new)
    assert [(change.id, change.what) for change in difference.nodes] == [("B", REMOVED), ("C", ADDED)]
    assert [(way.node, way.what) for way in difference.ways] == [("A", CHANGED), ("B", REMOVED), ("C", ADDED)]


def test_a_version_that_goes_in_circles_is_compared_all_the_same() -> None:
    old = small_map({"A": {"yes": "B"}, "B": {"yes": "O1"}})
    new = small_map({"A": {"yes": "B"}, "B": {"yes": "A", "no": "O1"}})
    difference = compare(old, new)
    assert "circle" in difference.problem
    assert [(way.node, way.answer) for way in difference.ways] == [("B", "yes"), ("B", "no")]


def test_the_order_of_answers_is_a_difference() -> None:
    data = real_data()
    data["nodes"]["I4"]["answers"] = dict(reversed(data["nodes"]["I4"]["answers"].items()))
    (change,) = compare(real_map(), map_from_data(data)).nodes
    assert [one.field for one in change.fields] == ["order of answers"]


@pytest.mark.parametrize("seed", range(60))
def test_every_change_of_any_value_shows(seed: int) -> None:
    """One value anywhere in the content is changed; the difference says where."""
    chance = random.Random(seed)
    data = real_data()
    path, holder, key = chance.choice(list(_values(data)))
    before = copy.deepcopy(holder[key])
    holder[key] = _other(path, before, data, chance)
    new = map_from_data(data)
    difference = compare(real_map(), new)
    assert not difference.same
    assert (
        difference.nodes or difference.ways or difference.outcomes or difference.others or difference.about
    ), path  # fmt: skip
    assert not [one for one in difference.about if one.field == "layout of the data"], path
    assert len(told(difference).splitlines()) > 4
    assert as_data(difference)["same"] is False


def _values(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any, Any]]:
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(inner, (dict, list)):
            yield from _values(inner, (*path, key))
        elif path or key not in ("id", "start"):
            yield (*path, key), value, key


def _other(path: tuple[Any, ...], before: Any, data: dict[str, Any], chance: random.Random) -> Any:
    if "next" in path and path[-1] in ("next", "to"):
        return chance.choice([place for place in (*data["nodes"], *data["outcomes"]) if place != before])
    return f"{before} changed"


def test_texts_are_read_back_from_the_parts() -> None:
    chance = random.Random(1)
    words = ["call", "the", "police", "or", "care", "now,", "today.", "Then\nwrite", "it", "down"]
    for _ in range(300):
        old, new = (" ".join(chance.choices(words, k=chance.randrange(12))) for _ in range(2))
        parts = word_parts(old, new)
        assert "".join(text for what, text in parts if what != ADDED) == old
        assert "".join(text for what, text in parts if what != REMOVED) == new


def test_enormous_texts_are_not_matched_word_by_word() -> None:
    old, new = "a " * 50_000, "b " * 50_000
    assert word_parts(old, new) == ((REMOVED, old), (ADDED, new))


def test_hostile_words_do_not_reach_the_terminal_as_commands() -> None:
    old = small_map({"A": {"yes": "O1"}})
    data = copy.deepcopy(dict(old.data))
    data["nodes"]["A"]["question"] = "\x1b[2J\x1b]0;owned\x07 and \u202egnihtemos?"
    text = told(compare(old, map_from_data(data)))
    assert not set(text) & {"\x1b", "\x07", "\u202e"}
