"""Reading the guard's overrides."""

from __future__ import annotations

from django.db.models import QuerySet

from adviceline.privacy.models import GuardOverride


def unreviewed_overrides() -> QuerySet[GuardOverride]:
    """Overrides that no supervisor has read, oldest first."""
    return GuardOverride.objects.filter(reviewed_at__isnull=True).order_by("at")
