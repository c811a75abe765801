"""A call as the desk's form logs it by hand."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

from django.utils import timezone


def yesterday() -> date:
    return timezone.localdate() - timedelta(days=1)


def in_parts(name: str, day: date) -> dict[str, str]:
    """A date as its three boxes send it."""
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


def call_form(**changes: str) -> dict[str, str]:
    """An answered call of yesterday at five past two, of twelve and a half minutes, under a submission of its own."""
    return {
        "direction": "in", "outcome": "answered", **in_parts("date", yesterday()), "time": "14:05",
        "talk_minutes": "12.5", "wrap_up_minutes": "3", "note": "Asked about a policy.",
        "submission": str(uuid.uuid4()), **changes,
    }  # fmt: skip
