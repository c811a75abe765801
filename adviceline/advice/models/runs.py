"""Advisers' walks beside an enquiry, and where they left the map."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from adviceline.advice.models.versions import MapVersion
from adviceline.privacy.classification import Privacy, Retention, fields

RUNS_KEPT_DAYS = 6 * 365
WHY_RUNS_KEPT = "Six years, as the enquiry: the limitation period for a claim about the advice."


class AdviceRun(models.Model):
    """An adviser's walk through a map beside an enquiry. `steps` is where it stands; `history` is all that happened.

    `subject` is the enquiry's key. `history` holds `[at, what, node, answer]`: answered, changed, went_back, left.
    """

    id = models.BigAutoField(primary_key=True)
    subject = models.UUIDField()
    map_version = models.ForeignKey(MapVersion, on_delete=models.PROTECT, related_name="runs")
    steps = models.JSONField(default=list)
    history = models.JSONField(default=list)
    adviser = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, default=None)
    left_reason = models.CharField(max_length=300, blank=True, default="")
    left_at = models.DateTimeField(null=True, default=None)

    privacy: ClassVar = Privacy(
        fields=fields(
            NOTHING_PERSONAL="id map_version steps history started_at changed_at finished_at left_at",
            PSEUDONYM="subject",
            STAFF="adviser",
            GUARDED_TEXT="left_reason",
        ),
        retention=Retention(days=RUNS_KEPT_DAYS, after="changed_at", why=WHY_RUNS_KEPT),
    )

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["subject", "-started_at"], name="advice_run_of_enquiry"),
            models.Index(fields=["map_version", "started_at"], name="advice_run_of_version"),
        ]

    def __str__(self) -> str:
        return f"run {self.pk}"


class Departure(models.Model):
    """One time that an adviser left the map before its end, with the reason, and what a supervisor concluded.

    Stays when the adviser takes the map up again (`came_back_at`). `node` is '' where it was not kept.
    """

    class Conclusion(models.TextChoices):
        FINE = "fine", "Fine: leaving was right"
        COACHING = "coaching", "Talk it through with the adviser"
        CHANGE_THE_MAP = "change_the_map", "Change the map"

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(AdviceRun, on_delete=models.CASCADE, related_name="departures")
    node = models.CharField(max_length=80, blank=True, default="")
    reason = models.CharField(max_length=300)
    left_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    left_at = models.DateTimeField()
    came_back_at = models.DateTimeField(null=True, default=None)
    conclusion = models.CharField(max_length=20, choices=Conclusion.choices, blank=True, default="")
    conclusion_note = models.TextField(blank=True, default="")
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True, default=None)

    privacy: ClassVar = Privacy(
        fields=fields(
            NOTHING_PERSONAL="id node left_at came_back_at conclusion reviewed_at",
            PSEUDONYM="run",
            STAFF="left_by reviewed_by",
            GUARDED_TEXT="reason conclusion_note",
        ),
        retention=Retention(
            days=RUNS_KEPT_DAYS, after="run__changed_at", alone_after="left_at", why="Goes with the run it belongs to."
        ),
    )

    class Meta:
        indexes: ClassVar = [models.Index(fields=["reviewed_at", "-left_at"], name="advice_departure_to_review")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(conclusion="", reviewed_by__isnull=True, reviewed_at__isnull=True)
                | (~Q(conclusion="") & Q(reviewed_by__isnull=False, reviewed_at__isnull=False)),
                name="departure_review_is_whole",
            )
        ]

    def __str__(self) -> str:
        return f"departure {self.pk}"
