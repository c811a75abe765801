"""Sessions by their private link, the times that can be chosen, and what the desk shows."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.db.models import QuerySet
from django.urls import reverse

from adviceline.accounts.models import Person
from adviceline.accounts.roles import Permission
from adviceline.contacts.models import ConfidenceAnswer, Enquiry
from adviceline.contacts.queries import earlier_enquiries, with_merged
from adviceline.followups.models import Absence, Diary, DiaryCell, Participant, Session
from adviceline.followups.rules import times
from adviceline.followups.rules.proposing import REPEAT_DAYS, Proposal, Triaged, propose
from adviceline.jobs.models import OutgoingMessage
from adviceline.privacy.links import hash_of, hash_sought, token_for
from adviceline.workforce.hours import Slot
from adviceline.workforce.queries import opening_hours
from adviceline.workforce.queries.standing import agreed_leave

State = Session.State
Record = TypeVar("Record", Session, Participant)


class NoSession(LookupError):
    """No session has that link."""


class SessionLinkEnded(Exception):
    """The link was good once."""


# ---- Private links ---------------------------------------------------------------------------------------------------


def token_of(record: Session | Participant) -> str:
    """The token of a session's private link, or of a participant's."""
    return token_for(record.key, purpose=f"followups.{record._meta.model_name}")


def session_link(session: Session) -> str:
    """The address of the session's page; empty when the service's secret was changed since it was offered."""
    token = token_of(session)
    return f"{session.origin}{reverse('web:session', args=[token])}" if hash_of(token) == session.token_hash else ""


def participant_link(participant: Participant) -> str:
    """The address where a participant can ask for no more messages; empty as for `session_link`."""
    token, origin = token_of(participant), participant.session.origin
    return f"{origin}{reverse('web:invited', args=[token])}" if hash_of(token) == participant.token_hash else ""


def locked(session: Session) -> Session:
    """The session as it is now, locked until the caller's transaction ends."""
    rows = Session.objects.select_for_update(of=("self",)).select_related("enquiry__enquirer")
    return rows.get(pk=session.pk)


def session_by(token: str, *, at: datetime) -> Session:
    """The session of a link. Raises `NoSession`, `SessionLinkEnded`."""
    found = _by_token(Session.objects.select_related("enquiry__enquirer"), token)
    if found is None:
        raise NoSession
    if found.expires_at <= at or found.cancelled_by == Session.CancelledBy.ERASURE:
        raise SessionLinkEnded
    return found


def taking_part(session: Session) -> QuerySet[Participant]:
    """Who else takes part, in their order; nobody who was taken out again."""
    return session.participants.filter(removed_at=None).order_by("place")


def participant_by(token: str, *, at: datetime) -> Participant:
    """The participant of a link. Raises `NoSession`, `SessionLinkEnded`."""
    found = _by_token(Participant.objects.select_related("session"), token)
    if found is None:
        raise NoSession
    if found.session.expires_at <= at or found.removed_at is not None:
        raise SessionLinkEnded
    return found


def _by_token(rows: QuerySet[Record], token: str) -> Record | None:
    return rows.filter(token_hash=hash_sought(token)).first()


# ---- Times that can be chosen ----------------------------------------------------------------------------------------


def advisers_for(session: Session) -> list[Diary]:
    """The diaries that a session may go into: of the adviser who was asked for, or of all who take sessions."""
    found = Diary.objects.filter(takes_sessions=True, adviser__is_active=True).select_related("adviser")
    if session.wanted_adviser_id is not None:
        found = found.filter(adviser=session.wanted_adviser_id)
    return [each for each in found.order_by("adviser_id") if each.adviser.may(Permission.WORK_ENQUIRIES)]


def open_times(session: Session, *, at: datetime) -> dict[date, list[Slot]]:
    """Times that at least one adviser has, by day of London. The session's own time counts as free."""
    hours, length = opening_hours(), times.LENGTH[session.kind]
    today = at.astimezone(hours.zone).date()
    rooms = [_Room(diary, session, at=at) for diary in advisers_for(session)]
    found: dict[date, list[Slot]] = {}
    for ahead in range(times.DAYS_AHEAD + 1):
        day = today + timedelta(days=ahead)
        possible = [
            Slot(start, start + length)
            for start in times.starts_within(hours.open_stretches(day), length)
            if times.is_in_reach(start, at=at) and any(room.has(start, start + length) for room in rooms)
        ]
        if possible:
            found[day] = possible
    return found


def is_open_time(starts_at: datetime, length: timedelta) -> bool:
    """Whether the service is open for a session that begins then, on its half-hour steps."""
    hours = opening_hours()
    return starts_at in times.starts_within(hours.open_stretches(starts_at.astimezone(hours.zone).date()), length)


def is_within_opening(session: Session) -> bool:
    """Whether the service is open for the whole of a session that has a time, by the hours as they are now."""
    assert session.starts_at is not None
    assert session.ends_at is not None
    hours = opening_hours()
    stretches = hours.open_stretches(session.starts_at.astimezone(hours.zone).date())
    return any(opens <= session.starts_at and session.ends_at <= closes for opens, closes in stretches)


def has_room(diary: Diary, session: Session, starts_at: datetime, ends_at: datetime) -> bool:
    """Whether one diary can take the session then. Asked again, under the diary's lock, when it is booked."""
    return _Room(diary, session, at=starts_at - timedelta(days=1), until=ends_at + timedelta(days=1)).has(
        starts_at, ends_at
    )


