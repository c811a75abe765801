"""Where the service stands, its plan, and its phases."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from adviceline.accounts.models import Partner
from adviceline.delivery.actions import beginning
from adviceline.delivery.actions import plan as actions
from adviceline.delivery.errors import UnableToPlan
from adviceline.delivery.forms import PeriodForm, StepForm
from adviceline.delivery.models import PlanStep
from adviceline.delivery.queries.performance import indicators, shares
from adviceline.delivery.queries.plan import (
    ShownStep,
    history_of,
    opening_at_risk,
    phase_in_mind,
    phase_with_figures,
    phases,
    shown_steps,
)
from adviceline.delivery.queries.registers import overdue_issues, overdue_reviews
from adviceline.delivery.rules.periods import countdown
from adviceline.delivery.rules.rating import RATING_WORDS, Rating
from adviceline.delivery.views.common import (
    LARGEST,
    METHODS,
    REFUSED,
    chosen_person,
    manager_only,
    number,
    person,
    today,
)
from adviceline.ui.charts import GanttBar, gantt_chart
from adviceline.ui.filters import count, long_date
from adviceline.ui.tables import Column, Table


@require_http_methods(METHODS)
@manager_only
def overview(request: HttpRequest) -> HttpResponse:
    """Where everything stands; before the plan is taken up, the button that takes it up."""
    if request.method == "POST":
        try:
            beginning.take_up_plan(by=person(request), at=timezone.now())
        except UnableToPlan as problem:
            messages.error(request, str(problem))
        else:
            messages.success(request, "The plan is taken up. Change it here from now on.")
        return redirect("delivery:overview")
    day, found = today(), phases()
    phase, figures = phase_in_mind(found, number=None, today=day), phase_with_figures(found, number=None, today=day)
    context: dict[str, Any] = {"phases": found, "phase": phase, "today": day}
    if phase and figures:
        steps = shown_steps(phase.number, today=day)
        ratings = [each.rating for each in indicators(figures, today=day)]
        context |= {
            "countdown": countdown(phase, today=day), "states": {each.number: countdown(each, today=day) for each in found},
            "at_risk": opening_at_risk(steps, phase) if day <= phase.opens else [],
            "late": [each for each in steps if each.is_late(day)],
            "ahead": [each for each in steps if each.step.done_date is None][:6],
            "done": sum(each.step.done_date is not None for each in steps), "steps": len(steps), "figures": figures,
            "ratings": [(words, sum(each is rating for each in ratings)) for rating, words in RATING_WORDS.items()],
            "reds": sum(each is Rating.RED for each in ratings), "reviews": overdue_reviews(today=day),
            "issues": overdue_issues(today=day), "shares": shares(figures, today=day),
        }  # fmt: skip
    return render(request, "delivery/overview.html", context)


@require_safe
@manager_only
def plan(request: HttpRequest) -> HttpResponse:
    """The plan of a phase: `?phase=`."""
    day, found = today(), phases()
    phase = phase_in_mind(found, number=number(request.GET.get("phase", "")), today=day)
    if phase is None:
        return redirect("delivery:overview")
    steps = shown_steps(phase.number, today=day)
    context = {
        "phase": phase, "phases": found, "steps": steps, "today": day, "countdown": countdown(phase, today=day),
        "chart": gantt_chart(f"Plan of the {phase.name}", [_bar(each) for each in steps], today=day, table=_table(steps)),
        "at_risk": opening_at_risk(steps, phase) if day <= phase.opens else [],
    }  # fmt: skip
    return render(request, "delivery/plan.html", context)


def _bar(shown: ShownStep) -> GanttBar:
    step = shown.step
    return GanttBar(
        step.title, step.starts_date if step.done_date else shown.expected.starts, step.ends_date,
        step.baseline_ends_date, shown.expected.ends, step.done_date is not None, step.is_milestone,
    )  # fmt: skip


def slip_words(days: int) -> str:
    if not days:
        return "As first planned"
    return f"{count(abs(days), 'day')} {'later' if days > 0 else 'earlier'}"


def _table(steps: list[ShownStep]) -> Table:
    names = ("Step", "First planned to end", "Planned", "Ends, as expected", "Slip", "Needs")
    return Table(
        "Steps of the plan", tuple(Column(name) for name in names),
        tuple(
            (
                each.step.title, long_date(each.step.baseline_ends_date),
                f"{long_date(each.step.starts_date)} to {long_date(each.step.ends_date)}",
                f"{long_date(each.expected.ends)}{' (done)' if each.step.done_date else ''}",
                slip_words(each.expected.slip_days), "; ".join(each.needs) or "Nothing",
            )
            for each in steps
        ),
    )  # fmt: skip


@require_http_methods(METHODS)
@manager_only
def step(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Write a step, change one, or take it out."""
    found = get_object_or_404(PlanStep, pk=min(pk, LARGEST)) if pk is not None else None
    phase = found.phase if found else _phase_asked(request)
    if phase is None:
        return redirect("delivery:overview")
    form = StepForm(request.POST if request.method == "POST" else None, step=found, phase=phase)
    if request.method == "POST" and form.is_valid():
        clean, by, at = form.cleaned_data, person(request), timezone.now()
        try:
            if found and "remove" in request.POST:
                actions.remove_step(step=found, version=clean["version"] or 0, by=by, at=at)
                messages.success(request, "The step is taken out of the plan.")
            else:
                actions.keep_step(
                    step=found, phase=phase, title=clean["title"], starts_date=clean["starts_date"],
                    ends_date=clean["ends_date"], is_milestone=clean["is_milestone"],
                    before_opening=clean["before_opening"], done_date=clean["done_date"],
                    owner=chosen_person(clean["owner"]),
                    partner=Partner.objects.filter(pk=clean["partner"]).first() if clean["partner"] else None,
                    needs=list(PlanStep.objects.filter(pk__in=clean["needs"])), version=clean["version"] or 0, by=by, at=at,
                )  # fmt: skip
                messages.success(request, "The step is kept.")
            return redirect(f"{_plan_address()}?phase={phase}")
        except UnableToPlan as problem:
            form.add_error(None, str(problem))
    name = next((each.name for each in phases() if each.number == phase), "")
    return render(
        request, "delivery/step.html", {"form": form, "step": found, "phase": phase, "phase_name": name},
        status=REFUSED if form.errors else 200,
    )  # fmt: skip


