"""The messages about sessions and call-backs, written at the moment they are sent; the reminders; what erasure and retention end.

A message that no longer fits is not sent: the time was changed or given up since, the enquirer asked for no more of them,
or the address was erased.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import models
from django.utils import timezone

from adviceline.audit.actions import record
from adviceline.audit.actors import SYSTEM, Actor
from adviceline.contacts.erasure import erased_with_enquirer
from adviceline.contacts.models import Enquirer
from adviceline.contacts.queries import address_of
from adviceline.content.current import current_content
from adviceline.followups.actions import settle_unsaid
from adviceline.followups.actions.booking import end_sessions_of_erased
from adviceline.followups.actions.holding import remind_of_session
from adviceline.followups.actions.putting_right import put_sessions_right
from adviceline.followups.calendar import CANCEL, REQUEST, written
from adviceline.followups.invitations import invitation_of, when_words
from adviceline.followups.models import CallBack, Participant, Session
from adviceline.followups.queries.sessions import participant_link, session_link
from adviceline.followups.rules import times
from adviceline.followups.sealed import enquirer_address, participant_details
from adviceline.followups.telling import (
    CALLED_OFF,
    ENQUIRER,
    INVITATION,
    MISSED,
    NOT_REACHED,
    OFFER,
    REMINDER,
    TAKEN_OUT,
)
from adviceline.jobs.registry import composer, task
from adviceline.jobs.schedules import schedule
from adviceline.privacy.retention import BATCH, eraser

State = Session.State


@composer(OFFER)
def offer_message(*, session: int) -> EmailMultiAlternatives | None:
    found = _session(session)
    if found is None or found.state != State.OFFERED or found.is_quiet:
        return None
    link = session_link(found)
    values = {"link": link, "until": _day(found.expires_at), "kind": _kind(found)}
    return _message("sessions.offer_email", values, to=enquirer_address(found)) if link else None


@composer(INVITATION)
def invitation_message(*, session: int, to: int, sequence: int) -> EmailMultiAlternatives | None:
    found = _session(session)
    if found is None or found.state != State.BOOKED or found.time_sequence != sequence:
        return None
    return _about_time(found, to, key="invited" if to else "booked", method=REQUEST)


@composer(REMINDER)
def reminder_message(*, session: int, to: int, sequence: int) -> EmailMultiAlternatives | None:
    found = _session(session)
    if found is None or found.state != State.BOOKED or found.time_sequence != sequence:
        return None
    if found.starts_at is None or found.starts_at <= timezone.now():
        return None
    return _about_time(found, to, key="reminder_invited" if to else "reminder", method="")


@composer(CALLED_OFF)
def called_off_message(*, session: int, to: int, sequence: int) -> EmailMultiAlternatives | None:
    found = _session(session)
    if found is None or found.state not in {State.CANCELLED, State.REBOOK} or found.sequence != sequence:
        return None
    key = "called_off_invited" if to else "rebook" if found.state == State.REBOOK else "called_off"
    return _about_time(found, to, key=key, method=CANCEL)


@composer(TAKEN_OUT)
def taken_out_message(*, session: int, to: int, sequence: int) -> EmailMultiAlternatives | None:
    found = _session(session)
    person = Participant.objects.select_related("session__enquiry__enquirer").filter(pk=to, session=session).first()
    if found is None or person is None or person.removed_at is None or person.is_quiet or found.starts_at is None:
        return None
    address = participant_details(person)[1]
    message = _message("sessions.taken_out_email", {"when": when_words(found)}, to=address)
    if message is not None:
        invitation = invitation_of(found, method=CANCEL, attendee=address, at=timezone.now())
        ended = written(replace(invitation, sequence=max(sequence, found.sequence), location="", url=""))
        message.attach_alternative(ended, f"text/calendar; method={CANCEL}")
    return message


@composer(MISSED)
def missed_message(*, session: int, again: int | None) -> EmailMultiAlternatives | None:
    found, other = _session(session), _session(again)
    if found is None or found.is_quiet or found.state != State.NOT_ATTENDED:
        return None
    if other is not None and other.state != State.OFFERED:
        return None
    to = enquirer_address(found)
    if other is not None and (link := session_link(other)):
        return _message("sessions.missed_again_email", {"link": link, "until": _day(other.expires_at)}, to=to)
    return _message("sessions.missed_email", {}, to=to)


@composer(NOT_REACHED)
def not_reached_message(*, call_back: int) -> EmailMultiAlternatives | None:
    found = CallBack.objects.select_related("enquiry__enquirer").filter(pk=call_back).first()
    if found is None or found.state != CallBack.State.EXHAUSTED:
        return None
    known = address_of(found.enquiry_id)
    if known is None or found.enquiry.call_backs.filter(state__in=["waiting", "completed"]).exists():
        return None  # erased since, or there is another: they were spoken to, or will be rung
    return _message("emails.callback_missed", {"reference": found.enquiry.reference}, to=known[1])


def _session(pk: int | None) -> Session | None:
    return Session.objects.select_related("enquiry__enquirer").filter(pk=pk).first() if pk else None


def _about_time(session: Session, to: int, *, key: str, method: str) -> EmailMultiAlternatives | None:
    """A message about the session's time, to the enquirer or to one participant, with the calendar's own part."""
    if to == ENQUIRER:
        address, link = "" if session.is_quiet else enquirer_address(session), session_link(session)
    else:
        person = Participant.objects.select_related("session__enquiry__enquirer").filter(pk=to, session=session).first()
        if person is None or person.is_quiet or person.removed_at is not None:
            return None
        address, link = participant_details(person)[1], participant_link(person)
    if not address or not link or session.starts_at is None:
        return None
    invitation = invitation_of(session, method=method or REQUEST, attendee=address, at=timezone.now())
    values = {"when": when_words(session), "where": invitation.location, "link": link, "kind": _kind(session)}
    message = _message(f"sessions.{key}_email", values, to=address)
    if message is not None and method:
        message.attach_alternative(written(invitation), f"text/calendar; method={method}")
    return message


def _message(key: str, values: dict[str, str], *, to: str) -> EmailMultiAlternatives | None:
    if not to:
        return None
    content = current_content()
    text = content.text(key)
    given = {name: values[name] for name in text.placeholders if name in values}
    message = EmailMultiAlternatives(
        subject=text.subject(**given),
        body=text.plain(**given),
        to=[to],
        from_email=settings.MAIL_FROM or content.service.email,
        reply_to=[content.service.email],
    )
    message.attach_alternative(text.html(**given), "text/html")
    return message


def _kind(session: Session) -> str:
    return current_content().form_question("sessions.kind").choices[session.kind]


def _day(at: datetime) -> str:
    day = timezone.localdate(at)
    return f"{day.day} {day:%B %Y}"


# ---- What happens by itself ------------------------------------------------------------------------------------------


@task("followups.reminders")
def reminders(*, at: datetime) -> None:
    """Of sessions that begin within a day. Each is reminded of once for each time that was chosen. What can no longer be held
    is put right first, so that nobody is reminded of a session that will not be."""
    put_sessions_right(by=SYSTEM, at=at)
    due = Session.objects.filter(state=State.BOOKED, starts_at__gt=at, starts_at__lte=at + times.REMIND_BEFORE).exclude(
        reminded_sequence=models.F("time_sequence")
    )
    for session in due.order_by("starts_at", "pk"):
        remind_of_session(session=session, by=SYSTEM, at=at)


schedule("followups.reminders", every=timedelta(minutes=15))


@task("followups.settle_diallings")
def settle_diallings(*, at: datetime) -> None:
    """Attempts of which nobody said what came: nobody answered, as far as we know."""
    settle_unsaid(by=SYSTEM, at=at)


schedule("followups.settle_diallings", every=timedelta(minutes=10))


@erased_with_enquirer
def end_with_enquirer(enquirer: Enquirer, by: Actor, at: datetime) -> None:
    end_sessions_of_erased(enquirer=enquirer, by=by, at=at)


@eraser("followups.Participant", "shred")
def shred_participants(expired: models.QuerySet[models.Model], by: Actor, at: datetime) -> int:
    """Empty the details of those whose enquiry closed long ago; that somebody of that agency took part stays."""
    ids = list(expired.filter(sealed_details__isnull=False).order_by("pk").values_list("pk", flat=True)[:BATCH])
    if ids:
        Participant.objects.filter(pk__in=ids).update(sealed_details=None)
        subject = "model:followups.Participant"
        record(action="retention.applied", by=by, at=at, subject=subject, data={"emptied": len(ids)})
    return len(ids)
