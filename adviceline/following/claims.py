"""From a line of a released claim to the contacts behind it, for those who may follow figures and read enquiries."""

from __future__ import annotations

from typing import cast
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from adviceline.accounts.models import Person
from adviceline.accounts.permissions import permission_required
from adviceline.accounts.roles import Permission
from adviceline.finance.queries import claims
from adviceline.finance.rules.charging import Line
from adviceline.following.records import open_contacts
from adviceline.following.views import shown_record


@require_safe
@permission_required(Permission.FOLLOW_FIGURES)
def claim_records(request: HttpRequest, name: str) -> HttpResponse:
    """`?month=202201&code=call/short` says which line; `&page=`."""
    try:
        claim = claims.claim_by_name(name, released=True)
    except claims.NoSuchClaim as error:
        raise Http404(str(error)) from error
    line = _line(request, claims.document_of(claim).lines)
    page = request.GET.get("page", "1")
    opened = open_contacts(
        facts=claims.charges_behind(claim, line), page=int(page) if page.isdecimal() and len(page) < 7 else 1,
        why=f"claim:{claim.name} {line.code} of {line.month}", by=cast(Person, request.user), at=timezone.now(),
    )  # fmt: skip

    def turned(to: int) -> str:
        query = urlencode({"month": line.month, "code": line.code, "page": to})
        return f"{reverse('following:claim_records', args=[name])}?{query}" if 1 <= to <= opened.pages else ""

    context = {
        "claim": claim, "line": line, "opened": opened, "rows": [shown_record(row) for row in opened.rows],
        "newer_url": turned(opened.page - 1), "older_url": turned(opened.page + 1),
        "may_see_money": cast(Person, request.user).may(Permission.SEE_MONEY),
    }  # fmt: skip
    return render(request, "following/claim.html", context)


def _line(request: HttpRequest, lines: tuple[Line, ...]) -> Line:
    """The line that was asked for; the first of contacts when none was."""
    asked = (request.GET.get("month", ""), request.GET.get("code", ""))
    found = [line for line in lines if line.kind == "contacts"]
    line = next((line for line in found if (str(line.month), line.code) == asked), None)
    if line is None and not any(asked) and found:
        line = found[0]
    if line is None:
        raise Http404("No contacts stand behind that line.")
    return line
