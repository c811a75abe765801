"""Released claims, as the Authority reads them: lines, sums, and the protected list of what stands behind them; and what the
Authority does not agree with."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from adviceline.accounts.models import Person
from adviceline.accounts.permissions import permission_required
from adviceline.accounts.roles import Permission
from adviceline.finance.actions.disputes import raise_dispute
from adviceline.finance.errors import UnableToClaim
from adviceline.finance.forms import AuthorityDisputeForm
from adviceline.finance.models import Claim
from adviceline.finance.queries import claims as queries
from adviceline.finance.queries.facts import account
from adviceline.finance.tariff import grant
from adviceline.finance.views.claims import evidence_file
from adviceline.portal.actions import take_evidence

REFUSED = 422


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
    return _page(request, _released(name))


@require_POST
@permission_required(Permission.DISPUTE_CLAIMS)
def dispute(request: HttpRequest, name: str) -> HttpResponse:
    """Say that a line, or the claim as a whole, is not agreed."""
    claim = _released(name)
    form = AuthorityDisputeForm(request.POST, lines=queries.lines_to_dispute(claim))
    if form.is_valid():
        clean = form.cleaned_data
        try:
            raise_dispute(
                claim=claim, line=queries.line_of(claim, clean["line"]), amount=clean["amount"], reason=clean["reason"],
                by=cast(Person, request.user), at=timezone.now(),
            )  # fmt: skip
        except UnableToClaim as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "The service can read your dispute now. Its answer will be here.")
            return redirect("portal:claim", claim.name)
    return _page(request, claim, asked=form, status=REFUSED)


def _page(
    request: HttpRequest, claim: Claim, *, asked: AuthorityDisputeForm | None = None, status: int = 200
) -> HttpResponse:
    lines = queries.lines_to_dispute(claim)
    context = {
        "claim": claim, "document": queries.document_of(claim), "standing": queries.standing(claim),
        "disputes": claim.disputes.select_related("line"), "partners": queries.by_partner(claim), "asked": asked,
        "form": asked or AuthorityDisputeForm(lines=lines),
        "may_dispute": cast(Person, request.user).may(Permission.DISPUTE_CLAIMS) and claim.gross > 0,
    }  # fmt: skip
    return render(request, "portal/claim.html", context, status=status)


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
