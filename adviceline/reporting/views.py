"""Pages for those who may see reports."""

from __future__ import annotations

from typing import Any

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
    return render(request, "reporting/monthly.html", _page(wanted, months, "reporting:monthly"))


@require_safe
@permission_required("read_releases")
def returns(request: HttpRequest) -> HttpResponse:
    """For the Authority: to the month asked for, else the latest that is over; calm words when there is none."""
    if asked := request.GET.get("month", "").strip():
        return redirect("reporting:return", format_month(_month(asked)))
    if months := months_that_ended(at=timezone.now()):
        return redirect("reporting:return", format_month(months[0]))
    return render(request, "reporting/no_returns.html")


@require_safe
@permission_required("read_releases")
def one_return(request: HttpRequest, month: str) -> HttpResponse:
    """A month that is over, protected, with how each figure is worked out."""
    wanted = _ended(month)
    context = _page(wanted, months_that_ended(at=timezone.now()), "reporting:return")
    return render(request, "reporting/return.html", context)


@require_safe
@permission_required("read_releases")
def download_return(request: HttpRequest, month: str, form: str) -> HttpResponse:
    return _file(_ended(month), form)


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


def _page(wanted: int, months: list[int], route: str) -> dict[str, Any]:
    return {
        "page": pages.page(monthly_figures(wanted)),
        "month_words": pages.month_words(wanted),
        "months": [
            {
                "value": format_month(each),
                "text": pages.month_words(each),
                "selected": each == wanted,
                "href": reverse(route, args=[format_month(each)]),
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


def _ended(text: str) -> int:
    """A month that the Authority may see; any other is not found, whether or not something was counted in it."""
    month = _month(text)
    if month not in months_that_ended(at=timezone.now()):
        raise Http404("There are no figures of that month.")
    return month


def _month(text: str) -> int:
    try:
        return parse_month(text)
    except ValueError as error:
        raise Http404(str(error)) from error
