"""Quality reviews: drawing, reviewing by the rubric, and how far two reviewers agree."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from adviceline.accounts.permissions import permission_required
from adviceline.accounts.roles import Permission
from adviceline.contacts.queries import conversation
from adviceline.desk.quality_forms import DrawForm, ReviewForm
from adviceline.desk.shown import label, timeline_entry
from adviceline.desk.views.common import fetch, person
from adviceline.quality.actions import reviews
from adviceline.quality.errors import UnableToSeeTo
from adviceline.quality.models import ReviewRound, SampledEnquiry
from adviceline.quality.queries.reviews import calibration, rounds, sampled_of
from adviceline.quality.rules.rubric import ANSWERS
from adviceline.workforce.plan import review_weights, rubric

MOST = 2**63 - 1
REASONS = {
    "urgent": "A child might have been in danger",
    "above_threshold": "Child protection, police, or agencies disagreed",
    "hard_for_adviser": "The adviser said it was hard",
    "reopened": "It was reopened",
    "left_the_map": "The map of advice was left",
}


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.SUPERVISE)
def listed(request: HttpRequest) -> HttpResponse:
    """Every round, and the form that draws another."""
    at = timezone.now()
    form = DrawForm(request.POST if request.method == "POST" else None, today=timezone.localdate(at))
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        try:
            made = reviews.draw_round(
                first=clean["first"], last=clean["last"], seed=clean["seed"], random_number=clean["random_number"],
                weighted_number=clean["weighted_number"], by=person(request), at=at,
            )  # fmt: skip
        except UnableToSeeTo as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "Drawn.")
            return redirect("desk:quality_round", pk=made.pk)
    weights = [(REASONS[name], weight) for name, weight in review_weights().items()]
    context = {"rounds": rounds(), "form": form, "weights": weights}
    return render(request, "desk/quality/rounds.html", context, status=422 if request.method == "POST" else 200)


@require_safe
@permission_required(Permission.SUPERVISE)
def round_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What was drawn, who reviewed it, and how far two reviewers agree."""
    drawn = get_object_or_404(ReviewRound.objects.select_related("drawn_by"), pk=min(pk, MOST))
    context = {
        "round": drawn, "sampled": sampled_of(drawn), "calibration": calibration(drawn), "me": person(request),
        "reasons": REASONS,
    }  # fmt: skip
    return render(request, "desk/quality/round.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.SUPERVISE)
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """One drawn enquiry with the rubric beside it. What another reviewer found is shown once one's own is kept."""
    rows = SampledEnquiry.objects.select_related("enquiry", "round")
    sampled = get_object_or_404(rows, pk=min(pk, MOST))
    enquiry = fetch(request, sampled.enquiry.reference, "quality review")
    me = person(request)
    form = ReviewForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            reviews.review_enquiry(
                sampled=sampled, answers=form.answers, comment=form.cleaned_data["comment"], by=me, at=timezone.now()
            )
        except UnableToSeeTo as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "Your review is kept.")
            return redirect("desk:quality_round", pk=sampled.round_id)
    kept = list(sampled.reviews.select_related("reviewer"))
    mine = next((each for each in kept if each.reviewer_id == me.pk), None)
    is_own = enquiry.owner_id == me.pk
    context = {
        "sampled": sampled, "enquiry": enquiry, "form": form, "mine": mine, "is_own": is_own,
        "shown": kept if mine or len(kept) >= 2 else [], "may_review": not is_own and mine is None and len(kept) < 2,
        "questions": rubric(), "answers": ANSWERS, "reasons": REASONS, "label": label,
        "entries": [timeline_entry(entry) for entry in conversation(enquiry)],
    }  # fmt: skip
    return render(request, "desk/quality/review.html", context, status=422 if request.method == "POST" else 200)
