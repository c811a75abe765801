"""The states of an improvement, and of the words in which the public is told: two dicts. Pure."""

from __future__ import annotations

from collections.abc import Collection

STATES = {
    "planned": "Planned",
    "doing": "Being done",
    "done": "Done",
    "measured": "Measured again",
    "dropped": "Dropped",
}
TRANSITIONS: dict[str, tuple[tuple[str, ...], str | None]] = {
    "change": (("planned", "doing"), None),
    "begin": (("planned",), "doing"),
    "finish": (("planned", "doing"), "done"),
    "measure": (("done", "measured"), "measured"),
    "drop": (("planned", "doing"), "dropped"),
    "resume": (("dropped", "done", "measured"), "doing"),
}
PUBLIC_STATES = {
    "none": "Not written",
    "in_review": "Waiting for approval",
    "published": "Shown",
    "withdrawn": "Taken back",
}
#: Words are written once the thing is done: the public is told what was done, not what is meant to be.
PUBLIC_TRANSITIONS: dict[str, tuple[tuple[str, ...], str | None]] = {
    "write": (("none", "withdrawn", "in_review"), "in_review"),
    "approve": (("in_review",), "published"),
    "send_back": (("in_review",), "none"),
    "withdraw": (("published",), "withdrawn"),
}
TELLABLE = ("done", "measured")
_PAST = {
    "change": "changed", "begin": "begun", "finish": "finished", "measure": "measured", "drop": "dropped",
    "resume": "taken up again", "write": "written for the public", "approve": "approved", "send_back": "sent back",
    "withdraw": "taken back",
}  # fmt: skip


def why_not(step: str, *, state: str, public_state: str, person: int, writers: Collection[int | None]) -> str:
    """Why the step cannot be taken now; empty when it can. `writers` are the ids of those who wrote the words."""
    if step in TRANSITIONS:
        if state not in TRANSITIONS[step][0]:
            return f"This improvement is '{STATES[state].lower()}', so it cannot be {_PAST[step]}."
        return ""
    if public_state not in PUBLIC_TRANSITIONS[step][0]:
        return f"The words for the public are '{PUBLIC_STATES[public_state].lower()}', so they cannot be {_PAST[step]}."
    if step in {"write", "approve"} and state not in TELLABLE:
        return "The public is told once something is done. Mark it as done first."
    if step == "approve" and person in writers:
        return "You wrote these words, so another person has to approve them."
    return ""
