"""An adviser's shifts as iCalendar (RFC 5545), for a calendar that reads them. Instants are in UTC, so no reader needs to
know our clock changes. Nothing in it names anybody, or says what the line is about."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from adviceline.workforce.models import Shift

PRODUCT = "-//Adviceline//Rota//EN"
READ_AGAIN = timedelta(hours=1)


def rota_calendar(shifts: Iterable[Shift], *, summary: str, at: datetime) -> bytes:
    """The calendar object, with lines ended and folded as the standard says."""
    from icalendar import Calendar, Event, vDatetime  # late: only a feed needs it

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", summary)
    calendar.add("refresh-interval", READ_AGAIN, parameters={"VALUE": "DURATION"})
    for shift in shifts:
        event = Event()
        event.add("uid", f"{shift.key}@rota.adviceline.invalid")
        event.add("sequence", shift.sequence)
        for name, instant in (
            ("dtstamp", at), ("last-modified", shift.changed_at), ("dtstart", shift.starts_at), ("dtend", shift.ends_at),
        ):  # fmt: skip
            event.add(name, vDatetime(instant.astimezone(UTC).replace(microsecond=0)))
        event.add("summary", summary)
        event.add("status", "CONFIRMED" if shift.is_planned else "CANCELLED")
        event.add("class", "PRIVATE")
        event.add("transp", "OPAQUE" if shift.is_planned else "TRANSPARENT")
        calendar.add_component(event)
    made: bytes = calendar.to_ical()
    return made
