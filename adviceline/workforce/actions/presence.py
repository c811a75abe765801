"""The door by which the desk, the telephone and the chat say what an adviser is doing."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from adviceline.accounts.models import Person
from adviceline.accounts.roles import Permission
from adviceline.audit.actions import record
from adviceline.audit.actors import Actor
from adviceline.workforce.errors import UnableToSetState
from adviceline.workforce.models import StateInterval
from adviceline.workforce.queries import opening_hours
from adviceline.workforce.queries.rota import shift_on
from adviceline.workforce.rules.presence import STATES, bound_of


def set_state(*, adviser: Person, state: str, by: Actor, at: datetime) -> StateInterval:
    """From `at` on the adviser is in this state; the one before ends. Said again, it is the same state, confirmed: it may
    then last as long as one that begins now.

    Raises `UnableToSetState`: no such state, somebody whose role takes no contacts, or an `at` before what is known.
    """
    if state not in STATES:
        raise UnableToSetState("Choose one of the states on the page.")
    if not adviser.may(Permission.WORK_ENQUIRIES):
        raise UnableToSetState("Their role takes no contacts, so they are not on the line.")
    shift = shift_on(adviser.pk, at=at)
    hours = opening_hours()
    bound = bound_of(
        state, began_at=at, shift_ends_at=shift.ends_at if shift else None,
        closes_at=hours.next_change(at) if hours.is_open(at) else None,
    )  # fmt: skip
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=adviser.pk)  # one change of an adviser's state at a time
        before = _open_one(adviser, at)
        if before is not None and before.state == state and before.bound_at > at:
            before.bound_at = max(before.bound_at, bound)
            before.save(update_fields=["bound_at"])
            return before
        if before is not None:
            _end(before, at=at, ending="said")
        made = StateInterval.objects.create(
            adviser=adviser, state=state, began_at=at, bound_at=max(bound, at + timedelta(microseconds=1))
        )
        record(action="state.set", by=by, at=at, subject=f"person:{adviser.pk}", data={"state": state})
    return made


def sign_off(*, adviser: Person, by: Actor, at: datetime) -> StateInterval | None:
    """The adviser leaves the line; None when they were not on it."""
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=adviser.pk)
        before = _open_one(adviser, at)
        if before is None:
            return None
        _end(before, at=at, ending="left")
        record(action="state.left", by=by, at=at, subject=f"person:{adviser.pk}", data={"state": before.state})
    return before


def end_bounded_states(*, by: Actor, at: datetime) -> int:
    """End what nobody ended, at the time at which it stopped to count; answers how many."""
    ended = 0
    for pk in StateInterval.objects.filter(ended_at__isnull=True, bound_at__lte=at).values_list("pk", flat=True):
        with transaction.atomic():
            found = StateInterval.objects.select_for_update().get(pk=pk)
            if found.ended_at is not None or found.bound_at > at:
                continue  # ended, or confirmed, meanwhile
            _end(found, at=at, ending="bounded")
            data = {"state": found.state, "ended": found.bound_at.isoformat()}
            record(action="state.bounded", by=by, at=at, subject=f"person:{found.adviser_id}", data=data)
            ended += 1
    return ended


def _open_one(adviser: Person, at: datetime) -> StateInterval | None:
    before = StateInterval.objects.select_for_update().filter(adviser=adviser, ended_at__isnull=True).first()
    latest = before.began_at if before else None
    if before is None:
        last = StateInterval.objects.filter(adviser=adviser).order_by("-ended_at").first()
        latest = last.ended_at if last else None
    if latest is not None and at < latest:
        raise UnableToSetState("A later state of this adviser is kept already.")
    return before


def _end(interval: StateInterval, *, at: datetime, ending: str) -> None:
    is_bounded = interval.bound_at < at or ending == "bounded"
    interval.ended_at = min(at, interval.bound_at)
    interval.ending = "bounded" if is_bounded else ending
    interval.save(update_fields=["ended_at", "ending"])
