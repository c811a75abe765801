"""Released claims, as the Authority reads them: lines, sums, and the protected list of what stands behind them."""

from __future__ import annotations

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from adviceline.accounts.models import Person
from adviceline.accounts.permissions import permission_required
from adviceline.accounts.roles import Permission
from adviceline.finance.models import Claim
from adviceline.finance.queries import claims as queries
from adviceline.finance.queries.facts import account
from adviceline.finance.tariff import grant
from adviceline.finance.views.claims import evidence_file
from adviceline.portal.actions import take_evidence


@require_safe
@permission_required(Permission.READ_RELEASES)
def listed(request: HttpRequest) -> HttpResponse:
    context = {
        "standings": queries.standings(released=True), "claimed": account().claimed, "grant": grant(),
        "left": queries.left_of_grant(),
    }  # fmt: skip
    return render(request, "portal/claims.html", context)


@require_safe
@permission_required(Permission.READ_RELEASES)
def one(request: HttpRequest, name: str) -> HttpResponse:
    claim = _released(name)
    context = {
        "claim": claim, "document": queries.document_of(claim), "standing": queries.standing(claim),
        "disputes": claim.disputes.select_related("line"), "partners": queries.by_partner(claim),
    }  # fmt: skip
    return render(request, "portal/claim.html", context)


@require_safe
@permission_required(Permission.READ_RELEASES)
def evidence(request: HttpRequest, name: str) -> HttpResponse:
    claim = _released(name)
    take_evidence(claim=claim, by=cast(Person, request.user), at=timezone.now())
    return evidence_file(claim)


def _released(name: str) -> Claim:
    try:
        return queries.claim_by_name(name, released=True)
    except queries.NoSuchClaim as error:
        raise Http404(str(error)) from error
