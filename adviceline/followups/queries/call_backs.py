"""Which call-backs are due, and which slots are free."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from django.db.models import QuerySet

from adviceline.contacts.models import Enquiry
from adviceline.followups import rules
from adviceline.followups.models import CallBack
from adviceline.workforce.hours import Slot
from adviceline.workforce.queries import opening_hours


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


def call_backs_of(enquiry: Enquiry) -> QuerySet[CallBack]:
    """The call-backs of one enquiry, newest first."""
    return CallBack.objects.filter(enquiry=enquiry).order_by("-requested_at")
