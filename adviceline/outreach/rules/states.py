"""The states of a campaign as one dict: step → (states it may start from, state it leads to). Whoever wrote it does not approve
it; a change of an approved one makes it a draft again."""

from __future__ import annotations

STATES = {"draft": "Draft", "in_review": "Waiting for approval", "approved": "Approved", "withdrawn": "Withdrawn"}
TRANSITIONS: dict[str, tuple[tuple[str, ...], str | None]] = {
    "change": (("draft", "in_review", "approved"), "draft"),
    "submit": (("draft",), "in_review"),
    "send_back": (("in_review",), "draft"),
    "approve": (("in_review",), "approved"),
    "withdraw": (("draft", "in_review", "approved"), "withdrawn"),
}
