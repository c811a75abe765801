from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from adviceline.privacy.classification import Privacy, Retention, fields


class MapVersion(models.Model):
    """One version of one map, whole, so that a conversation of years ago can be replayed exactly as it was."""

    hash = models.CharField(primary_key=True, max_length=64)
    map_id = models.CharField(max_length=80)
    text = models.TextField()  # JSON, in the order that its hash was taken from: see loading.map_to_text
    loaded_at = models.DateTimeField()
    is_current = models.BooleanField(default=False)

    privacy: ClassVar = Privacy(
        fields=fields(NOTHING_PERSONAL="hash map_id text loaded_at is_current"),
        retention=Retention(days=None, why="Content of the service: what advisers followed must stay provable."),
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["map_id"], condition=models.Q(is_current=True), name="one_current_version_a_map"
            )
        ]

    def __str__(self) -> str:
        return f"{self.map_id} {self.hash[:8]}"


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
        retention=Retention(
            days=6 * 365,
            after="changed_at",
            why="Six years, as the enquiry: the limitation period for a claim about the advice.",
        ),
    )

    class Meta:
        indexes: ClassVar = [models.Index(fields=["subject", "-started_at"], name="advice_run_of_enquiry")]

    def __str__(self) -> str:
        return f"run {self.pk}"
