"""The enquiry page and everything that is done on it."""

from __future__ import annotations

from collections.abc import Callable

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
from adviceline.contacts.queries import EnquiryNotFound, access_contact_details, access_enquiry
from adviceline.contacts.values import ContactDetails
from adviceline.desk import page
from adviceline.desk.forms import CloseForm, EnquirerForm, MergeForm, NoteForm, TriageForm
from adviceline.desk.shown import phone_words
from adviceline.desk.views.common import back_to, could_not, error_on, fetch, page_again, person
from adviceline.privacy import crypto
from adviceline.quality.actions.wellbeing import note_difficulty
from adviceline.ui.errors import error_page
from adviceline.ui.filters import clock_time
from adviceline.ui.kept import written_in
from adviceline.ui.plain_errors import LOST

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
    """Take it up, or take it over. Who has it decides, so the queue's button needs no version of the enquiry."""
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
    if (version := _version(request)) is None:
        return error_on(request, enquiry, 422, title="This was not saved", paragraphs=[LOST])
    try:
        action(enquiry=enquiry, by=person(request), at=timezone.now(), version=version)
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
    now = timezone.now()
    try:
        kept = actions.add_note(
            enquiry=enquiry, text=clean["note"], by=person(request), at=now, submission=clean["submission"]
        )
    except UnableTo as error:
        return could_not(request, enquiry, error, kept=written_in(form, ["note"]))
    said = "The note is kept."
    if kept.submission != clean["submission"]:  # sent before: with other words, or from another page
        is_new = kept.written_at == now
        again = f"You kept this note at {clock_time(kept.written_at)}. It is there once."
        said = f"{said} What you sent first is kept too, as a note of its own." if is_new else again
    messages.success(request, said)
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
    clean, at = form.cleaned_data, timezone.now()
    try:
        actions.close(
            enquiry=enquiry,
            outcomes=clean["outcomes"],
            non_advice=clean["non_advice"],
            version=clean["version"],
            by=person(request),
            at=at,
        )
    except UnableTo as error:
        for missing in getattr(error, "missing", [str(error)]):
            form.add_error(None, missing)
        return page_again(request, enquiry, close=form)
    if clean["difficulty"]:
        note_difficulty(enquiry=enquiry, level=clean["difficulty"], by=person(request), at=at)
    messages.success(request, f"{enquiry.reference} is closed.")
    return redirect("desk:queue")


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
    form = EnquirerForm(request.POST if request.method == "POST" else None, initial=initial)
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
    form = MergeForm(request.POST if request.method == "POST" else None)
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
    form = page.split_form(enquiry, request.POST if request.method == "POST" else None)
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
