"""What people add to the evaluation: recommendations, approved by a second person, and with whom it was shared."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from adviceline.privacy.classification import Privacy, Retention, fields

_PERSON = settings.AUTH_USER_MODEL
_KEPT = Retention(
    days=None, why="What the evaluation said, who approved it and with whom it was shared: kept as history."
)


class Recommendation(models.Model):
    """Only an approved one is part of the evaluation."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting for approval"
        APPROVED = "approved", "Approved"
        WITHDRAWN = "withdrawn", "Withdrawn"

    title = models.CharField(max_length=150)
    body = models.TextField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    version = models.PositiveIntegerField(default=1)
    written_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    approved_by = models.ForeignKey(_PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)
    #: The form that it was written on: sent twice, it is kept once.
    submission = models.UUIDField(null=True, unique=True, default=None, editable=False)
    is_fictional = models.BooleanField(default=False)

    privacy: ClassVar = Privacy(
        fields=fields(
            NOTHING_PERSONAL="id state version written_at approved_at is_fictional",
            GUARDED_TEXT="title body",
            STAFF="written_by approved_by",
            PSEUDONYM="submission",
        ),
        retention=_KEPT,
    )

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "approved", "withdrawn"]), name="recommendation_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="recommendation_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("written_by")),
                name="recommendation_two_people",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def subject(self) -> str:
        """Of audit events."""
        return f"recommendation:{self.pk}"


class Sharing(models.Model):
    """That what was learnt was shared: when, how, with whom, what. `way` is a code of the evaluation's plan."""

    on_date = models.DateField()
    way = models.CharField(max_length=32)
    audience = models.CharField(max_length=200)
    what = models.CharField(max_length=400)
    added_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    submission = models.UUIDField(null=True, unique=True, default=None, editable=False)
    is_fictional = models.BooleanField(default=False)

    privacy: ClassVar = Privacy(
        fields=fields(
            NOTHING_PERSONAL="id on_date way added_at is_fictional",
            GUARDED_TEXT="audience what",
            STAFF="added_by",
            PSEUDONYM="submission",
        ),
        retention=_KEPT,
    )

    class Meta:
        ordering: ClassVar = ["on_date", "id"]

    def __str__(self) -> str:
        return f"{self.on_date} {self.way}"
