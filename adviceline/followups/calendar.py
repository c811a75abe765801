"""Invitations as iCalendar (RFC 5545, RFC 5546): what Outlook, Google and others take as a meeting, its change, its end.

Instants are in UTC, so no reader needs to know our clock changes. An invitation names the service, the time and how to
take part; never an enquiry, a child, or anybody else who was invited.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

REQUEST, CANCEL, PUBLISH = "REQUEST", "CANCEL", "PUBLISH"
PRODUCT = "-//Adviceline//Sessions//EN"


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """`uid` stays the same as long as the session lives; a higher `sequence` replaces what was sent before it.
    `attendee` is empty for a file to keep (PUBLISH)."""

    method: str
    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    written_at: datetime
    summary: str
    description: str
    location: str
    url: str
    organiser_name: str
    organiser_email: str
    attendee: str = ""


def written(invitation: Invitation) -> str:
    """The calendar object, with lines ended and folded as the standard says."""
    from icalendar import Calendar, Event, vDatetime  # late, here and below: only a letter needs it

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", invitation.method)
    event = Event()
    event.add("uid", invitation.uid)
    event.add("sequence", invitation.sequence)
    for name, instant in (
        ("dtstamp", invitation.written_at), ("dtstart", invitation.starts_at), ("dtend", invitation.ends_at),
    ):  # fmt: skip
        event.add(name, vDatetime(instant.astimezone(UTC).replace(microsecond=0)))
    event.add("summary", invitation.summary)
    event.add("description", invitation.description)
    event.add("location", invitation.location)
    if invitation.url:
        event.add("url", invitation.url)
    event.add("status", "CANCELLED" if invitation.method == CANCEL else "CONFIRMED")
    event.add("class", "PRIVATE")
    event.add("transp", "OPAQUE")
    if invitation.method != PUBLISH:
        event.add("organizer", _address(invitation.organiser_email, CN=invitation.organiser_name))
        event.add("attendee", _address(
            invitation.attendee, CUTYPE="INDIVIDUAL", ROLE="REQ-PARTICIPANT", PARTSTAT="NEEDS-ACTION", RSVP="FALSE",
        ))  # fmt: skip
    calendar.add_component(event)
    made: bytes = calendar.to_ical()
    return made.decode()


def _address(email: str, **parameters: str) -> Any:
    from icalendar import vCalAddress, vText

    made = vCalAddress(f"mailto:{email}")
    for name, value in parameters.items():
        made.params[name] = vText(value)
    return made
