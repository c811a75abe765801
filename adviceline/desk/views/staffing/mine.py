"""An adviser's own rota: shifts, swaps, leave, availability, the private calendar; and their state on the line."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from adviceline.accounts.models import Person
from adviceline.accounts.permissions import permission_required
from adviceline.accounts.roles import Permission
from adviceline.desk.staffing_forms import AvailabilityForm, LeaveForm, SwapForm, shift_words
from adviceline.desk.views.common import number_in, person
from adviceline.workforce.actions import feeds, leave, presence, swaps
from adviceline.workforce.errors import UnableToStaff
from adviceline.workforce.models import AdviserRecord, Leave, Swap
from adviceline.workforce.queries.rota import (
    availability_of,
    feed_address,
    leave_ahead,
    open_feed_of,
    shifts_ahead,
    swaps_of,
)
from adviceline.workforce.queries.standing import adviser_records, watched
from adviceline.workforce.rules.presence import STATES

OFF = "off"


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.WORK_ENQUIRIES)
def mine(request: HttpRequest) -> HttpResponse:
    """POST `what` names a form of the page: leave, available, swap, or one of the steps in `_step`."""
    me, at = person(request), timezone.now()
    held = AdviserRecord.objects.select_related("person").filter(pk=me.pk).first()
    if held is None:
        return render(request, "desk/staffing/no_record.html", {})
    what = request.POST.get("what", "") if request.method == "POST" else ""
    made = _forms(held, what, request)
    if what in made:
        form = made[what]
        if form.is_valid() and _send(request, held, what, form):
            return redirect("desk:my_rota")
    elif request.method == "POST":
        _step(request, held, what)
        return redirect("desk:my_rota")
    feed = open_feed_of(held)
    context = {
        "held": held, "forms": made, "sent": made.get(what), "at": at, "me": me,
        "shifts": [(each, shift_words(each)) for each in shifts_ahead(held, at=at)],
        "leave": leave_ahead(held, at=at), "feed": feed,
        "feed_address": feed_address(feed, origin=request.build_absolute_uri("/")) if feed else "",
        "swaps": [
            (each, shift_words(each.shift), shift_words(each.in_return) if each.in_return else "")
            for each in swaps_of(held, at=at)
        ],
        "watched": next((each for each in watched(today=timezone.localdate(at)) if each.record.pk == held.pk), None),
    }  # fmt: skip
    answer = render(request, "desk/staffing/mine.html", context, status=422 if request.method == "POST" else 200)
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
@permission_required(Permission.WORK_ENQUIRIES)
def set_state(request: HttpRequest) -> HttpResponse:
    """From the top bar: ready, on a call, wrap-up, break, away, or off the line; then back to where the person was."""
    me, at, state = person(request), timezone.now(), request.POST.get("state", "")
    try:
        if state == OFF:
            presence.sign_off(adviser=me, by=me, at=at)
            messages.success(request, "You are off the line.")
        else:
            presence.set_state(adviser=me, state=state, by=me, at=at)
            messages.success(request, f"You are on the line as: {STATES[state].lower()}.")
    except UnableToStaff as problem:
        messages.error(request, str(problem))
    back = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = reverse("desk:queue")
    return HttpResponseRedirect(back)


def _forms(held: AdviserRecord, what: str, request: HttpRequest) -> dict[str, forms.Form]:
    at = timezone.now()
    others = [each for each in adviser_records(today=timezone.localdate(at)) if each.pk != held.pk]
    theirs = [shift for each in others for shift in shifts_ahead(each, at=at) if shift.starts_at > at]
    mine = [each for each in shifts_ahead(held, at=at) if each.starts_at > at]

    def data(name: str) -> Any:
        return request.POST if what == name else None

    return {
        "leave": LeaveForm(data("leave"), people=[held.person], me=held.person),
        "available": AvailabilityForm(data("available"), held=availability_of(held)),
        "swap": SwapForm(data("swap"), mine=mine, colleagues=others, theirs=theirs),
    }


def _send(request: HttpRequest, held: AdviserRecord, what: str, form: forms.Form) -> bool:
    """Do what a form asks; False, with the refusal on the form, when it cannot be done."""
    me, at, clean = person(request), timezone.now(), form.cleaned_data
    try:
        if what == "leave":
            leave.ask_leave(adviser=held, starts_at=clean["starts_at"], ends_at=clean["ends_at"], by=me, at=at)
            said = "Asked for. A supervisor will answer."
        elif what == "available":
            leave.set_availability(adviser=held, week=clean["week"], by=me, at=at)
            said = "Kept."
        else:
            assert isinstance(form, SwapForm)
            swaps.offer_swap(
                shift=form.shifts[clean["shift"]], to=form.colleagues[clean["colleague"]],
                in_return=form.shifts.get(clean["in_return"]), by=me, at=at,
            )  # fmt: skip
            said = "Offered. Your colleague sees it on their page."
    except UnableToStaff as problem:
        form.add_error(None, str(problem))
        return False
    messages.success(request, said)
    return True


def _step(request: HttpRequest, held: AdviserRecord, what: str) -> None:
    try:
        said = _done(held, what, number_in(request), me=person(request))
    except UnableToStaff as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, said)


def _done(held: AdviserRecord, what: str, number: int, *, me: Person) -> str:
    """Take a step, and say so. Raises `UnableToStaff`."""
    at = timezone.now()
    offered = Swap.objects.filter(pk=number).first()
    away = Leave.objects.filter(pk=number, adviser=held).first()
    match what:
        case "accept" if offered:
            swaps.answer_swap(swap=offered, accept=True, by=me, at=at)
            return "Accepted. It holds once a supervisor agrees."
        case "decline" if offered:
            swaps.answer_swap(swap=offered, accept=False, by=me, at=at)
            return "Declined."
        case "withdraw_swap" if offered:
            swaps.withdraw_swap(swap=offered, by=me, at=at)
            return "Withdrawn."
        case "withdraw_leave" if away:
            leave.withdraw_leave(leave=away, by=me, at=at)
            return "Withdrawn."
        case "make_feed":
            feeds.make_feed(adviser=held, by=me, at=at)
            return "Your calendar has a new private link."
        case "revoke_feed":
            feeds.revoke_feed(adviser=held, by=me, at=at)
            return "The link opens nothing any more."
    raise UnableToStaff("That is no longer there.")
