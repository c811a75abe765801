"""Pages for those who may see reports."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from adviceline.accounts.permissions import permission_required
from adviceline.facts.protecting import disclosure_rule
from adviceline.measures.calendar import format_month, london_moment, parse_month
from adviceline.reporting import exports, pages
from adviceline.reporting.queries import monthly_figures, months_that_ended, months_with_contacts


@require_safe
@permission_required("view_reports")
def choose(request: HttpRequest) -> HttpResponse:
    """To the month asked for (`?month=2022-02`), else the latest that is over and has contacts, else this one."""
    if asked := request.GET.get("month", "").strip():
        return redirect("reporting:monthly", format_month(_month(asked)))
    at = timezone.now()
    months = months_that_ended(at=at) or [london_moment(at).month]
    return redirect("reporting:monthly", format_month(months[0]))


@require_safe
@permission_required("view_reports")
def monthly(request: HttpRequest, month: str) -> HttpResponse:
    wanted = _month(month)
    months = sorted({*months_with_contacts(), wanted}, reverse=True)
    return render(request, "reporting/monthly.html", _page(wanted, months))


@require_safe
@permission_required("view_reports")
def download(request: HttpRequest, month: str, form: str) -> HttpResponse:
    return _file(_month(month), form)


@require_safe
@permission_required("view_reports")
def definitions(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "reporting/definitions.html",
        {"definitions": pages.definitions(), "rule": disclosure_rule().words()},
    )


def _page(wanted: int, months: list[int]) -> dict[str, Any]:
    month = format_month(wanted)

    def behind(table: str, row: str, column: str) -> str:
        cell = urlencode({"row": row, "column": column})
        return f"{reverse('following:cell', args=['live', month, table])}?{cell}"

    return {
        "page": pages.page(monthly_figures(wanted), link=behind),
        "month_words": pages.month_words(wanted),
        "months": [
            {
                "value": format_month(each),
                "text": pages.month_words(each),
                "selected": each == wanted,
                "href": reverse("reporting:monthly", args=[format_month(each)]),
            }
            for each in months
        ],
    }


def _file(month: int, form: str) -> HttpResponse:
    write, kind = {
        "csv": (exports.as_csv, "text/csv; charset=utf-8"),
        "json": (exports.as_json, "application/json"),
    }[form]
    response = HttpResponse(write(monthly_figures(month)), content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="monthly-figures-{format_month(month)}.{form}"'
    return response


def _month(text: str) -> int:
    try:
        return parse_month(text)
    except ValueError as error:
        raise Http404(str(error)) from error
