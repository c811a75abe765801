"""What the service does because of what people said; and the words in which the public is told."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from adviceline.feedback.rules.improvements import PUBLIC_STATES, STATES
from adviceline.privacy.classification import Privacy, Retention, fields

PERSON = settings.AUTH_USER_MODEL
_KEPT = Retention(days=None, why="How the service improved, and who approved what the public was told.")


class Improvement(models.Model):
    """One action. `measure` names the figure that it should move; `before` and `after` are what it was and became.

    `public_state` is of the two sentences for the public, which a second person approves before they are shown.
    """

    id = models.BigAutoField(primary_key=True)
    theme = models.CharField(max_length=40)
    you_said = models.CharField(max_length=500)
    plan = models.TextField()
    owner = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    due_date = models.DateField()
    state = models.CharField(max_length=10, default="planned")
    version = models.PositiveIntegerField(default=1)
    done_at = models.DateTimeField(null=True, default=None)
    measure = models.CharField(max_length=80, blank=True, default="")
    before = models.CharField(max_length=200, blank=True, default="")
    after = models.CharField(max_length=200, blank=True, default="")
    measured_at = models.DateTimeField(null=True, default=None)
    helped = models.CharField(max_length=8, blank=True, default="")
    we_did = models.CharField(max_length=1000, blank=True, default="")
    public_state = models.CharField(max_length=10, default="none")
    written_by = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True, default=None)
    created_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    #: Names the form that it was written on, so that it counts once; None for what was kept before forms had names.
    submission = models.UUIDField(null=True, unique=True, default=None, editable=False)
    fact_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    is_fictional = models.BooleanField(default=False)

    privacy: ClassVar = Privacy(
        fields=fields(
            NOTHING_PERSONAL="id theme due_date state version done_at measure measured_at helped public_state "
            "published_at created_at is_fictional",
            PSEUDONYM="fact_id submission",
            GUARDED_TEXT="you_said plan before after we_did",
            STAFF="owner written_by approved_by created_by",
        ),
        retention=_KEPT,
    )

    class Meta:
        indexes: ClassVar = [models.Index(fields=["public_state", "published_at"], name="improvement_published")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=list(STATES)), name="improvement_state_known"),
            models.CheckConstraint(condition=Q(public_state__in=list(PUBLIC_STATES)), name="improvement_public_state"),
            models.CheckConstraint(
                condition=~Q(public_state="published")
                | Q(approved_by__isnull=False, written_by__isnull=False, published_at__isnull=False),
                name="improvement_published_by_two",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("written_by")), name="improvement_two_people"
            ),
        ]

    def __str__(self) -> str:
        return self.you_said[:60]

    @property
    def subject(self) -> str:
        return f"improvement:{self.pk}"


class ImprovementStep(models.Model):
    """One step in the history of an improvement."""

    improvement = models.ForeignKey(Improvement, on_delete=models.CASCADE, related_name="steps")
    what = models.CharField(max_length=20)
    words = models.TextField(blank=True, default="")
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    privacy: ClassVar = Privacy(
        fields=fields(NOTHING_PERSONAL="id improvement what at", GUARDED_TEXT="words", STAFF="by"), retention=_KEPT
    )

    class Meta:
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.improvement_id} {self.what}"