class _Room:
    """What one diary holds from `at` on, other than the session itself."""

    def __init__(self, diary: Diary, session: Session, *, at: datetime, until: datetime | None = None) -> None:
        until = until or at + timedelta(days=times.DAYS_AHEAD + 2)
        self._zone, self._most = opening_hours().zone, diary.most_a_day
        since = at - timedelta(days=1)
        held = DiaryCell.objects.filter(adviser=diary.adviser_id, starts_at__range=(since, until))
        self._taken = set(held.exclude(session=session.pk).values_list("starts_at", flat=True))
        absences = Absence.objects.filter(adviser=diary.adviser_id, ends_at__gt=since, starts_at__lt=until)
        leave = agreed_leave([diary.adviser_id], since, until).get(diary.adviser_id, [])
        self._absences = [*absences.values_list("starts_at", "ends_at"), *leave]
        others = Session.objects.filter(
            adviser=diary.adviser_id, state__in=[State.BOOKED, State.HELD], starts_at__range=(since, until)
        ).exclude(pk=session.pk)
        self._days = Counter(self._day(start) for start in others.values_list("starts_at", flat=True) if start)

    def _day(self, at: datetime) -> date:
        return at.astimezone(self._zone).date()

    def has(self, starts_at: datetime, ends_at: datetime) -> bool:
        return self._days[self._day(starts_at)] < self._most and times.is_free(
            starts_at, ends_at, taken=self._taken, absences=self._absences
        )


# ---- For the desk ----------------------------------------------------------------------------------------------------


def proposal_for(enquiry: Enquiry, *, at: datetime) -> Proposal:
    """What triage proposes, from what is coded now."""
    answer = ConfidenceAnswer.objects.filter(enquiry=enquiry).order_by("-asked_at", "-pk").first()
    since = at - timedelta(days=REPEAT_DAYS)
    return propose(
        Triaged(
            kind=enquiry.kind,
            urgency=enquiry.urgency,
            continuum=enquiry.continuum,
            threshold=enquiry.threshold,
            judgement=enquiry.follow_up,
            identifying=answer.identifying if answer else None,
            responding=answer.responding if answer else None,
            earlier_enquiries=sum(each.opened_at >= since for each in earlier_enquiries(enquiry)),
        )
    )


@dataclass(frozen=True)
class GivenUp:
    """A session whose time we had to give up. `told_at` is when the message with the link left; None while it has not, and
    then `unreached` says whether somebody has to ring."""

    session: Session
    told_at: datetime | None
    unreached: bool


@dataclass(frozen=True)
class ToCome:
    """The desk's list: whose time we gave up, what must be recorded, what lies ahead, and what has no time yet."""

    given_up: list[GivenUp]
    to_record: list[Session]
    ahead: list[Session]
    without_time: list[Session]


def sessions_to_come(*, at: datetime, most: int = 100) -> ToCome:
    rows = Session.objects.select_related("enquiry__enquirer", "adviser", "wanted_adviser")
    booked = rows.filter(state=State.BOOKED).order_by("starts_at", "pk")
    waiting = rows.filter(state=State.OFFERED, expires_at__gt=at).order_by("offered_at", "pk")
    return ToCome(
        given_up=[_given_up(each) for each in rows.filter(state=State.REBOOK).order_by("starts_at", "pk")[:most]],
        to_record=list(booked.filter(ends_at__lte=at)[:most]),
        ahead=list(booked.filter(ends_at__gt=at)[:most]),
        without_time=list(waiting[:most]),
    )


def given_up_sessions() -> int:
    """How many enquirers still have to choose another time because we gave theirs up."""
    return Session.objects.filter(state=State.REBOOK).count()


def _given_up(session: Session) -> GivenUp:
    """By what the outbox says of the message to the enquirer. One that may or may not have left counts as not received."""
    message = OutgoingMessage.objects.filter(key=called_off_key(session)).first()
    told_at = message.sent_at if message is not None and message.state == OutgoingMessage.State.SENT else None
    on_its_way = {OutgoingMessage.State.WAITING, OutgoingMessage.State.SENDING}
    return GivenUp(session, told_at, unreached=told_at is None and (message is None or message.state not in on_its_way))


def called_off_key(session: Session) -> str:
    """The name in the outbox of the message that told the enquirer that the time no longer stands."""
    return f"session:{session.pk}:{session.sequence}:called-off:0"


def sessions_of(enquiry: Enquiry) -> QuerySet[Session]:
    """The sessions of one enquiry and of those that were merged into it, newest first."""
    found = Session.objects.filter(enquiry__in=with_merged(enquiry))
    return found.select_related("adviser").order_by("-offered_at", "-pk")


def sessions_in_series(session: Session) -> list[Session]:
    """All sessions of its series in their order; only itself when it stands alone."""
    if session.series is None:
        return [session]
    found = Session.objects.filter(series=session.series).order_by("offered_at", "pk")
    return list(found.select_related("adviser"))


def is_on_leave(session: Session) -> bool:
    """Whether leave that was agreed on the rota touches a session that has a time. An absence from sessions alone is seen to
    when it is entered."""
    assert session.starts_at is not None
    assert session.ends_at is not None
    adviser = session.adviser_id
    return adviser is not None and bool(agreed_leave([adviser], session.starts_at, session.ends_at))


def leave_ahead(adviser: Person, *, at: datetime) -> list[tuple[datetime, datetime]]:
    """Leave that was agreed on the rota, until a year from now."""
    return agreed_leave([adviser.pk], at, at + timedelta(days=366)).get(adviser.pk, [])


def absences_ahead(adviser: Person, *, at: datetime) -> QuerySet[Absence]:
    return Absence.objects.filter(adviser=adviser, ends_at__gt=at).order_by("starts_at", "pk")
