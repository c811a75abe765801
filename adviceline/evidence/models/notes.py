"""What analysts learn from many items: a note that cites each item behind it, approved by another person."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from adviceline.evidence.models.items import EvidenceItem
from adviceline.privacy.classification import Privacy, Retention, fields

_PERSON = settings.AUTH_USER_MODEL


class InsightNote(models.Model):
    """Only its author changes a draft. An approved note may be read by staff and be used in a return."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        IN_REVIEW = "in_review", "Waiting for approval"
        APPROVED = "approved", "Approved"
        WITHDRAWN = "withdrawn", "Withdrawn"

    title = models.CharField(max_length=150)
    body = models.TextField()
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1)
    written_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    approved_by = models.ForeignKey(_PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)
    #: As of an item: the form that it was written on.
    submission = models.UUIDField(null=True, unique=True, default=None, editable=False)
    is_fictional = models.BooleanField(default=False)
    cites = models.ManyToManyField(EvidenceItem, through="Citation", related_name="notes")

    privacy: ClassVar = Privacy(
        fields=fields(
            NOTHING_PERSONAL="id state version changed_at approved_at is_fictional cites",
            GUARDED_TEXT="title body reason",
            STAFF="written_by approved_by",
            PSEUDONYM="submission",
        ),
        retention=Retention(days=None, why="What the service learnt, and who approved it: kept as history."),
    )

    class Meta:
        ordering: ClassVar = ["-changed_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "in_review", "approved", "withdrawn"]),
                name="evidence_note_state_known",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="evidence_note_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("written_by")),
                name="evidence_note_two_people",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def subject(self) -> str:
        """Of audit events."""
        return f"insight:{self.pk}"


class Citation(models.Model):
    """That a note stands on an item."""

    note = models.ForeignKey(InsightNote, on_delete=models.CASCADE, related_name="citations")
    item = models.ForeignKey(EvidenceItem, on_delete=models.PROTECT, related_name="citations")

    privacy: ClassVar = Privacy(
        fields=fields(NOTHING_PERSONAL="id note item"),
        retention=Retention(days=None, why="Goes with its note."),
    )

    class Meta:
        ordering: ClassVar = ["item_id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["note", "item"], name="evidence_cited_once")]

    def __str__(self) -> str:
        return f"{self.note_id} cites {self.item_id}"
