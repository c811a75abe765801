"""When an adviser holds sessions: the diary, its cells that are taken, and absences. See docs/adr/0041."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from adviceline.contacts.models import ENQUIRY_KEPT_DAYS, WHY_ENQUIRIES
from adviceline.followups.rules.times import MOST_A_DAY
from adviceline.privacy.classification import Privacy, Retention, fields


class Diary(models.Model):
    """One for each adviser who holds sessions. Its row is locked while anything of the adviser's times is changed."""

    adviser = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.PROTECT, related_name="session_diary"
    )
    takes_sessions = models.BooleanField(default=True)
    most_a_day = models.PositiveSmallIntegerField(default=MOST_A_DAY)

    privacy: ClassVar = Privacy(
        fields=fields(NOTHING_PERSONAL="takes_sessions most_a_day", STAFF="adviser"),
        retention=Retention(days=None, why="How much an adviser takes on: one row for each, as their account."),
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(most_a_day__gte=1, most_a_day__lte=12), name="diary_most_a_day_sane")
        ]

    def __str__(self) -> str:
        return f"diary of {self.adviser_id}"


class DiaryCell(models.Model):
    """A quarter of an hour of an adviser that a booked session takes, its buffer included. Nobody is in two at once: the
    database itself refuses the second."""

    id = models.BigAutoField(primary_key=True)
    adviser = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    session = models.ForeignKey("followups.Session", on_delete=models.CASCADE, related_name="cells")

    privacy: ClassVar = Privacy(
        fields=fields(NOTHING_PERSONAL="starts_at", PSEUDONYM="id session", STAFF="adviser"),
        retention=Retention(days=ENQUIRY_KEPT_DAYS, after="session__enquiry__closed_at", why=WHY_ENQUIRIES),
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["adviser", "starts_at"], name="diary_cell_taken_once"),
        ]

    def __str__(self) -> str:
        return f"{self.adviser_id} {self.starts_at:%Y-%m-%d %H:%M}"


class Absence(models.Model):
    """When an adviser is not there for sessions. Never why."""

    id = models.BigAutoField(primary_key=True)
    adviser = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="session_absences")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    added_at = models.DateTimeField()

    privacy: ClassVar = Privacy(
        fields=fields(NOTHING_PERSONAL="id", STAFF="adviser starts_at ends_at added_at"),
        retention=Retention(days=92, after="ends_at", why="A quarter: to see why sessions were moved, and no longer."),
    )

    class Meta:
        indexes: ClassVar = [models.Index(fields=["adviser", "ends_at"], name="session_absence_ahead")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="session_absence_ends_after")
        ]

    def __str__(self) -> str:
        return f"absence {self.pk}"
