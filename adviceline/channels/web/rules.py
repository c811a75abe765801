"""Decisions of the public site: no database, no clock."""

from __future__ import annotations

import re
from collections.abc import Mapping

YOUNG_PERSON, OUTSIDE_ENGLAND_ROLE = "young_person", "outside_england"
OUT_OF_SCOPE = "out_of_scope"
#: Answers to 'which area' that are no local authority, and the region each of them means.
AREAS_WITHOUT_COUNCIL = {"several": "other", "national": "national", "outside_england": "outside_england"}
BY_EMAIL, BY_PHONE, NO_REPLY = "email", "phone", "none"
NOT_LISTED = "not_listed"

#: The questions in their order, and the answers that each one gives.
STEPS: Mapping[str, tuple[str, ...]] = {
    "role": ("role",),
    "setting": ("setting",),
    "organisation": ("establishment",),
    "area": ("area",),
    "question": ("question",),
    "reply": ("reply",),
    "details": ("details",),
}
CHECK = "check"

#: Characters that nobody sees: soft hyphens, zero-width spaces and joiners, direction marks, tags.
INVISIBLE = re.compile("[\u00ad\u180e\u200b-\u200f\u2060-\u2064\ufeff\U000e0000-\U000e007f]")


def next_step(answers: Mapping[str, str]) -> str:
    """The first question without an answer; 'check' when all are answered."""
    for step, names in STEPS.items():
        if any(name not in answers for name in names):
            return step
    return CHECK


def step_before(step: str, answers: Mapping[str, str]) -> str | None:
    """The question before that was asked; None for the first."""
    unasked = {"area"} if answers.get("area_from_register") else set()
    if answers.get("reply") == NO_REPLY:
        unasked.add("details")
    before = [other for other in [*STEPS, CHECK] if other not in unasked or other == step]
    place = before.index(step)
    return before[place - 1] if place else None
