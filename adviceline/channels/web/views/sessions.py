"""A session behind its private link: choose a time, change it, cancel, keep it in a calendar, ask for no more e-mails.

For whoever holds the link, without an account. Nothing of the enquiry is on these pages, nor what was typed before: no
number, no address, nobody's name.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import Any, cast

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from adviceline.accounts.limits import LimitedRequest, limited
from adviceline.accounts.permissions import public
from adviceline.audit.actors import PUBLIC
from adviceline.channels.web.session_forms import BookForm, PeopleForm
from adviceline.channels.web.shown import sentence, title, words
from adviceline.channels.web.views.common import (
    REFUSED,
    TAKEN,
    TOO_MANY,
    private,
    reads,
    reads_and_sends,
    refuse,
    too_many_words,
)
from adviceline.contacts.errors import UnableTo
from adviceline.content.current import current_content
from adviceline.followups.actions import booking
from adviceline.followups.actions.participants import change_participants
from adviceline.followups.calendar import PUBLISH, written
from adviceline.followups.invitations import invitation_of, when_words
from adviceline.followups.models import Participant, Session
from adviceline.followups.queries.sessions import (
    NoSession,
    SessionLinkEnded,
    open_times,
    participant_by,
    session_by,
)
from adviceline.followups.rules.times import LENGTH
from adviceline.ui.errors import error_page
from adviceline.ui.filters import duration, long_date

RATE = "20/10m"
State = Session.State


@public
@reads
def session(request: HttpRequest, token: str) -> HttpResponse:
    """What stands now, what happens next, and what can be done. No form: the page sets no cookie."""
    found = _found(request, token)
    if isinstance(found, HttpResponse):
        return found
    booked = found.state == State.BOOKED and found.starts_at is not None
    key = "over" if found.has_begun(timezone.now()) else found.state
    values = {"until": long_date(found.expires_at)} if key == State.OFFERED else {}
    context = {
        "session": found, "token": token, "state": key, "heading": title(f"sessions.{key}"),
        "body": words(f"sessions.{key}", **values), "kind": _kind(found), "when": when_words(found) if booked else "",
        "length": duration(LENGTH[found.kind]), "next_heading": title("sessions.what_next"),
        "next": words("sessions.booked_next" if booked else "sessions.what_next"),
    }  # fmt: skip
    return private(render(request, "web/session.html", context), referrer="no-referrer")


@public
@reads
def times(request: HttpRequest, token: str) -> HttpResponse:
    """The days on which there are times."""
    found = _open(request, token)
    if isinstance(found, HttpResponse):
        return found
    context = {
        "session": found, "token": token, "days": list(open_times(found, at=timezone.now()).items()),
        "heading": title("sessions.choose"), "intro": words("sessions.choose", length=duration(LENGTH[found.kind])),
        "none_heading": title("sessions.no_times"), "none": words("sessions.no_times"),
        "gone": "gone" in request.GET, "day_words": _day_words,
    }  # fmt: skip
    return private(render(request, "web/session_days.html", context), referrer="no-referrer")


@public
@reads_and_sends
@limited(RATE, name="web.session", in_form=True)
def book(request: HttpRequest, token: str, day: str) -> HttpResponse:
    """The times of one day, how to meet, and who else takes part."""
    found = _open(request, token)
    if isinstance(found, HttpResponse):
        return found
    try:
        chosen = date.fromisoformat(day)
    except ValueError:
        return private(error_page(request, 404))
    slots = open_times(found, at=timezone.now()).get(chosen, [])
    form = BookForm(request.POST if request.method == "POST" else None, session=found, slots=slots)
    if request.method != "POST":
        if not slots:
            return _to_days(token)
        return _book_page(request, found, token, chosen, form)
    if wait := cast(LimitedRequest, request).limited:
        refuse(form, too_many_words(wait))
        return _book_page(request, found, token, chosen, form, status=TOO_MANY)
    if not form.is_valid():
        return _sent_before(found, form, token) or _book_page(request, found, token, chosen, form, status=REFUSED)
    try:
        booking.book_session(
            session=found, starts_at=form.slot.starts_at, place=form.place(), participants=form.participants(),
            sequence=form.cleaned_data["sequence"], by=PUBLIC, at=timezone.now(),
        )  # fmt: skip
    except UnableTo as problem:
        form.add_error(None, str(problem))
        return _book_page(request, found, token, chosen, form, status=TAKEN)
    return private(redirect("web:session", token=token))


def _sent_before(found: Session, form: BookForm, token: str) -> HttpResponse | None:
    """The same form again, after it was booked: its time is the session's own, so the answer is what it was."""
    found.refresh_from_db()
    sent = form.data.get("time", "")
    if found.state == State.BOOKED and found.starts_at and found.starts_at.isoformat() == sent:
        return private(redirect("web:session", token=token))
    return None


def _book_page(
    request: HttpRequest, found: Session, token: str, day: date, form: BookForm, *, status: int = 200
) -> HttpResponse:
    people_open = found.kind == Session.Kind.MULTI_AGENCY or form.rows_filled
    context: dict[str, Any] = {
        "session": found, "token": token, "form": form, "day": day, "day_words": _day_words(day),
        "people_open": people_open, "people_intro": sentence("sessions.people_intro"),
    }  # fmt: skip
    return private(render(request, "web/session_book.html", context, status=status))


