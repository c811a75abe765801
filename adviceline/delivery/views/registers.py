"""Risks, issues and decisions."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from adviceline.delivery.actions import registers as actions
from adviceline.delivery.errors import UnableToPlan
from adviceline.delivery.forms import DecisionForm, IssueForm, ReviewForm, RiskForm, SettleForm
from adviceline.delivery.models import Decision, Issue, Risk
from adviceline.delivery.queries.registers import decisions, issues, overdue_reviews, risks
from adviceline.delivery.rules.risks import BAND_WORDS, IMPACT, LIKELIHOOD, band, is_overdue, score
from adviceline.delivery.views.common import LARGEST, METHODS, REFUSED, chosen_person, manager_only, person, today
from adviceline.ui.charts import HeatCell, HeatGrid, HeatRow


@require_safe
@manager_only
def risks_page(request: HttpRequest) -> HttpResponse:
    """The register, the most serious first, and where its open risks lie."""
    found = risks()
    context = {
        "found": [(each, *_scored(each)) for each in found], "overdue": overdue_reviews(today=today()), "today": today(),
        "grid": _grid([each for each in found if each.state == Risk.State.OPEN]),
    }  # fmt: skip
    return render(request, "delivery/risks.html", context)


def _scored(risk: Risk) -> tuple[int, str, int, str, bool]:
    before, after = score(risk.likelihood_before, risk.impact_before), score(risk.likelihood_after, risk.impact_after)
    late = is_overdue(risk.review_date, is_open=risk.state == Risk.State.OPEN, today=today())
    return before, BAND_WORDS[band(before)], after, BAND_WORDS[band(after)], late


def _grid(found: list[Risk]) -> HeatGrid:
    """How many open risks lie in each cell, after what is done about them; shaded by how serious the cell is."""
    shades = {"Low": 1, "Medium": 2, "High": 5}
    rows = []
    for likelihood in reversed(LIKELIHOOD):
        cells = []
        for impact in IMPACT:
            here = sum((each.likelihood_after, each.impact_after) == (likelihood, impact) for each in found)
            words = BAND_WORDS[band(score(likelihood, impact))]
            cells.append(HeatCell(f"{words}: {here}" if here else words, shades[words]))
        rows.append(HeatRow(f"{likelihood} {LIKELIHOOD[likelihood]}", tuple(cells)))
    return HeatGrid(
        "Open risks after what is done, by likelihood and impact", tuple(f"{each} {word}" for each, word in IMPACT.items()),
        tuple(rows), "Each cell says how serious it is, and how many open risks lie there.",
    )  # fmt: skip


@require_http_methods(METHODS)
@manager_only
def risk(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Write a risk, change one, or review it."""
    found = get_object_or_404(Risk.objects.select_related("owner"), pk=min(pk, LARGEST)) if pk is not None else None
    reviewing = bool(found) and "review" in request.POST
    sent = request.POST if request.method == "POST" else None
    form = RiskForm(None if reviewing else sent, risk=found)
    review = ReviewForm(sent if reviewing else None, risk=found) if found else None
    by, at = person(request), timezone.now()
    try:
        if reviewing and found and review and review.is_valid():
            clean = review.cleaned_data
            actions.review_risk(
                risk=found, after=(clean["likelihood_after"], clean["impact_after"]), words=clean["words"],
                review_date=clean["review_date"] or found.review_date, close=clean["close"],
                version=clean["version"] or 0, by=by, at=at,
            )  # fmt: skip
            messages.success(request, "The review is kept.")
            return redirect("delivery:risk", pk=found.pk)
        if sent is not None and not reviewing and form.is_valid():
            clean = form.cleaned_data
            owner = chosen_person(clean["owner"])
            assert owner is not None
            kept = actions.keep_risk(
                risk=found, title=clean["title"], description=clean["description"], mitigation=clean["mitigation"],
                before=(clean["likelihood_before"], clean["impact_before"]),
                after=(clean["likelihood_after"], clean["impact_after"]), owner=owner, review_date=clean["review_date"],
                version=clean["version"] or 0, by=by, at=at,
            )  # fmt: skip
            messages.success(request, "The risk is kept.")
            return redirect("delivery:risk", pk=kept.pk)
    except UnableToPlan as problem:
        (review if reviewing and review else form).add_error(None, str(problem))
    refused = review if review and review.errors else form
    context: dict[str, Any] = {"form": form, "review": review, "risk": found, "refused": refused, "today": today()}
    if found:
        context |= {"scored": _scored(found), "reviews": found.reviews.select_related("reviewed_by").order_by("-id")}
    return render(request, "delivery/risk.html", context, status=REFUSED if refused.errors else 200)


@require_http_methods(METHODS)
@manager_only
def issues_page(request: HttpRequest) -> HttpResponse:
    """Issues; raise one; settle one (`settle`: its number)."""
    sent = request.POST if request.method == "POST" else None
    named = request.POST.get("settle", "")
    which = int(named) if named.isascii() and named.isdecimal() and len(named) < 18 else None
    settled = get_object_or_404(Issue, pk=which) if which is not None else None
    form = IssueForm(None if settled else sent)
    settling = SettleForm(sent, issue=settled) if settled else None
    by, at = person(request), timezone.now()
    try:
        if settled and settling and settling.is_valid():
            actions.settle_issue(issue=settled, outcome=settling.cleaned_data["outcome"], by=by, at=at)
            messages.success(request, "The issue is settled.")
            return redirect("delivery:issues")
        if sent is not None and not settled and form.is_valid():
            clean = form.cleaned_data
            owner = chosen_person(clean["owner"])
            assert owner is not None
            actions.raise_issue(
                title=clean["title"], what=clean["what"], owner=owner, due_date=clean["due_date"], by=by, at=at
            )
            messages.success(request, "The issue is raised.")
            return redirect("delivery:issues")
    except UnableToPlan as problem:
        (settling or form).add_error(None, str(problem))
    refused = settling or form
    found = issues()
    context = {
        "form": form, "refused": refused, "today": today(),
        "found": [
            (each, (settling if settled and each.pk == settled.pk else SettleForm(issue=each)) if each.state == "open" else None)
            for each in found
        ],
    }  # fmt: skip
    return render(request, "delivery/issues.html", context, status=REFUSED if refused.errors else 200)


@require_http_methods(METHODS)
@manager_only
def decisions_page(request: HttpRequest) -> HttpResponse:
    """The log of decisions; add to it."""
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        try:
            actions.log_decision(
                decided_date=clean["decided_date"], what=clean["what"], why=clean["why"],
                replaces=Decision.objects.filter(pk=clean["replaces"]).first() if clean["replaces"] else None,
                by=person(request), at=timezone.now(),
            )  # fmt: skip
            messages.success(request, "It is in the log.")
            return redirect("delivery:decisions")
        except UnableToPlan as problem:
            form.add_error(None, str(problem))
    return render(
        request, "delivery/decisions.html", {"form": form, "found": decisions()}, status=REFUSED if form.errors else 200
    )
