"""How hard a matter was for whoever advised on it, and the debriefs that followed. No words of anybody are kept."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from adviceline.contacts.models import ENQUIRY_KEPT_DAYS, WHY_ENQUIRIES, Enquiry
from adviceline.privacy.classification import Privacy, Retention, fields

STAFF_MEMBER = settings.AUTH_USER_MODEL


class Difficulty(models.Model):
    """What an adviser said, on closing an enquiry, of how hard it was for them. Theirs to say, or not to."""

    class Level(models.TextChoices):
        USUAL = "usual", "As usual"
        HARD = "hard", "Hard"
        VERY_HARD = "very_hard", "Very hard"

    id = models.BigAutoField(primary_key=True)
    enquiry = models.ForeignKey(Enquiry, on_delete=models.PROTECT, related_name="difficulties")
    adviser = models.ForeignKey(STAFF_MEMBER, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=9, choices=Level)
    noted_at = models.DateTimeField()

    privacy: ClassVar = Privacy(
        fields=fields(PSEUDONYM="id enquiry", STAFF="adviser level noted_at"),
        retention=Retention(days=ENQUIRY_KEPT_DAYS, after="enquiry__closed_at", why=WHY_ENQUIRIES),
    )

    class Meta:
        indexes: ClassVar = [models.Index(fields=["noted_at", "level"], name="difficulty_noted")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enquiry", "adviser"], name="difficulty_once_for_each"),
            models.CheckConstraint(
                condition=Q(level__in=["usual", "hard", "very_hard"]), name="difficulty_level_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.level} {self.pk}"


class Debrief(models.Model):
    """A talk after something hard: offered by a supervisor or asked for by the adviser. What was said in it is not kept."""

    class State(models.TextChoices):
        OFFERED = "offered", "Offered"
        WANTED = "wanted", "Wanted"
        DECLINED = "declined", "Not wanted"
        HELD = "held", "Held"

    id = models.BigAutoField(primary_key=True)
    adviser = models.ForeignKey(STAFF_MEMBER, on_delete=models.PROTECT, related_name="+")
    difficulty = models.OneToOneField(Difficulty, null=True, on_delete=models.SET_NULL, related_name="debrief")
    state = models.CharField(max_length=8, choices=State)
    offered_by = models.ForeignKey(STAFF_MEMBER, null=True, on_delete=models.PROTECT, related_name="+")
    offered_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, default=None)
    held_at = models.DateTimeField(null=True, default=None)
    held_by = models.ForeignKey(STAFF_MEMBER, null=True, on_delete=models.PROTECT, related_name="+")

    privacy: ClassVar = Privacy(
        fields=fields(
            PSEUDONYM="id difficulty", STAFF="adviser state offered_by offered_at answered_at held_at held_by"
        ),
        retention=Retention(
            days=400, after="offered_at", why="Thirteen months: whether debriefs are offered, year by year."
        ),
    )

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "offered_at"], name="debrief_open")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=["offered", "wanted", "declined"], held_at__isnull=True)
                | Q(state="held", held_at__isnull=False),
                name="debrief_held_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"debrief {self.pk} ({self.state})"
