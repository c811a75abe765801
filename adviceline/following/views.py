"""From a number to what stands behind it."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from adviceline.accounts.models import Person
from adviceline.accounts.permissions import permission_required
from adviceline.accounts.roles import Permission
from adviceline.desk.shown import CHANNELS, OUTCOMES, label
from adviceline.following import found
from adviceline.following.found import Followed, NothingToFollow, Where
from adviceline.following.records import RecordBehind, open_records


@require_safe
@permission_required(Permission.VIEW_REPORTS)
def figure(request: HttpRequest, kind: str, name: str, figure: str) -> HttpResponse:
    return _one(request, Where(kind, name, figure=figure))


@require_safe
@permission_required(Permission.VIEW_REPORTS)
def cell(request: HttpRequest, kind: str, name: str, table: str) -> HttpResponse:
    """`?row=` and `?column=` say which."""
    return _one(request, _where(request, kind, name, table))


@require_safe
@permission_required(Permission.FOLLOW_FIGURES)
def figure_records(request: HttpRequest, kind: str, name: str, figure: str) -> HttpResponse:
    return _records(request, Where(kind, name, figure=figure))


@require_safe
@permission_required(Permission.FOLLOW_FIGURES)
def cell_records(request: HttpRequest, kind: str, name: str, table: str) -> HttpResponse:
    return _records(request, _where(request, kind, name, table))


def _where(request: HttpRequest, kind: str, name: str, table: str) -> Where:
    asked = request.GET
    return Where(kind, name, table=table, row=asked.get("row", "")[:120], column=asked.get("column", "")[:120])


def _followed(where: Where) -> Followed:
    try:
        return found.follow(where)
    except NothingToFollow as error:
        raise Http404(str(error)) from error


def _one(request: HttpRequest, where: Where) -> HttpResponse:
    followed = _followed(where)
    may = cast(Person, request.user).may(Permission.FOLLOW_FIGURES)
    parts = [{"words": part.words, "href": _address(where, records=True, part=part.part)} for part in followed.behind]
    context = {"followed": followed, "parts": parts, "may_open": may, "back": _back(where)}
    return render(request, "following/figure.html", context)


def _records(request: HttpRequest, where: Where) -> HttpResponse:
    followed = _followed(where)
    asked = request.GET.get("part", "")
    behind = next((part for part in followed.behind if part.part == asked), None) or next(iter(followed.behind), None)
    if behind is None:
        raise Http404("What this number is worked out from cannot be listed.")
    page = request.GET.get("page", "1")
    why = f"figure:{where.figure or f'{where.table}/{where.row}/{where.column}'} of {where.name}"
    opened = open_records(
        behind=behind, months=followed.months, page=int(page) if page.isdecimal() and len(page) < 7 else 1,
        why=why[:200], by=cast(Person, request.user), at=timezone.now(),
    )  # fmt: skip

    def turned(to: int) -> str:
        return _address(where, records=True, part=behind.part, page=to) if 1 <= to <= opened.pages else ""

    context = {
        "followed": followed,
        "part": behind,
        "opened": opened,
        "rows": [shown_record(row) for row in opened.rows],
        "newer_url": turned(opened.page - 1),
        "older_url": turned(opened.page + 1),
        "back": _address(where),
    }
    return render(request, "following/records.html", context)


def shown_record(row: RecordBehind) -> dict[str, Any]:
    """A record as the list of them shows it."""
    enquiry, contact = row.enquiry, row.contact
    what = ""
    if contact is not None:
        outcome = OUTCOMES.get(contact.outcome, contact.outcome)
        what = f"{CHANNELS.get(contact.channel, contact.channel)}, {outcome}"
    return {
        "at": row.at,
        "what": what,
        "reference": enquiry.reference if enquiry else "",
        "href": reverse("desk:enquiry", args=[enquiry.reference]) if enquiry else "",
        "kind": label("kind", enquiry.kind) if enquiry else "",
    }


def _address(where: Where, *, records: bool = False, **more: object) -> str:
    suffix = "_records" if records else ""
    if where.figure:
        path = reverse(f"following:figure{suffix}", args=[where.kind, where.name, where.figure])
        query = more
    else:
        path = reverse(f"following:cell{suffix}", args=[where.kind, where.name, where.table])
        query = {"row": where.row, "column": where.column, **more}
    return f"{path}?{urlencode(query)}" if query else path


def _back(where: Where) -> str:
    if where.kind == found.RETURN:
        return reverse("returns:preview", args=[where.name])
    return reverse("reporting:monthly", args=[where.name])
