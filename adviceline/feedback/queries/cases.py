"""Cases as they are listed: what is overdue stands first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from adviceline.feedback.models import Case, Improvement
from adviceline.feedback.rules.answers import REASONS
from adviceline.feedback.rules.cases import OPEN, RUNNING


def open_cases() -> QuerySet[Case]:
    """Soonest due first."""
    return Case.objects.filter(state__in=OPEN).select_related("owner", "enquiry").order_by("answer_by", "pk")


def settled_cases() -> QuerySet[Case]:
    rows = Case.objects.exclude(state__in=OPEN).select_related("owner", "enquiry")
    return rows.order_by("-settled_at", "-pk")


def overdue_cases(*, at: datetime) -> QuerySet[Case]:
    """Not acknowledged within a day, or not answered within fifteen working days."""
    return Case.objects.filter(
        Q(state="new", acknowledge_by__lt=at) | Q(state__in=RUNNING, answer_by__lt=at)
    ).order_by("answer_by", "pk")  # fmt: skip


def next_due(case: Case) -> datetime | None:
    """When the next thing must be done; None when nothing must."""
    if case.state == "new":
        return min(case.acknowledge_by, case.answer_by)
    return case.answer_by if case.state in RUNNING else None


def cases_to_see_to(*, at: datetime) -> int:
    """How many wait for somebody: new, or overdue."""
    return Case.objects.filter(Q(state="new") | Q(state__in=RUNNING, answer_by__lt=at)).count()


def reasons_of(case: Case) -> list[str]:
    """Why a case was opened by itself, in words."""
    return [REASONS[code] for code in case.why.split(",") if code in REASONS]


@dataclass(frozen=True)
class Improvements:
    """The list of the desk."""

    running: list[Improvement]
    done: list[Improvement]
    dropped: list[Improvement]


def improvements() -> Improvements:
    rows = list(Improvement.objects.select_related("owner").order_by("due_date", "pk"))
    return Improvements(
        running=[each for each in rows if each.state in ("planned", "doing")],
        done=[each for each in rows if each.state in ("done", "measured")],
        dropped=[each for each in rows if each.state == "dropped"],
    )


def writers_of(improvement: Improvement) -> set[int]:
    """Everybody who ever wrote the words for the public: none of them approves them."""
    return set(improvement.steps.filter(what="write").values_list("by_id", flat=True))


def shown_improvements() -> QuerySet[Improvement]:
    """'You said, we did': approved by a second person, newest first."""
    return Improvement.objects.filter(public_state="published").order_by("-published_at", "-pk")
