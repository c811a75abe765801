"""Pages for those who may see reports."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from adviceline.accounts.permissions import permission_required
from adviceline.measures.calendar import format_month, london_moment, parse_month
from adviceline.reporting import exports, pages
from adviceline.reporting.queries import disclosure_rule, monthly_figures, months_with_facts


@require_safe
@permission_required("view_reports")
def choose(request: HttpRequest) -> HttpResponse:
    """To the month asked for (`?month=2022-02`), else the latest with anything in it, else this one."""
    asked = request.GET.get("month", "").strip()
    if asked:
        return redirect("reporting:monthly", format_month(_month(asked)))
    months = months_with_facts()
    return redirect("reporting:monthly", format_month(months[0] if months else london_moment(timezone.now()).month))


@require_safe
@permission_required("view_reports")
def monthly(request: HttpRequest, month: str) -> HttpResponse:
    wanted = _month(month)
    choices = sorted({*months_with_facts(), wanted}, reverse=True)
    return render(
        request,
        "reporting/monthly.html",
        {
            "page": pages.page(monthly_figures(wanted)),
            "month_words": pages.month_words(wanted),
            "months": [
                {"value": format_month(each), "text": pages.month_words(each), "selected": each == wanted}
                for each in choices
            ],
        },
    )


@require_safe
@permission_required("view_reports")
def download(request: HttpRequest, month: str, form: str) -> HttpResponse:
    wanted = _month(month)
    write, kind = {
        "csv": (exports.as_csv, "text/csv; charset=utf-8"),
        "json": (exports.as_json, "application/json"),
    }[form]
    response = HttpResponse(write(monthly_figures(wanted)), content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="monthly-figures-{format_month(wanted)}.{form}"'
    return response


@require_safe
@permission_required("view_reports")
def definitions(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "reporting/definitions.html",
        {"definitions": pages.definitions(), "rule": disclosure_rule().words()},
    )


def _month(text: str) -> int:
    try:
        return parse_month(text)
    except ValueError as error:
        raise Http404(str(error)) from error
