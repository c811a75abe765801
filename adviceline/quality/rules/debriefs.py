"""The states of a debrief as one dict: step → (states it may start from, state it leads to)."""

from __future__ import annotations

STATES = {"offered": "Offered", "wanted": "Wanted", "declined": "Not wanted", "held": "Held"}
TRANSITIONS: dict[str, tuple[tuple[str, ...], str | None]] = {
    "want": (("offered", "declined", "wanted"), "wanted"),
    "decline": (("offered", "wanted", "declined"), "declined"),
    "hold": (("offered", "wanted"), "held"),
}
