"""The states of a chat and the steps between them: one dict, from which the diagram in the docs is made. Pure."""

from __future__ import annotations

WAITING, TALKING, ENDED = "waiting", "talking", "ended"

STATES = {WAITING: "Waiting for an adviser", TALKING: "With an adviser", ENDED: "Ended"}

#: step -> (states it may start from, state it leads to; None where the state stays)
TRANSITIONS: dict[str, tuple[tuple[str, ...], str | None]] = {
    "take": ((WAITING,), TALKING),
    "say": ((WAITING, TALKING), None),
    "transfer": ((TALKING,), None),
    "end": ((WAITING, TALKING), ENDED),
    "wrap_up": ((ENDED,), None),
}

LEFT, FINISHED, LAPSED, CLOSED, HANDED_OVER = "left", "finished", "lapsed", "closed", "handed_over"

#: How a chat came to its end, as the desk says it.
ENDINGS = {
    LEFT: "The enquirer ended it",
    FINISHED: "The adviser ended it",
    LAPSED: "The enquirer's page was gone",
    CLOSED: "The service closed before anybody was free",
    HANDED_OVER: "The enquirer left a message instead",
}

ENQUIRER, ADVISER, WHISPER, SERVICE = "enquirer", "adviser", "whisper", "service"

#: Whose words a message holds. A whisper is for the staff only.
SENDERS = {ENQUIRER: "The enquirer", ADVISER: "An adviser", WHISPER: "A supervisor, to the adviser", SERVICE: "Us"}


def why_not(step: str, state: str) -> str | None:
    """Why `step` cannot be done from `state`, in words for the person; None when it can."""
    starts, _ = TRANSITIONS[step]
    if state in starts:
        return None
    return {
        WAITING: "Nobody has taken this chat yet.",
        TALKING: "This chat is going on with an adviser.",
        ENDED: "This chat has ended.",
    }[state]
