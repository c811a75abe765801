"""Asking for the messages about sessions and call-backs. Each has a key of its own in the outbox, so that it goes once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from adviceline.followups.models import CallBack, Participant, Session
from adviceline.followups.queries.sessions import taking_part
from adviceline.jobs import actions as jobs

OFFER = "followups.session_offer"
INVITATION = "followups.session_invitation"
CALLED_OFF = "followups.session_called_off"
TAKEN_OUT = "followups.session_taken_out"
REMINDER = "followups.session_reminder"
MISSED = "followups.session_missed"
NOT_REACHED = "followups.call_back_not_reached"
#: In place of a participant's number: the enquirer.
ENQUIRER = 0


def tell_offer(session: Session, *, at: datetime) -> None:
    jobs.send(OFFER, args={"session": session.pk}, key=f"session:{session.pk}:offer", at=at)


def tell_time(session: Session, *, at: datetime) -> None:
    """The invitation, or its update: the sequence says which."""
    _to_all(INVITATION, session, "invitation", at=at)


def tell_added(session: Session, added: Iterable[Participant], *, at: datetime) -> None:
    """The invitation, to those who were added after it was booked. For everybody else nothing has changed."""
    for who in added:
        if who.is_invited:
            _to(INVITATION, session, "invitation", who.pk, at=at)


def tell_taken_out(session: Session, removed: Iterable[Participant], *, at: datetime) -> None:
    """That the session goes on without them: it leaves their calendars. The sequence was raised before."""
    for who in removed:
        if who.is_invited:
            args = {"session": session.pk, "to": who.pk, "sequence": session.sequence}
            jobs.send(TAKEN_OUT, args=args, key=f"session:{session.pk}:taken-out:{who.pk}", at=at)


def tell_called_off(session: Session, *, at: datetime) -> None:
    """That the time no longer stands. The session's own sequence was raised before."""
    _to_all(CALLED_OFF, session, "called-off", at=at)


def remind(session: Session, *, at: datetime) -> None:
    _to_all(REMINDER, session, "reminder", at=at)


def tell_missed(session: Session, *, again: Session | None, at: datetime) -> None:
    """One gentle message, to the enquirer only. `again` is the session offered in its place."""
    args = {"session": session.pk, "again": again.pk if again else None}
    jobs.send(MISSED, args=args, key=f"session:{session.pk}:missed", at=at)


def tell_not_reached(call_back: CallBack, *, at: datetime) -> None:
    """After the last attempt: one message, where they gave an address. It says that we rang, never what about."""
    if call_back.enquiry.enquirer.email_index:
        jobs.send(NOT_REACHED, args={"call_back": call_back.pk}, key=f"call-back:{call_back.pk}:not-reached", at=at)


def _to_all(composer: str, session: Session, what: str, *, at: datetime) -> None:
    invited = taking_part(session).filter(is_invited=True).values_list("pk", flat=True)
    for who in (ENQUIRER, *invited):
        _to(composer, session, what, who, at=at)


def _to(composer: str, session: Session, what: str, who: int, *, at: datetime) -> None:
    """Named after the time that it is about, so that a change of who takes part takes nobody else's message away."""
    about = session.time_sequence if session.state == Session.State.BOOKED else session.sequence
    args: dict[str, Any] = {"session": session.pk, "to": who, "sequence": about}
    jobs.send(composer, args=args, key=f"session:{session.pk}:{about}:{what}:{who}", at=at)
