"""What of the exchange's records waits for somebody to look at it."""

from __future__ import annotations

from adviceline.channels.telephony.models import Call


def set_aside(*, most: int = 1000) -> list[Call]:
    """Lines and calls set aside, oldest first."""
    return list(Call.objects.filter(state=Call.State.SET_ASIDE).order_by("stored_at", "id")[:most])
