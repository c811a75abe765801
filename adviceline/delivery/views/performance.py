"""Planned against done, and the indicators."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from adviceline.accounts.models import Partner
from adviceline.delivery.actions import profile as actions
from adviceline.delivery.errors import UnableToPlan
from adviceline.delivery.forms import ActivityForm, CountForm, IndicatorForm
from adviceline.delivery.models import Activity, Indicator
from adviceline.delivery.queries.performance import ShownActivity, indicators, profile, shares
from adviceline.delivery.queries.plan import phase_with_figures, phases
from adviceline.delivery.rules.periods import Phase, first_day, last_day
from adviceline.delivery.rules.rating import RATING_WORDS
from adviceline.delivery.views.common import LARGEST, METHODS, REFUSED, manager_only, number, person, today
from adviceline.measures.calendar import format_month, parse_month
from adviceline.ui.charts import Chart, pair_chart
from adviceline.ui.filters import month as month_words
from adviceline.ui.tables import Column, Table

#: Units whose figures are shown with a decimal.
ROUNDED_TO = {"percent": 1, "points": 2, "seconds": 0}


@require_safe
@manager_only
def profile_page(request: HttpRequest) -> HttpResponse:
    """What was planned for each month of a phase, and what was done: `?phase=`."""
    found = phases()
    phase = phase_with_figures(found, number=number(request.GET.get("phase", "")), today=today())
    if phase is None:
        return redirect("delivery:overview")
    shown = profile(phase, today=today())
    context = {
        "phase": phase, "phases": found, "shown": [(each, _chart(each)) for each in shown],
        "shares": shares(phase, today=today()),
    }  # fmt: skip
    return render(request, "delivery/profile.html", context)


def _chart(shown: ShownActivity) -> Chart:
    rows = [(month_words(first_day(each.month)), each.planned, each.done, each.is_over) for each in shown.months]
    table = Table(
        shown.activity.title,
        (Column("Month"), Column("Planned", numeric=True), Column("Done", numeric=True), Column("Done of planned", numeric=True)),
        tuple((month, _or_none(planned), _or_none(done), _share(planned, done) if over else "Not over yet")
              for month, planned, done, over in rows),
        note="" if shown.measure else "Counted by hand.",
    )  # fmt: skip
    months = [(f"{first_day(each.month):%b %Y}", each.planned, each.done) for each in shown.months]
    return pair_chart(f"{shown.activity.title}, {shown.activity.unit}", months, table=table)


def _or_none(value: int | None) -> str:
    return "–" if value is None else f"{value:,}"


def _share(planned: int | None, done: int | None) -> str:
    return f"{100 * done / planned:.0f}%" if planned and done is not None else "–"


@require_http_methods(METHODS)
@manager_only
def activity(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Write an activity or change one; or count what was done of it by hand."""
    found = get_object_or_404(Activity, pk=min(pk, LARGEST)) if pk is not None else None
    phase = phase_with_figures(phases(), number=number(request.GET.get("phase", "")), today=today())
    if phase is None:
        return redirect("delivery:overview")
    counting = bool(found) and "count" in request.POST
    sent = request.POST if request.method == "POST" else None
    form = ActivityForm(None if counting else sent, activity=found, months=phase.months)
    by_hand = CountForm(sent if counting else None) if found and not found.measure else None
    try:
        if counting and found and by_hand and by_hand.is_valid():
            clean = by_hand.cleaned_data
            actions.count_by_hand(
                activity=found, month=clean["month"], amount=clean["amount"], by=person(request), at=timezone.now()
            )
            messages.success(request, "It is counted.")
            return redirect("delivery:profile")
        if sent is not None and not counting and form.is_valid():
            clean = form.cleaned_data
            actions.keep_activity(
                activity=found, title=clean["title"], unit=clean["unit"], measure=clean["measure"],
                partner=Partner.objects.filter(pk=clean["partner"]).first() if clean["partner"] else None,
                planned=form.planned, by=person(request), at=timezone.now(),
            )  # fmt: skip
            messages.success(request, "The activity is kept.")
            return redirect("delivery:profile")
    except UnableToPlan as problem:
        (by_hand if counting and by_hand else form).add_error(None, str(problem))
    refused = by_hand if by_hand and by_hand.errors else form
    context = {"form": form, "by_hand": by_hand, "activity": found, "phase": phase, "refused": refused}
    return render(request, "delivery/activity.html", context, status=REFUSED if refused.errors else 200)


@require_safe
@manager_only
def indicators_page(request: HttpRequest) -> HttpResponse:
    """How the indicators stand: `?phase=`, and `?at=2022-02` for how they stood when that month was over."""
    found = phases()
    phase = phase_with_figures(found, number=number(request.GET.get("phase", "")), today=today())
    if phase is None:
        return redirect("delivery:overview")
    day, at = _day_asked(request.GET.get("at", ""), phase)
    context = {
        "phase": phase, "phases": found, "at": at, "day": day, "words": RATING_WORDS, "places": ROUNDED_TO,
        "months": [format_month(month) for month in phase.months if last_day(month) < today()],
        "shown": indicators(phase, today=day), "withdrawn": Indicator.objects.filter(is_withdrawn=True),
    }  # fmt: skip
    return render(request, "delivery/indicators.html", context)


def _day_asked(text: str, phase: Phase) -> tuple[date, str]:
    """The day after the last of the month asked for; today where none is, or where it is no month of the phase."""
    try:
        month = parse_month(text.strip())
    except ValueError:
        return today(), ""
    if month not in phase.months or last_day(month) >= today():
        return today(), ""
    after = last_day(month)
    return date.fromordinal(after.toordinal() + 1), format_month(month)


@require_http_methods(METHODS)
@manager_only
def indicator(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Add an indicator, or change its target."""
    found = get_object_or_404(Indicator, pk=min(pk, LARGEST)) if pk is not None else None
    form = IndicatorForm(request.POST if request.method == "POST" else None, indicator=found)
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        try:
            actions.keep_indicator(
                indicator=found, measure=clean["measure"], better=clean["better"], target=clean["target"],
                amber_to=clean["amber_to"], why=clean["why"], is_withdrawn=clean["is_withdrawn"], by=person(request),
                at=timezone.now(),
            )  # fmt: skip
            messages.success(request, "The indicator is kept.")
            return redirect("delivery:indicators")
        except UnableToPlan as problem:
            form.add_error(None, str(problem))
    context = {"form": form, "indicator": found}
    return render(request, "delivery/indicator.html", context, status=REFUSED if form.errors else 200)
