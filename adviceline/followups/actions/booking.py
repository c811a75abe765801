"""Choosing a time for a session, changing it, giving it up. One database constraint decides races (docs/adr/0041)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from adviceline.accounts.models import Person
from adviceline.audit.actions import events_last, record
from adviceline.audit.actors import Actor
from adviceline.contacts.errors import UnableTo
from adviceline.contacts.models import Enquirer
from adviceline.content.addresses import is_web_address
from adviceline.followups.models import Diary, DiaryCell, Participant, Session
from adviceline.followups.people import problem_of, replace_participants
from adviceline.followups.queries.sessions import advisers_for, has_room, is_open_time
from adviceline.followups.queries.sessions import locked as locked_session
from adviceline.followups.rules import times
from adviceline.followups.sealed import Invited, Place, key_for, place_of, seal_place
from adviceline.followups.telling import tell_called_off, tell_taken_out, tell_time
from adviceline.privacy import crypto

State = Session.State
TAKEN = "That time has just been taken. Choose another."


class UnableToBookSession(UnableTo): ...


class UnableToCancelSession(UnableTo): ...


def book_session(
    *,
    session: Session,
    starts_at: datetime,
    place: Place,
    participants: Sequence[Invited] | None,
    sequence: int,
    by: Actor,
    at: datetime,
) -> Session:
    """Give a session this time, in the diary of an adviser who has room: its first, or another one.

    `sequence` is the session's own as the page showed it, so that a form sent twice books once and a page from before a
    change is refused. `place.way` empty keeps how it is held, `participants` None keeps who takes part.
    Raises `UnableToBookSession`; then nothing has changed, and an earlier time still stands.
    """
    ends_at = starts_at + times.LENGTH[session.kind]
    if same := _booked_so(session, starts_at, sequence):
        return same
    _check_time(session, starts_at, at=at)
    place = _checked(place, session)
    if participants and (problem := problem_of(participants)):
        raise UnableToBookSession(problem)
    try:
        key_id = key_for(session.enquiry.enquirer, at=at)
        for diary in _least_busy_first(session, starts_at):
            try:
                with transaction.atomic(), events_last():
                    locked = Diary.objects.select_for_update().get(pk=diary.pk)
                    fresh = locked_session(session)
                    if same := _booked_so(fresh, starts_at, sequence):
                        return same
                    _check_may_book(fresh, sequence, at=at)
                    if not locked.takes_sessions or not has_room(locked, fresh, starts_at, ends_at):
                        continue
                    _take_cells(fresh, diary, starts_at, ends_at)
                    was_invited = fresh.state == State.BOOKED
                    _book(fresh, diary, starts_at, ends_at, at=at)
                    if place.way:
                        fresh.sealed_place = seal_place(place, key_id=key_id)
                        fresh.way = place.way
                    fresh.save()
                    if participants is not None:
                        gone = replace_participants(fresh, participants, key_id=key_id, at=at)
                        tell_taken_out(fresh, gone if was_invited else [], at=at)
                    tell_time(fresh, at=at)
                    data = {"session": fresh.pk, "sequence": fresh.sequence, "starts": starts_at.isoformat()}
                    record(action="session.booked", by=by, at=at, subject=fresh.enquiry.subject, data=data)
                return fresh
            except IntegrityError:  # somebody took a cell of it between the look and the writing
                continue
    except crypto.Erased:
        raise UnableToBookSession("This link has ended.") from None
    if same := _booked_so(Session.objects.get(pk=session.pk), starts_at, sequence):
        return same
    raise UnableToBookSession(TAKEN)


def cancel_session(*, session: Session, cancelled_by: str, by: Actor, at: datetime) -> Session:
    """Give a session up for good, and tell those who were invited. Done before, it changes nothing."""
    with transaction.atomic(), events_last():
        fresh = locked_session(session)
        if fresh.state == State.CANCELLED:
            return fresh
        if not fresh.is_open:
            raise UnableToCancelSession(f"This session cannot be cancelled: {fresh.get_state_display().lower()}.")
        if fresh.has_begun(at):
            raise UnableToCancelSession("The time of this session has come. What became of it is to be recorded.")
        had_time = fresh.state == State.BOOKED
        _cancel(fresh, cancelled_by, at=at)
        if had_time:
            tell_called_off(fresh, at=at)
        data = {"session": fresh.pk, "by": cancelled_by, "had_time": had_time}
        record(action="session.cancelled", by=by, at=at, subject=fresh.enquiry.subject, data=data)
    return fresh


def stop_session_messages(*, session: Session, by: Actor, at: datetime) -> Session:
    """No more e-mails about this session to the enquirer. Its time stands."""
    with transaction.atomic():
        fresh = locked_session(session)
        if not fresh.is_quiet:
            fresh.is_quiet = True
            fresh.save(update_fields=["is_quiet"])
            data = {"session": fresh.pk}
            record(action="session.messages_stopped", by=by, at=at, subject=fresh.enquiry.subject, data=data)
    return fresh


def stop_participant_messages(*, participant: Participant, by: Actor, at: datetime) -> Participant:
    """No more e-mails to somebody who was named as taking part."""
    with transaction.atomic():
        fresh = Participant.objects.select_for_update(of=("self",)).get(pk=participant.pk)
        if not fresh.is_quiet:
            fresh.is_quiet = True
            fresh.save(update_fields=["is_quiet"])
            data = {"session": fresh.session_id, "participant": fresh.pk}
            record(action="session.messages_stopped", by=by, at=at, subject=fresh.session.enquiry.subject, data=data)
    return fresh


def end_sessions_of_erased(*, enquirer: Enquirer, by: Actor, at: datetime) -> int:
    """Empty what sessions hold of an enquirer who is being erased and of those they named; end what was still to come.
    Nobody is told: no address is left. Inside the transaction of the erasure. Answers how many were ended."""
    Participant.objects.filter(session__enquiry__enquirer=enquirer).update(sealed_details=None)
    sessions = Session.objects.select_for_update(of=("self",)).select_related("enquiry")
    ended = 0
    for session in sessions.filter(enquiry__enquirer=enquirer).order_by("pk"):
        session.sealed_place = None
        if session.is_open:
            _cancel(session, Session.CancelledBy.ERASURE, at=at)
            data = {"session": session.pk, "by": "erasure"}
            record(action="session.cancelled", by=by, at=at, subject=session.enquiry.subject, data=data)
            ended += 1
        session.save()
    return ended


# ---- Parts -----------------------------------------------------------------------------------------------------------


def _booked_so(session: Session, starts_at: datetime, sequence: int) -> Session | None:
    """The session when this very form was sent before."""
    before = session.state == State.BOOKED and session.starts_at == starts_at and session.sequence == sequence + 1
    return session if before else None


def _check_time(session: Session, starts_at: datetime, *, at: datetime) -> None:
    if not is_open_time(starts_at, times.LENGTH[session.kind]):
        raise UnableToBookSession("We hold no sessions at that time. Choose one of the times shown.")
    if not times.is_in_reach(starts_at, at=at):
        raise UnableToBookSession("That time is too soon or too far ahead. Choose one of the times shown.")


def _check_may_book(session: Session, sequence: int, *, at: datetime) -> None:
    if session.has_begun(at):
        raise UnableToBookSession("The time of this session has come, so it cannot be changed any more.")
    if not session.is_open:
        raise UnableToBookSession(f"No time can be chosen any more: {session.get_state_display().lower()}.")
    if session.sequence != sequence:
        raise UnableToBookSession("This session was changed meanwhile. Look at it again before you choose.")


def _checked(place: Place, session: Session) -> Place:
    if not place.way:
        if session.state == State.OFFERED:
            raise UnableToBookSession("Say whether we should meet by phone or by video.")
        return place
    if place.way not in Session.Way.values:
        raise UnableToBookSession("Say whether we should meet by phone or by video.")
    if place.way == Session.Way.PHONE and not place.phone:
        raise UnableToBookSession("Give the number that we should ring.")
    if place.way == Session.Way.VIDEO and not is_web_address(place.url):
        raise UnableToBookSession("Give the address of the video meeting. It begins with https://.")
    if session.state != State.OFFERED and not place.email:  # the address given the first time still holds
        return Place(way=place.way, phone=place.phone, url=place.url, email=place_of(session).email)
    return place


def _least_busy_first(session: Session, starts_at: datetime) -> list[Diary]:
    """Who is asked in turn: the adviser who has it now, then those with the fewest sessions to come."""
    diaries = advisers_for(session)
    ahead = {diary.pk: Session.objects.filter(adviser=diary.pk, state=State.BOOKED).count() for diary in diaries}
    return sorted(diaries, key=lambda each: (each.pk != session.adviser_id, ahead[each.pk], each.pk))


def _take_cells(session: Session, diary: Diary, starts_at: datetime, ends_at: datetime) -> None:
    """Raises `IntegrityError` when another session has one of them: the whole transaction is then undone."""
    DiaryCell.objects.filter(session=session).delete()
    DiaryCell.objects.bulk_create(
        DiaryCell(adviser_id=diary.adviser_id, starts_at=cell, session=session)
        for cell in times.cells(starts_at, ends_at)
    )


def _book(session: Session, diary: Diary, starts_at: datetime, ends_at: datetime, *, at: datetime) -> None:
    session.state, session.starts_at, session.ends_at = State.BOOKED, starts_at, ends_at
    session.adviser, session.booked_at = Person.objects.get(pk=diary.adviser_id), at
    session.sequence = session.time_sequence = session.sequence + 1
    session.expires_at = max(session.expires_at, ends_at + times.LINK_AFTER)


def _cancel(session: Session, cancelled_by: str, *, at: datetime) -> None:
    DiaryCell.objects.filter(session=session).delete()
    if session.state == State.BOOKED:
        session.sequence += 1
    session.state, session.cancelled_by, session.cancelled_at = State.CANCELLED, cancelled_by, at
    session.expires_at = min(session.expires_at, at + times.LINK_AFTER)
    session.save()
