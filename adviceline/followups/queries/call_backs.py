"""Which call-backs are due, and which slots are free."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core import signing
from django.db.models import QuerySet

from adviceline.contacts.models import Enquiry
from adviceline.contacts.queries import standing_enquiry
from adviceline.followups import rules
from adviceline.followups.models import CallBack, Dialling
from adviceline.workforce.hours import Slot
from adviceline.workforce.queries import opening_hours

REQUEST_SALT = "adviceline.followups.request"
REQUEST_SECONDS = 14 * 24 * 60 * 60


def waiting_call_backs() -> QuerySet[CallBack]:
    """The list, soonest due first."""
    return (
        CallBack.objects.filter(state=CallBack.State.WAITING)
        .select_related("enquiry__enquirer", "enquiry__owner")
        .order_by("due_at", "id")
    )


def free_slots(*, at: datetime) -> list[Slot]:
    """Half hours of the next seven days that are open, far enough ahead, and not full."""
    hours = opening_hours()
    today = at.astimezone(hours.zone).date()
    slots = [
        slot
        for ahead in range(rules.DAYS_AHEAD + 1)
        for slot in hours.slots(today + timedelta(days=ahead), rules.SLOT_MINUTES)
        if slot.starts_at >= at + rules.NOTICE
    ]
    if not slots:
        return []
    taken = Counter(
        CallBack.objects.filter(slot_start_at__range=(slots[0].starts_at, slots[-1].starts_at))
        .exclude(state=CallBack.State.CANCELLED)
        .values_list("slot_start_at", flat=True)
    )
    return [slot for slot in slots if taken[slot.starts_at] < rules.CAPACITY]


def being_rung(call_backs: Iterable[CallBack]) -> dict[int, Dialling]:
    """Of which somebody pressed Ring and has not said what came of it: by id of the call-back."""
    begun = Dialling.objects.filter(settled_at=None, call_back__in=[each.pk for each in call_backs])
    return {each.call_back_id: each for each in begun.select_related("adviser")}


def request_token(enquiry: Enquiry) -> str:
    """A signed part of a link by which whoever got our e-mail asks for a call about that enquiry. It tells nothing of it."""
    return signing.dumps(enquiry.key.hex, salt=REQUEST_SALT)


def enquiry_to_call_about(token: str) -> Enquiry | None:
    """The enquiry of such a link; None when it was never ours, is too old, or nobody can be called about it any more."""
    try:
        key = uuid.UUID(signing.loads(token, salt=REQUEST_SALT, max_age=REQUEST_SECONDS))
    except (signing.BadSignature, ValueError, AttributeError, TypeError):
        return None
    found = Enquiry.objects.select_related("enquirer", "merged_into").filter(key=key).first()
    if found is None:
        return None
    standing = standing_enquiry(found)
    return standing if standing.enquirer.erased_at is None else None


def call_backs_of(enquiry: Enquiry) -> QuerySet[CallBack]:
    """The call-backs of one enquiry, newest first."""
    return CallBack.objects.filter(enquiry=enquiry).order_by("-requested_at")