@public
@reads_and_sends
@limited(RATE, name="web.session", in_form=True)
def people(request: HttpRequest, token: str) -> HttpResponse:
    """Who else takes part in what is booked: take somebody out, add somebody. They go by their agency here."""
    found = _open(request, token)
    if isinstance(found, HttpResponse):
        return found
    if found.state != State.BOOKED:
        return private(redirect("web:session", token=token))
    form = PeopleForm(request.POST if request.method == "POST" else None, session=found)
    if request.method != "POST":
        return _people_page(request, token, form)
    if wait := cast(LimitedRequest, request).limited:
        refuse(form, too_many_words(wait))
        return _people_page(request, token, form, status=TOO_MANY)
    if not form.is_valid():
        return _people_page(request, token, form, status=REFUSED)
    try:
        change_participants(
            session=found, remove=form.removed, add=form.named(), sequence=form.cleaned_data["sequence"], by=PUBLIC,
            at=timezone.now(),
        )  # fmt: skip
    except UnableTo as problem:
        form.add_error(None, str(problem))
        return _people_page(request, token, form, status=TAKEN)
    return private(redirect("web:session", token=token))


def _people_page(request: HttpRequest, token: str, form: PeopleForm, *, status: int = 200) -> HttpResponse:
    context = {
        "token": token, "form": form, "heading": title("sessions.people"), "body": words("sessions.people"),
        "intro": sentence("sessions.people_intro"), "people_open": not form.has_people or form.rows_filled,
    }  # fmt: skip
    return private(render(request, "web/session_people.html", context, status=status))


@public
@reads_and_sends
@limited(RATE, name="web.session")
def cancel(request: HttpRequest, token: str) -> HttpResponse:
    """Ask once, then cancel."""
    found = _found(request, token)
    if isinstance(found, HttpResponse):
        return found
    if not found.is_open or found.has_begun(timezone.now()):
        return private(redirect("web:session", token=token))
    if request.method == "POST":
        by = Session.CancelledBy.ENQUIRER
        with suppress(UnableTo):  # it has been recorded meanwhile: its page says so
            booking.cancel_session(session=found, cancelled_by=by, by=PUBLIC, at=timezone.now())
        return private(redirect("web:session", token=token))
    key = "cancel" if found.state == State.BOOKED else "cancel_unbooked"
    values = {"when": when_words(found)} if key == "cancel" else {}
    return _ask(request, key, values, action="Cancel the session", back="web:session", token=token)


@public
@reads_and_sends
@limited(RATE, name="web.session")
def quiet(request: HttpRequest, token: str) -> HttpResponse:
    """No more e-mails about this session. The time stands."""
    found = _found(request, token)
    if isinstance(found, HttpResponse):
        return found
    if request.method == "POST":
        booking.stop_session_messages(session=found, by=PUBLIC, at=timezone.now())
        return private(redirect("web:session_quiet", token=token))
    if found.is_quiet:
        return _said(request, "quiet_done")
    return _ask(request, "quiet", {}, action="Send me no more e-mails", back="web:session", token=token)


@public
@reads
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The session as a calendar file, for those who get no e-mail."""
    found = _found(request, token)
    if isinstance(found, HttpResponse):
        return found
    if found.state != State.BOOKED:
        return private(error_page(request, 404))
    invitation = invitation_of(found, method=PUBLISH, attendee="", at=timezone.now())
    answer = HttpResponse(written(invitation), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="session.ics"'
    return private(answer)


@public
@reads_and_sends
@limited(RATE, name="web.session")
def invited(request: HttpRequest, token: str) -> HttpResponse:
    """For somebody whom an enquirer named: no more messages."""
    try:
        participant: Participant = participant_by(token, at=timezone.now())
    except SessionLinkEnded:
        return _ended(request)
    except NoSession:
        return private(error_page(request, 404))
    if request.method == "POST":
        booking.stop_participant_messages(participant=participant, by=PUBLIC, at=timezone.now())
        return private(redirect("web:invited", token=token))
    if participant.is_quiet:
        return _said(request, "quiet_done")
    values = {"when": when_words(participant.session)}
    return _ask(
        request, "invited", values, action="Send me no more e-mails", token=token,
        more=words("sessions.invited_quiet"), more_heading=title("sessions.invited_quiet"),
    )  # fmt: skip


# ---- Parts -----------------------------------------------------------------------------------------------------------


def _found(request: HttpRequest, token: str) -> Session | HttpResponse:
    try:
        return session_by(token, at=timezone.now())
    except SessionLinkEnded:
        return _ended(request)
    except NoSession:
        return private(error_page(request, 404))


def _open(request: HttpRequest, token: str) -> Session | HttpResponse:
    """The session while a time can be chosen; afterwards its page, which says what became of it."""
    found = _found(request, token)
    if isinstance(found, Session) and (not found.is_open or found.has_begun(timezone.now())):
        return private(redirect("web:session", token=token))
    return found


def _to_days(token: str) -> HttpResponse:
    answer = redirect("web:session_times", token=token)
    answer["Location"] += "?gone"
    return private(answer)


def _ended(request: HttpRequest) -> HttpResponse:
    return _said(request, "ended", status=410)


def _said(request: HttpRequest, key: str, *, status: int = 200) -> HttpResponse:
    context = {"heading": title(f"sessions.{key}"), "body": words(f"sessions.{key}")}
    return private(render(request, "web/said.html", context, status=status), referrer="no-referrer")


def _ask(
    request: HttpRequest, key: str, values: dict[str, str], *, action: str, token: str, back: str = "", more: str = "",
    more_heading: str = "",
) -> HttpResponse:  # fmt: skip
    context = {
        "heading": title(f"sessions.{key}"), "body": words(f"sessions.{key}", **values), "action": action,
        "back": back, "token": token, "more": more, "more_heading": more_heading, "form": forms.Form(),
    }  # fmt: skip
    return private(render(request, "web/session_ask.html", context))


def _kind(found: Session) -> str:
    return current_content().form_question("sessions.kind").choices[found.kind]


def _day_words(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B}"
