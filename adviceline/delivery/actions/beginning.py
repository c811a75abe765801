"""Taking up the delivery plan of the content: once."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from adviceline.accounts.models import Person
from adviceline.accounts.permissions import require
from adviceline.accounts.roles import Permission
from adviceline.audit.actions import record
from adviceline.content.current import current_content
from adviceline.delivery.errors import UnableToPlan
from adviceline.delivery.models import (
    Activity,
    Indicator,
    PlanDependency,
    PlannedAmount,
    PlanStep,
    Risk,
    ServicePeriod,
)
from adviceline.measures.calendar import london_moment, parse_month
from adviceline.measures.definitions import MEASURES


def take_up_plan(*, by: Person, at: datetime) -> ServicePeriod:
    """Everything that the content's delivery plan holds becomes the plan that is kept here. Raises `UnableToPlan` where
    there is a plan already, or where the content names a measure that does not exist."""
    require(by, Permission.MANAGE_DELIVERY)
    plan: dict[str, Any] = current_content().data["delivery"]["plan"]
    for each in (*plan["activities"], *plan["indicators"]):
        if each.get("measure") and each["measure"] not in MEASURES:
            raise UnableToPlan(f"The content names a measure that does not exist: {each['measure']}.")
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=by.pk)
        if ServicePeriod.objects.exists():
            raise UnableToPlan("The plan was taken up already.")
        phase = plan["phase"]
        made = ServicePeriod.objects.create(
            phase=1, name=phase["name"], opens_date=_day(phase["opens"]), ends_date=_day(phase["ends"]),
            budget=Decimal(str(phase["budget"])), reason="As in the grant agreement.", agreed_by=by, agreed_at=at,
        )  # fmt: skip
        _steps(plan["steps"])
        _profile(plan)
        today = london_moment(at).date
        Risk.objects.bulk_create(
            Risk(
                title=each["title"], description=each["description"], mitigation=each["mitigation"],
                likelihood_before=each["before"][0], impact_before=each["before"][1],
                likelihood_after=each["after"][0], impact_after=each["after"][1], owner=by,
                review_date=today + timedelta(days=each["review_days"]),
            )
            for each in plan["risks"]
        )  # fmt: skip
        record(action="delivery.taken_up", by=by, at=at, subject="delivery", data={"period": made.pk})
    return made


def _steps(entries: list[dict[str, Any]]) -> None:
    made: dict[str, PlanStep] = {}
    for each in entries:
        made[each["id"]] = PlanStep.objects.create(
            phase=1, title=each["title"], starts_date=_day(each["starts"]), ends_date=_day(each["ends"]),
            baseline_ends_date=_day(each["ends"]), is_milestone=each.get("milestone", False),
            before_opening=each.get("before_opening", False),
        )  # fmt: skip
        PlanDependency.objects.bulk_create(
            PlanDependency(step=made[each["id"]], needs=made[needed]) for needed in each.get("needs", ())
        )


def _profile(plan: dict[str, Any]) -> None:
    for position, each in enumerate(plan["activities"], start=1):
        made = Activity.objects.create(
            title=each["title"], unit=each["unit"], measure=each.get("measure", ""), position=position
        )
        PlannedAmount.objects.bulk_create(
            PlannedAmount(activity=made, month=parse_month(month), amount=amount)
            for month, amount in each["planned"].items()
        )
    Indicator.objects.bulk_create(
        Indicator(
            measure=each["measure"], better=each["better"], target=Decimal(str(each["target"])),
            amber_to=Decimal(str(each["amber_to"])), why=each["why"], position=position,
        )
        for position, each in enumerate(plan["indicators"], start=1)
    )  # fmt: skip


def _day(text: str) -> date:
    return date.fromisoformat(text)
