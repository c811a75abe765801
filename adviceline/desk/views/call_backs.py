"""The list of call-backs and the attempts to make them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from adviceline.accounts.permissions import permission_required
from adviceline.accounts.roles import Permission
from adviceline.contacts.actions import record_phone
from adviceline.contacts.errors import UnableTo
from adviceline.contacts.queries import access_contact_details
from adviceline.contacts.values import ContactDetails
from adviceline.desk.forms import AttemptForm, PromiseForm
from adviceline.desk.shown import label, phone_words
from adviceline.desk.views.common import back_to, error_on, fetch, person
from adviceline.followups import actions
from adviceline.followups.models import CallBack
from adviceline.followups.queries import free_slots, waiting_call_backs
from adviceline.privacy import crypto
from adviceline.ui.filters import moment
from adviceline.ui.kept import written_in

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
    form = AttemptForm(request.POST if request.method == "POST" else None, initial={"attempt": call_back.attempts + 1})
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
            recorded = made.contact.outcome, made.contact.talk_seconds or 0, made.contact.adviser_id
            if recorded != (clean["outcome"], talk if clean["outcome"] == "completed" else 0, person(request).pk):
                said = (
                    "This attempt was recorded before: with another answer, or by a colleague. What you sent this time "
                    "was not saved. If it was another attempt, open the call-back again."
                )
                kept = written_in(form)
                return error_on(request, enquiry, 409, title="This was recorded before", paragraphs=[said], kept=kept)
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
    """Promise a call-back from the desk. Without a number there is nothing to promise, so the page asks for it."""
    enquiry = fetch(request, reference, "call back")
    at = timezone.now()
    if enquiry.enquirer.erased_at:
        words = ["The contact details of who asked were erased, so nobody can be rung."]
        return error_on(request, enquiry, 409, title="No call-back can be promised", paragraphs=words)
    slots = {slot.starts_at.isoformat(): slot.starts_at for slot in free_slots(at=at)}
    form = PromiseForm(
        request.POST if request.method == "POST" else None,
        slots=[(value, moment(starts_at)) for value, starts_at in slots.items()],
        has_number=bool(enquiry.enquirer.phone_index),
    )
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        try:
            if clean.get("phone"):
                record_phone(enquiry=enquiry, phone=clean["phone"], by=person(request), at=at)
            made = actions.request_call_back(
                enquiry=enquiry,
                request_key=f"desk:{clean['submission']}",
                by=person(request),
                at=at,
                slot_start_at=slots.get(clean["slot"]),
            )
        except (UnableTo, actions.UnableToBookCallBack) as error:
            form.add_error("slot", str(error))
        else:
            if made.slot_start_at == slots.get(clean["slot"]):
                messages.success(request, "The call-back is on the list.")
            else:  # sent again, after an interrupted send, with another time
                when = moment(made.slot_start_at) if made.slot_start_at else "as soon as possible"
                messages.error(
                    request,
                    f"The call-back was promised before, for {when}. That stands: to promise another time, take it off "
                    "the list and promise it again.",
                )
            return redirect("desk:call_backs")
    context = {"enquiry": enquiry, "form": form}
    return render(request, "desk/request_call_back.html", context, status=422 if request.method == "POST" else 200)
