"""Availability and leave. Never why somebody is away."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from adviceline.accounts.models import Person
from adviceline.accounts.roles import Permission
from adviceline.audit.actions import record
from adviceline.workforce.errors import UnableToKeepLeave
from adviceline.workforce.models import AdviserRecord, Availability, Leave
from adviceline.workforce.rules.states import LEAVE

LONGEST = timedelta(days=400)
State = Leave.State


def set_availability(*, adviser: AdviserRecord, week: Mapping[int, tuple[int, int]], by: Person, at: datetime) -> None:
    """When somebody can usually be rostered: weekday → (first minute, last minute). An empty week: at any time."""
    if any(not (0 <= day <= 6 and 0 <= start < end <= 1440) for day, (start, end) in week.items()):
        raise UnableToKeepLeave("Each day must begin before it ends.")
    with transaction.atomic():
        locked = AdviserRecord.objects.select_for_update().get(pk=adviser.pk)
        held = {
            each.weekday: (each.start_minute, each.end_minute) for each in Availability.objects.filter(adviser=locked)
        }
        if held == dict(week):
            return
        Availability.objects.filter(adviser=locked).delete()
        Availability.objects.bulk_create(
            Availability(adviser=locked, weekday=day, start_minute=start, end_minute=end)
            for day, (start, end) in sorted(week.items())
        )
        data = {"days": sorted(week)}
        record(action="availability.set", by=by, at=at, subject=f"person:{locked.pk}", data=data)


def ask_leave(*, adviser: AdviserRecord, starts_at: datetime, ends_at: datetime, by: Person, at: datetime) -> Leave:
    """Ask to be away; entered by a supervisor for somebody else, it is agreed at once. What is on the rota stays there, and
    no longer counts as cover once it is agreed. Raises `UnableToKeepLeave`."""
    if ends_at <= starts_at:
        raise UnableToKeepLeave("It must end after it begins.")
    if ends_at <= at:
        raise UnableToKeepLeave("That is over already. Correct the rota instead, and say why.")
    if ends_at - starts_at > LONGEST or starts_at > at + LONGEST:
        raise UnableToKeepLeave("Choose a time within the coming year.")
    agreed = by.pk != adviser.pk
    if agreed and not by.may(Permission.SUPERVISE):
        raise UnableToKeepLeave("A supervisor can enter a colleague's absence.")
    with transaction.atomic():
        locked = AdviserRecord.objects.select_for_update().get(pk=adviser.pk)
        same = Leave.objects.filter(
            adviser=locked, starts_at=starts_at, ends_at=ends_at, state__in=[State.ASKED, State.AGREED]
        ).first()
        if same is not None:
            return same
        made = Leave.objects.create(
            adviser=locked, starts_at=starts_at, ends_at=ends_at, asked_at=at,
            state=State.AGREED if agreed else State.ASKED, decided_by=by if agreed else None,
            decided_at=at if agreed else None,
        )  # fmt: skip
        action = "leave.agreed" if agreed else "leave.asked"
        record(action=action, by=by, at=at, subject=f"person:{locked.pk}", data={"leave": made.pk})
    return made


def decide_leave(*, leave: Leave, agree: bool, by: Person, at: datetime) -> Leave:
    """A supervisor's answer; to one's own request another supervisor gives it. Raises `UnableToKeepLeave`."""
    if not by.may(Permission.SUPERVISE):
        raise UnableToKeepLeave("A supervisor decides this.")
    if by.pk == leave.adviser_id:
        raise UnableToKeepLeave("Somebody else must decide your own leave.")
    with transaction.atomic():
        fresh = Leave.objects.select_for_update().get(pk=leave.pk)
        wanted = State.AGREED if agree else State.DECLINED
        if fresh.state == wanted:
            return fresh
        if fresh.state not in LEAVE["agree" if agree else "decline"][0]:
            raise UnableToKeepLeave("This was decided or withdrawn meanwhile.")
        _move(fresh, wanted, by=by, at=at)
    return fresh


def withdraw_leave(*, leave: Leave, by: Person, at: datetime) -> Leave:
    """They are there after all, from now on: leave that has begun ends now. Raises `UnableToKeepLeave`."""
    if by.pk != leave.adviser_id and not by.may(Permission.SUPERVISE):
        raise UnableToKeepLeave("A supervisor can change a colleague's leave.")
    with transaction.atomic():
        fresh = Leave.objects.select_for_update().get(pk=leave.pk)
        if fresh.state == State.WITHDRAWN:
            return fresh
        if fresh.state not in LEAVE["withdraw"][0] or fresh.ends_at <= at:
            raise UnableToKeepLeave("This leave is over, or was not agreed.")
        if fresh.state == State.AGREED and fresh.starts_at < at:
            fresh.ends_at = at
            fresh.save(update_fields=["ends_at"])
            data = {"leave": fresh.pk}
            record(action="leave.ended", by=by, at=at, subject=f"person:{fresh.adviser_id}", data=data)
        else:
            _move(fresh, State.WITHDRAWN, by=by, at=at)
    return fresh


def _move(leave: Leave, state: str, *, by: Person, at: datetime) -> None:
    leave.state, leave.decided_by, leave.decided_at = state, by, at
    leave.save(update_fields=["state", "decided_by", "decided_at"])
    record(action=f"leave.{state}", by=by, at=at, subject=f"person:{leave.adviser_id}", data={"leave": leave.pk})
