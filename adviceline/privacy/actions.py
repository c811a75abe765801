"""Reviewing what people decided against the guard, and changing the master key."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from adviceline.audit.actions import record
from adviceline.audit.actors import Actor
from adviceline.privacy import crypto
from adviceline.privacy.models import GuardOverride


def review(*, override: GuardOverride, by: Actor, at: datetime) -> GuardOverride:
    """Mark an override as reviewed; one that was reviewed before stays as it was."""
    with transaction.atomic():
        fresh = GuardOverride.objects.select_for_update().get(pk=override.pk)
        if fresh.reviewed_at is None:
            fresh.reviewed_at, fresh.reviewed_by = at, by.actor_key
            fresh.save(update_fields=["reviewed_at", "reviewed_by"])
            record(action="guard.reviewed", by=by, at=at, subject=fresh.subject, data={"override": fresh.pk})
    return fresh


def rotate_master_key(*, by: Actor, at: datetime) -> int:
    """Wrap every enquiry key with the current master key; answers how many were.

    The keys live in a database of their own, so the event follows the change instead of sharing its transaction.
    Raises `crypto.UnableToOpen` when the master key of some is not configured.
    """
    count = crypto.rewrap_all()
    if count:
        with transaction.atomic():
            name = crypto.current_master_key()[0]
            record(action="keys.rotated", by=by, at=at, data={"keys": count, "master_key": name})
    return count
