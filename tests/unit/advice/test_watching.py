"""What must be looked at again, and why, told from the maps alone."""

from __future__ import annotations

from datetime import date
from typing import Any

from adviceline.advice.loading import map_from_data
from adviceline.advice.model import AdviceMap
from adviceline.advice.watching import overdue_at, what_to_review
from tests.support.advice_maps import small_map

TODAY = date(2026, 11, 23)


def source(title: str, *, state: str = "current", due: str = "2027-09-01", edition: str = "2025") -> dict[str, Any]:
    return {"title": title, "publisher": "Example Trust", "edition": edition, "state": state, "review_due_date": due}


def cited(sources: dict[str, Any], *, map_id: str = "small", cite: dict[str, list[str]] | None = None) -> AdviceMap:
    """A map of two questions and an outcome; `cite`: place → keys of sources."""
    data = dict(small_map({"A": {"yes": "B"}, "B": {"yes": "O1"}}).data)
    data |= {"id": map_id, "sources": sources}
    for place, keys in (cite or {"A": list(sources)}).items():
        kind = "nodes" if place in data["nodes"] else "outcomes"
        data[kind][place]["sources"] = [{"source": key, "section": f"Part of {key}"} for key in keys]
    return map_from_data(data)


def test_a_source_in_date_calls_for_nothing():
    assert what_to_review([cited({"S": source("Guide")})], today=TODAY) == []


def test_a_superseded_edition_names_every_place_that_cites_it_with_its_section():
    found = what_to_review(
        [cited({"S": source("Guide", state="superseded")}, cite={"B": ["S"], "O1": ["S"]})], today=TODAY
    )
    assert [(one.why, one.title, one.edition, one.places) for one in found] == [
        ("superseded", "Guide", "2025", [["B", "Part of S"], ["O1", "Part of S"]])
    ]


def test_an_edition_that_one_map_marks_as_superseded_counts_in_the_others_that_cite_it():
    marked = cited({"S": source("Guide", state="superseded")})
    other = cited({"T": source("  guide "), "U": source("Guide", edition="2026")}, map_id="other")
    found = what_to_review([marked, other], today=TODAY)
    assert [(one.map_id, one.why, one.edition) for one in found] == [
        ("small", "superseded", "2025"), ("other", "superseded", "2025"),
    ]  # fmt: skip


def test_a_review_date_counts_from_the_day_after_it():
    guide = cited({"S": source("Guide", due="2026-11-23")})
    assert what_to_review([guide], today=date(2026, 11, 23)) == []
    assert [one.why for one in what_to_review([guide], today=date(2026, 11, 24))] == ["review_due"]


def test_a_source_that_is_superseded_and_overdue_is_one_reason():
    both = cited({"S": source("Guide", state="superseded", due="2020-01-01")})
    assert [one.why for one in what_to_review([both], today=TODAY)] == ["superseded"]


def test_a_source_that_nothing_cites_calls_for_nothing():
    unused = cited({"S": source("Guide", state="superseded")}, cite={"A": []})
    assert what_to_review([unused], today=TODAY) == []


def test_an_outcome_past_its_own_date_is_a_reason_of_its_own():
    found = what_to_review([cited({})], today=date(2027, 9, 2))
    assert [(one.why, one.places) for one in found] == [("outcome_due", [["O1", ""]])]


def test_the_key_is_the_same_for_another_version_and_new_for_a_new_date_or_edition():
    def key(**more: Any) -> str:
        return what_to_review([cited({"S": source("Guide", **({"due": "2020-01-01"} | more))})], today=TODAY)[0].key

    first = key()
    another = cited({"other-key": source(" GUIDE", due="2020-01-01")}, cite={"B": ["other-key"]})
    assert what_to_review([another], today=TODAY)[0].key == first
    assert len({first, key(due="2021-01-01"), key(edition="2024"), key(state="superseded")}) == 4
    superseded_later = key(state="superseded", due="2021-01-01")
    assert superseded_later == key(state="superseded")


def test_two_versions_of_a_map_make_one_reason_with_the_places_of_both():
    old = cited({"S": source("Guide", state="superseded")}, cite={"A": ["S"]})
    new = cited({"S": source("Guide", state="superseded")}, cite={"A": ["S"], "B": ["S"]})
    (one,) = what_to_review([old, new], today=TODAY)
    assert one.places == [["A", "Part of S"], ["B", "Part of S"]]


def test_what_would_be_out_of_date_on_a_chosen_day_is_said_once_for_each_source():
    guide = cited({"S": source("Guide", due="2027-01-01")}, cite={"A": ["S", "S"], "O1": ["S"]})
    assert overdue_at(guide, guide.nodes["A"], date(2027, 1, 1)) == []
    assert overdue_at(guide, guide.nodes["A"], date(2027, 1, 2)) == [
        "Guide, 2025: its review was due on 1 January 2027."
    ]
    assert len(overdue_at(guide, guide.outcomes["O1"], date(2030, 1, 1))) == 2
