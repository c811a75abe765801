"""Asking for work to be done after the commit: `enqueue` a job, `send` a message.

Both write their row in the caller's transaction: if it rolls back, nothing is done; if it commits, the work is done
at least once (jobs) or once or marked uncertain (messages), whatever dies.
"""

from __future__ import annotations

from datetime import datetime
from email.utils import make_msgid
from typing import Any

from django.db import connection, transaction
from django_q.tasks import async_task

from adviceline.audit.actions import record
from adviceline.audit.actors import Actor
from adviceline.jobs.models import Job, OutgoingMessage
from adviceline.jobs.registry import find_composer, find_task

RUN = "adviceline.jobs.runner.run"


class UnableToRetry(Exception):
    """The job or message is not in a state from which it may be tried again; the words say why."""


class EnqueuedOutsideTransaction(RuntimeError):
    """Work was asked for apart from the change that needs it."""


def enqueue(
    task: str, *, args: dict[str, Any], at: datetime, key: str | None = None, run_at: datetime | None = None
) -> Job:
    """Ask for `task` (a registered name) to be run with `args` (ids only) once this transaction commits.

    `key` makes it happen once: a second request with the same key answers the first one's job.
    `run_at` puts it off; a job not due now is picked up by the sweep.
    """
    return enqueue_once(task, args=args, at=at, key=key, run_at=run_at)[0]


def enqueue_once(
    task: str, *, args: dict[str, Any], at: datetime, key: str | None = None, run_at: datetime | None = None
) -> tuple[Job, bool]:
    """As `enqueue`; answers also whether this call was the one that asked."""
    find_task(task)
    if not connection.in_atomic_block:
        raise EnqueuedOutsideTransaction(task)
    values = {"task": task, "args": args, "created_at": at, "run_at": run_at or at}
    if key is None:
        job, created = Job.objects.create(**values), True
    else:
        job, created = Job.objects.get_or_create(key=key, defaults=values)
    if created and job.run_at <= at:
        async_task(RUN, str(job.pk))
    return job, created


def send(
    composer: str, *, args: dict[str, Any], key: str, at: datetime, message_id: str = "", run_at: datetime | None = None
) -> OutgoingMessage:  # fmt: skip
    """Ask for the message that `composer` writes from `args` (ids only) to be sent once, after this commit.

    `message_id`, in angle brackets, is the caller's own where answers to the message shall be known by it. `run_at` puts
    the sending off.
    """
    find_composer(composer)
    if not connection.in_atomic_block:
        raise EnqueuedOutsideTransaction(composer)
    message, created = OutgoingMessage.objects.get_or_create(
        key=key,
        defaults={
            "composer": composer,
            "args": args,
            "created_at": at,
            "message_id": message_id or make_msgid(domain="adviceline.invalid"),
        },
    )
    if created:
        enqueue("jobs.deliver", args={"message": str(message.pk)}, at=at, key=f"deliver:{message.pk}:1", run_at=run_at)
    return message


def retry_job(*, job: Job, by: Actor, at: datetime) -> Job:
    """Try a job again that was given up."""
    with transaction.atomic():
        job = Job.objects.select_for_update().get(pk=job.pk)
        if job.state != Job.State.DEAD:
            raise UnableToRetry("Only a job that was given up can be tried again.")
        job.state, job.attempts, job.run_at = Job.State.WAITING, 0, at
        job.save(update_fields=["state", "attempts", "run_at"])
        async_task(RUN, str(job.pk))
        record(action="job.retried", by=by, at=at, subject=f"job:{job.pk}", data={"task": job.task})
    return job


def resend(*, message: OutgoingMessage, by: Actor, at: datetime) -> OutgoingMessage:
    """Send a message again that was given up or is uncertain: a person decides, and it is recorded."""
    with transaction.atomic():
        message = OutgoingMessage.objects.select_for_update().get(pk=message.pk)
        if message.state not in {OutgoingMessage.State.DEAD, OutgoingMessage.State.UNCERTAIN}:
            raise UnableToRetry("Only a message that was given up or is uncertain can be sent again.")
        message.state, message.attempts = OutgoingMessage.State.WAITING, 0
        message.save(update_fields=["state", "attempts"])
        enqueue("jobs.deliver", args={"message": str(message.pk)}, at=at)
        record(
            action="message.resent", by=by, at=at, subject=f"message:{message.pk}", data={"composer": message.composer}
        )
    return message
