"""The rota on a week grid, one shift, and what waits for a supervisor."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from adviceline.accounts.permissions import permission_required
from adviceline.accounts.roles import Permission
from adviceline.desk.staffing_forms import LeaveForm, MoveForm, ShiftForm, TakeOffForm, shift_words, times_words
from adviceline.desk.views.common import number_in, person
from adviceline.workforce.actions import leave, rota, swaps
from adviceline.workforce.errors import UnableToStaff
from adviceline.workforce.hours import LONDON
from adviceline.workforce.models import Leave, Shift, Swap
from adviceline.workforce.plan import minimum_cover
from adviceline.workforce.queries import opening_hours
from adviceline.workforce.queries.cover import gaps_ahead, planned_cover
from adviceline.workforce.queries.rota import leave_to_decide, monday_of, shifts_in, swaps_to_decide, week
from adviceline.workforce.queries.standing import adviser_records
from adviceline.workforce.rules.cover import gaps

MOST = 2**63 - 1
AHEAD_DAYS = 14


@require_safe
@permission_required(Permission.SEE_ROTA)
def grid(request: HttpRequest) -> HttpResponse:
    """A week: `?week=` names any day of it; `?adviser=` and `?day=` fill in the form for a shift."""
    return _grid(request, _day(request.GET.get("week", "")))


@require_POST
@permission_required(Permission.SUPERVISE)
def add(request: HttpRequest) -> HttpResponse:
    """A shift that was typed."""
    form = ShiftForm(request.POST, advisers=adviser_records(today=timezone.localdate() - timedelta(days=400)))
    if form.is_valid():
        clean = form.cleaned_data
        try:
            made = rota.add_shift(
                adviser=form.chosen, starts_at=clean["starts_at"], ends_at=clean["ends_at"],
                despite_availability=clean["despite_availability"], reason=clean["reason"], by=person(request),
                at=timezone.now(),
            )  # fmt: skip
        except UnableToStaff as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"On the rota: {form.chosen.person.name}, {shift_words(made)}.")
            return redirect(_week_address(made.starts_at.astimezone(LONDON).date()))
    return _grid(request, form.cleaned_data.get("day") if hasattr(form, "cleaned_data") else None, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.SUPERVISE)
def shift(request: HttpRequest, pk: int) -> HttpResponse:
    """One shift and its history. POST `what`: move, or off."""
    found = get_object_or_404(Shift.objects.select_related("adviser__person"), pk=min(pk, MOST))
    what = request.POST.get("what", "") if request.method == "POST" else ""
    move = MoveForm(request.POST if what == "move" else None, shift=found)
    off = TakeOffForm(request.POST if what == "off" else None, shift=found)
    sent = move if what == "move" else off if what == "off" else None
    if sent is not None and sent.is_valid():
        clean, by, at = sent.cleaned_data, person(request), timezone.now()
        try:
            if what == "move":
                changed = rota.move_shift(
                    shift=found, starts_at=clean["starts_at"], ends_at=clean["ends_at"], sequence=clean["sequence"],
                    despite_availability=clean["despite_availability"], reason=clean["reason"], by=by, at=at,
                )  # fmt: skip
            else:
                changed = rota.cancel_shift(
                    shift=found, sequence=clean["sequence"], reason=clean["reason"], by=by, at=at
                )
        except UnableToStaff as problem:
            sent.add_error(None, str(problem))
        else:
            messages.success(request, "The rota is changed.")
            return redirect(_week_address(changed.starts_at.astimezone(LONDON).date()))
    context = {
        "shift": found, "move": move, "off": off, "sent": sent, "words": shift_words(found),
        "changes": [
            (each, times_words(each.was_starts_at, each.was_ends_at) if each.was_starts_at and each.was_ends_at else "")
            for each in found.changes.select_related("changed_by", "was_adviser__person")
        ],
        "has_begun": found.starts_at <= timezone.now(),
        "week": _week_address(found.starts_at.astimezone(LONDON).date()),
    }  # fmt: skip
    return render(request, "desk/staffing/shift.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.SUPERVISE)
def requests(request: HttpRequest) -> HttpResponse:
    """Leave and swaps that wait for a supervisor. POST `what`: leave, swap (with `pk` and `agree`), or absence."""
    me, at = person(request), timezone.now()
    what = request.POST.get("what", "") if request.method == "POST" else ""
    people = [each.person for each in adviser_records(today=timezone.localdate(at)) if each.pk != me.pk]
    form = LeaveForm(request.POST if what == "absence" else None, people=people, me=me)
    if what in ("leave", "swap"):
        _decide(request, what)
        return redirect("desk:rota_requests")
    if what == "absence" and form.is_valid():
        clean = form.cleaned_data
        try:
            made = leave.ask_leave(
                adviser=form.chosen.adviser_record, starts_at=clean["starts_at"], ends_at=clean["ends_at"], by=me, at=at
            )
        except UnableToStaff as problem:
            form.add_error(None, str(problem))
        else:
            touched = shifts_in(made)
            more = (
                f" It touches {touched} of their shifts, which no longer count: look at the cover." if touched else ""
            )
            messages.success(request, f"The absence is kept.{more}")
            return redirect("desk:rota_requests")
    context = {
        "leave": [(each, shifts_in(each)) for each in leave_to_decide(at=at)],
        "swaps": [
            (each, shift_words(each.shift), shift_words(each.in_return) if each.in_return else "")
            for each in swaps_to_decide(at=at)
        ],
        "form": form, "people": people, "me": me,
    }  # fmt: skip
    return render(request, "desk/staffing/requests.html", context, status=422 if request.method == "POST" else 200)


def _decide(request: HttpRequest, what: str) -> None:
    number, agree = number_in(request), request.POST.get("agree", "")
    by, at = person(request), timezone.now()
    try:
        if agree not in ("yes", "no"):
            raise UnableToStaff("Choose whether you agree.")
        if what == "leave" and (asked := Leave.objects.filter(pk=number).first()):
            leave.decide_leave(leave=asked, agree=agree == "yes", by=by, at=at)
        elif what == "swap" and (offered := Swap.objects.filter(pk=number).first()):
            swaps.decide_swap(swap=offered, agree=agree == "yes", by=by, at=at)
        else:
            raise UnableToStaff("This is no longer there.")
    except UnableToStaff as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "Agreed." if agree == "yes" else "Not agreed.")


def _grid(request: HttpRequest, day: date | None, *, form: ShiftForm | None = None) -> HttpResponse:
    at = timezone.now()
    today = at.astimezone(LONDON).date()
    monday = monday_of(day if day is not None and abs((day - today).days) < 800 else today)
    rows, days = week(monday), [monday + timedelta(days=number) for number in range(7)]
    may_edit = person(request).may(Permission.SUPERVISE)
    hours = opening_hours()
    halves = planned_cover(days[0], days[-1])
    cover: list[dict[str, Any]] = [
        {
            "open": bool(hours.open_stretches(each)),
            "gaps": gaps(half for half in halves if half.starts_at.astimezone(LONDON).date() == each),
        }
        for each in days
    ]
    if may_edit and form is None:
        wanted = _day(request.GET.get("day", ""))
        form = ShiftForm(
            advisers=adviser_records(today=monday), adviser=request.GET.get("adviser", "")[:20], day=wanted or monday
        )
    context = {
        "rows": rows, "days": days, "cover": cover, "form": form if may_edit else None, "may_edit": may_edit,
        "monday": monday, "before": monday - timedelta(days=7), "after": monday + timedelta(days=7), "today": today,
        "needed": minimum_cover(), "times_words": times_words, "me": person(request),
        "gaps_ahead": gaps_ahead(at=at, days=AHEAD_DAYS) if may_edit else [],
    }  # fmt: skip
    return render(request, "desk/staffing/rota.html", context, status=422 if request.method == "POST" else 200)


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 1950 <= found.year <= 2200 else None


def _week_address(day: date) -> str:
    return f"{reverse('desk:rota')}?week={monday_of(day).isoformat()}"
