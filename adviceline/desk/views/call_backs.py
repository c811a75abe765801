"""The list of call-backs and the attempts to make them."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from adviceline.accounts.permissions import permission_required
from adviceline.accounts.roles import Permission
from adviceline.contacts.queries import access_contact_details
from adviceline.contacts.values import ContactDetails
from adviceline.desk.forms import AttemptForm
from adviceline.desk.shown import label, phone_words
from adviceline.desk.views.common import back_to, fetch, person
from adviceline.followups import actions
from adviceline.followups.models import CallBack
from adviceline.followups.queries import free_slots, waiting_call_backs
from adviceline.privacy import crypto

MOST_SHOWN = 100


@require_safe
@permission_required(Permission.WORK_ENQUIRIES)
def listed(request: HttpRequest) -> HttpResponse:
    """Call-backs to be made, soonest due first."""
    waiting = list(waiting_call_backs()[:MOST_SHOWN])
    return render(request, "desk/call_backs.html", {"waiting": waiting, "at": timezone.now(), "label": label})


@require_http_methods(["GET", "POST"])
@permission_required(Permission.WORK_ENQUIRIES)
def attempt(request: HttpRequest, pk: int) -> HttpResponse:
    """Show whom to ring and when it is safe, and record the attempt."""
    call_back = get_object_or_404(CallBack.objects.select_related("enquiry__enquirer"), pk=pk)
    enquiry = fetch(request, call_back.enquiry.reference, "call back")
    form = AttemptForm(request.POST or None, initial={"attempt": call_back.attempts + 1})
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        talk = round(float(clean["talk_minutes"] or 0) * 60)
        try:
            made = actions.attempt_call_back(
                call_back=call_back,
                outcome=clean["outcome"],
                by=person(request),
                at=timezone.now(),
                began_at=timezone.now(),
                attempt=clean["attempt"] or call_back.attempts + 1,
                talk_seconds=talk if clean["outcome"] == "completed" else None,
            )
        except actions.UnableToAttemptCallBack as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"Recorded. {made.call_back.get_state_display()}.")
            return back_to(enquiry)
    try:
        details, erased = access_contact_details(enquiry=enquiry, by=person(request), at=timezone.now()), False
    except crypto.Erased:
        details, erased = ContactDetails(), True
    context = {
        "call_back": call_back,
        "enquiry": enquiry,
        "form": form,
        "details": details,
        "erased": erased,
        "at": timezone.now(),
        "phone_words": phone_words,
    }
    return render(request, "desk/call_back.html", context, status=422 if request.method == "POST" else 200)


@require_POST
@permission_required(Permission.WORK_ENQUIRIES)
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it off the list."""
    call_back = get_object_or_404(CallBack.objects.select_related("enquiry"), pk=pk)
    enquiry = fetch(request, call_back.enquiry.reference, "call back")
    actions.cancel_call_back(call_back=call_back, by=person(request), at=timezone.now())
    messages.success(request, "The call-back is off the list.")
    return back_to(enquiry)


@require_http_methods(["GET", "POST"])
@permission_required(Permission.WORK_ENQUIRIES)
def request(request: HttpRequest, reference: str) -> HttpResponse:
    """Promise a call-back from the desk."""
    enquiry = fetch(request, reference, "call back")
    at = timezone.now()
    slots = free_slots(at=at)
    problem = ""
    if request.method == "POST":
        chosen = {slot.starts_at.isoformat(): slot.starts_at for slot in slots}
        wanted: datetime | None = chosen.get(request.POST.get("slot", ""))
        try:
            if request.POST.get("slot") not in {"", None, *chosen}:
                raise actions.UnableToBookCallBack("That time has just been taken. Choose another.")
            actions.request_call_back(
                enquiry=enquiry,
                request_key=f"desk:{_submission(request)}",
                by=person(request),
                at=at,
                slot_start_at=wanted,
            )
        except actions.UnableToBookCallBack as error:
            problem = str(error)
        else:
            messages.success(request, "The call-back is on the list.")
            return redirect("desk:call_backs")
    context = {"enquiry": enquiry, "slots": slots, "problem": problem, "submission": uuid.uuid4()}
    return render(request, "desk/request_call_back.html", context, status=422 if problem else 200)


def _submission(request: HttpRequest) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get("submission", ""))
    except ValueError:
        return uuid.uuid4()
