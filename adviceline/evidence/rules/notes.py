"""Which step a note of insight may take, and by whom. Its author never approves it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """`author`: True for its author alone, False for anybody but its author, None for either."""

    verb: str
    before: tuple[str, ...]
    after: str
    author: bool | None


STEPS = {
    "change": Step("changed", ("draft",), "draft", True),
    "submit": Step("sent for approval", ("draft",), "in_review", True),
    "send_back": Step("sent back", ("in_review",), "draft", None),
    "approve": Step("approved", ("in_review",), "approved", False),
    "withdraw": Step("withdrawn", ("approved",), "withdrawn", None),
}
_STATES = {
    "draft": "is a draft",
    "in_review": "is waiting for approval",
    "approved": "is approved",
    "withdrawn": "is withdrawn",
}


def why_not(step: str, *, state: str, person: int, author: int) -> str:
    """Why this person cannot take the step now; empty when they can. `person` and `author` are ids."""
    rule = STEPS[step]
    if state not in rule.before:
        return f"This note {_STATES[state]}, so it cannot be {rule.verb} now. Load the page again to see it as it is."
    if rule.author is False and person == author:
        return "You wrote this note, so another person has to approve it."
    if rule.author is True and person != author:
        return "Only its author can do that. Send it back instead, saying what it needs."
    return ""
