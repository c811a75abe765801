"""Every morning, look whether anything that the maps rest on is superseded or past its review date."""

from __future__ import annotations

from datetime import datetime, timedelta

from adviceline.advice.actions import raise_review_tasks
from adviceline.audit.actors import SYSTEM
from adviceline.jobs.registry import task
from adviceline.jobs.schedules import schedule


@task("advice.review_tasks")
def review_tasks(*, at: datetime) -> None:
    raise_review_tasks(by=SYSTEM, at=at)


schedule("advice.review_tasks", every=timedelta(days=1))
