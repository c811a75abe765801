"""What a shift may be: pure decisions over instants."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from adviceline.workforce.hours import OpeningHours

CELL = timedelta(minutes=15)
SHORTEST, LONGEST = timedelta(minutes=30), timedelta(hours=13)
FURTHEST_AHEAD = timedelta(days=400)
FURTHEST_BACK = timedelta(days=400)


def cells_of(starts_at: datetime, ends_at: datetime) -> list[datetime]:
    """The quarters of an hour that a shift takes, by elapsed time, so that a clock change neither adds nor loses one."""
    found, cell = [], starts_at.astimezone(UTC)
    while cell < ends_at:
        found.append(cell)
        cell += CELL
    return found


def days_of(starts_at: datetime, ends_at: datetime, zone: ZoneInfo) -> list[date]:
    """The local days that a stretch touches."""
    first = starts_at.astimezone(zone).date()
    last = (ends_at.astimezone(UTC) - timedelta(microseconds=1)).astimezone(zone).date()
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def why_no_shift(starts_at: datetime, ends_at: datetime, *, at: datetime, hours: OpeningHours) -> str:
    """Why these times cannot be a shift; empty when they can."""
    length = ends_at.astimezone(UTC) - starts_at.astimezone(UTC)
    if length <= timedelta():
        return "The shift must end after it begins."
    if length < SHORTEST:
        return "A shift lasts half an hour at least."
    if length > LONGEST:
        return "A shift lasts 13 hours at most."
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    if any((moment - epoch) % CELL for moment in (starts_at, ends_at)):
        return "Shifts begin and end on a quarter of an hour, like 8:15am."
    if starts_at > at + FURTHEST_AHEAD:
        return "The rota reaches about a year ahead. Choose a nearer day."
    if starts_at < at - FURTHEST_BACK:
        return "That is too long ago to be corrected."
    if not hours.open_seconds_between(starts_at, ends_at):
        return "The service is closed then."
    return ""


def within_availability(
    starts_at: datetime, ends_at: datetime, available: Mapping[int, tuple[int, int]], zone: ZoneInfo
) -> bool:
    """Whether a shift fits what somebody said of their week: weekday → (first minute, last minute). Nothing said: it does."""
    if not available:
        return True
    first, last = starts_at.astimezone(zone), ends_at.astimezone(zone)
    said = available.get(first.weekday())
    if said is None:
        return False
    until = last.hour * 60 + last.minute + (last.date() - first.date()).days * 1440
    return bool(said[0] <= first.hour * 60 + first.minute and until <= said[1])
