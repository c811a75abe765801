from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from adviceline.contacts.models import ENQUIRY_KEPT_DAYS, WHY_ENQUIRIES, Enquiry
from adviceline.privacy.classification import Privacy, Retention, fields


class CallBack(models.Model):
    """A call that somebody asked for. Where to and whom to ask for are among the enquirer's sealed details."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        COMPLETED = "completed", "Spoken to"
        EXHAUSTED = "exhausted", "Not reached in three attempts"
        CANCELLED = "cancelled", "Cancelled"

    id = models.BigAutoField(primary_key=True)
    enquiry = models.ForeignKey(Enquiry, on_delete=models.PROTECT, related_name="call_backs")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    requested_at = models.DateTimeField()
    slot_start_at = models.DateTimeField(null=True, default=None)
    slot_end_at = models.DateTimeField(null=True, default=None)
    place_in_slot = models.PositiveSmallIntegerField(null=True, default=None)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    last_attempt_at = models.DateTimeField(null=True, default=None)
    request_key = models.CharField(max_length=200, unique=True)
    fact_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    privacy: ClassVar = Privacy(
        fields=fields(
            NOTHING_PERSONAL="state requested_at slot_start_at slot_end_at place_in_slot due_at attempts "
            "last_attempt_at",
            PSEUDONYM="id enquiry request_key fact_id",
        ),
        retention=Retention(days=ENQUIRY_KEPT_DAYS, after="enquiry__closed_at", why=WHY_ENQUIRIES),
    )

    class Meta:
        indexes: ClassVar = [models.Index(fields=["due_at", "id"], name="call_back_due", condition=Q(state="waiting"))]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["slot_start_at", "place_in_slot"],
                name="call_back_place_taken_once",
                condition=Q(slot_start_at__isnull=False) & ~Q(state="cancelled"),
            ),
            models.CheckConstraint(
                condition=Q(slot_start_at__isnull=True, slot_end_at__isnull=True, place_in_slot__isnull=True)
                | Q(slot_start_at__isnull=False, slot_end_at__isnull=False, place_in_slot__isnull=False),
                name="call_back_slot_whole_or_none",
            ),
        ]

    def __str__(self) -> str:
        return f"call-back {self.pk} ({self.state})"
