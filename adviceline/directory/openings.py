"""Counting that an entry was opened from a resource pack: one number per entry and day (docs/adr/0021).

It is no action: nobody did it that we know of, and to record it in the audit trail would keep the time of each click.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, Sum

from adviceline.directory.models import EntryOpenings


def count_opening(*, entry_id: str, on: date) -> None:
    """One more on that day of London."""
    if _add(entry_id, on):
        return
    try:
        with transaction.atomic():
            EntryOpenings.objects.create(entry_id=entry_id, day_date=on, times=1)
    except IntegrityError:  # somebody else's click was the first of the day a moment ago
        _add(entry_id, on)


def _add(entry_id: str, on: date) -> bool:
    return bool(EntryOpenings.objects.filter(entry_id=entry_id, day_date=on).update(times=F("times") + 1))


def openings_of(entry_id: str, *, until: date, days: int = 90) -> int:
    """How often it was opened in so many days up to that one."""
    since = until - timedelta(days=days - 1)
    held = EntryOpenings.objects.filter(entry_id=entry_id, day_date__range=(since, until))
    return held.aggregate(total=Sum("times"))["total"] or 0
