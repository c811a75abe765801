"""Who was asked. Nothing here says who answered."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from adviceline.contacts.models import Enquiry
from adviceline.measures import feedback_codes as codes
from adviceline.privacy.classification import Privacy, Retention, fields

#: Longer than any wave can still be asked in, so that nobody is asked twice once the row is gone.
KEPT_DAYS = 90


class Invitation(models.Model):
    """One enquiry's turn in one wave. Whether it was answered is not kept here: see `SpentLink`.

    `state` says whether the person was asked, was not (`not_offered` says why), or said that they want no more.
    """

    class State(models.TextChoices):
        ASKED = "asked", "Asked"
        NOT_ASKED = "not_asked", "Not asked"
        WITHDRAWN = "withdrawn", "Withdrawn"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    enquiry = models.ForeignKey(Enquiry, on_delete=models.CASCADE, related_name="feedback_invitations")
    wave = models.CharField(max_length=10)
    channel = models.CharField(max_length=8)
    state = models.CharField(max_length=10, choices=State)
    not_offered = models.CharField(max_length=20, blank=True, default="")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    token_hash = models.CharField(max_length=64, unique=True)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    privacy: ClassVar = Privacy(
        fields=fields(
            NOTHING_PERSONAL="wave channel state not_offered asked_at expires_at",
            PSEUDONYM="id enquiry key",
            SECRET="token_hash",  # noqa: S106  # the name of a class of fields
        ),
        retention=Retention(
            days=KEPT_DAYS, after="expires_at", why="Three months after the link ends: nobody is asked about it again."
        ),
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enquiry", "wave"], name="feedback_invitation_once_a_wave"),
            models.CheckConstraint(condition=Q(wave__in=codes.WAVES), name="feedback_invitation_wave"),
            models.CheckConstraint(condition=Q(channel__in=codes.CHANNELS), name="feedback_invitation_channel"),
            models.CheckConstraint(
                condition=Q(state="not_asked", not_offered__in=codes.NOT_OFFERED)
                | Q(state__in=["asked", "withdrawn"], not_offered=""),
                name="feedback_invitation_state",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "expires_at"], name="feedback_invitation_live")]

    def __str__(self) -> str:
        return f"{self.wave} ({self.state})"


class DoNotAsk(models.Model):
    """Somebody who wants no more questions about the service, by the keyed fingerprint of their address."""

    email_index = models.CharField(primary_key=True, max_length=32)

    privacy: ClassVar = Privacy(
        fields=fields(PSEUDONYM="email_index"),
        retention=Retention(days=None, why="The promise not to write again has no end."),
    )

    def __str__(self) -> str:
        return "do not ask"
