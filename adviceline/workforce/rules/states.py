"""The states of leave and of swaps, each as one dict: step → (states it may start from, state it leads to)."""

from __future__ import annotations

Transitions = dict[str, tuple[tuple[str, ...], str | None]]

LEAVE_STATES = {"asked": "Asked for", "agreed": "Agreed", "declined": "Not agreed", "withdrawn": "Withdrawn"}
LEAVE: Transitions = {
    "agree": (("asked",), "agreed"),
    "decline": (("asked",), "declined"),
    "end_now": (("agreed",), None),
    "withdraw": (("asked", "agreed"), "withdrawn"),
}

SWAP_STATES = {
    "offered": "Offered",
    "accepted": "Accepted, waits for a supervisor",
    "agreed": "Agreed",
    "declined": "Declined",
    "withdrawn": "Withdrawn",
}
SWAP: Transitions = {
    "accept": (("offered",), "accepted"),
    "decline": (("offered",), "declined"),
    "withdraw": (("offered", "accepted"), "withdrawn"),
    "agree": (("accepted",), "agreed"),
    "refuse": (("accepted",), "declined"),
}
