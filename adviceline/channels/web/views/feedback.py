"""How it was: the questions behind a private link; feedback and complaints; 'You said, we did'.

The private pages record nothing of who opens them or when, set no cookie but the form's own, and are kept by no cache.
"""

from __future__ import annotations

import uuid
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from adviceline.accounts.limits import LimitedRequest, limited
from adviceline.accounts.permissions import public
from adviceline.audit.actors import PUBLIC
from adviceline.channels.web.feedback_forms import ComplaintForm, TellUsForm
from adviceline.channels.web.forms import error_of
from adviceline.channels.web.shown import sentence, title, words
from adviceline.channels.web.views.common import (
    REFUSED,
    TOO_MANY,
    new_form_key,
    personal_page,
    private,
    read_form_key,
    reads,
    reads_and_sends,
    refuse,
    too_many_words,
)
from adviceline.content.current import current_content
from adviceline.feedback.actions.answering import take_answers
from adviceline.feedback.actions.asking import ask_no_more
from adviceline.feedback.actions.opening import open_case
from adviceline.feedback.errors import UnableToTakeAnswers
from adviceline.feedback.models import Case, Invitation
from adviceline.feedback.queries.asking import AlreadyAnswered, InvitationEnded, LinkUsedUp, NoInvitation, invitation_by
from adviceline.feedback.queries.cases import shown_improvements
from adviceline.ui.errors import error_page
from adviceline.ui.kept import written_in

ANSWER_RATE = "20/10m"
COMPLAINT_RATE = "10/h"
NUMBER = "feedback_number"


@public
@reads_and_sends
@limited(ANSWER_RATE, name="web.tell_us", in_form=True)
def tell_us(request: HttpRequest, token: str) -> HttpResponse:
    """The questions of one wave, on one page. Sent twice, it counts once."""
    found = _found(request, token)
    if isinstance(found, HttpResponse):
        return found
    form = TellUsForm(request.POST if request.method == "POST" else None, wave=found.wave)
    if request.method != "POST":
        return _questions(request, found, token, form)
    if wait := cast(LimitedRequest, request).limited:
        refuse(form, too_many_words(wait))
        return _questions(request, found, token, form, status=TOO_MANY)
    if not form.is_valid():
        return _questions(request, found, token, form, status=REFUSED)
    try:
        if not take_answers(invitation=found, answers=form.whole(), by=PUBLIC, at=timezone.now()):
            return _already(request, found)
    except UnableToTakeAnswers as problem:
        form.add_error(None, str(problem))
        return _questions(request, found, token, form, status=REFUSED)
    return private(redirect("web:told_us"))


@public
@reads
def told_us(request: HttpRequest) -> HttpResponse:
    """Thanks. The same page for everybody, at an address that names nobody's link."""
    return private(render(request, "web/said.html", _said("thanks")))


@public
@reads_and_sends
@limited(ANSWER_RATE, name="web.no_more")
def no_more(request: HttpRequest, token: str) -> HttpResponse:
    """No more questions about the service. It works as long as the link is known, answered or not."""
    try:
        found = invitation_by(token, at=timezone.now())
    except NoInvitation:
        return private(error_page(request, 404))
    except LinkUsedUp as used:
        found = used.invitation
    if request.method != "POST":
        context = {**_said("no_more"), "token": token}
        return private(render(request, "web/no_more.html", context))
    ask_no_more(invitation=found, by=PUBLIC, at=timezone.now())
    return private(render(request, "web/said.html", _said("no_more_done")))


@public
@reads_and_sends
@limited(COMPLAINT_RATE, name="web.feedback", in_form=True)
def feedback(request: HttpRequest) -> HttpResponse:
    """Feedback and complaints, from anybody, with or without a way to reach them."""
    form = ComplaintForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _complaint(request, form)
    if wait := cast(LimitedRequest, request).limited:
        refuse(form, too_many_words(wait))
        return _complaint(request, form, status=TOO_MANY)
    key = read_form_key(request)
    valid = form.is_valid()
    if key is None:
        form.add_error(None, error_of("feedback.complaint_expired", "expired"))
    if key is None or not valid:
        return _complaint(request, form, status=REFUSED, key=key)
    case = open_case(
        source=Case.Source.FORM, words=form.cleaned_data["words"], wanted=form.cleaned_data["wanted"], submission=key,
        is_formal=form.cleaned_data["formal"] == "yes", reply_to=form.cleaned_data["reply_to"], by=PUBLIC,
        at=timezone.now(),
    )  # fmt: skip
    request.session[NUMBER] = case.number
    return redirect("web:feedback_sent")


@public
@reads
def feedback_sent(request: HttpRequest) -> HttpResponse:
    """The number of the case, for the browser that sent it."""
    number = request.session.get(NUMBER)
    if not number:
        return redirect("web:feedback")
    said = {"heading": title("feedback.form_sent"), "body": words("feedback.form_sent", number=number)}
    return personal_page(request, "web/said.html", said)


@public
@reads
def you_said(request: HttpRequest) -> HttpResponse:
    """What people said and what was done: words that a second person approved."""
    themes = current_content().taxonomy["feedback_theme"]
    context = {
        **_said("you_said"), "found": list(shown_improvements()), "about": themes.label,
        "nothing": {"heading": title("feedback.you_said_nothing"), "body": sentence("feedback.you_said_nothing")},
    }  # fmt: skip
    return render(request, "web/you_said.html", context)


def _questions(
    request: HttpRequest, found: Invitation, token: str, form: TellUsForm, *, status: int = 200
) -> HttpResponse:  # fmt: skip
    context = {
        "form": form, "token": token, "heading": title("feedback.questions"), "intro": words("feedback.questions"),
        "introduction": current_content().feedback.introductions[found.wave], "looked_into": title("feedback.looked_into"),
    }  # fmt: skip
    return private(render(request, "web/tell_us.html", context, status=status))


def _complaint(
    request: HttpRequest, form: ComplaintForm, *, status: int = 200, key: uuid.UUID | None = None
) -> HttpResponse:  # fmt: skip
    context = {
        "form": form, **_said("form"), "next": {"title": title("feedback.form_next"), "body": words("feedback.form_next")},
        "key": request.POST["form"] if key else new_form_key(), "action": reverse("web:feedback"),
    }  # fmt: skip
    return personal_page(request, "web/feedback.html", context, status=status)


def _said(name: str) -> dict[str, Any]:
    return {"heading": title(f"feedback.{name}"), "body": words(f"feedback.{name}")}


def _already(request: HttpRequest, found: Invitation) -> HttpResponse:
    """It was answered before. Whoever sent other answers, after a send that was interrupted, gets their words back: what
    was answered first cannot be found any more."""
    typed = written_in(TellUsForm(request.POST, wave=found.wave)) if request.method == "POST" else []
    context = {**_said("already"), "kept": typed, "kept_words": _said("already_sent_again") if typed else {}}
    return private(render(request, "web/said.html", context, status=410))


def _found(request: HttpRequest, token: str) -> Invitation | HttpResponse:
    """The invitation of a link, or the page that says why there is none."""
    try:
        return invitation_by(token, at=timezone.now())
    except NoInvitation:
        return private(error_page(request, 404))
    except AlreadyAnswered as used:
        return _already(request, used.invitation)
    except InvitationEnded:
        return private(render(request, "web/said.html", _said("ended"), status=410))
