"""Activities, what is planned of them and counted by hand, and indicators."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction

from adviceline.accounts.models import Partner, Person
from adviceline.accounts.permissions import require
from adviceline.accounts.roles import Permission
from adviceline.audit.actions import record
from adviceline.delivery.actions.common import keep_overrides
from adviceline.delivery.errors import UnableToPlan
from adviceline.delivery.models import Activity, CountedAmount, Indicator, PlannedAmount
from adviceline.measures.algebra import Count
from adviceline.measures.calendar import format_month, london_moment
from adviceline.measures.definitions import MEASURES
from adviceline.privacy.screening import ScreenedText


def keep_activity(
    *, activity: Activity | None, title: ScreenedText, unit: ScreenedText, measure: str, partner: Partner | None,
    planned: Mapping[int, int], by: Person, at: datetime,
) -> Activity:  # fmt: skip
    """Write an activity, or change one, with what is planned for each month (yyyymm → so many). Raises `UnableToPlan`."""
    require(by, Permission.MANAGE_DELIVERY)
    if not title.text or not unit.text:
        raise UnableToPlan("Give the activity a name and a unit.")
    if measure and (measure not in MEASURES or not isinstance(MEASURES[measure].expression, Count)):
        raise UnableToPlan("An activity is counted: choose a measure that is a count, or none.")
    try:
        with transaction.atomic():
            fresh = Activity.objects.select_for_update().get(pk=activity.pk) if activity else Activity()
            if not activity:
                fresh.position = Activity.objects.count() + 1
            fresh.title, fresh.unit, fresh.measure, fresh.partner = title.text, unit.text, measure, partner
            fresh.save()
            for month, amount in planned.items():
                PlannedAmount.objects.update_or_create(activity=fresh, month=month, defaults={"amount": amount})
            keep_overrides(fresh.subject, by=by, at=at, title=title, unit=unit)
            data = {"planned": {format_month(month): amount for month, amount in planned.items()}}
            record(action="activity.kept", by=by, at=at, subject=fresh.subject, data=data)
    except IntegrityError:
        raise UnableToPlan("There is an activity of that name already.") from None
    return fresh


def count_by_hand(*, activity: Activity, month: int, amount: int, by: Person, at: datetime) -> CountedAmount:
    """What was done of an activity without a measure in a month. A later count of the month takes its place; the earlier
    one is kept."""
    require(by, Permission.MANAGE_DELIVERY)
    if activity.measure:
        raise UnableToPlan("This activity is counted from the facts, so nothing is counted by hand.")
    if month > london_moment(at).month:
        raise UnableToPlan("The month lies ahead.")
    if amount < 0:
        raise UnableToPlan("Count from 0.")
    with transaction.atomic():
        made = CountedAmount.objects.create(activity=activity, month=month, amount=amount, counted_by=by, counted_at=at)
        data = {"month": format_month(month), "amount": amount}
        record(action="activity.counted", by=by, at=at, subject=activity.subject, data=data)
    return made


def keep_indicator(
    *, indicator: Indicator | None, measure: str, better: str, target: Decimal, amber_to: Decimal, why: ScreenedText,
    is_withdrawn: bool = False, by: Person, at: datetime,
) -> Indicator:  # fmt: skip
    """Write an indicator, or change its target. Its measure is not changed: another measure is another indicator. Raises
    `UnableToPlan`."""
    require(by, Permission.MANAGE_DELIVERY)
    if measure not in MEASURES:
        raise UnableToPlan("Choose one of the measures.")
    if better not in Indicator.Better.values:
        raise UnableToPlan("Say which way is better.")
    if (amber_to > target) if better == Indicator.Better.HIGHER else (amber_to < target):
        raise UnableToPlan("The amber limit must be the target or worse: it is where amber ends and red begins.")
    try:
        with transaction.atomic():
            fresh = Indicator.objects.select_for_update().get(pk=indicator.pk) if indicator else Indicator()
            if indicator and fresh.measure != measure:
                raise UnableToPlan("Another measure is another indicator. Withdraw this one, and add the other.")
            if not indicator:
                fresh.position = Indicator.objects.count() + 1
            fresh.measure, fresh.better, fresh.target, fresh.amber_to = measure, better, target, amber_to
            fresh.why, fresh.is_withdrawn = why.text, is_withdrawn
            fresh.save()
            keep_overrides(fresh.subject, by=by, at=at, why=why)
            data = {"measure": measure, "target": str(target), "amber_to": str(amber_to), "withdrawn": is_withdrawn}
            record(action="indicator.kept", by=by, at=at, subject=fresh.subject, data=data)
    except IntegrityError:
        raise UnableToPlan("This measure has an indicator already. Change that one.") from None
    return fresh
