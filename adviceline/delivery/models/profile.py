"""What is planned month by month, what was done by hand counts, and the indicators of how well."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from adviceline.delivery.models.parts import HISTORY, STAFF_MEMBER
from adviceline.privacy.classification import Privacy, fields


class Activity(models.Model):
    """Something that the service does every month. What was done is read from `measure`, an id of the measures' registry;
    where there is none it is counted by hand."""

    id = models.BigAutoField(primary_key=True)
    title = models.CharField(max_length=120, unique=True)
    unit = models.CharField(max_length=40)
    measure = models.CharField(max_length=80, blank=True, default="")
    partner = models.ForeignKey("accounts.Partner", null=True, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)

    privacy: ClassVar = Privacy(
        fields=fields(NOTHING_PERSONAL="id measure partner position", GUARDED_TEXT="title unit"), retention=HISTORY
    )

    class Meta:
        ordering: ClassVar = ["position", "id"]

    def __str__(self) -> str:
        return self.title

    @property
    def subject(self) -> str:
        """How the audit trail names this activity."""
        return f"activity:{self.pk}"


class PlannedAmount(models.Model):
    """How much of an activity is planned for a month (yyyymm)."""

    id = models.BigAutoField(primary_key=True)
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="planned")
    month = models.IntegerField()
    amount = models.PositiveIntegerField()

    privacy: ClassVar = Privacy(fields=fields(NOTHING_PERSONAL="id activity month amount"), retention=HISTORY)

    class Meta:
        ordering: ClassVar = ["month"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["activity", "month"], name="planned_once_a_month")]

    def __str__(self) -> str:
        return f"{self.month}: {self.amount}"


class CountedAmount(models.Model):
    """How much of an activity without a measure was done in a month. Rows are added: the latest of a month holds."""

    id = models.BigAutoField(primary_key=True)
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="counted")
    month = models.IntegerField()
    amount = models.PositiveIntegerField()
    counted_by = models.ForeignKey(STAFF_MEMBER, on_delete=models.PROTECT, related_name="+")
    counted_at = models.DateTimeField()

    privacy: ClassVar = Privacy(
        fields=fields(NOTHING_PERSONAL="id activity month amount counted_at", STAFF="counted_by"), retention=HISTORY
    )

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.month}: {self.amount}"


class Indicator(models.Model):
    """A key performance indicator: one measure, which way is better, a target and where amber ends. For a count, both are
    so many a month. A measure has one indicator at most."""

    class Better(models.TextChoices):
        HIGHER = "higher", "Higher is better"
        LOWER = "lower", "Lower is better"

    id = models.BigAutoField(primary_key=True)
    measure = models.CharField(max_length=80, unique=True)
    better = models.CharField(max_length=6, choices=Better)
    target = models.DecimalField(max_digits=10, decimal_places=2)
    amber_to = models.DecimalField(max_digits=10, decimal_places=2)
    why = models.CharField(max_length=300, blank=True, default="")
    position = models.PositiveSmallIntegerField(default=0)
    is_withdrawn = models.BooleanField(default=False)

    privacy: ClassVar = Privacy(
        fields=fields(NOTHING_PERSONAL="id measure better target amber_to position is_withdrawn", GUARDED_TEXT="why"),
        retention=HISTORY,
    )

    class Meta:
        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(better__in=["higher", "lower"]), name="indicator_better_known"),
            models.CheckConstraint(
                condition=Q(better="higher", amber_to__lte=models.F("target"))
                | Q(better="lower", amber_to__gte=models.F("target")),
                name="indicator_amber_is_worse_than_target",
            ),
        ]

    def __str__(self) -> str:
        return self.measure

    @property
    def subject(self) -> str:
        """How the audit trail names this indicator."""
        return f"indicator:{self.pk}"
