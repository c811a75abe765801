"""The states of an enquiry and the moves between them: one dict, from which the diagram in the docs is made. Pure."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    NEW = "new"
    IN_PROGRESS = "in_progress"
    WAITING = "waiting"
    CLOSED = "closed"
    MERGED = "merged"


LABELS = {
    State.NEW: "New",
    State.IN_PROGRESS: "In progress",
    State.WAITING: "Waiting for the enquirer",
    State.CLOSED: "Closed",
    State.MERGED: "Merged into another enquiry",
}

#: action -> (states it may start from, state it leads to; None where the state stays)
TRANSITIONS: dict[str, tuple[frozenset[State], State | None]] = {
    "claim": (frozenset({State.NEW, State.WAITING, State.IN_PROGRESS}), State.IN_PROGRESS),
    "release": (frozenset({State.IN_PROGRESS, State.WAITING}), State.NEW),
    "triage": (frozenset({State.NEW, State.IN_PROGRESS, State.WAITING}), None),
    "wait": (frozenset({State.IN_PROGRESS}), State.WAITING),
    "resume": (frozenset({State.WAITING}), State.IN_PROGRESS),
    "close": (frozenset({State.NEW, State.IN_PROGRESS, State.WAITING}), State.CLOSED),
    "reopen": (frozenset({State.CLOSED}), State.IN_PROGRESS),
    "return": (frozenset({State.CLOSED}), State.NEW),
    "merge": (frozenset({State.NEW, State.IN_PROGRESS, State.WAITING, State.CLOSED}), State.MERGED),
    "split": (frozenset({State.NEW, State.IN_PROGRESS, State.WAITING, State.CLOSED}), None),
}

OPEN_STATES = (State.NEW, State.IN_PROGRESS, State.WAITING)


def why_not(action: str, state: State | str) -> str | None:
    """Why `action` cannot be done from `state`, in words for the person; None when it can."""
    starts, _ = TRANSITIONS[action]
    if State(state) in starts:
        return None
    return f"This enquiry is '{LABELS[State(state)].lower()}', so it cannot be {_PAST[action]}."


_PAST = {
    "claim": "claimed",
    "release": "put back",
    "triage": "triaged",
    "wait": "set to waiting",
    "resume": "resumed",
    "close": "closed",
    "reopen": "reopened",
    "merge": "merged",
    "split": "split",
}


def mermaid() -> str:
    """The state diagram, in Mermaid's language, for docs/reference/states.md."""
    lines = ["stateDiagram-v2", "    [*] --> new"]
    for action, (starts, end) in TRANSITIONS.items():
        lines.extend(
            f"    {start} --> {end if end is not None else start}: {action}" for start in State if start in starts
        )
    return "\n".join([*lines, "    merged --> [*]", ""])