def _plan_address() -> str:
    from django.urls import reverse

    return reverse("delivery:plan")


def _phase_asked(request: HttpRequest) -> int | None:
    phase = phase_in_mind(phases(), number=number(request.GET.get("phase", "")), today=today())
    return phase.number if phase else None


@require_http_methods(METHODS)
@manager_only
def phases_page(request: HttpRequest) -> HttpResponse:
    """The dates and budget of each phase with their history; `?phase=` is changed, `?phase=new` begins another."""
    found = phases()
    asked = request.GET.get("phase", "")
    phase = None if asked == "new" else phase_in_mind(found, number=number(asked), today=today())
    if not found:
        return redirect("delivery:overview")
    history = history_of(phase.number) if phase else []
    form = PeriodForm(request.POST if request.method == "POST" else None, held=history[0] if history else None)
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        try:
            actions.agree_period(
                phase=phase.number if phase else None, name=clean["name"], opens_date=clean["opens_date"],
                ends_date=clean["ends_date"], budget=clean["budget"], reason=clean["reason"], last=clean["last"],
                by=person(request), at=timezone.now(),
            )  # fmt: skip
            messages.success(request, "It is agreed. What held before is kept below.")
            return redirect("delivery:phases")
        except UnableToPlan as problem:
            form.add_error(None, str(problem))
    context = {
        "form": form, "phase": phase, "phases": found, "today": today(),
        "histories": [(each, countdown(each, today=today()), history_of(each.number)) for each in found],
    }  # fmt: skip
    return render(request, "delivery/phases.html", context, status=REFUSED if form.errors else 200)
