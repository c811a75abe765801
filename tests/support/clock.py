"""Instants for tests, as people say them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def london(year: int, month: int, day: int, hour: int = 12, minute: int = 0, second: int = 0) -> datetime:
    """A time on an English clock, as an aware UTC instant."""
    return datetime(year, month, day, hour, minute, second, tzinfo=LONDON).astimezone(UTC)


def utc(year: int, month: int, day: int, hour: int = 12, minute: int = 0, second: int = 0) -> datetime:
    """An aware UTC instant."""
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC)


class Clock:
    """A clock that stands still until told to move: `clock.now`, `clock.forward(minutes=5)`."""

    def __init__(self, at: datetime | None = None) -> None:
        self.now = at or london(2022, 2, 3, 10)  # a Thursday of the pilot, during opening hours

    def forward(self, **duration: float) -> datetime:
        """Moves by a timedelta's arguments and returns the new instant."""
        self.now += timedelta(**duration)
        return self.now
