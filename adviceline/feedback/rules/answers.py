"""When an answer opens a case, and when answers may be read. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from adviceline.measures.feedback_codes import DISSATISFIED_TO

#: Why a case is opened, in words for whoever sees to it.
REASONS = {
    "dissatisfied": "They were dissatisfied with the service",
    "not_helped": "They said that our advice did not help",
    "not_recommended": "They would not recommend the service",
    "asked": "They asked us to look into something",
    "read": "Somebody who read it found that it needs to be looked into",
}


def reasons_for_case(answers: Mapping[str, Any]) -> tuple[str, ...]:
    """Why these answers are negative: any one is enough, however well the rest was liked; none when they are not.

    Dissatisfied is 1 or 2 of 5. 'Not sure' and 'partly' open nothing: they are read with all the others.
    """
    satisfaction = answers.get("satisfaction")
    found = (
        ("dissatisfied", satisfaction is not None and satisfaction <= DISSATISFIED_TO),
        ("not_helped", answers.get("helped") == "no"),
        ("not_recommended", answers.get("recommend") == "no"),
        ("asked", bool(answers.get("asks_for_case"))),
    )
    return tuple(name for name, holds in found if holds)


def may_be_let_out(held: int, smallest: int) -> bool:
    """Whether so many answers of one wave and channel are enough to stay apart when they are read together."""
    return held >= max(smallest, 2)


def words_must_wait(could_have_answered: int, smallest: int) -> bool:
    """Whether the words of a negative answer wait: so few people hold a link that the words could be given a name."""
    return could_have_answered < smallest
