"""Asking for a call, and the page after either form was sent."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from adviceline.accounts.limits import LimitedRequest, limited
from adviceline.accounts.permissions import public
from adviceline.audit.actors import PUBLIC
from adviceline.channels.web import queries, rules
from adviceline.channels.web.actions import (
    Submission,
    Submitted,
    already_sent,
    ask_for_call,
    idempotency_key,
    submit_enquiry,
)
from adviceline.channels.web.forms import CallAboutForm, CallBackForm
from adviceline.channels.web.shown import sentence, title, words
from adviceline.channels.web.tasks import slot_words, when_words
from adviceline.channels.web.views.asking import SUBMIT_RATE
from adviceline.channels.web.views.common import (
    REFUSED,
    TAKEN,
    TOO_MANY,
    new_form_key,
    personal_page,
    read_form_key,
    reads,
    reads_and_sends,
    refuse,
    signed_key,
    too_many_words,
)
from adviceline.contacts.values import ContactDetails
from adviceline.content.current import current_content
from adviceline.facts.heard import campaign_of
from adviceline.followups.actions import UnableToBookCallBack
from adviceline.followups.queries import enquiry_to_call_about
from adviceline.ui.errors import error_page


@public
@reads_and_sends
@limited(SUBMIT_RATE, name="web.submit", in_form=True)
def call_back(request: HttpRequest) -> HttpResponse:
    """One page: a number, a time, and what we should know before we call."""
    at = timezone.now()
    slots = queries.free_times(at=at)
    if request.method != "POST":
        initial = {"c": campaign_of(request.GET.get("c", ""))}
        return _show(request, CallBackForm(slots=slots, initial=initial), new_form_key())
    form, key = CallBackForm(request.POST, slots=slots), read_form_key(request)
    if key and not set(form.errors) - {"call_when"}:  # a form sent twice finds that it took the time itself
        before = already_sent(values=_submission(form.cleaned_data), form_key=key)
        if before is not None:
            return redirect("web:sent", queries.confirmation_token(before))
    if request.POST.get("role") == rules.YOUNG_PERSON:
        return redirect("web:young_people")
    if wait := cast(LimitedRequest, request).limited:
        refuse(form, too_many_words(wait))
        return _show(request, form, signed_key(key) if key else new_form_key(), status=TOO_MANY)
    if key is None:
        refuse(form, current_content().form_question("enquiry.expired").error("expired"))
        return _show(request, form, new_form_key(), status=REFUSED)
    if not form.is_valid():
        return _show(request, form, signed_key(key), status=REFUSED)
    try:
        submitted = submit_enquiry(values=_submission(form.cleaned_data), form_key=key, by=PUBLIC, at=at)
    except UnableToBookCallBack as taken:
        form.add_error("call_when", str(taken))
        return _show(request, form, signed_key(key), status=TAKEN)
    return redirect("web:sent", queries.confirmation_token(submitted))


@public
@reads_and_sends
@limited(SUBMIT_RATE, name="web.submit", in_form=True)
def call_back_about(request: HttpRequest, token: str) -> HttpResponse:
    """By the link of our e-mail: a time and a number for an enquiry that is with us. The page shows nothing of it."""
    at = timezone.now()
    enquiry = enquiry_to_call_about(token)
    if enquiry is None:
        return error_page(request, 410, title=title("web.link_expired"), paragraphs=[sentence("web.link_expired")])
    slots, address = queries.free_times(at=at), reverse("web:call_back_about", args=[token])
    if request.method != "POST":
        return _show(request, CallAboutForm(slots=slots), new_form_key(), address=address)
    form, key = CallAboutForm(request.POST, slots=slots), read_form_key(request)
    if key and (before := enquiry.call_backs.filter(request_key=idempotency_key(key)).first()):
        return redirect("web:sent", queries.confirmation_token(Submitted(enquiry, before, created=False)))
    if wait := cast(LimitedRequest, request).limited:
        refuse(form, too_many_words(wait))
        return _show(request, form, signed_key(key) if key else new_form_key(), status=TOO_MANY, address=address)
    if key is None:
        refuse(form, current_content().form_question("enquiry.expired").error("expired"))
    if key is None or not form.is_valid():
        return _show(request, form, signed_key(key) if key else new_form_key(), status=REFUSED, address=address)
    clean = form.cleaned_data
    details = ContactDetails(phone=clean["phone"], ask_for=_ask_for(clean), safe_to_call=clean["safe_to_call"].text)
    try:
        asked = ask_for_call(
            enquiry=enquiry, form_key=key, details=details, slot_start_at=clean["slot_start_at"], by=PUBLIC, at=at
        )  # fmt: skip
    except UnableToBookCallBack as taken:
        form.add_error("call_when", str(taken))
        return _show(request, form, signed_key(key), status=TAKEN, address=address)
    return redirect("web:sent", queries.confirmation_token(asked))


def _ask_for(clean: dict[str, Any]) -> str:
    extension = clean.get("extension", "")
    return ", ".join(filter(None, [clean["ask_for"], f"extension {extension}" if extension else ""]))


def _submission(clean: dict[str, Any]) -> Submission:
    return Submission(
        role=clean["role"],
        details=ContactDetails(
            name=clean["name"], email=clean["email"], phone=clean["phone"], ask_for=_ask_for(clean),
            safe_to_call=clean["safe_to_call"].text,
        ),
        consents_to_follow_up=clean["consent"], question=clean["question"], wants_call=True,
        slot_start_at=clean["slot_start_at"], heard=clean["heard"], campaign=campaign_of(clean["c"]),
    )  # fmt: skip


def _show(
    request: HttpRequest, form: CallBackForm | CallAboutForm, form_key: str, *, status: int = 200, address: str = ""
) -> HttpResponse:  # fmt: skip
    context = {
        "address": address or reverse("web:call_back"),
        "form": form, "form_key": form_key, "heading": title("web.call_back_start"),
        "intro": words("web.call_back_start")
    }  # fmt: skip
    return personal_page(request, "web/call_back.html", context, status=status)


@public
@reads
def sent(request: HttpRequest, token: str) -> HttpResponse:
    """The reference and what happens next; opened by a signed link for a day, and holding no personal detail."""
    try:
        found = queries.confirmation(token)
    except queries.ConfirmationExpired:
        text = sentence("web.link_expired")
        return error_page(request, 410, title=title("web.link_expired"), paragraphs=[text])
    except queries.NoConfirmation:
        return error_page(request, 404)
    call = found.call_back
    context: dict[str, Any] = {"reference": found.reference, "email_sent": found.email_sent}
    if call and call.slot_start_at:
        context |= {"heading": title("pages.callback_sent")}
        context["body"] = words("pages.callback_sent", reference=found.reference, **slot_words(call))
    else:
        promise = "web.call_soon" if call else "web.reply_follows" if found.wants_reply else "web.no_reply_wanted"
        context |= {
            "heading": title("pages.callback_sent" if call else "pages.enquiry_sent"),
            "body": words("pages.enquiry_sent", reference=found.reference, when=when_words(found.arrived_at),
                          promise=sentence(promise)),
        }  # fmt: skip
    context["email_words"] = sentence("web.email_follows") if found.email_sent else ""
    return personal_page(request, "web/sent.html", context)
