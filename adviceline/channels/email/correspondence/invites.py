"""A calendar invitation in words. Pure."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from adviceline.channels.email import headers
from adviceline.channels.email.body import clean_text
from adviceline.ui.filters import long_date, moment

LARGEST = 200_000
MOST_EVENTS = 5
_WHAT = {
    "REQUEST": "Invitation", "CANCEL": "Cancelled", "REPLY": "Answer to an invitation", "PUBLISH": "Event",
    "COUNTER": "Another time is proposed",
}  # fmt: skip


def invite_words(content: bytes) -> str:
    """What, when, where and from whom, a line each; '' when it is no calendar that can be read."""
    from icalendar import Calendar  # late: few messages have one

    try:
        calendar = Calendar.from_ical(headers.decode_bytes(content[:LARGEST], None))
        method = str(calendar.get("METHOD", "")).upper()
        events = [_event(each) for each in calendar.walk("VEVENT")[:MOST_EVENTS]]
    except Exception:  # a calendar is anybody's text, and the library raises whatever it meets
        return ""
    return clean_text("\n\n".join(f"{_WHAT.get(method, 'Event')}: {words}" for words in events if words))


def _event(event: Any) -> str:
    lines = [headers.clean(str(event.get("SUMMARY", "")), 300) or "no title"]
    begins, ends = _when(event.get("DTSTART")), _when(event.get("DTEND"))
    if begins:
        lines.append(f"When: {begins}{f' until {ends}' if ends else ''}")
    if where := headers.clean(str(event.get("LOCATION", "")), 300):
        lines.append(f"Where: {where}")
    if event.get("RRULE"):
        lines.append("It repeats.")
    if said := str(event.get("DESCRIPTION", ""))[:5_000].strip():
        lines += ["", said]
    return "\n".join(lines)


def _when(value: Any) -> str:
    found = getattr(value, "dt", None)
    if isinstance(found, datetime):
        return moment(found) if found.tzinfo else f"{long_date(found.date())} at {found:%H:%M}"
    return long_date(found) if isinstance(found, date) else ""
