from __future__ import annotations

from typing import ClassVar

from django.db import models

from adviceline.audit.chain import GENESIS


class Event(models.Model):
    """One thing that was done, or read, or refused. Append only: the database refuses change (migration 0002)."""

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    action = models.CharField(max_length=80)
    subject = models.CharField(max_length=120, blank=True)
    data = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering: ClassVar = ["seq"]
        indexes: ClassVar = [
            models.Index(fields=["subject", "seq"], name="audit_subject"),
            models.Index(fields=["actor", "seq"], name="audit_actor"),
            models.Index(fields=["action", "seq"], name="audit_action"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.action}"


class Head(models.Model):
    """The end of the chain: one row, locked by whoever writes the next event, so that the chain has no fork."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=GENESIS)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(id=1), name="audit_one_head")]

    def __str__(self) -> str:
        return f"head {self.seq}"
