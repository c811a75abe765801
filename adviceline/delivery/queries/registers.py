"""Reading risks, issues and decisions."""

from __future__ import annotations

from datetime import date

from django.db.models import Prefetch

from adviceline.delivery.models import Decision, Issue, Risk, RiskReview
from adviceline.delivery.rules.risks import is_overdue, score


def risks() -> list[Risk]:
    """Open ones first, the most serious as they are now first."""
    rows = Risk.objects.select_related("owner").prefetch_related(
        Prefetch("reviews", RiskReview.objects.select_related("reviewed_by").order_by("-id"))
    )
    return sorted(
        rows,
        key=lambda each: (each.state != Risk.State.OPEN, -score(each.likelihood_after, each.impact_after), each.pk),
    )


def overdue_reviews(*, today: date) -> list[Risk]:
    """Risks whose review is overdue, the longest first."""
    rows = Risk.objects.filter(state=Risk.State.OPEN).select_related("owner").order_by("review_date", "id")
    return [each for each in rows if is_overdue(each.review_date, is_open=True, today=today)]


def issues() -> list[Issue]:
    """Open ones first, by the day they are due; then the settled ones, the latest first."""
    rows = list(Issue.objects.select_related("owner", "raised_by", "settled_by"))
    still_open = [each for each in rows if each.state == Issue.State.OPEN]
    settled = [each for each in rows if each.settled_at is not None]
    return still_open + sorted(settled, key=lambda each: (each.settled_at, each.pk), reverse=True)


def overdue_issues(*, today: date) -> list[Issue]:
    return [each for each in issues() if each.state == Issue.State.OPEN and each.due_date < today]


def decisions() -> list[Decision]:
    """The latest first."""
    return list(Decision.objects.select_related("written_by", "replaces", "replaced_by"))
