"""Background work of the telephone channel: calls stored and not recorded; forgetting what the exchange told."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models

from adviceline.audit.actions import record
from adviceline.audit.actors import Actor
from adviceline.channels.telephony.actions import record_stored
from adviceline.channels.telephony.models import CallDetails
from adviceline.jobs.registry import task
from adviceline.jobs.schedules import schedule
from adviceline.privacy import crypto
from adviceline.privacy.retention import BATCH, eraser

LEFT_ALONE = timedelta(minutes=10)


@task("telephony.record_stored")
def record_left_behind(*, at: datetime) -> None:
    """Record what a reading stored and then died over."""
    record_stored(at=at, stored_before=at - LEFT_ALONE)


schedule("telephony.record_stored", every=timedelta(minutes=15))


@eraser("channel_telephony.CallDetails", "shred")
def shred_details(expired: models.QuerySet[models.Model], by: Actor, at: datetime) -> int:
    """Forget details past their time, and destroy the keys that were theirs alone."""
    rows = list(CallDetails.objects.filter(pk__in=expired.order_by("pk").values("pk")[:BATCH]))
    if not rows:
        return 0
    for row in rows:
        if row.has_own_key:
            crypto.destroy_key(row.key_id, at=at)
    CallDetails.objects.filter(pk__in=[row.pk for row in rows]).delete()
    subject = "model:channel_telephony.CallDetails"
    record(action="retention.applied", by=by, at=at, subject=subject, data={"deleted": len(rows)})
    return len(rows)
