"""The enquiry page and everything that is done on it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from adviceline.accounts.permissions import permission_required
from adviceline.accounts.roles import Permission
from adviceline.contacts import actions
from adviceline.contacts.errors import UnableTo
from adviceline.contacts.forms import ConfidenceForm
from adviceline.contacts.models import ConfidenceAnswer, Enquiry
from adviceline.contacts.queries import EnquiryNotFound, access_contact_details, access_enquiry, call_like
from adviceline.contacts.values import ContactDetails
from adviceline.desk import page
from adviceline.desk.forms import CloseForm, EnquirerForm, LogCallForm, MergeForm, NoteForm, TriageForm
from adviceline.desk.shown import phone_words
from adviceline.desk.views.common import back_to, could_not, error_on, fetch, page_again, person
from adviceline.privacy import crypto
from adviceline.ui.errors import error_page
from adviceline.ui.filters import clock_time
from adviceline.ui.kept import written_in

#: What two recordings of one call have in common, and what is needed to look for the first.
ALIKE = (
    "enquiry", "direction", "outcome", "began_at", "talk_seconds", "adviser", "at", "idempotency_key",
)  # fmt: skip
MOVES: dict[str, Callable[..., Enquiry]] = {
    "release": actions.release,
    "wait": actions.wait,
    "resume": actions.resume,
    "reopen": actions.reopen,
}


@require_safe
@permission_required(Permission.READ_ENQUIRIES)
def show(request: HttpRequest, reference: str) -> HttpResponse:
    """The whole enquiry: conversation, map of advice, coded fields."""
    enquiry = fetch(request, reference)
    if enquiry.reference != reference:
        return redirect("desk:enquiry", reference=enquiry.reference)
    return render(
        request,
        "desk/enquiry.html",
        page.enquiry_page(enquiry, by=person(request), at=timezone.now(), chosen=request.GET),
    )


@require_POST
@permission_required(Permission.WORK_ENQUIRIES)
def claim(request: HttpRequest, reference: str) -> HttpResponse:
    """Take it up, or take it over."""
    enquiry = fetch(request, reference, "claim")
    try:
        actions.claim(enquiry=enquiry, by=person(request), at=timezone.now(), take_over="take_over" in request.POST)
    except UnableTo as error:
        return could_not(request, enquiry, error)
    messages.success(request, "This enquiry is yours.")
    return back_to(enquiry)


@require_POST
@permission_required(Permission.WORK_ENQUIRIES)
def move(request: HttpRequest, reference: str) -> HttpResponse:
    """Put back, set to waiting, resume or reopen."""
    enquiry = fetch(request, reference, "move")
    action = MOVES.get(request.POST.get("to", ""))
    if action is None:
        return error_on(request, enquiry, 400)
    try:
        action(enquiry=enquiry, by=person(request), at=timezone.now(), version=_version(request))
    except UnableTo as error:
        return could_not(request, enquiry, error)
    return back_to(enquiry)


@require_POST
@permission_required(Permission.WORK_ENQUIRIES)
def triage(request: HttpRequest, reference: str) -> HttpResponse:
    """Save the coded fields; answers JSON to the script that saves as one goes."""
    enquiry = fetch(request, reference, "triage")
    form = TriageForm(request.POST, enquiry=enquiry)
    script = _asked_by_script(request)
    if not form.is_valid():
        return _problem(script, 422, form) or page_again(request, enquiry, triage=form)
    try:
        saved = actions.triage(
            enquiry=enquiry,
            values=form.values(),
            by=person(request),
            at=timezone.now(),
            version=form.cleaned_data["version"],
        )
    except UnableTo as error:
        if script:
            return JsonResponse({"problem": str(error)}, status=409)
        return could_not(request, enquiry, error, kept=written_in(form))
    if script:
        return JsonResponse({"saved": f"Saved at {timezone.localtime():%H:%M}", "version": saved.version})
    messages.success(request, "Saved.")
    return back_to(enquiry, "coded")


@require_POST
@permission_required(Permission.WORK_ENQUIRIES)
def note(request: HttpRequest, reference: str) -> HttpResponse:
    """Keep a note, unless it could identify a child."""
    enquiry = fetch(request, reference, "note")
    form = NoteForm(request.POST)
    if not form.is_valid():
        return page_again(request, enquiry, note=form)
    clean = form.cleaned_data
    try:
        kept = actions.add_note(
            enquiry=enquiry, text=clean["note"], by=person(request), at=timezone.now(), submission=clean["submission"]
        )
    except UnableTo as error:
        return could_not(request, enquiry, error, kept=written_in(form, ["note"]))
    is_again = kept.submission != clean["submission"]
    shown = clock_time(kept.written_at)
    messages.success(request, f"You kept this note at {shown}. It is there once." if is_again else "The note is kept.")
    return back_to(enquiry, "conversation")


@require_POST
@permission_required(Permission.WORK_ENQUIRIES)
def confidence(request: HttpRequest, reference: str, stage: str) -> HttpResponse:
    """Record the two answers at the start or the close."""
    if stage not in ConfidenceAnswer.Stage.values:
        return error_page(request, 404)
    enquiry = fetch(request, reference, "confidence")
    form = ConfidenceForm(request.POST, stage=stage)
    if not form.is_valid():
        return page_again(request, enquiry, **{f"confidence_{stage}": form})
    clean = form.cleaned_data
    actions.answer_confidence(
        enquiry=enquiry,
        stage=stage,
        identifying=clean["identifying"],
        responding=clean["responding"],
        by=person(request),
        at=timezone.now(),
    )
    messages.success(request, "The answers are kept.")
    return back_to(enquiry, f"confidence-{stage}")


@require_POST
@permission_required(Permission.WORK_ENQUIRIES)
def signposts(request: HttpRequest, reference: str) -> HttpResponse:
    """Record the resources that were given."""
    enquiry = fetch(request, reference, "signpost")
    chosen = request.POST.getlist("resource")
    try:
        actions.give_signposts(enquiry=enquiry, resources=chosen, by=person(request), at=timezone.now())
    except UnableTo as error:
        return could_not(request, enquiry, error)
    if chosen:
        messages.success(request, "Recorded.")
    else:
        messages.error(request, "Choose at least one resource.")
    return back_to(enquiry, "signposts")


@require_POST
@permission_required(Permission.WORK_ENQUIRIES)
def withdraw_signpost(request: HttpRequest, reference: str) -> HttpResponse:
    """Take back one that was chosen by mistake."""
    enquiry = fetch(request, reference, "signpost")
    actions.withdraw_signpost(
        enquiry=enquiry, resource=request.POST.get("resource", "")[:120], by=person(request), at=timezone.now()
    )
    return back_to(enquiry, "signposts")


@require_POST
@permission_required(Permission.WORK_ENQUIRIES)
def close(request: HttpRequest, reference: str) -> HttpResponse:
    """Close with outcomes; says what is missing otherwise."""
    enquiry = fetch(request, reference, "close")
    form = CloseForm(request.POST, enquiry=enquiry, roles=person(request).roles)
    if not form.is_valid():
        return page_again(request, enquiry, close=form)
    clean = form.cleaned_data
    try:
        actions.close(
            enquiry=enquiry,
            outcomes=clean["outcomes"],
            non_advice=clean["non_advice"],
            version=clean["version"],
            by=person(request),
            at=timezone.now(),
        )
    except UnableTo as error:
        for missing in getattr(error, "missing", [str(error)]):
            form.add_error(None, missing)
        return page_again(request, enquiry, close=form)
    messages.success(request, f"{enquiry.reference} is closed.")
    return redirect("desk:queue")


@require_http_methods(["GET", "POST"])
@permission_required(Permission.WORK_ENQUIRIES)
def log_call(request: HttpRequest, reference: str | None = None) -> HttpResponse:
    """Log a phone call by hand: a new enquiry, or one more contact of an enquiry."""
    enquiry = fetch(request, reference, "log call") if reference else None
    now = timezone.localtime()
    initial = {
        "direction": "in",
        "outcome": "answered",
        "date": now.date(),
        "time": now.strftime("%H:%M"),
        "submission": uuid.uuid4(),
    }
    form = LogCallForm(request.POST or None, now=now, initial=initial)
    context: dict[str, Any] = {"form": form, "enquiry": enquiry}
    if request.method == "GET":
        return render(request, "desk/log_call.html", context)
    values = _call_values(form, enquiry=enquiry, request=request) if form.is_valid() else {}
    if values and not form.cleaned_data["another"] and (like := call_like(**{name: values[name] for name in ALIKE})):
        form.ask_whether_another(like.created_at, by_them=like.adviser_id is not None)
        context["like"] = like
    if not form.is_valid():
        return render(request, "desk/log_call.html", context, status=422)
    recorded = actions.record_contact(**values)
    if recorded.enquiry is None:
        messages.success(request, "The call is counted. It opened no enquiry, since nobody spoke.")
        return redirect("desk:queue")
    if recorded.created and enquiry is None:
        actions.claim(enquiry=recorded.enquiry, by=person(request), at=timezone.now())
    messages.success(request, "The call is recorded.")
    return back_to(recorded.enquiry)


@require_http_methods(["GET", "POST"])
@permission_required(Permission.WORK_ENQUIRIES)
def enquirer(request: HttpRequest, reference: str) -> HttpResponse:
    """Correct or complete who asks."""
    enquiry = fetch(request, reference, "enquirer")
    try:
        details = access_contact_details(enquiry=enquiry, by=person(request), at=timezone.now())
    except crypto.Erased as error:
        return error_on(request, enquiry, 410, title="These details were erased", paragraphs=[str(error)])
    held = enquiry.enquirer
    initial = {
        "role": held.role,
        "setting": held.setting,
        "establishment_urn": held.establishment_urn,
        "la_code": held.la_code,
        "consents_to_follow_up": held.consents_to_follow_up,
        **details.as_dict(),
    }
    form = EnquirerForm(request.POST or None, initial=initial)
    if request.method == "GET" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "desk/enquirer.html", {"form": form, "enquiry": enquiry}, status=status)
    try:
        actions.update_enquirer(enquiry=enquiry, values=form.values(), by=person(request), at=timezone.now())
    except UnableTo as error:
        return could_not(request, enquiry, error, kept=written_in(form))
    messages.success(request, "Saved.")
    return back_to(enquiry, "who")


@require_POST
@permission_required(Permission.READ_CONTACT_DETAILS)
def contact_details(request: HttpRequest, reference: str) -> HttpResponse:
    """Show how to reach the enquirer. A post, since looking is recorded."""
    enquiry = fetch(request, reference, "details")
    erased = False
    details = ContactDetails()
    try:
        details = access_contact_details(enquiry=enquiry, by=person(request), at=timezone.now())
    except crypto.Erased:
        erased = True
    context = {"enquiry": enquiry, "details": details, "erased": erased, "phone_words": phone_words}
    return render(request, "desk/contact_details.html", context)


@require_http_methods(["GET", "POST"])
@permission_required(Permission.WORK_ENQUIRIES)
def merge(request: HttpRequest, reference: str) -> HttpResponse:
    """Merge this enquiry into another about the same matter."""
    enquiry = fetch(request, reference, "merge")
    form = MergeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            target = access_enquiry(
                reference=form.cleaned_data["into"], by=person(request), at=timezone.now(), why="merge"
            )
            actions.merge(source=enquiry, target=target, by=person(request), at=timezone.now())
        except (EnquiryNotFound, UnableTo) as error:
            form.add_error("into", str(error))
        else:
            messages.success(request, f"{enquiry.reference} is merged into this one. Every contact was kept.")
            return back_to(target)
    status = 422 if request.method == "POST" else 200
    return render(request, "desk/merge.html", {"form": form, "enquiry": enquiry}, status=status)


@require_http_methods(["GET", "POST"])
@permission_required(Permission.WORK_ENQUIRIES)
def split(request: HttpRequest, reference: str) -> HttpResponse:
    """Move some contacts to an enquiry of their own."""
    enquiry = fetch(request, reference, "split")
    form = page.split_form(enquiry, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            new = actions.split(
                enquiry=enquiry,
                contacts=[int(pk) for pk in form.cleaned_data["contacts"]],
                by=person(request),
                at=timezone.now(),
            )
        except UnableTo as error:
            form.add_error("contacts", str(error))
        else:
            messages.success(request, f"This enquiry was split from {enquiry.reference}.")
            return back_to(new)
    status = 422 if request.method == "POST" else 200
    return render(request, "desk/split.html", {"form": form, "enquiry": enquiry}, status=status)


def _call_values(form: LogCallForm, *, enquiry: Enquiry | None, request: HttpRequest) -> dict[str, Any]:
    clean = form.cleaned_data
    talk = round(float(clean["talk_minutes"] or 0) * 60)
    spoke = clean["outcome"] == "answered"
    began_at = clean["began_at"]
    return {
        "channel": "call",
        "direction": clean["direction"],
        "outcome": clean["outcome"],
        "idempotency_key": f"desk-call:{clean['submission']}",
        "began_at": began_at,
        "by": person(request),
        "at": timezone.now(),
        "enquiry": enquiry,
        "opens_enquiry": spoke or bool(clean["note"].text),
        "text": clean["note"],
        "text_kind": "note",
        "answered_at": began_at if spoke else None,
        "ended_at": began_at + timedelta(seconds=talk),
        "talk_seconds": talk if spoke else None,
        "wrap_up_seconds": round(float(clean["wrap_up_minutes"] or 0) * 60) if spoke else None,
        "adviser": person(request) if spoke or clean["direction"] == "out" else None,
        "source": "desk",
    }


def _version(request: HttpRequest) -> int | None:
    value = request.POST.get("version", "")
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else None


def _asked_by_script(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "") == "application/json"


def _problem(script: bool, status: int, form: forms.Form) -> HttpResponse | None:
    if not script:
        return None
    words = " ".join(str(error) for errors in form.errors.values() for error in errors)
    return JsonResponse({"problem": words}, status=status)
