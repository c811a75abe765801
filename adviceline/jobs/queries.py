"""What waits, what was given up, what is uncertain."""

from __future__ import annotations

from django.db.models import QuerySet

from adviceline.jobs.models import Job, OutgoingMessage


def dead_jobs() -> QuerySet[Job]:
    """Jobs that were given up, newest first."""
    return Job.objects.filter(state=Job.State.DEAD).order_by("-created_at")


def unsettled_messages() -> QuerySet[OutgoingMessage]:
    """Messages that a person should look at: given up, or uncertain."""
    return OutgoingMessage.objects.filter(
        state__in=[OutgoingMessage.State.DEAD, OutgoingMessage.State.UNCERTAIN]
    ).order_by("-created_at")


def waiting_jobs() -> int:
    """How many jobs are yet to be done."""
    return Job.objects.filter(state__in=[Job.State.WAITING, Job.State.RUNNING]).count()
