"""The service's hours as the exchange can read them: for each day to come the very instants, and a rule beyond them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from adviceline.workforce.hours import OpeningHours

DAYS_AHEAD = 550
"""A day and a half year: an exchange left alone for so long still knows every bank holiday."""
CLOSED = "closed"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def days_ahead(hours: OpeningHours, *, today: date, days: int = DAYS_AHEAD) -> Mapping[str, str]:
    """`20261225` → `closed`, or the epoch seconds in which it is open: `1782373500-1782416700&…`, the end not included.

    Begins a day early, so that it holds wherever the exchange's clock stands.
    """
    first = today - timedelta(days=1)
    return {f"{day:%Y%m%d}": told(hours, day) for day in (first + timedelta(days=each) for each in range(days + 1))}


def told(hours: OpeningHours, day: date) -> str:
    stretches = hours.open_stretches(day)
    return "&".join(f"{int(start.timestamp())}-{int(end.timestamp())}" for start, end in stretches) or CLOSED


def weekly(hours: OpeningHours) -> Mapping[str, str]:
    """`mon` → `closed`, or wall-clock minutes after midnight: `480-1200&…`; what holds when no day is given."""
    return {
        name: "&".join(f"{each.start_minute}-{each.end_minute}" for each in stretches) or CLOSED
        for name, stretches in zip(WEEKDAYS, hours.weekly, strict=True)
    }
