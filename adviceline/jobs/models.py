from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models


class Job(models.Model):
    """One piece of work to be done after the commit that asked for it. `args` holds ids only."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        DEAD = "dead", "Given up"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    task = models.CharField(max_length=120)
    args = models.JSONField(default=dict)
    key = models.CharField(max_length=200, unique=True, null=True, default=None)  # noqa: DJ001  # NULL: no key, not unique
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    run_at = models.DateTimeField()
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, default=None)
    finished_at = models.DateTimeField(null=True, default=None)
    last_error = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["run_at"], name="job_unfinished", condition=models.Q(state__in=["waiting", "running"])
            ),
            models.Index(fields=["-created_at"], name="job_dead", condition=models.Q(state="dead")),
            models.Index(fields=["finished_at"], name="job_finished", condition=models.Q(state="done")),
        ]

    def __str__(self) -> str:
        return f"{self.task} ({self.state})"


class OutgoingMessage(models.Model):
    """One e-mail that shall leave the process exactly once. The text is written by its composer when it is sent."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        UNCERTAIN = "uncertain", "Uncertain: may or may not have been sent"
        WITHDRAWN = "withdrawn", "Withdrawn: nothing left to send"
        DEAD = "dead", "Given up"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    composer = models.CharField(max_length=120)
    args = models.JSONField(default=dict)
    key = models.CharField(max_length=200, unique=True)
    message_id = models.CharField(max_length=200, unique=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, default=None)
    last_error = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["created_at"],
                name="outgoing_unsettled",
                condition=models.Q(state__in=["waiting", "sending", "uncertain", "dead"]),
            ),
            models.Index(fields=["sent_at"], name="outgoing_sent", condition=models.Q(state="sent")),
        ]

    def __str__(self) -> str:
        return f"{self.composer} ({self.state})"
