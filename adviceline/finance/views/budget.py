"""The budget against spending, what is expected, and why it differs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from adviceline.accounts.permissions import permission_required
from adviceline.accounts.roles import Permission
from adviceline.finance.actions import budget
from adviceline.finance.errors import UnableToRecordMoney
from adviceline.finance.forms import BudgetForm, ExpectedForm, ReasonForm
from adviceline.finance.models import Budget, Expected
from adviceline.finance.queries import money
from adviceline.finance.tariff import cost_lines, grant, partners
from adviceline.finance.views.common import REFUSED, person_of
from adviceline.measures.calendar import format_month

HISTORY = 10


@require_safe
@permission_required(Permission.SEE_MONEY)
def show(request: HttpRequest) -> HttpResponse:
    return _page(request)


@require_POST
@permission_required(Permission.MANAGE_MONEY)
def set_line(request: HttpRequest) -> HttpResponse:
    form = BudgetForm(request.POST, prefix="budget")
    return _with_form(
        request, form, "The budget has a new version.",
        lambda clean: budget.set_budget(
            changes={(clean["cost_line"], clean["partner"], clean["month"]): clean["amount"]}, reason=clean["reason"],
            version=clean["version"], by=person_of(request), at=timezone.now(),
        ),
    )  # fmt: skip


@require_POST
@permission_required(Permission.MANAGE_MONEY)
def expect(request: HttpRequest) -> HttpResponse:
    form = ExpectedForm(request.POST, prefix="expected")
    return _with_form(
        request, form, "The forecast is changed.",
        lambda clean: budget.expect(
            cost_line=clean["cost_line"], month=clean["month"], amount=clean["amount"], reason=clean["reason"],
            by=person_of(request), at=timezone.now(),
        ),
    )  # fmt: skip


@require_POST
@permission_required(Permission.MANAGE_MONEY)
def explain(request: HttpRequest) -> HttpResponse:
    form = ReasonForm(request.POST, prefix="why")
    return _with_form(
        request, form, "The reason is kept.",
        lambda clean: budget.give_reason(
            cost_line=clean["cost_line"], month=money.budget_view(at=timezone.now()).until, text=clean["text"],
            by=person_of(request), at=timezone.now(),
        ),
    )  # fmt: skip


def _with_form(request: HttpRequest, form: Any, after: str, act: Callable[[Any], object]) -> HttpResponse:
    if form.is_valid():
        try:
            act(form.cleaned_data)
        except UnableToRecordMoney as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, after)
            return redirect("finance:budget")
    return _page(request, asked=form, status=REFUSED)


def _page(request: HttpRequest, *, asked: Any = None, status: int = 200) -> HttpResponse:
    view = money.budget_view(at=timezone.now())
    forms: dict[str, Any] = {
        "budget": BudgetForm(prefix="budget", initial={"version": view.budget.number if view.budget else 0}),
        "expected": ExpectedForm(prefix="expected"),
        "why": ReasonForm(prefix="why"),
    }
    if asked is not None:
        forms[asked.prefix] = asked
    lines = cost_lines()
    context = {
        "view": view, "until": format_month(view.until), "grant": grant(), "partners": partners(), "forms": forms,
        "asked": asked, "may": person_of(request).may(Permission.MANAGE_MONEY),
        "versions": Budget.objects.select_related("set_by")[:HISTORY],
        "said": [
            (lines[each.cost_line].label if each.cost_line in lines else each.cost_line, format_month(each.month), each)
            for each in Expected.objects.select_related("said_by").order_by("-pk")[:HISTORY]
        ],
    }  # fmt: skip
    return render(request, "finance/budget.html", context, status=status)
