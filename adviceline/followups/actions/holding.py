"""What became of a session: held or missed, who came, what was agreed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from adviceline.accounts.models import Person
from adviceline.audit.actions import events_last, record
from adviceline.audit.actors import Actor
from adviceline.contacts import actions as contacts
from adviceline.contacts.errors import UnableTo
from adviceline.contacts.models import Contact
from adviceline.contacts.queries import standing_enquiry
from adviceline.followups.actions.offering import offer_session
from adviceline.followups.models import AgreedAction, DiaryCell, Session
from adviceline.followups.queries.sessions import locked as locked_session
from adviceline.followups.queries.sessions import taking_part
from adviceline.followups.rules import times
from adviceline.followups.telling import remind, tell_missed
from adviceline.privacy.screening import ScreenedText, record_override

State = Session.State
LONGEST_MINUTES = 240


class UnableToRecordSession(UnableTo): ...


@dataclass(frozen=True)
class Recorded:
    """The session as it now stands, the contact that counts it, and the one offered in its place."""

    session: Session
    contact: Contact
    again: Session | None = None


def record_session_held(
    *,
    session: Session,
    minutes: int,
    enquirer_came: bool,
    participants_came: Collection[int],
    agreed: ScreenedText,
    review_date: date | None,
    by: Person,
    at: datetime,
) -> Recorded:
    """The session took place, for `minutes` from its time on. `participants_came` are ids; `agreed` has one action in each
    line. Sent again with the same state it changes nothing. Raises `UnableToRecordSession`."""
    if not 1 <= minutes <= LONGEST_MINUTES:
        raise UnableToRecordSession(f"Say how long it took: between 1 and {LONGEST_MINUTES} minutes.")
    lines = [line.strip(" \t-*•") for line in agreed.text.splitlines()]
    lines = [line for line in lines if line]
    if len(lines) > times.MOST_ACTIONS:
        raise UnableToRecordSession(f"Keep at most {times.MOST_ACTIONS} actions: join those that belong together.")
    with transaction.atomic(), events_last():
        fresh = locked_session(session)
        if fresh.state == State.HELD:
            return Recorded(fresh, _contact_of(fresh))
        _check_may_record(fresh, at=at, since=times.EARLY)
        participants = {each.pk: each for each in taking_part(fresh)}
        if set(participants_came) - set(participants):
            raise UnableToRecordSession("Choose from the people who were to take part.")
        if not enquirer_came and not participants_came:
            raise UnableToRecordSession("Say who came. If nobody did, record that instead.")
        if review_date is not None and review_date <= timezone.localdate(at):
            raise UnableToRecordSession("The review date must be in the future.")
        assert fresh.starts_at is not None
        contact = _count(fresh, "delivered", ended_at=fresh.starts_at + timedelta(minutes=minutes), by=by, at=at)
        for participant in participants.values():
            participant.attended = participant.pk in participants_came
            participant.save(update_fields=["attended"])
        AgreedAction.objects.bulk_create(
            AgreedAction(session=fresh, place=place, words=line) for place, line in enumerate(lines)
        )
        if lines:
            record_override(agreed, subject=fresh.enquiry.subject, field_name="session", by=by, at=at)
        fresh.state, fresh.enquirer_attended, fresh.review_date = State.HELD, enquirer_came, review_date
        fresh.recorded_by, fresh.recorded_at = by, at
        fresh.save()
        data = {"session": fresh.pk, "minutes": minutes, "came": enquirer_came + len(set(participants_came))}
        record(action="session.held", by=by, at=at, subject=fresh.enquiry.subject, data=data | {"agreed": len(lines)})
    return Recorded(fresh, contact)


def record_session_missed(*, session: Session, offer_again: bool, by: Person, at: datetime) -> Recorded:
    """Nobody came. The enquirer gets one gentle message, with a link to choose another time when `offer_again`; none when
    they asked for no more e-mails. Sent again it changes nothing. Raises `UnableToRecordSession`."""
    with transaction.atomic(), events_last():
        fresh = locked_session(session)
        if fresh.state == State.NOT_ATTENDED:
            return Recorded(fresh, _contact_of(fresh), Session.objects.filter(submission=fresh.key).first())
        _check_may_record(fresh, at=at, since=timedelta(0))
        contact = _count(fresh, "not_attended", ended_at=None, by=by, at=at)
        DiaryCell.objects.filter(session=fresh, starts_at__gte=at).delete()
        fresh.state, fresh.enquirer_attended = State.NOT_ATTENDED, False
        fresh.recorded_by, fresh.recorded_at = by, at
        taking_part(fresh).update(attended=False)
        fresh.save()
        again = None
        if offer_again:
            again = offer_session(
                enquiry=fresh.enquiry, kind=fresh.kind, how=Session.How.LINK, submission=fresh.key,
                origin=fresh.origin, wanted_adviser=fresh.wanted_adviser, after=fresh, is_quiet=fresh.is_quiet,
                by=by, at=at,
            )  # fmt: skip
        tell_missed(fresh, again=again, at=at)
        data = {"session": fresh.pk, "again": again.pk if again else None}
        record(action="session.missed", by=by, at=at, subject=fresh.enquiry.subject, data=data)
    return Recorded(fresh, contact, again)


def remind_of_session(*, session: Session, by: Actor, at: datetime) -> bool:
    """Ask for the reminders of one session, when it is time; False when it is not, or was asked for before."""
    with transaction.atomic(), events_last():
        fresh = locked_session(session)
        if fresh.state != State.BOOKED or fresh.starts_at is None or fresh.booked_at is None:
            return False
        if fresh.reminded_sequence == fresh.time_sequence:
            return False
        if not times.is_to_be_reminded(fresh.starts_at, fresh.booked_at, at=at):
            return False
        fresh.reminded_sequence = fresh.time_sequence
        fresh.save(update_fields=["reminded_sequence"])
        remind(fresh, at=at)
        data = {"session": fresh.pk, "sequence": fresh.time_sequence}
        record(action="session.reminded", by=by, at=at, subject=fresh.enquiry.subject, data=data)
    return True


def _check_may_record(session: Session, *, at: datetime, since: timedelta) -> None:
    if session.state != State.BOOKED:
        raise UnableToRecordSession(f"This session cannot be recorded: {session.get_state_display().lower()}.")
    assert session.starts_at is not None
    if at < session.starts_at - since:
        raise UnableToRecordSession("It has not begun yet. Record it once it is over.")


def _count(session: Session, outcome: str, *, ended_at: datetime | None, by: Person, at: datetime) -> Contact:
    """The contact that counts it, once for the session."""
    assert session.starts_at is not None
    held = ended_at is not None
    return contacts.record_contact(
        channel="session", direction="out", outcome=outcome, idempotency_key=f"session:{session.pk}",
        began_at=session.starts_at, answered_at=session.starts_at if held else None, ended_at=ended_at,
        talk_seconds=round((ended_at - session.starts_at).total_seconds()) if ended_at else None,
        enquiry=standing_enquiry(session.enquiry), adviser=session.adviser or by, source="desk", by=by, at=at,
    ).contact  # fmt: skip


def _contact_of(session: Session) -> Contact:
    return Contact.objects.get(idempotency_key=f"session:{session.pk}")
