"""Reading runs and versions."""

from __future__ import annotations

import uuid

from django.db.models import QuerySet

from adviceline.advice.models import AdviceRun, MapVersion


def current_versions() -> QuerySet[MapVersion]:
    """The version of each map that new runs follow."""
    return MapVersion.objects.filter(is_current=True).order_by("map_id")


def runs_of(subject: uuid.UUID) -> QuerySet[AdviceRun]:
    """The runs beside one enquiry, newest first."""
    return (
        AdviceRun.objects.filter(subject=subject)
        .select_related("map_version", "adviser")
        .order_by("-started_at", "-id")
    )
