"""Published examples that should be tried more widely: put forward by one person, agreed by another."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from adviceline.evidence.models.examples import PracticeExample
from adviceline.privacy.classification import Privacy, Retention, fields

_PERSON = settings.AUTH_USER_MODEL


class PilotCandidate(models.Model):
    """On the list for the Authority once it is agreed, for as long as its example is published."""

    example = models.OneToOneField(PracticeExample, on_delete=models.PROTECT, related_name="candidate")
    why = models.TextField()
    proposed_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    agreed_by = models.ForeignKey(_PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(null=True)

    privacy: ClassVar = Privacy(
        fields=fields(
            NOTHING_PERSONAL="id example proposed_at agreed_at", GUARDED_TEXT="why", STAFF="proposed_by agreed_by"
        ),
        retention=Retention(days=None, why="What the Authority is told of practice, and who agreed: kept as history."),
    )

    class Meta:
        ordering: ClassVar = ["-proposed_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True, agreed_at__isnull=True)
                | Q(agreed_by__isnull=False, agreed_at__isnull=False),
                name="evidence_candidate_agreed_when",
            ),
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True) | ~Q(agreed_by=F("proposed_by")),
                name="evidence_candidate_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"candidate: {self.example_id}"
