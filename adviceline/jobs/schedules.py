"""Work that recurs. Each turn is a job keyed by its time, so it happens once however many processes sweep."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from adviceline.jobs.actions import enqueue_once
from adviceline.jobs.models import Job


@dataclass(frozen=True)
class Schedule:
    """Run `task` every `every`, counted from midnight UTC."""

    task: str
    every: timedelta


SCHEDULES: dict[str, Schedule] = {}


def schedule(task: str, *, every: timedelta) -> None:
    """Have a registered task run at that interval (a divisor of a day). Called in a room's tasks.py."""
    SCHEDULES[task] = Schedule(task, every)


def start_due(*, at: datetime) -> int:
    """Enqueue the current turn of every schedule that has not been; answers how many were."""
    started = 0
    for item in SCHEDULES.values():
        midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
        turn = midnight + ((at - midnight) // item.every) * item.every
        key = f"schedule:{item.task}:{turn.isoformat()}"
        if not _exists(key):
            with transaction.atomic():
                _, was_first = enqueue_once(item.task, args={}, at=at, key=key)
            started += was_first
    return started


def _exists(key: str) -> bool:
    return Job.objects.filter(key=key).exists()
