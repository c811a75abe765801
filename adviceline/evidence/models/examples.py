"""Examples of good practice: written by a content editor, approved by another person, shown in the public library."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from adviceline.privacy.classification import Privacy, Retention, fields

_KEPT = Retention(days=None, why="What the service publishes about practice, and who approved it: kept as history.")
_PERSON = settings.AUTH_USER_MODEL

#: What an example says: what a step of its history keeps, and what a change is compared by.
TEXTS = ("title", "need", "done", "conditions", "changed", "known")
CODES = ("setting", "phase", "region", "contributor", "grade")
LISTS = ("topics", "practices")
SAID = (*TEXTS, *CODES, *LISTS)


class PracticeExample(models.Model):
    """One example. `setting`, `phase`, `region`, `grade` and `practices` are the taxonomy's codes (`region` may be
    empty); `topics` are plain words. Only a published one is shown to the public."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        IN_REVIEW = "in_review", "Waiting for approval"
        APPROVED = "approved", "Approved"
        PUBLISHED = "published", "Published"
        WITHDRAWN = "withdrawn", "Withdrawn"

    class Contributor(models.TextChoices):
        PRACTITIONER = "practitioner", "A professional who did the work"
        PARTNER = "partner", "A partner organisation"
        REPORT = "report", "A published report or evaluation"
        SERVICE = "service", "This service, from what many enquirers told it"

    slug = models.SlugField(max_length=120, unique=True)
    title = models.CharField(max_length=150)
    setting = models.CharField(max_length=40)
    phase = models.CharField(max_length=40)
    region = models.CharField(max_length=40, blank=True)
    contributor = models.CharField(max_length=20, choices=Contributor)
    grade = models.CharField(max_length=20)
    topics = models.JSONField(default=list)
    practices = models.JSONField(default=list, blank=True)
    need = models.TextField()
    done = models.TextField()
    conditions = models.TextField(blank=True, default="")
    changed = models.TextField()
    known = models.TextField()
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    submitted_by = models.ForeignKey(_PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(_PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    approved_role = models.CharField(max_length=40, blank=True)
    approved_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(_PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True)
    #: As of an item: the form that it was written on.
    submission = models.UUIDField(null=True, unique=True, default=None, editable=False)
    is_fictional = models.BooleanField(default=False)

    privacy: ClassVar = Privacy(
        fields=fields(
            NOTHING_PERSONAL=(
                "id slug setting phase region contributor grade topics practices state version changed_at approved_role "
                "approved_at published_at is_fictional"
            ),
            GUARDED_TEXT="title need done conditions changed known",
            STAFF="submitted_by approved_by published_by",
            PSEUDONYM="submission",
        ),
        retention=_KEPT,
    )

    class Meta:
        ordering: ClassVar = ["title", "id"]
        indexes: ClassVar = [models.Index(fields=["state", "title", "id"], name="evidence_example_listed")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "in_review", "approved", "published", "withdrawn"]),
                name="evidence_example_state_known",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "published"])
                | Q(approved_by__isnull=False, submitted_by__isnull=False, approved_at__isnull=False),
                name="evidence_example_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("submitted_by")),
                name="evidence_example_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_by__isnull=False, published_at__isnull=False),
                name="evidence_example_published_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def said(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in SAID}


class PracticeStep(models.Model):
    """One step in the history of an example. `values` are what it said, where the step wrote that down."""

    class What(models.TextChoices):
        WRITTEN = "written", "Written"
        CHANGED = "changed", "Changed"
        SUBMITTED = "submitted", "Sent for approval"
        SENT_BACK = "sent_back", "Sent back"
        APPROVED = "approved", "Approved"
        PUBLISHED = "published", "Published"
        WITHDRAWN = "withdrawn", "Withdrawn"
        REOPENED = "reopened", "Opened again as a draft"

    example = models.ForeignKey(PracticeExample, on_delete=models.PROTECT, related_name="steps")
    what = models.CharField(max_length=10, choices=What)
    version = models.PositiveIntegerField()
    values = models.JSONField(null=True, default=None)
    fields_changed = models.JSONField(default=list)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    privacy: ClassVar = Privacy(
        fields=fields(
            NOTHING_PERSONAL="id example what version fields_changed at", GUARDED_TEXT="values reason", STAFF="by"
        ),
        retention=_KEPT,
    )

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.example_id} {self.what}"
