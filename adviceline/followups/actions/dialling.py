"""Ringing somebody who asked for it: said before anything is dialled."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from adviceline.accounts.models import Person
from adviceline.audit.actions import record
from adviceline.audit.actors import Actor
from adviceline.followups import rules
from adviceline.followups.actions.call_backs import UnableToAttemptCallBack, attempt_call_back
from adviceline.followups.models import CallBack, Dialling
from adviceline.ui.filters import clock_time


def dial(*, call_back: CallBack, attempt: int, way: str, by: Person, at: datetime) -> tuple[Dialling, bool]:
    """Say that `by` rings now; whether that is new: pressed twice, it is one attempt.

    Raises `UnableToAttemptCallBack` when it is closed, was tried too short a time ago, or a colleague is ringing.
    """
    with transaction.atomic():
        fresh = CallBack.objects.select_for_update(of=("self",)).select_related("enquiry").get(pk=call_back.pk)
        if begun := fresh.diallings.filter(attempt=attempt).select_related("adviser").first():
            if begun.adviser_id == by.pk:
                return begun, False
            raise UnableToAttemptCallBack(f"{begun.adviser} rang them at {clock_time(begun.dialled_at)}.")
        if fresh.state != CallBack.State.WAITING:
            raise UnableToAttemptCallBack(f"This call-back is closed: {fresh.get_state_display().lower()}.")
        if attempt != fresh.attempts + 1:
            raise UnableToAttemptCallBack("A colleague has tried meanwhile. Look at the list again.")
        earliest = rules.may_be_dialled_from(fresh.last_attempt_at)
        if earliest is not None and at < earliest:
            raise UnableToAttemptCallBack(f"They were rung a short time ago. Ring again from {clock_time(earliest)}.")
        made = Dialling.objects.create(call_back=fresh, attempt=attempt, adviser=by, way=way, dialled_at=at)
        data = {"attempt": attempt, "way": way}
        record(action="call_back.dialled", by=by, at=at, subject=fresh.enquiry.subject, data=data)
    return made, True


def take_back(*, dialling: Dialling, by: Actor, at: datetime) -> bool:
    """No call was placed after all: the attempt can be made again. False when something was said of it already."""
    with transaction.atomic():
        CallBack.objects.select_for_update(of=("self",)).get(pk=dialling.call_back_id)
        gone, _ = Dialling.objects.filter(pk=dialling.pk, settled_at=None).delete()
        if gone:
            data = {"attempt": dialling.attempt}
            subject = dialling.call_back.enquiry.subject
            record(action="call_back.not_placed", by=by, at=at, subject=subject, data=data)
    return bool(gone)


def settle_unsaid(*, by: Actor, at: datetime) -> int:
    """Count attempts of which nobody said for hours what came of them, as ones that nobody answered; how many."""
    left = Dialling.objects.filter(settled_at=None, dialled_at__lt=at - rules.UNSAID_AFTER)
    settled = 0
    for dialling in left.select_related("call_back", "adviser").order_by("dialled_at")[:500]:
        try:
            attempt_call_back(
                call_back=dialling.call_back, outcome=rules.NO_ANSWER, by=by, adviser=dialling.adviser, at=at,
                began_at=dialling.dialled_at, attempt=dialling.attempt,
            )  # fmt: skip
        except UnableToAttemptCallBack:  # it was closed meanwhile: nothing is counted
            Dialling.objects.filter(pk=dialling.pk, settled_at=None).update(settled_at=at)
        settled += 1
    return settled
