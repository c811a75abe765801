"""A delivery plan that was taken up today, and one of each of its records."""

from __future__ import annotations

from django.utils import timezone

from adviceline.accounts.models import Person
from adviceline.delivery.actions.beginning import take_up_plan
from adviceline.delivery.models import Activity, Indicator, PlanStep, Risk, ServicePeriod
from tests.support import people


def manager() -> Person:
    return people.somebody("service_manager", strong=False)


def taken_up() -> ServicePeriod:
    """The plan of the content; taken up once."""
    return ServicePeriod.objects.first() or take_up_plan(by=manager(), at=timezone.now())


def step() -> PlanStep:
    """One that nothing needs."""
    taken_up()
    found = PlanStep.objects.filter(needed_by__isnull=True, done_date__isnull=True).first()
    assert found is not None
    return found


def activity() -> Activity:
    """One that is counted by hand."""
    taken_up()
    return Activity.objects.get(measure="")


def indicator() -> Indicator:
    taken_up()
    return Indicator.objects.all()[0]


def risk() -> Risk:
    taken_up()
    return Risk.objects.all()[0]


def under_way() -> None:
    """The plan is taken up; a review is overdue; there are an issue and a decision."""
    from datetime import timedelta

    from adviceline.delivery.actions.registers import log_decision, raise_issue
    from adviceline.privacy.screening import screen_text

    at = timezone.now()
    Risk.objects.filter(pk=risk().pk).update(review_date=at.date() - timedelta(days=2))
    by = manager()
    raise_issue(
        title=screen_text("Sample: a line was down"), what=screen_text("For an hour."), owner=by,
        due_date=at.date() + timedelta(days=3), by=by, at=at,
    )  # fmt: skip
    log_decision(
        decided_date=at.date() - timedelta(days=1), what=screen_text("Sample: chat opens in office hours"),
        why=screen_text("There are few advisers."), replaces=None, by=by, at=at,
    )  # fmt: skip
