"""The clinical review of a version: comments, walks to try it, and what must be looked at again."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from adviceline.advice.models.versions import WHY_KEPT, MapVersion
from adviceline.privacy.classification import Privacy, Retention, fields


class MapComment(models.Model):
    """Something said about a version, or about one place of it (`place`: a question or outcome; '' for the whole).

    An open comment is carried to the next version of the same map. `departure` when a supervisor asked for the change.
    """

    class Settled(models.TextChoices):
        CHANGED = "changed", "The map was changed"
        NO_CHANGE = "no_change", "No change is needed"

    id = models.BigAutoField(primary_key=True)
    version = models.ForeignKey(MapVersion, on_delete=models.PROTECT, related_name="comments")
    place = models.CharField(max_length=80, blank=True, default="")
    body = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    departure = models.BigIntegerField(null=True, default=None, unique=True)  # stays when the departure is erased
    settled = models.CharField(max_length=10, choices=Settled.choices, blank=True, default="")
    settled_words = models.TextField(blank=True, default="")
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True, default=None)

    privacy: ClassVar = Privacy(
        fields=fields(
            NOTHING_PERSONAL="id version place at settled settled_at",
            PSEUDONYM="departure",
            STAFF="by settled_by",
            GUARDED_TEXT="body settled_words",
        ),
        retention=Retention(days=None, why=WHY_KEPT),
    )

    class Meta:
        ordering: ClassVar = ["at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(settled="", settled_by__isnull=True, settled_at__isnull=True)
                | (~Q(settled="") & Q(settled_by__isnull=False, settled_at__isnull=False)),
                name="comment_settled_whole",
            )
        ]

    def __str__(self) -> str:
        return f"comment {self.pk}"


class TestDrive(models.Model):
    """A reviewer's walk through a version, as if on `for_date`. Beside no enquiry; attached, it belongs to the review.

    `setting` is the wording variant ('' for the general words). `history` is as a run's.
    """

    __test__ = False  # not a class of tests

    id = models.BigAutoField(primary_key=True)
    version = models.ForeignKey(MapVersion, on_delete=models.PROTECT, related_name="test_drives")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    for_date = models.DateField()
    setting = models.CharField(max_length=80, blank=True, default="")
    steps = models.JSONField(default=list)
    history = models.JSONField(default=list)
    started_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, default=None)
    note = models.TextField(blank=True, default="")
    attached_at = models.DateTimeField(null=True, default=None)

    privacy: ClassVar = Privacy(
        fields=fields(
            NOTHING_PERSONAL="id version for_date setting steps history started_at changed_at finished_at attached_at",
            STAFF="reviewer",
            GUARDED_TEXT="note",
        ),
        retention=Retention(days=None, why=WHY_KEPT),
    )

    class Meta:
        ordering: ClassVar = ["-started_at", "-id"]

    def __str__(self) -> str:
        return f"test drive {self.pk}"


class ReviewTask(models.Model):
    """Places of a map that must be looked at again, since what they rest on is superseded or past its review date.

    `key` names the reason for ever, so that it is raised once. `places`: [[id, section]] of questions and outcomes that
    cite it in the versions in use and in review; an outcome past its own date has one place and no section.
    """

    class Why(models.TextChoices):
        SUPERSEDED = "superseded", "The edition is superseded"
        REVIEW_DUE = "review_due", "The source's review date has passed"
        OUTCOME_DUE = "outcome_due", "The outcome's review date has passed"

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=64, unique=True)
    map_id = models.CharField(max_length=80)
    why = models.CharField(max_length=12, choices=Why.choices)
    source_title = models.TextField(blank=True, default="")
    publisher = models.TextField(blank=True, default="")
    edition = models.TextField(blank=True, default="")
    due_date = models.DateField(null=True, default=None)
    places = models.JSONField(default=list)
    raised_at = models.DateTimeField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    done_reason = models.TextField(blank=True, default="")
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True, default=None)

    privacy: ClassVar = Privacy(
        fields=fields(
            NOTHING_PERSONAL="id key map_id why source_title publisher edition due_date places raised_at done_at",
            STAFF="owner done_by",
            GUARDED_TEXT="done_reason",
        ),
        retention=Retention(days=None, why=WHY_KEPT),
    )

    class Meta:
        indexes: ClassVar = [models.Index(fields=["done_at", "raised_at"], name="advice_review_task_open")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True, done_reason="")
                | (Q(done_at__isnull=False, done_by__isnull=False) & ~Q(done_reason="")),
                name="review_task_done_with_reason",
            )
        ]

    def __str__(self) -> str:
        return f"review task {self.pk}"
