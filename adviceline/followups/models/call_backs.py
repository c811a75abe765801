from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
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

    class Asked(models.TextChoices):
        WEB = "web", "On our site"
        PHONE_MENU = "phone_menu", "By pressing 1"
        VOICEMAIL = "voicemail", "In a message"
        EMAIL = "email", "From our e-mail"
        CHAT = "chat", "In a chat"
        DESK = "desk", "At the desk"

    id = models.BigAutoField(primary_key=True)
    enquiry = models.ForeignKey(Enquiry, on_delete=models.PROTECT, related_name="call_backs")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    asked = models.CharField(max_length=10, choices=Asked, blank=True, default="")
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
            NOTHING_PERSONAL="state asked requested_at slot_start_at slot_end_at place_in_slot due_at attempts "
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


class Dialling(models.Model):
    """That an adviser pressed Ring: one for each attempt, so that no two people ring at once and no attempt is lost when
    nobody says what came of it. `settled_at`: when that was said, or taken as nobody having answered."""

    class Way(models.TextChoices):
        EXCHANGE = "exchange", "Through the exchange"
        OWN = "own", "On a telephone of their own"

    id = models.BigAutoField(primary_key=True)
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    call_back = models.ForeignKey(CallBack, on_delete=models.CASCADE, related_name="diallings")
    attempt = models.PositiveSmallIntegerField()
    adviser = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    way = models.CharField(max_length=8, choices=Way)
    dialled_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, default=None)

    privacy: ClassVar = Privacy(
        fields=fields(
            NOTHING_PERSONAL="attempt way dialled_at settled_at", PSEUDONYM="id key call_back", STAFF="adviser"
        ),
        retention=Retention(days=ENQUIRY_KEPT_DAYS, after="call_back__enquiry__closed_at", why=WHY_ENQUIRIES),
    )

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["dialled_at"], name="dialling_to_settle", condition=Q(settled_at__isnull=True))
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["call_back", "attempt"], name="dialling_of_an_attempt_once"),
        ]

    def __str__(self) -> str:
        return f"attempt {self.attempt} at call-back {self.call_back_id}"
