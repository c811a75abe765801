from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from adviceline.privacy.classification import Privacy, Retention, fields


class EnquiryKey(models.Model):
    """The key of one enquirer's encrypted details, itself wrapped by a master key.

    Kept in the key store, a database of its own, whose backups are short-lived: destroying the row makes the details
    unreadable in the records and in every backup of them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    wrapped = models.BinaryField(null=True)
    master_key = models.CharField(max_length=40)
    created_at = models.DateTimeField()
    destroyed_at = models.DateTimeField(null=True, default=None)

    privacy: ClassVar = Privacy(
        fields=fields(NOTHING_PERSONAL="id master_key created_at destroyed_at", SECRET="wrapped"),  # noqa: S106  # a class of fields
        retention=Retention(days=None, why="Destroyed with the enquirer's details; the empty row proves when."),
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(wrapped__isnull=False, destroyed_at__isnull=True)
                | models.Q(wrapped__isnull=True, destroyed_at__isnull=False),
                name="key_is_held_or_destroyed",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class GuardOverride(models.Model):
    """Somebody kept a text that the guard would have refused, and said why. A supervisor reviews it."""

    id = models.BigAutoField(primary_key=True)
    subject = models.CharField(max_length=120)
    field = models.CharField(max_length=60)
    kinds = models.JSONField(default=list)
    reason = models.CharField(max_length=300)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()
    reviewed_by = models.CharField(max_length=80, blank=True, default="")
    reviewed_at = models.DateTimeField(null=True, default=None)

    privacy: ClassVar = Privacy(
        fields=fields(
            NOTHING_PERSONAL="id field kinds at reviewed_at",
            PSEUDONYM="subject",
            STAFF="by reviewed_by",
            GUARDED_TEXT="reason",
        ),
        retention=Retention(days=730, after="at", why="Two years of guard reviews show whether the guard works."),
    )

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["at"], name="override_unreviewed", condition=models.Q(reviewed_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.field}"
