"""The list of call-backs and the attempts to make them."""

from __future__ import annotations

from csp.decorators import csp_update
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from adviceline.accounts.permissions import permission_required
from adviceline.accounts.roles import Permission
from adviceline.channels.telephony.actions import UnableToDial, UnableToHear, hear_message, place_call
from adviceline.channels.telephony.advisers import is_called_back, telephone_of
from adviceline.channels.telephony.models import VoiceMessage
from adviceline.channels.telephony.queries import messages_of
from adviceline.contacts.actions import record_reach
from adviceline.contacts.errors import UnableTo
from adviceline.contacts.queries import access_contact_details
from adviceline.contacts.values import ContactDetails
from adviceline.desk.forms import AttemptForm, PromiseForm, RingForm
from adviceline.desk.shown import label, phone_words
from adviceline.desk.views.common import back_to, error_on, fetch, person
from adviceline.followups import actions
from adviceline.followups.models import CallBack
from adviceline.followups.queries import being_rung, free_slots, waiting_call_backs
from adviceline.followups.rules import may_be_dialled_from
from adviceline.privacy import crypto
from adviceline.ui.filters import moment
from adviceline.ui.kept import written_in

MOST_SHOWN = 100


@require_safe
@permission_required(Permission.WORK_ENQUIRIES)
def listed(request: HttpRequest) -> HttpResponse:
    """Call-backs to be made, soonest due first, however they were asked for."""
    waiting = list(waiting_call_backs()[:MOST_SHOWN])
    context = {"waiting": waiting, "at": timezone.now(), "label": label, "ringing": being_rung(waiting)}
    return render(request, "desk/call_backs.html", context)


@require_POST
@permission_required(Permission.WORK_ENQUIRIES)
def ring(request: HttpRequest, pk: int) -> HttpResponse:
    """Ring them now: through the exchange where the adviser has a telephone there, else on a telephone of their own. The
    attempt is written down before anything is dialled."""
    call_back = get_object_or_404(CallBack.objects.select_related("enquiry__enquirer"), pk=pk)
    enquiry, by, at = fetch(request, call_back.enquiry.reference, "call back"), person(request), timezone.now()
    form = RingForm(request.POST)
    if not form.is_valid():
        return error_on(
            request, enquiry, 400, title="This call was not placed", paragraphs=["Open the call-back again."]
        )
    try:
        number = access_contact_details(enquiry=enquiry, by=by, at=at).phone
    except crypto.Erased:
        number = ""
    if not number:
        return error_on(
            request, enquiry, 409, title="This call was not placed", paragraphs=["There is no number to ring."]
        )
    way = "exchange" if telephone_of(by) is not None and not form.cleaned_data["own"] else "own"
    try:
        begun, is_new = actions.dial(
            call_back=call_back, attempt=form.cleaned_data["attempt"], way=way, by=by, at=at
        )  # fmt: skip
        if is_new and way == "exchange":
            place_call(dialling=begun, number=number, by=by, at=at)
            messages.success(request, "Your telephone rings now. Pick it up, and the number is dialled.")
    except actions.UnableToAttemptCallBack as error:
        return error_on(request, enquiry, 409, title="This call was not placed", paragraphs=[str(error)])
    except UnableToDial as error:
        actions.take_back(dialling=begun, by=by, at=at)
        messages.error(request, f"{error} Nothing was dialled. Ring from another telephone, or try again.")
    return redirect("desk:call_back", pk=pk)


@require_POST
@permission_required(Permission.WORK_ENQUIRIES)
def not_placed(request: HttpRequest, pk: int) -> HttpResponse:
    """It did not come to a call: the attempt is not counted."""
    call_back = get_object_or_404(CallBack.objects.select_related("enquiry"), pk=pk)
    fetch(request, call_back.enquiry.reference, "call back")
    begun = call_back.diallings.filter(settled_at=None, adviser=person(request)).first()
    if begun is not None:
        actions.take_back(dialling=begun, by=person(request), at=timezone.now())
    messages.success(request, "Nothing was counted.")
    return redirect("desk:call_back", pk=pk)


@require_safe
@permission_required(Permission.WORK_ENQUIRIES)
@never_cache
@csp_update({"sandbox": []})  # type: ignore[arg-type]  # a view takes its parameters too
def hear(request: HttpRequest, pk: int) -> HttpResponse:
    """A message that a caller left, as sound; that it was heard is recorded."""
    message = get_object_or_404(VoiceMessage.objects.select_related("contact__enquiry"), pk=pk)
    if message.contact.enquiry is None:
        raise Http404
    enquiry = fetch(request, message.contact.enquiry.reference, "hear a message")
    try:
        content = hear_message(message=message, by=person(request), at=timezone.now())
    except UnableToHear as error:
        return error_on(request, enquiry, 409, title="This message cannot be heard", paragraphs=[str(error)])
    answer = HttpResponse(content, content_type="audio/wav")
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_http_methods(["GET", "POST"])
@permission_required(Permission.WORK_ENQUIRIES)
@csp_update({"media-src": ["'self'"]})  # type: ignore[arg-type]  # a view takes its parameters too
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
        "ringing": being_rung([call_back]).get(call_back.pk),
        "telephone": telephone_of(person(request)),
        "is_called_back": is_called_back(details.phone),
        "me": person(request),
        "voice_messages": messages_of(enquiry),
        "not_before": may_be_dialled_from(call_back.last_attempt_at),
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
            reach = {name: clean[name] for name in ("phone", "ask_for", "safe_to_call") if clean.get(name)}
            if reach:
                record_reach(enquiry=enquiry, by=person(request), at=at, **reach)
            made = actions.request_call_back(
                enquiry=enquiry,
                request_key=f"desk:{clean['submission']}",
                asked="desk",
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
