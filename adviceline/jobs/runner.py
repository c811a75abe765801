"""What a worker does with a job. Attempts are counted here, before the work, so that a worker's death counts too."""

from __future__ import annotations

from datetime import datetime

import structlog
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django_q.models import OrmQ
from django_q.tasks import async_task

from adviceline.jobs.models import Job
from adviceline.jobs.registry import describe, find_task
from adviceline.jobs.rules import LEASE, MOST_ATTEMPTS, wait_after

log = structlog.get_logger(__name__)
RUN = "adviceline.jobs.runner.run"


class RunnerFailed(Exception):
    """The state of a job could not be written down; its lease will end and it will be tried again.

    In place of the fault itself, since django-q2 keeps and logs the words of what is raised, and those of a database
    may quote a record.
    """


def run(job_id: str) -> str:
    """Run one job now, if it is due and nobody else has it. Called by django-q2; answers the state it ends in."""
    try:
        return _run(job_id)
    except Exception as error:
        raise RunnerFailed(describe(error)) from None


def _run(job_id: str) -> str:
    at = timezone.now()
    job = claim(job_id, at=at)
    if job is None:
        return "not due"
    try:
        find_task(job.task)(at=at, **job.args)
    except Exception as error:  # whatever the task raises is counted and kept, never lost with the worker
        log.error("job failed", task=job.task, job=str(job.pk), attempts=job.attempts, error=describe(error))
        return put_off(job, error=describe(error), at=timezone.now())
    Job.objects.filter(pk=job.pk).update(state=Job.State.DONE, finished_at=timezone.now(), last_error="")
    return Job.State.DONE


def claim(job_id: str, *, at: datetime) -> Job | None:
    """Take the job for this worker and count the attempt, committed before any work is done."""
    due = Q(state=Job.State.WAITING, run_at__lte=at) | Q(state=Job.State.RUNNING, started_at__lte=at - LEASE)
    with transaction.atomic():
        if not Job.objects.filter(due, pk=job_id).update(
            state=Job.State.RUNNING, started_at=at, attempts=F("attempts") + 1
        ):
            return None
        job = Job.objects.get(pk=job_id)
        if job.attempts > MOST_ATTEMPTS:
            Job.objects.filter(pk=job_id).update(
                state=Job.State.DEAD, finished_at=at, last_error="The worker died each time."
            )
            return None
    return job


def put_off(job: Job, *, error: str, at: datetime) -> str:
    """Wait for the next attempt, or give up and show it to the service manager."""
    wait = wait_after(job.attempts)
    state = Job.State.DEAD if wait is None else Job.State.WAITING
    Job.objects.filter(pk=job.pk).update(
        state=state, run_at=at + (wait or LEASE), last_error=error, finished_at=at if wait is None else None
    )
    return state


def sweep(*, at: datetime | None = None, most: int = 500) -> int:
    """Queue every job that is due and in nobody's hands: put off, scheduled for later, or left by a dead worker."""
    at = at or timezone.now()
    due = Q(state=Job.State.WAITING, run_at__lte=at) | Q(state=Job.State.RUNNING, started_at__lte=at - LEASE)
    if OrmQ.objects.count() > most:
        return 0
    jobs = list(Job.objects.filter(due).order_by("run_at").values_list("pk", flat=True)[:most])
    for job_id in jobs:
        async_task(RUN, str(job_id))
    return len(jobs)
