"""Minimum cover: now, ahead, and as it was, half hour by half hour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from adviceline.accounts.permissions import permission_required
from adviceline.accounts.roles import Permission
from adviceline.desk.views.staffing.rota import AHEAD_DAYS
from adviceline.facts.queries import cover_by_month
from adviceline.measures.definitions import MEASURES
from adviceline.workforce.hours import LONDON
from adviceline.workforce.plan import minimum_cover
from adviceline.workforce.queries.cover import actual_cover, cover_now, gaps_ahead, planned_cover
from adviceline.workforce.queries.presence import states_now
from adviceline.workforce.queries.rota import monday_of

MONTHS = 6


@dataclass(frozen=True)
class Cell:
    """A half hour of one day: what the rota had, and what there was, None while it is not over."""

    starts_at: datetime
    planned: int
    there: int | None
    needed: int


@require_safe
@permission_required(Permission.SUPERVISE)
def cover(request: HttpRequest) -> HttpResponse:
    """`?week=` names any day of the week that is looked at."""
    at = timezone.now()
    today = at.astimezone(LONDON).date()
    monday = monday_of(_day(request.GET.get("week", ""), today))
    cells = _cells(monday, at=at)
    times = sorted({moment for moments in cells.values() for moment in moments})
    context = {
        "now": cover_now(at=at), "states": states_now(at=at), "gaps": gaps_ahead(at=at, days=AHEAD_DAYS), "at": at,
        "ahead_days": AHEAD_DAYS, "needed": minimum_cover(), "days": list(cells), "times": times, "cells": cells,
        "before": monday - timedelta(days=7), "after": monday + timedelta(days=7), "months": cover_by_month(MONTHS),
        "definition": MEASURES["cover_half_hours_met"].definition, "monday": monday,
    }  # fmt: skip
    return render(request, "desk/staffing/cover.html", context)


def _cells(monday: date, *, at: datetime) -> dict[date, dict[str, Cell]]:
    """Day → time of day in London → the half hour; days on which the service is closed are not there."""
    sunday = monday + timedelta(days=6)
    there = {each.starts_at: each.there for each in actual_cover(monday, sunday, at=at)}
    found: dict[date, dict[str, Cell]] = {}
    for each in planned_cover(monday, sunday):
        local = each.starts_at.astimezone(LONDON)
        cell = Cell(each.starts_at, each.there, there.get(each.starts_at), each.needed)
        found.setdefault(local.date(), {})[f"{local:%H:%M}"] = cell
    return found


def _day(text: str, today: date) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return today
    return found if abs((found - today).days) < 4000 else today
