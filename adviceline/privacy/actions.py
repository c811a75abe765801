"""Reviewing what people decided against the guard."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from adviceline.audit.actions import record
from adviceline.audit.actors import Actor
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
