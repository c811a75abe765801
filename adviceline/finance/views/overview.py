"""Money at a glance, the tariff, and the year."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from adviceline.accounts.permissions import permission_required
from adviceline.accounts.roles import Permission
from adviceline.finance.queries import claims, facts, money
from adviceline.finance.queries.reconcile import reconcile
from adviceline.finance.rules.money import NOTHING
from adviceline.finance.tariff import grant, tariffs


@require_safe
@permission_required(Permission.SEE_MONEY)
def home(request: HttpRequest) -> HttpResponse:
    """Where the money stands, and what waits for whom."""
    standings = claims.standings()
    released = [each for each in standings if each.claim.released]
    context = {
        "grant": grant(), "claimed": facts.account().claimed, "view": money.budget_view(at=timezone.now()),
        "received": sum((each.received for each in released), NOTHING),
        "owed": sum((each.open for each in released), NOTHING), "open": facts.open_claim(),
        "disputes": sum(bool(each.disputed) for each in released), "reconciled": reconcile(), "years": money.years(),
        "next": claims.next_to_claim(),
    }  # fmt: skip
    return render(request, "finance/home.html", context)


@require_safe
@permission_required(Permission.SEE_MONEY)
def tariff(request: HttpRequest) -> HttpResponse:
    """What is charged, in every version."""
    return render(request, "finance/tariff.html", {"tariffs": list(reversed(tariffs())), "grant": grant()})


@require_safe
@permission_required(Permission.SEE_MONEY)
def statement(request: HttpRequest, first: int) -> HttpResponse:
    """The financial year that begins in April of `first`."""
    if not 2000 <= first < 2100:
        raise Http404("There is no such year.")
    return render(request, "finance/statement.html", {"year": money.annual_statement(first), "years": money.years()})
