"""The trends page, for those inside who may see reports."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from adviceline.accounts.permissions import permission_required
from adviceline.accounts.roles import Permission
from adviceline.content.current import current_content
from adviceline.measures.calendar import format_month
from adviceline.reporting.queries import months_with_contacts
from adviceline.reporting.trends.queries import FIELDS, Course, course_of
from adviceline.reporting.trends.rules import FALSE_ALARMS, LATEST_WEEKS, Alarm, look, may_look, share_interval
from adviceline.ui.charts import Chart, line_chart
from adviceline.ui.filters import count
from adviceline.ui.tables import Column, Table

TITLES = {"theme": "Themes", "kind": "Kinds", "role": "Roles", "setting": "Settings", "region": "Regions"}


@require_safe
@permission_required(Permission.VIEW_REPORTS)
def trends(request: HttpRequest) -> HttpResponse:
    """`?by=` is one of the fields, `?code=` one of its codes, whose share is then drawn with its uncertainty."""
    field = request.GET.get("by", FIELDS[0])
    if field not in FIELDS:
        return redirect("reporting:trends")
    months = months_with_contacts()
    asked = request.GET.get("until", "")
    until = next((month for month in months if format_month(month) == asked), None)
    course = course_of(field, at=timezone.now(), until=until)
    labels = {code.code: code.label for code in current_content().taxonomy[field]}
    code = request.GET.get("code", "")
    if code not in course.codes:
        code = max(course.codes, key=lambda each: sum(course.codes[each]), default="")
    here, kept = reverse("reporting:trends"), asked if until else ""
    context = {
        "title": TITLES[field],
        "views": [
            {"label": title, "href": f"{here}?{urlencode({'by': name, 'until': kept})}", "current": name == field}
            for name, title in TITLES.items()
        ],
        "options": [{"value": each, "text": labels.get(each, each), "selected": each == code} for each in course.codes],
        "field": field,
        "months": [{"value": "", "text": "Now", "selected": until is None}]
        + [
            {"value": format_month(month), "text": f"{_day(month):%B %Y}", "selected": month == until}
            for month in months
        ],
        "chart": _chart(course, code, labels.get(code, code)) if code and course.months else None,
        "table": _table(course, labels),
        "alarms": [_alarm_words(alarm, labels) for alarm in look(course.weeks)],
        "may_look": may_look(course.weeks),
        "weeks": len(course.weeks.totals),
        "latest_weeks": LATEST_WEEKS,
        "level": f"{FALSE_ALARMS:.0%}",
        "watched": len(course.codes) + 1,
    }
    return render(request, "reporting/trends.html", context)


def _chart(course: Course, code: str, label: str) -> Chart:
    shares = [share_interval(number, total) for number, total in zip(course.codes[code], course.totals, strict=True)]
    return line_chart(
        f"{label}: share of enquiries",
        [(_day(month), share[0] if share else None) for month, share in zip(course.months, shares, strict=True)],
        value_title="Share of enquiries, %",
        label_title="Month",
        places=1,
        hidden_text="no enquiries",
        by_month=True,
        band=[(share[1], share[2]) if share else None for share in shares],
    )


def _table(course: Course, labels: dict[str, str]) -> Table:
    def cell(number: int, total: int) -> str:
        share = share_interval(number, total)
        return f"{number:,} ({share[1]:.0f}–{share[2]:.0f}%)" if share else "0"

    return Table(
        f"{TITLES[course.field]} by month",
        (Column(TITLES[course.field]), *(Column(f"{_day(month):%b %Y}", numeric=True) for month in course.months)),
        tuple(
            (labels.get(code, code), *(cell(*pair) for pair in zip(numbers, course.totals, strict=True)))
            for code, numbers in course.codes.items()
        ),
        foot=("All enquiries", *(f"{total:,}" for total in course.totals)),
        note="In brackets: where the share lies, with 95% certainty (Wilson).",
    )


def _alarm_words(alarm: Alarm, labels: dict[str, str]) -> dict[str, Any]:
    since = f"in the {alarm.weeks_before} weeks before"
    chance = "less than 1 in 10,000" if alarm.chance < 1e-4 else f"about 1 in {round(1 / alarm.chance):,}"
    if not alarm.code:
        words = (
            f"{count(alarm.late, 'enquiry', 'enquiries')} in the last {LATEST_WEEKS} weeks, {alarm.before:,} {since}."
        )
        return {"label": "All enquiries", "words": f"{words} Chance of so many or more, had nothing changed: {chance}."}
    now = f"{alarm.late:,} of {alarm.late_all:,} enquiries in the last {LATEST_WEEKS} weeks"
    words = f"{now}, {alarm.before:,} of {alarm.before_all:,} {since}."
    return {
        "label": labels.get(alarm.code, alarm.code),
        "words": f"{words} Chance of so many or more, had its share not changed: {chance}.",
    }


def _day(month: int) -> date:
    return date(month // 100, month % 100, 1)
