"""The phases of the service, and the steps that lead there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from adviceline.accounts.models import Partner, Person
from adviceline.accounts.permissions import require
from adviceline.accounts.roles import Permission
from adviceline.audit.actions import record
from adviceline.delivery.actions.common import CHANGED, keep_overrides
from adviceline.delivery.errors import UnableToPlan
from adviceline.delivery.models import PlanDependency, PlanStep, ServicePeriod
from adviceline.delivery.rules.schedule import circle
from adviceline.measures.calendar import london_moment
from adviceline.privacy.screening import ScreenedText

LONGEST_PHASE_DAYS = 1827


def agree_period(
    *, phase: int | None, name: ScreenedText, opens_date: date, ends_date: date, budget: Decimal, reason: ScreenedText,
    last: int | None, by: Person, at: datetime,
) -> ServicePeriod:  # fmt: skip
    """New dates or another budget of `phase`, such as an extension; None begins another phase. `last` is the row that the
    person saw as the latest of it. What was agreed before is kept."""
    require(by, Permission.MANAGE_DELIVERY)
    if not name.text or not reason.text:
        raise UnableToPlan("Give the phase a name, and say why.")
    if ends_date <= opens_date:
        raise UnableToPlan("The phase must end after it opens.")
    if (ends_date - opens_date).days > LONGEST_PHASE_DAYS:
        raise UnableToPlan("A phase lasts five years at most. Check the dates.")
    if budget < 0:
        raise UnableToPlan("The budget cannot be below 0.")
    with transaction.atomic():
        # Wait for whoever agrees at the same time, then read what they agreed.
        ServicePeriod.objects.select_for_update().order_by("id").first()
        rows = list(ServicePeriod.objects.order_by("id"))
        mine = [each for each in rows if each.phase == phase]
        if phase is not None and (not mine or mine[-1].pk != last):
            raise UnableToPlan(CHANGED if mine else "There is no such phase.")
        number = phase or max((each.phase for each in rows), default=0) + 1
        latest = {each.phase: each for each in rows if each.phase != number}
        for other in latest.values():
            if opens_date <= other.ends_date and ends_date >= other.opens_date:
                raise UnableToPlan(f"These dates overlap with the phase {other.name}. A day belongs to one phase.")
        made = ServicePeriod.objects.create(
            phase=number, name=name.text, opens_date=opens_date, ends_date=ends_date, budget=budget, reason=reason.text,
            agreed_by=by, agreed_at=at,
        )  # fmt: skip
        subject = f"phase:{number}"
        keep_overrides(subject, by=by, at=at, name=name, reason=reason)
        data = {"opens": str(opens_date), "ends": str(ends_date), "budget": str(budget)}
        record(action="period.agreed", by=by, at=at, subject=subject, data=data)
    return made


def keep_step(
    *, step: PlanStep | None, phase: int, title: ScreenedText, starts_date: date, ends_date: date, is_milestone: bool,
    before_opening: bool, done_date: date | None, owner: Person | None, partner: Partner | None, needs: Sequence[PlanStep],
    version: int, by: Person, at: datetime,
) -> PlanStep:  # fmt: skip
    """Write a step of the plan, or change one. What it was first planned to end is kept. Raises `UnableToPlan`."""
    require(by, Permission.MANAGE_DELIVERY)
    if problem := _problem(title, starts_date, ends_date, is_milestone, done_date, at):
        raise UnableToPlan(problem)
    with transaction.atomic():
        # One writer of dependencies at a time: two changes that are well alone may be a circle together.
        list(ServicePeriod.objects.select_for_update().filter(phase=phase))
        if not ServicePeriod.objects.filter(phase=phase).exists():
            raise UnableToPlan("There is no such phase.")
        fresh = PlanStep.objects.select_for_update().get(pk=step.pk) if step else PlanStep(phase=phase)
        if step and fresh.version != version:
            raise UnableToPlan(CHANGED)
        if PlanStep.objects.filter(phase=fresh.phase, title=title.text).exclude(pk=fresh.pk).exists():
            raise UnableToPlan("This phase has a step of that name already.")
        fresh.title, fresh.starts_date, fresh.ends_date = title.text, starts_date, ends_date
        if not step:
            fresh.baseline_ends_date = ends_date
        fresh.is_milestone, fresh.before_opening, fresh.done_date = is_milestone, before_opening, done_date
        fresh.owner, fresh.partner, fresh.version = owner, partner, fresh.version + (1 if step else 0)
        fresh.save()
        _set_needs(fresh, needs)
        keep_overrides(fresh.subject, by=by, at=at, title=title)
        data = {"starts": str(starts_date), "ends": str(ends_date), "done": str(done_date or ""), "new": step is None}
        record(action="plan_step.kept", by=by, at=at, subject=fresh.subject, data=data)
    return fresh


def _problem(title: ScreenedText, starts: date, ends: date, is_milestone: bool, done: date | None, at: datetime) -> str:
    if not title.text:
        return "Give the step a name."
    if ends < starts:
        return "The step must not end before it starts."
    if is_milestone and ends != starts:
        return "A milestone is one day: give it one date twice."
    if done is not None and done > london_moment(at).date:
        return "It cannot be done on a day that lies ahead."
    return ""


def _set_needs(step: PlanStep, needs: Sequence[PlanStep]) -> None:
    if any(each.phase != step.phase for each in needs):
        raise UnableToPlan("A step can need steps of its own phase only.")
    edges: dict[int, set[int]] = {}
    rows = PlanDependency.objects.filter(step__phase=step.phase).exclude(step=step)
    for waiting, needed in rows.values_list("step_id", "needs_id"):
        edges.setdefault(waiting, set()).add(needed)
    edges[step.pk] = {each.pk for each in needs}
    if found := circle(edges):
        names = dict(PlanStep.objects.filter(pk__in=found).values_list("pk", "title"))
        words = " needs ".join(f"‘{names[each]}’" for each in (*found, found[0]))
        raise UnableToPlan(f"These steps would wait for each other in a circle: {words}.")
    PlanDependency.objects.filter(step=step).exclude(needs__in=[each.pk for each in needs]).delete()
    there = set(PlanDependency.objects.filter(step=step).values_list("needs_id", flat=True))
    PlanDependency.objects.bulk_create(PlanDependency(step=step, needs=each) for each in needs if each.pk not in there)


def remove_step(*, step: PlanStep, version: int, by: Person, at: datetime) -> None:
    """Take a step out of the plan. What needed it no longer waits for it."""
    require(by, Permission.MANAGE_DELIVERY)
    with transaction.atomic():
        fresh = PlanStep.objects.select_for_update().get(pk=step.pk)
        if fresh.version != version:
            raise UnableToPlan(CHANGED)
        if fresh.done_date is not None:
            raise UnableToPlan("This step is done, so it stays in the plan as history.")
        record(action="plan_step.removed", by=by, at=at, subject=fresh.subject)
        fresh.delete()
