"""The rota: who is to be on the line when, who is away, who may stand in. See docs/adr/0110."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from adviceline.privacy.classification import Privacy, Retention, fields
from adviceline.workforce.models.records import AdviserRecord

ROTA_KEPT_DAYS = 2192
WHY_ROTA = "Six years: minimum staffing is a term of the grant, and its figures may be audited."
STAFF_MEMBER = settings.AUTH_USER_MODEL


class Shift(models.Model):
    """A stretch of one adviser on the line. `key` names it in calendars; `sequence` counts every change, as they do.

    A shift that was taken off stays, in the state `cancelled`, so that a calendar hears of it and the past can be read.
    """

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        CANCELLED = "cancelled", "Taken off the rota"

    id = models.BigAutoField(primary_key=True)
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    adviser = models.ForeignKey(AdviserRecord, on_delete=models.PROTECT, related_name="shifts")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=State, default=State.PLANNED)
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()

    privacy: ClassVar = Privacy(
        fields=fields(NOTHING_PERSONAL="id key state sequence changed_at", STAFF="adviser starts_at ends_at"),
        retention=Retention(days=ROTA_KEPT_DAYS, after="ends_at", why=WHY_ROTA),
    )

    class Meta:
        ordering: ClassVar = ["starts_at", "id"]
        indexes: ClassVar = [
            models.Index(fields=["starts_at", "ends_at"], name="shift_times", condition=Q(state="planned")),
            models.Index(fields=["adviser", "ends_at"], name="shift_of_adviser"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="shift_ends_after_start"),
            models.CheckConstraint(condition=Q(state__in=["planned", "cancelled"]), name="shift_state_known"),
        ]

    def __str__(self) -> str:
        return f"shift {self.pk} ({self.state})"

    @property
    def is_planned(self) -> bool:
        return self.state == self.State.PLANNED


class ShiftCell(models.Model):
    """A quarter of an hour that a planned shift takes. Nobody is on two shifts at once: the database itself refuses it."""

    id = models.BigAutoField(primary_key=True)
    shift = models.ForeignKey(Shift, on_delete=models.CASCADE, related_name="cells")
    adviser = models.ForeignKey(AdviserRecord, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()

    privacy: ClassVar = Privacy(
        fields=fields(NOTHING_PERSONAL="id shift", STAFF="adviser starts_at"),
        retention=Retention(days=ROTA_KEPT_DAYS, after="starts_at", why=WHY_ROTA),
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["adviser", "starts_at"], name="shift_cell_taken_once"),
        ]

    def __str__(self) -> str:
        return f"{self.adviser_id} {self.starts_at:%Y-%m-%d %H:%M}"


class ShiftChange(models.Model):
    """One change of a shift, with what it was before. `reason` is there for whatever had begun already."""

    class What(models.TextChoices):
        ADDED = "added", "Added"
        MOVED = "moved", "Moved"
        CANCELLED = "cancelled", "Taken off the rota"
        HANDED_OVER = "handed_over", "Handed over"

    id = models.BigAutoField(primary_key=True)
    shift = models.ForeignKey(Shift, on_delete=models.CASCADE, related_name="changes")
    what = models.CharField(max_length=11, choices=What)
    was_adviser = models.ForeignKey(AdviserRecord, null=True, on_delete=models.PROTECT, related_name="+")
    was_starts_at = models.DateTimeField(null=True, default=None)
    was_ends_at = models.DateTimeField(null=True, default=None)
    is_correction = models.BooleanField(default=False)
    reason = models.CharField(max_length=300, blank=True, default="")
    changed_by = models.ForeignKey(STAFF_MEMBER, null=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    privacy: ClassVar = Privacy(
        fields=fields(
            NOTHING_PERSONAL="id shift what is_correction changed_at",
            STAFF="was_adviser was_starts_at was_ends_at changed_by",
            GUARDED_TEXT="reason",
        ),
        retention=Retention(days=ROTA_KEPT_DAYS, after="changed_at", why=WHY_ROTA),
    )

    class Meta:
        ordering: ClassVar = ["changed_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(is_correction=False) | ~Q(reason=""), name="shift_correction_has_its_reason"
            )
        ]

    def __str__(self) -> str:
        return f"{self.what} of shift {self.shift_id}"


class Availability(models.Model):
    """When an adviser can usually be rostered, in wall-clock minutes of a weekday (Monday is 0). None at all: any time."""

    id = models.BigAutoField(primary_key=True)
    adviser = models.ForeignKey(AdviserRecord, on_delete=models.CASCADE, related_name="availability")
    weekday = models.PositiveSmallIntegerField()
    start_minute = models.PositiveSmallIntegerField()
    end_minute = models.PositiveSmallIntegerField()

    privacy: ClassVar = Privacy(
        fields=fields(NOTHING_PERSONAL="id", STAFF="adviser weekday start_minute end_minute"),
        retention=Retention(
            days=92,
            after="adviser__left_date",
            why="Of use only while they are on the rota, and a quarter for questions.",
        ),
    )

    class Meta:
        ordering: ClassVar = ["weekday", "start_minute"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["adviser", "weekday"], name="availability_once_a_weekday"),
            models.CheckConstraint(
                condition=Q(weekday__lte=6, end_minute__gt=F("start_minute"), end_minute__lte=1440),
                name="availability_is_of_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.adviser_id} weekday {self.weekday}"


class Leave(models.Model):
    """When an adviser is, or asks to be, away. Never why. Only what is agreed takes them off the cover."""

    class State(models.TextChoices):
        ASKED = "asked", "Asked for"
        AGREED = "agreed", "Agreed"
        DECLINED = "declined", "Not agreed"
        WITHDRAWN = "withdrawn", "Withdrawn"

    id = models.BigAutoField(primary_key=True)
    adviser = models.ForeignKey(AdviserRecord, on_delete=models.CASCADE, related_name="leave")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(STAFF_MEMBER, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, default=None)

    privacy: ClassVar = Privacy(
        fields=fields(NOTHING_PERSONAL="id state", STAFF="adviser starts_at ends_at asked_at decided_by decided_at"),
        retention=Retention(days=400, after="ends_at", why="Thirteen months: one year's leave beside the next."),
    )

    class Meta:
        ordering: ClassVar = ["starts_at", "id"]
        indexes: ClassVar = [models.Index(fields=["state", "ends_at"], name="leave_ahead")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="leave_ends_after_start"),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "agreed", "declined", "withdrawn"]), name="leave_state_known"
            ),
        ]

    def __str__(self) -> str:
        return f"leave {self.pk} ({self.state})"


class Swap(models.Model):
    """A shift offered to a colleague: accepted by them, then agreed by a supervisor, who alone makes it so.

    `in_return` is a shift of the colleague that comes back for it; None where nothing does. `offered_sequence` is the
    shift's when it was offered: a shift that changed since is not swapped as though it had not.
    """

    class State(models.TextChoices):
        OFFERED = "offered", "Offered"
        ACCEPTED = "accepted", "Accepted, waits for a supervisor"
        AGREED = "agreed", "Agreed"
        DECLINED = "declined", "Declined"
        WITHDRAWN = "withdrawn", "Withdrawn"

    id = models.BigAutoField(primary_key=True)
    shift = models.ForeignKey(Shift, on_delete=models.CASCADE, related_name="swaps")
    in_return = models.ForeignKey(Shift, null=True, on_delete=models.CASCADE, related_name="+")
    offered_by = models.ForeignKey(AdviserRecord, on_delete=models.PROTECT, related_name="+")
    offered_to = models.ForeignKey(AdviserRecord, on_delete=models.PROTECT, related_name="+")
    offered_sequence = models.PositiveIntegerField()
    return_sequence = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=9, choices=State, default=State.OFFERED)
    offered_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, default=None)
    decided_by = models.ForeignKey(STAFF_MEMBER, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, default=None)

    privacy: ClassVar = Privacy(
        fields=fields(
            NOTHING_PERSONAL="id shift in_return offered_sequence return_sequence state",
            STAFF="offered_by offered_to offered_at answered_at decided_by decided_at",
        ),
        retention=Retention(
            days=400, after="offered_at", why="Thirteen months, as leave: the shift keeps its changes."
        ),
    )

    class Meta:
        ordering: ClassVar = ["-offered_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["shift"], condition=Q(state__in=["offered", "accepted"]), name="swap_open_once_a_shift"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["offered", "accepted", "agreed", "declined", "withdrawn"]),
                name="swap_state_known",
            ),
            models.CheckConstraint(condition=~Q(offered_by=F("offered_to")), name="swap_is_between_two"),
        ]

    def __str__(self) -> str:
        return f"swap {self.pk} ({self.state})"

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.OFFERED, self.State.ACCEPTED)


class CalendarFeed(models.Model):
    """An adviser's shifts behind a private link, for a calendar that reads it. The token is kept as a hash only."""

    id = models.BigAutoField(primary_key=True)
    adviser = models.ForeignKey(AdviserRecord, on_delete=models.CASCADE, related_name="feeds")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, default=None)

    privacy: ClassVar = Privacy(
        fields=fields(
            NOTHING_PERSONAL="id made_at revoked_at",
            STAFF="adviser",
            PSEUDONYM="key",
            SECRET="token_hash",  # noqa: S106  # the name of a class of fields
        ),
        retention=Retention(days=92, after="revoked_at", why="A quarter: to answer why a calendar no longer reads it."),
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["adviser"], condition=Q(revoked_at__isnull=True), name="calendar_feed_one_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"calendar of {self.adviser_id}"
