"""What an invitation to a session says: words of the content, the time, and how to take part."""

from __future__ import annotations

from datetime import datetime

from adviceline.content.current import current_content
from adviceline.followups.calendar import Invitation
from adviceline.followups.models import Session
from adviceline.followups.sealed import place_of
from adviceline.ui.filters import clock_time, long_date
from adviceline.workforce.hours import LONDON


def when_words(session: Session) -> str:
    """'Thursday 3 February 2022, 2pm to 3pm', in London."""
    assert session.starts_at is not None
    assert session.ends_at is not None
    local = session.starts_at.astimezone(LONDON)
    return f"{local:%A} {long_date(local)}, {clock_time(session.starts_at)} to {clock_time(session.ends_at)}"


def where_words(session: Session) -> str:
    """How to take part, without anybody's number."""
    content, place = current_content(), place_of(session)
    if session.way == Session.Way.VIDEO:
        return place.url or content.text("sessions.by_video").plain().strip()
    return content.text("sessions.by_phone").plain().strip()


def invitation_of(session: Session, *, method: str, attendee: str, at: datetime) -> Invitation:
    """The invitation to the time that the session has, or had last."""
    assert session.starts_at is not None
    assert session.ends_at is not None
    content, place = current_content(), place_of(session)
    text = content.text("sessions.calendar")
    return Invitation(
        method=method,
        uid=f"{session.key}@sessions.adviceline.invalid",
        sequence=session.sequence,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        written_at=at,
        summary=text.subject(),
        description=text.plain().strip(),
        location=where_words(session),
        url=place.url if session.way == Session.Way.VIDEO else "",
        organiser_name=content.service.name,
        organiser_email=content.service.email,
        attendee=attendee,
    )
