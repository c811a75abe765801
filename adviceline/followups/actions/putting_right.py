"""Sessions that can no longer be held as booked: the service is closed then after all, the adviser is on leave, or has left."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from adviceline.accounts.models import Person
from adviceline.accounts.roles import Permission
from adviceline.audit.actions import events_last, record
from adviceline.audit.actors import Actor
from adviceline.followups.models import Diary, Session
from adviceline.followups.moving import give_up, hand_over, taker_of
from adviceline.followups.queries.sessions import is_on_leave, is_within_opening, locked

State = Session.State


@dataclass(frozen=True)
class PutRight:
    handed_over: list[Session] = field(default_factory=list)
    given_up: list[Session] = field(default_factory=list)


def put_sessions_right(*, by: Actor, at: datetime) -> PutRight:
    """Look through all sessions to come. One that lies outside the opening hours as they are now (a closure, a bank holiday,
    other hours) loses its time, and the enquirer is asked once to choose another. One whose adviser has left goes to
    whoever is free at the same time, also where the enquirer was promised that adviser; where nobody is, its time is given
    up as well. So it is with leave that was agreed since, but a promise of that adviser stands then: another time is chosen.
    Nothing is done twice: a session that was given up is no longer booked.
    """
    done = PutRight()
    wrong = [each.pk for each in _booked(at=at) if not is_within_opening(each) or _has_left(each) or is_on_leave(each)]
    if not wrong:
        return done
    with transaction.atomic(), events_last():
        diaries = list(Diary.objects.select_for_update(of=("self",)).select_related("adviser").order_by("adviser_id"))
        for pk in wrong:
            session = locked(Session(pk=pk))
            if session.state != State.BOOKED or session.has_begun(at):
                continue
            if not is_within_opening(session):
                give_up(session, by=by, at=at)
                done.given_up.append(session)
            elif _has_left(session):
                if session.wanted_adviser_id == session.adviser_id:  # a promise that cannot be kept narrows nothing
                    session.wanted_adviser = None
                    session.save(update_fields=["wanted_adviser"])
                _without_adviser(session, diaries, done, by=by, at=at)
            elif is_on_leave(session):
                _without_adviser(session, diaries, done, by=by, at=at)
        if done.handed_over or done.given_up:
            data = {"handed_over": len(done.handed_over), "given_up": len(done.given_up)}
            record(action="sessions.put_right", by=by, at=at, subject="model:followups.Session", data=data)
    return done


def _without_adviser(session: Session, diaries: list[Diary], done: PutRight, *, by: Actor, at: datetime) -> None:
    taker = taker_of(session, [each for each in diaries if each.adviser_id != session.adviser_id])
    if taker is None:
        give_up(session, by=by, at=at)
        done.given_up.append(session)
    else:
        hand_over(session, taker, by=by, at=at)
        done.handed_over.append(session)


def _booked(*, at: datetime) -> list[Session]:
    rows = Session.objects.filter(state=State.BOOKED, starts_at__gt=at).select_related("adviser")
    return list(rows.order_by("starts_at", "pk"))


def _has_left(session: Session) -> bool:
    adviser: Person | None = session.adviser
    return adviser is not None and not (adviser.is_active and adviser.may(Permission.WORK_ENQUIRIES))
