"""Anchoring the audit chain outside the database, every hour. Here since the audit room itself stands below the jobs."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from adviceline.audit.queries import append_anchor
from adviceline.jobs.registry import task
from adviceline.jobs.schedules import schedule


@task("audit.anchor")
def anchor(*, at: datetime) -> None:
    append_anchor(settings.AUDIT_ANCHOR_FILE, at=at)


schedule("audit.anchor", every=timedelta(hours=1))
