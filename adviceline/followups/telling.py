"""Asking for the messages about sessions. Each has a key of its own in the outbox, so that it goes once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from adviceline.followups.models import Session
from adviceline.jobs import actions as jobs

OFFER = "followups.session_offer"
INVITATION = "followups.session_invitation"
CALLED_OFF = "followups.session_called_off"
REMINDER = "followups.session_reminder"
MISSED = "followups.session_missed"
#: In place of a participant's number: the enquirer.
ENQUIRER = 0


def tell_offer(session: Session, *, at: datetime) -> None:
    jobs.send(OFFER, args={"session": session.pk}, key=f"session:{session.pk}:offer", at=at)


def tell_time(session: Session, *, at: datetime) -> None:
    """The invitation, or its update: the sequence says which."""
    _to_all(INVITATION, session, "invitation", at=at)


def tell_called_off(session: Session, *, at: datetime) -> None:
    """That the time no longer stands. The session's own sequence was raised before."""
    _to_all(CALLED_OFF, session, "called-off", at=at)


def remind(session: Session, *, at: datetime) -> None:
    _to_all(REMINDER, session, "reminder", at=at)


def tell_missed(session: Session, *, again: Session | None, at: datetime) -> None:
    """One gentle message, to the enquirer only. `again` is the session offered in its place."""
    args = {"session": session.pk, "again": again.pk if again else None}
    jobs.send(MISSED, args=args, key=f"session:{session.pk}:missed", at=at)


def _to_all(composer: str, session: Session, what: str, *, at: datetime) -> None:
    invited = session.participants.filter(is_invited=True).order_by("place").values_list("pk", flat=True)
    for who in (ENQUIRER, *invited):
        args: dict[str, Any] = {"session": session.pk, "to": who, "sequence": session.sequence}
        jobs.send(composer, args=args, key=f"session:{session.pk}:{session.sequence}:{what}:{who}", at=at)
