"""A booked session that cannot stay: to a colleague at the same time, or to another time. Inside an action's transaction."""

from __future__ import annotations

from datetime import datetime

from adviceline.accounts.roles import Permission
from adviceline.audit.actions import record
from adviceline.audit.actors import Actor
from adviceline.followups.models import Diary, DiaryCell, Session
from adviceline.followups.queries.sessions import has_room
from adviceline.followups.rules import times
from adviceline.followups.telling import tell_called_off

State = Session.State


def taker_of(session: Session, diaries: list[Diary]) -> Diary | None:
    """A colleague who can hold it at the same time; nobody when the enquirer was promised this adviser."""
    if session.wanted_adviser_id is not None:
        return None
    assert session.starts_at is not None
    assert session.ends_at is not None
    for diary in diaries:
        if (
            diary.takes_sessions
            and diary.adviser.may(Permission.WORK_ENQUIRIES)
            and has_room(diary, session, session.starts_at, session.ends_at)
        ):
            return diary
    return None


def hand_over(session: Session, diary: Diary, *, by: Actor, at: datetime) -> None:
    """The enquirer is not told: the time and the place stand, and the invitation names nobody."""
    DiaryCell.objects.filter(session=session).update(adviser=diary.adviser)
    before, session.adviser = session.adviser_id, diary.adviser
    session.save(update_fields=["adviser"])
    data = {"session": session.pk, "from": before, "to": diary.adviser_id}
    record(action="session.handed_over", by=by, at=at, subject=session.enquiry.subject, data=data)


def give_up(session: Session, *, by: Actor, at: datetime) -> None:
    DiaryCell.objects.filter(session=session).delete()
    session.state, session.sequence = State.REBOOK, session.sequence + 1
    session.expires_at = max(session.expires_at, at + times.LINK_LIFE)
    session.save(update_fields=["state", "sequence", "expires_at"])
    tell_called_off(session, at=at)
    data = {"session": session.pk, "sequence": session.sequence}
    record(action="session.given_up", by=by, at=at, subject=session.enquiry.subject, data=data)
