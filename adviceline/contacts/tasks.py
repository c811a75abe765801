"""Background work of the core: retention, every night."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from adviceline.audit.actions import record
from adviceline.audit.actors import SYSTEM, Actor
from adviceline.contacts.actions import erase_enquirer
from adviceline.contacts.models import Enquirer, Enquiry
from adviceline.contacts.states import OPEN_STATES
from adviceline.jobs.registry import task
from adviceline.jobs.schedules import schedule
from adviceline.privacy import crypto
from adviceline.privacy.retention import BATCH, apply_retention, eraser


@eraser("contacts.Enquirer", "shred")
def shred_enquirers(expired: models.QuerySet[models.Model], by: Actor, at: datetime) -> int:
    """Destroy the details of enquirers none of whose enquiries is open, or closed within the period."""
    assert Enquirer.privacy.retention.days is not None
    since = at - timedelta(days=Enquirer.privacy.retention.days)
    recent = Enquiry.objects.filter(enquirer=OuterRef("pk")).filter(Q(state__in=OPEN_STATES) | Q(closed_at__gte=since))
    due = Enquirer.objects.filter(~Exists(recent), erased_at__isnull=True, enquiries__closed_at__lt=since).distinct()
    count = 0
    for enquirer in due.order_by("pk")[:BATCH]:
        enquiry = enquirer.enquiries.order_by("pk").first()
        if enquiry is not None and erase_enquirer(enquiry=enquiry, reason="retention", by=by, at=at):
            count += 1
    return count or _delete_empty(by=by, at=at)


def _delete_empty(*, by: Actor, at: datetime) -> int:
    """Enquirers whose enquiries are all gone: their key, should it still be there, and what little is left of them."""
    empty = list(Enquirer.objects.filter(enquiries__isnull=True).order_by("pk")[:BATCH])
    if empty:
        for enquirer in empty:
            if enquirer.key_id:
                crypto.destroy_key(enquirer.key_id, at=at)
        Enquirer.objects.filter(pk__in=[enquirer.pk for enquirer in empty]).delete()
        record(
            action="retention.applied", by=by, at=at, subject="model:contacts.Enquirer", data={"deleted": len(empty)}
        )
    return len(empty)


@task("contacts.retention")
def retention(*, at: datetime) -> None:
    """Nothing is erased in the demonstration: its pilot is dated years ago, and nobody in it is real."""
    if settings.DEMO:
        return
    apply_retention(by=SYSTEM, at=at)


schedule("contacts.retention", every=timedelta(days=1))
