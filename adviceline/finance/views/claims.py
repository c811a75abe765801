"""Claims: drawn up, signed by two, disputed and paid."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from adviceline.accounts.permissions import permission_required
from adviceline.accounts.roles import Permission
from adviceline.finance.actions import claims as actions
from adviceline.finance.actions import disputes
from adviceline.finance.errors import UnableToClaim, UnableToRecordMoney
from adviceline.finance.forms import DisputeForm, MonthField, PaymentForm, SettleForm, WhyForm
from adviceline.finance.models import Claim, Dispute
from adviceline.finance.queries import claims as queries
from adviceline.finance.queries import facts
from adviceline.finance.rules.states import CLAIM, why_not, why_not_second
from adviceline.finance.views.common import REFUSED, person_of
from adviceline.measures.calendar import format_month, london_moment
from adviceline.ui.csv_files import csv_answer

EVIDENCE_HEADING = ("Evidence number", "What", "Month", "Week from", "Price", "Charge or credit", "Amount")


@require_safe
@permission_required(Permission.SEE_MONEY)
def listed(request: HttpRequest) -> HttpResponse:
    month, last = queries.next_to_claim(), facts.last_released()
    now = london_moment(timezone.now()).month
    context = {
        "standings": queries.standings(), "claimed": facts.account().claimed, "left": queries.left_of_grant(),
        "month": format_month(month) if month else "", "is_over": month is not None and month < now,
        "open": facts.open_claim(), "may": person_of(request).may(Permission.MANAGE_MONEY),
        "after_final": format_month(last.month) if last and last.final else "",
    }  # fmt: skip
    return render(request, "finance/claims.html", context)


@require_POST
@permission_required(Permission.MANAGE_MONEY)
def draw_up(request: HttpRequest) -> HttpResponse:
    """Freeze a month, for a new claim or again."""
    try:
        month = MonthField().clean(request.POST.get("month", ""))
        made = actions.draw_up_claim(
            month=month, final=request.POST.get("final") == "on", by=person_of(request), at=timezone.now()
        )
    except ValidationError as problem:
        messages.error(request, problem.messages[0])
        return redirect("finance:claims")
    except UnableToClaim as problem:
        messages.error(request, str(problem))
        return redirect("finance:claims")
    messages.success(request, "The claim is drawn up. Read it, then sign it.")
    return redirect("finance:claim", made.name)


@require_safe
@permission_required(Permission.SEE_MONEY)
def one(request: HttpRequest, name: str) -> HttpResponse:
    return _page(request, _found(name))


@require_POST
@permission_required(Permission.MANAGE_MONEY)
def sign(request: HttpRequest, name: str) -> HttpResponse:
    claim = _found(name)
    return _step(
        request, claim, "You signed the claim. Another person signs it second, and releases it.",
        lambda: actions.sign_claim(claim=claim, seen=_seen(request), by=person_of(request), at=timezone.now()),
    )  # fmt: skip


@require_POST
@permission_required(Permission.SIGN_CLAIMS)
def release(request: HttpRequest, name: str) -> HttpResponse:
    claim = _found(name)
    return _step(
        request, claim, "The claim is signed and released. The Authority can read it now.",
        lambda: actions.release_claim(claim=claim, seen=_seen(request), by=person_of(request), at=timezone.now()),
    )  # fmt: skip


@require_POST
@permission_required(Permission.SIGN_CLAIMS)
def send_back(request: HttpRequest, name: str) -> HttpResponse:
    claim, form = _found(name), WhyForm(request.POST, prefix="send_back")
    return _with_form(
        request, claim, form, "The claim went back, without its signature.",
        lambda clean: actions.send_claim_back(
            claim=claim, reason=clean["reason"], by=person_of(request), at=timezone.now()
        ),
    )  # fmt: skip


@require_POST
@permission_required(Permission.MANAGE_MONEY)
def dispute(request: HttpRequest, name: str) -> HttpResponse:
    claim = _found(name)
    form = DisputeForm(request.POST, prefix="dispute", lines=queries.lines_to_dispute(claim))
    return _with_form(
        request, claim, form, "The dispute is written down. Somebody else settles it.",
        lambda clean: disputes.raise_dispute(
            claim=claim, amount=clean["amount"], reason=clean["reason"], by=person_of(request), at=timezone.now(),
            line=queries.line_of(claim, clean["line"]),
        ),
    )  # fmt: skip


@require_POST
@permission_required(Permission.SETTLE_DISPUTES)
def settle(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    claim = _found(name)
    found = claim.disputes.filter(pk=pk).first()
    if found is None:
        raise Http404("There is no such dispute.")
    form = SettleForm(request.POST, prefix=f"settle-{pk}")
    return _with_form(
        request, claim, form, "The dispute is settled.",
        lambda clean: disputes.settle_dispute(
            dispute=found, step=clean["step"], upheld=clean["upheld"], answer=clean["answer"], by=person_of(request),
            at=timezone.now(),
        ),
    )  # fmt: skip


@require_POST
@permission_required(Permission.MANAGE_MONEY)
def pay(request: HttpRequest, name: str) -> HttpResponse:
    claim, form = _found(name), PaymentForm(request.POST, prefix="pay")
    return _with_form(
        request, claim, form, "The payment is in the ledger.",
        lambda clean: disputes.receive_payment(
            claim=claim, amount=clean["amount"], on_date=clean["on_date"], reference=clean["reference"],
            by=person_of(request), at=timezone.now(),
        ),
    )  # fmt: skip


@require_safe
@permission_required(Permission.SEE_MONEY)
def evidence(request: HttpRequest, name: str) -> HttpResponse:
    """The list that the Authority can have, of a released claim."""
    try:
        claim = queries.claim_by_name(name, released=True)
    except queries.NoSuchClaim as error:
        raise Http404(str(error)) from error
    return evidence_file(claim)


def evidence_file(claim: Claim) -> HttpResponse:
    rows = (
        (
            each.number,
            each.what,
            each.month,
            each.week,
            each.price,
            "charge" if each.sign == 1 else "credit",
            each.amount,
        )
        for each in queries.evidence_of(claim)
    )
    return csv_answer(f"claim-{claim.name}-evidence.csv", EVIDENCE_HEADING, rows)


def _with_form(request: HttpRequest, claim: Claim, form: Any, after: str, act: Callable[[Any], object]) -> HttpResponse:
    if not form.is_valid():
        return _page(request, claim, asked=form, status=REFUSED)
    try:
        act(form.cleaned_data)
    except (UnableToClaim, UnableToRecordMoney) as problem:
        form.add_error(None, str(problem))
        return _page(request, claim, asked=form, status=REFUSED)
    messages.success(request, after)
    return redirect("finance:claim", claim.name)


def _step(request: HttpRequest, claim: Claim, after: str, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except UnableToClaim as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, after)
    return redirect("finance:claim", claim.name)


def _page(request: HttpRequest, claim: Claim, *, asked: Any = None, status: int = 200) -> HttpResponse:
    person, document = person_of(request), queries.document_of(claim)
    why = {step: why_not(step, name=claim.name, state=claim.state, roles=person.roles) for step in CLAIM}
    second = why_not_second(person=person.pk, drawn_up_by=claim.drawn_up_by_id, signed_by=claim.signed_by_id)
    told = second if not why["release"] else ""
    standing = queries.standing(claim)
    forms: dict[str, Any] = {
        "send_back": WhyForm(prefix="send_back"),
        "dispute": DisputeForm(prefix="dispute", lines=queries.lines_to_dispute(claim), initial={"line": "all"}),
        "pay": PaymentForm(prefix="pay"),
    }
    if asked is not None:
        forms[asked.prefix] = asked
    settling = [
        (
            each, forms.get(f"settle-{each.pk}") or SettleForm(prefix=f"settle-{each.pk}"),
            each.state == Dispute.State.RAISED and each.raised_by != person and person.may(disputes.settled_with(each)),
        )
        for each in claim.disputes.select_related("line", "raised_by", "settled_by")
    ]  # fmt: skip
    context = {
        "claim": claim, "document": document, "standing": standing, "told": told, "asked": asked, "forms": forms,
        "may": {step: not words for step, words in why.items()} | {"release": not (why["release"] or second)},
        "disputes": settling,
        "steps": claim.steps.select_related("by"), "partners": queries.by_partner(claim) if claim.released else [],
        "may_follow": claim.released and person.may(Permission.FOLLOW_FIGURES) and person.may(Permission.READ_ENQUIRIES),
        "payments": claim.entries.filter(kind="received").order_by("number"),
    }  # fmt: skip
    return render(request, "finance/claim.html", context, status=status)


def _seen(request: HttpRequest) -> str:
    return request.POST.get("seen", "")[:80]


def _found(name: str) -> Claim:
    try:
        return queries.claim_by_name(name)
    except queries.NoSuchClaim as error:
        raise Http404(str(error)) from error
