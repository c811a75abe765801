"""The forecast of a week: calls, advisers, shifts, cost; scenarios side by side."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from adviceline.accounts.permissions import permission_required
from adviceline.accounts.roles import Permission
from adviceline.desk.forecast_form import ForecastForm
from adviceline.ui.forms import readable
from adviceline.workforce.plan import minimum_cover
from adviceline.workforce.queries.forecast import expected_week, history, kind_of
from adviceline.workforce.queries.rota import monday_of
from adviceline.workforce.rules.forecast.arrivals import FEWEST_DAYS, HOLIDAY
from adviceline.workforce.rules.forecast.planning import Plan, plan


@require_safe
@permission_required(Permission.SUPERVISE)
def forecast(request: HttpRequest) -> HttpResponse:
    """`?week=` names any day of the week, next week if none; the other values are those of the form."""
    today = timezone.localdate()
    monday = monday_of(_day(request.GET.get("week", ""), today + timedelta(days=7)))
    seen = history()
    sent = readable(request.GET) if "volume" in request.GET else None
    form = ForecastForm(sent, history=seen)
    plans: list[Plan] = []
    if seen.arrivals.is_known:
        expected = expected_week(seen.arrivals, monday)
        own = form.cleaned_data if sent is not None and form.is_valid() else {}
        scenarios = [("As now", 100, {}), ("Twice the calls", 200, {}), ("Yours", own.get("volume", 150), own)]
        plans = [plan(expected, form.assumptions(name, values, volume=volume)) for name, volume, values in scenarios]
    context = {
        "seen": seen, "form": form, "sent": sent is not None, "plans": plans, "monday": monday,
        "before": monday - timedelta(days=7), "after": monday + timedelta(days=7), "needed": minimum_cover(),
        "fewest_days": FEWEST_DAYS, "is_holiday": any(kind_of(monday + timedelta(days=each)) == HOLIDAY for each in range(5)),
    }  # fmt: skip
    status = 422 if sent is not None and form.errors else 200
    return render(request, "desk/staffing/forecast.html", context, status=status)


def _day(text: str, usual: date) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return usual
    return found if abs((found - usual).days) < 4000 else usual
