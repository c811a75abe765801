"""Where people leave, hesitate and go back, counted from histories."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from adviceline.advice.figures import figures_of
from tests.support.clock import utc

BEGAN = utc(2022, 2, 3, 10)


def run(*happened: tuple[int, str, str]) -> tuple[datetime, list[list[Any]]]:
    """A run; each thing that happened as (seconds after it began, what, node)."""
    return BEGAN, [
        [(BEGAN + timedelta(seconds=after)).isoformat(), what, node, "yes"] for after, what, node in happened
    ]


def test_no_run_gives_a_row_of_nothing_for_each_question():
    figures = figures_of([], nodes=["A", "B"])
    assert (figures.runs, list(figures.nodes)) == (0, ["A", "B"])
    assert (figures.nodes["A"].answered, figures.nodes["A"].median_seconds) == (0, None)


def test_the_time_at_a_question_is_from_when_it_came_up_until_it_was_answered():
    runs = [run((10, "answered", "A"), (40, "answered", "B")), run((20, "answered", "A")), run((90, "answered", "A"))]
    figures = figures_of(runs, nodes=["A", "B"])
    assert (figures.nodes["A"].median_seconds, figures.nodes["B"].median_seconds) == (20, 30)
    assert (figures.nodes["A"].answered, figures.nodes["B"].answered) == (3, 1)


def test_going_back_counts_where_one_goes_back_to_and_the_clock_of_the_question_begins_anew():
    figures = figures_of(
        [run((10, "answered", "A"), (20, "answered", "B"), (100, "went_back", "A"), (107, "answered", "A"))],
        nodes=["A", "B"],
    )
    assert (figures.nodes["A"].went_back, figures.nodes["B"].went_back) == (1, 0)
    assert (figures.nodes["A"].answered, figures.nodes["A"].median_seconds) == (1, 8.5)


def test_a_change_of_an_earlier_answer_is_counted_and_is_no_hesitation():
    figures = figures_of([run((10, "answered", "A"), (500, "changed", "A"), (503, "answered", "B"))], nodes=["A", "B"])
    assert (figures.nodes["A"].changed, figures.nodes["A"].median_seconds) == (1, 10)
    assert figures.nodes["B"].median_seconds == 3


def test_leaving_counts_at_the_question_and_a_run_left_twice_is_one_run():
    figures = figures_of(
        [run((10, "left", "A"), (20, "answered", "A"), (25, "left", "B")), run((5, "answered", "A"))], nodes=["A", "B"]
    )
    assert (figures.left_runs, figures.nodes["A"].left, figures.nodes["B"].left) == (1, 1, 1)
    assert figures.left_elsewhere == 0


def test_a_departure_from_before_its_place_was_kept_is_not_lost():
    assert figures_of([run((10, "left", ""))], nodes=["A"]).left_elsewhere == 1


KINDS = st.sampled_from(["answered", "changed", "went_back", "left"])
HISTORIES = st.lists(
    st.lists(st.tuples(st.integers(0, 10_000), KINDS, st.sampled_from(["A", "B", "C"])), max_size=12), max_size=12
)


@given(HISTORIES)
def test_every_event_is_counted_once_and_no_time_is_negative(histories: list[list[tuple[int, str, str]]]) -> None:
    figures = figures_of([run(*each) for each in histories], nodes=["A", "B"])

    def happened(what: str, *nodes: str) -> int:
        return sum(1 for each in histories for _, kind, node in each if kind == what and node in nodes)

    assert sum(row.left for row in figures.nodes.values()) + figures.left_elsewhere == happened("left", "A", "B", "C")
    assert sum(row.went_back for row in figures.nodes.values()) == happened("went_back", "A", "B")
    for row in figures.nodes.values():
        assert 0 <= row.answered <= figures.runs == len(histories)
        assert (row.median_seconds is None) == (happened("answered", row.node) == 0)
        assert row.median_seconds is None or row.median_seconds >= 0
