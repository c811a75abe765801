"""Which question comes next, and which numbers can be called."""

from __future__ import annotations

import pytest

from adviceline.channels.web.rules import CHECK, STEPS, next_step, step_before
from adviceline.contacts.phones import NotAPhoneNumber, phone_number

ALL = {name: "x" for names in STEPS.values() for name in names}


def test_the_questions_come_in_their_order_until_all_are_answered():
    answers: dict[str, str] = {}
    asked = []
    while (step := next_step(answers)) != CHECK:
        asked.append(step)
        answers |= dict.fromkeys(STEPS[step], "x")
    assert asked == list(STEPS)


@pytest.mark.parametrize("gone", list(ALL))
def test_whatever_is_missing_is_asked_for(gone):
    assert next_step({name: value for name, value in ALL.items() if name != gone}) in STEPS


def test_back_passes_over_what_was_not_asked():
    assert step_before("role", {}) is None
    assert step_before("question", {}) == "area"
    assert step_before("question", {"area_from_register": "yes"}) == "organisation"
    assert step_before(CHECK, {"reply": "email"}) == "details"
    assert step_before(CHECK, {"reply": "none"}) == "reply"


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0114 496 0123", ("+441144960123", "")),
        ("(0114) 4960123", ("+441144960123", "")),
        ("+44 114 496 0123", ("+441144960123", "")),
        ("0044 114 496 0123", ("+441144960123", "")),
        ("0114 496 0123 ext 12", ("+441144960123", "12")),
        ("07700 900 123", ("+447700900123", "")),
        ("01632 960 001", ("+441632960001", "")),
    ],
)
def test_a_number_is_read_however_it_is_written(typed, number):
    assert phone_number(typed) == number


@pytest.mark.parametrize(
    "typed", ["", "12", "999", "0114", "hello", "+33 1 70 18 99 00", "0909 879 0001", "0" * 40, "٠١١٤"]
)
def test_what_cannot_be_called_is_refused(typed):
    with pytest.raises(NotAPhoneNumber):
        phone_number(typed)
