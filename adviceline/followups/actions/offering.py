"""Offering a session, and the times of those who hold them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from adviceline.accounts.models import Person
from adviceline.accounts.roles import Permission
from adviceline.audit.actions import events_last, record
from adviceline.contacts.errors import UnableTo
from adviceline.contacts.models import Enquiry
from adviceline.contacts.states import State as EnquiryState
from adviceline.followups.models import Absence, Diary, Session
from adviceline.followups.moving import give_up, hand_over, taker_of
from adviceline.followups.queries.sessions import token_of
from adviceline.followups.rules import times
from adviceline.followups.telling import tell_offer
from adviceline.privacy.links import hash_of

State = Session.State
LONGEST_ABSENCE_DAYS = 400


class UnableToOfferSession(UnableTo): ...


class UnableToChangeTimes(UnableTo): ...


@dataclass(frozen=True)
class Changed:
    """What an absence did to sessions that were booked."""

    absence: Absence
    handed_over: list[Session]
    given_up: list[Session]


def offer_session(
    *,
    enquiry: Enquiry,
    kind: str,
    how: str,
    submission: uuid.UUID,
    origin: str,
    by: Person,
    at: datetime,
    step: str = times.SINGLE,
    wanted_adviser: Person | None = None,
    after: Session | None = None,
    is_quiet: bool = False,
) -> Session:
    """Offer a session behind a private link, and send the link when `how` is by e-mail.

    `submission` names the form: sent twice, there is one session and one message. `origin` is the site's own address.
    `step` is `single` or, for the first of a series, `audit`; the next of a series is offered `after` the one that was
    held, or that nobody came to (then again the same step). `wanted_adviser` holds it; None for whoever is free.
    Raises `UnableToOfferSession`.
    """
    if before := Session.objects.filter(submission=submission).first():
        return _same(before, enquiry)
    if kind not in Session.Kind.values:
        raise UnableToOfferSession("Choose the kind of session.")
    if how not in Session.How.values:
        raise UnableToOfferSession("Choose how to pass the link on.")
    series, step = _place_in_series(after, step)
    try:
        with transaction.atomic(), events_last():
            fresh = Enquiry.objects.select_for_update(of=("self",)).select_related("enquirer").get(pk=enquiry.pk)
            _check_may_be_offered(fresh, how)
            _check_adviser(wanted_adviser)
            session = Session(
                enquiry=fresh, submission=submission, kind=kind, how=how, series=series, step=step,
                origin=origin.rstrip("/"), offered_by=by, offered_at=at, expires_at=at + times.LINK_LIFE,
                wanted_adviser=wanted_adviser, is_quiet=is_quiet,
            )  # fmt: skip
            session.token_hash = hash_of(token_of(session))
            session.save(force_insert=True)
            if how == Session.How.EMAIL:
                tell_offer(session, at=at)
            record(
                action="session.offered", by=by, at=at, subject=fresh.subject,
                data={"session": session.pk, "kind": kind, "step": step, "how": how},
            )  # fmt: skip
    except IntegrityError:
        before = Session.objects.filter(submission=submission).first()
        if before is not None:
            return _same(before, enquiry)
        if series is not None:
            raise UnableToOfferSession("This step of the series was offered already.") from None
        raise
    return session


def _same(session: Session, enquiry: Enquiry) -> Session:
    if session.enquiry_id != enquiry.pk:
        raise UnableToOfferSession("This form was sent before, for another enquiry. Open the page again.")
    return session


def _place_in_series(after: Session | None, step: str) -> tuple[uuid.UUID | None, str]:
    if after is None:
        if step == times.SINGLE:
            return None, step
        if step != times.SERIES[0]:
            raise UnableToOfferSession("A series begins with the audit.")
        return uuid.uuid4(), step
    if after.state == State.NOT_ATTENDED:
        return after.series, after.step
    if after.series is None or after.state != State.HELD:
        raise UnableToOfferSession("The session before it has not been held yet.")
    if not (following := times.next_step(after.step)):
        raise UnableToOfferSession("The review is the last of a series. Offer a new session.")
    return after.series, following


def _check_may_be_offered(enquiry: Enquiry, how: str) -> None:
    if enquiry.state == EnquiryState.MERGED:
        raise UnableToOfferSession("This enquiry was merged into another. Offer the session there.")
    if not enquiry.is_open:
        raise UnableToOfferSession("This enquiry is closed. Reopen it to offer a session.")
    if enquiry.enquirer.erased_at is not None:
        raise UnableToOfferSession("The enquirer's details were erased, so no session can be arranged.")
    if how == Session.How.EMAIL and not enquiry.enquirer.email_index:
        raise UnableToOfferSession("We hold no e-mail address for this enquirer. Give the link instead.")


def _check_adviser(wanted: Person | None) -> None:
    if wanted is None:
        if not Diary.objects.filter(takes_sessions=True, adviser__is_active=True).exists():
            raise UnableToOfferSession("Nobody takes sessions yet. Offer it with yourself, or open 'Session times'.")
        return
    if not wanted.may(Permission.WORK_ENQUIRIES):
        raise UnableToOfferSession("That person does not hold sessions. Choose somebody else.")
    diary, _ = Diary.objects.get_or_create(adviser=wanted)
    if not diary.takes_sessions:
        raise UnableToOfferSession("That person takes no sessions at the moment. Choose whoever is free.")


# ---- Diaries ---------------------------------------------------------------------------------------------------------


def set_diary(*, adviser: Person, takes_sessions: bool, most_a_day: int, by: Person, at: datetime) -> Diary:
    """Whether somebody takes sessions, and how many on one day. What is booked stays booked."""
    if not adviser.may(Permission.WORK_ENQUIRIES):
        raise UnableToChangeTimes("That person does not hold sessions.")
    if not 1 <= most_a_day <= 12:
        raise UnableToChangeTimes("Choose between 1 and 12 sessions a day.")
    with transaction.atomic():
        diary, made = Diary.objects.select_for_update().get_or_create(
            adviser=adviser, defaults={"takes_sessions": takes_sessions, "most_a_day": most_a_day}
        )
        if not made and (diary.takes_sessions, diary.most_a_day) == (takes_sessions, most_a_day):
            return diary
        diary.takes_sessions, diary.most_a_day = takes_sessions, most_a_day
        diary.save()
        data = {"adviser": adviser.pk, "takes": takes_sessions, "most": most_a_day}
        record(action="session_diary.set", by=by, at=at, subject=f"person:{adviser.pk}", data=data)
    return diary


def add_absence(*, adviser: Person, starts_at: datetime, ends_at: datetime, by: Person, at: datetime) -> Changed:
    """Keep an adviser free from `starts_at` to `ends_at`. No session that was booked in it is lost: a colleague with room
    takes it over at the same time; where nobody has room, or the enquirer asked for this adviser, its time is given up and
    the enquirer is asked to choose another.

    All diaries are locked, in one order, before any session: whoever books locks one diary, then the session.
    """
    if ends_at <= starts_at:
        raise UnableToChangeTimes("The absence must end after it begins.")
    if ends_at <= at:
        raise UnableToChangeTimes("This absence is over already. Enter one that is still to come.")
    if (ends_at - starts_at).days > LONGEST_ABSENCE_DAYS:
        raise UnableToChangeTimes("An absence may last a year at most. Take the person out of sessions instead.")
    handed_over, given_up = [], []
    with transaction.atomic(), events_last():
        Diary.objects.get_or_create(adviser=adviser)
        diaries = list(Diary.objects.select_for_update(of=("self",)).select_related("adviser").order_by("adviser_id"))
        same = Absence.objects.filter(adviser=adviser, starts_at=starts_at, ends_at=ends_at).first()
        if same is not None:
            return Changed(same, [], [])
        absence = Absence.objects.create(adviser=adviser, starts_at=starts_at, ends_at=ends_at, added_at=at)
        booked = Session.objects.select_for_update(of=("self",)).select_related("enquiry__enquirer").filter(
            adviser=adviser, state=State.BOOKED, starts_at__lt=ends_at, ends_at__gt=max(starts_at, at)
        )  # fmt: skip
        for session in booked.order_by("starts_at", "pk"):
            if session.starts_at is not None and session.starts_at <= at:
                continue  # it has begun
            others = [each for each in diaries if each.adviser_id != adviser.pk]
            taker = taker_of(session, others)
            if taker is None:
                give_up(session, by=by, at=at)
                given_up.append(session)
            else:
                hand_over(session, taker, by=by, at=at)
                handed_over.append(session)
        data = {"absence": absence.pk, "handed_over": len(handed_over), "given_up": len(given_up)}
        record(action="session_absence.added", by=by, at=at, subject=f"person:{adviser.pk}", data=data)
    return Changed(absence, handed_over, given_up)


def remove_absence(*, absence: Absence, by: Person, at: datetime) -> None:
    """The adviser is there after all. Sessions that were given up for it are not brought back: people were told."""
    with transaction.atomic():
        Diary.objects.select_for_update().filter(adviser=absence.adviser_id).first()
        removed, _ = Absence.objects.filter(pk=absence.pk).delete()
        if removed:
            subject = f"person:{absence.adviser_id}"
            record(action="session_absence.removed", by=by, at=at, subject=subject, data={"absence": absence.pk})
