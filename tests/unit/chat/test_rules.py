from __future__ import annotations

from datetime import timedelta

import pytest

from adviceline.channels.chat.rules import (
    LAPSED_AFTER,
    LEFT_AFTER,
    THE_NAME,
    Allowance,
    expected_minutes,
    first_name,
    greeted,
    is_gone,
    named,
)
from adviceline.channels.chat.states import STATES, TRANSITIONS, why_not
from tests.support.clock import london

AT = london(2022, 2, 3, 10)


def test_an_allowance_is_a_burst_and_then_so_many_each_second():
    allowance = Allowance(each_second=2, burst=3)
    assert [allowance.take(0) for _ in range(4)] == [True, True, True, False]
    assert [allowance.take(1) for _ in range(3)] == [True, True, False]
    assert [allowance.take(100) for _ in range(4)] == [True, True, True, False]


@pytest.mark.parametrize(
    ("waits", "place", "minutes"),
    [([], 1, None), ([60, 60], 1, None), ([60, 120, 600], 1, 2), ([60, 120, 600], 3, 6), ([1, 1, 1], 1, 1),
     ([60, 60, 60], 0, None)],
)  # fmt: skip
def test_the_wait_is_the_median_of_enough_recent_ones_for_each_place(waits, place, minutes):
    assert expected_minutes(waits, place) == minutes


@pytest.mark.parametrize(
    ("state", "seen", "wrote", "gone"),
    [
        ("waiting", LEFT_AFTER, timedelta(), False),
        ("waiting", LEFT_AFTER + timedelta(seconds=1), timedelta(), True),
        ("talking", LAPSED_AFTER + timedelta(seconds=1), LAPSED_AFTER, False),
        ("talking", LAPSED_AFTER + timedelta(seconds=1), LAPSED_AFTER + timedelta(seconds=1), True),
    ],
)
def test_a_chat_is_over_when_nobody_was_there_for_long(state, seen, wrote, gone):
    assert is_gone(state=state, seen_at=AT - seen, wrote_at=AT - wrote, at=AT) is gone


def test_an_adviser_is_known_by_a_first_name():
    assert [first_name(name) for name in ("Alex Sample", "Alex", "")] == ["Alex", "Alex", ""]


@pytest.mark.parametrize(
    ("text", "greeted_text"),
    [
        ("Hello Sam", f"Hello {THE_NAME}"),
        ("hi sam!", f"hi {THE_NAME}!"),
        ("Good morning, Sam. How can we help?", f"Good morning, {THE_NAME}. How can we help?"),
        ("That is a plan.\nThank you, Sam.", f"That is a plan.\nThank you, {THE_NAME}."),
        ("Dear Sam, thank you for waiting", f"Dear {THE_NAME}, thank you for waiting"),
    ],
)
def test_an_adviser_greets_and_thanks_by_the_name_that_was_given(text, greeted_text):
    assert greeted(text, "Sam") == greeted(text, "Sam Sample") == greeted_text
    assert named(greeted_text, "Sam").casefold() == text.casefold()
    assert named(greeted_text, "") == greeted_text


@pytest.mark.parametrize(
    "text",
    [
        "Sam is nine", "A pupil called Sam", "Hello Sam, who is nine", "Hello Sam, a pupil said", "Thanks Sam and Zoe",
        "Hello Sam. Did Sam say so?", "Hello Sam. Sam's teacher knows", "No, Sam.", "Sam, what was seen?",
        "Hello Samuel", "hello Sam told us", "He said hello Sam", "Hello Sam, 9, said", "Sorry, Sam.",
    ],
)  # fmt: skip
def test_anywhere_else_the_name_stays_for_the_guard(text):
    assert greeted(text, "Sam") == text


@pytest.mark.parametrize("given", ["", "Year 8", "Sam (9)", "x", "Sam who is in year eight", "Sam\nDoe <b>", "S" * 40])
def test_what_is_no_persons_name_is_taken_for_none(given):
    assert greeted(f"Hello {given}", given) == f"Hello {given}"


def test_every_step_says_why_it_cannot_be_done_from_another_state():
    for step, (starts, _) in TRANSITIONS.items():
        for state in STATES:
            assert (why_not(step, state) is None) == (state in starts)
