"""The budget in versions, what is expected still to be spent, and why spending differs. Rows are added, never changed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from adviceline.finance.models.money import MoneyField
from adviceline.finance.models.parts import KEPT, month_is_valid, person
from adviceline.privacy.classification import Privacy, fields


class Budget(models.Model):
    """One version; the last is in force."""

    number = models.PositiveIntegerField(unique=True)
    reason = models.CharField(max_length=300)
    set_by = person()
    set_at = models.DateTimeField()

    privacy: ClassVar = Privacy(
        fields=fields(NOTHING_PERSONAL="id number set_at", GUARDED_TEXT="reason", STAFF="set_by"), retention=KEPT
    )

    class Meta:
        ordering: ClassVar = ["-number"]

    def __str__(self) -> str:
        return f"budget {self.number}"


class BudgetLine(models.Model):
    """What a version has for one cost line of one partner in one month."""

    budget = models.ForeignKey(Budget, on_delete=models.PROTECT, related_name="lines")
    cost_line = models.CharField(max_length=30)
    partner = models.CharField(max_length=40)
    month = models.IntegerField()
    amount = MoneyField()

    privacy: ClassVar = Privacy(
        fields=fields(NOTHING_PERSONAL="id budget cost_line partner month amount"), retention=KEPT
    )

    class Meta:
        ordering: ClassVar = ["budget", "cost_line", "partner", "month"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["budget", "cost_line", "partner", "month"], name="budget_line_once"),
            models.CheckConstraint(condition=month_is_valid("month"), name="budget_line_month_is_yyyymm"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="budget_line_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.month} {self.cost_line}"


class Expected(models.Model):
    """What a cost line is expected to come to in a month, all partners together; the last one said counts."""

    cost_line = models.CharField(max_length=30)
    month = models.IntegerField()
    amount = MoneyField()
    reason = models.CharField(max_length=300)
    said_by = person()
    said_at = models.DateTimeField()

    privacy: ClassVar = Privacy(
        fields=fields(NOTHING_PERSONAL="id cost_line month amount said_at", GUARDED_TEXT="reason", STAFF="said_by"),
        retention=KEPT,
    )

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=month_is_valid("month"), name="expected_month_is_yyyymm"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="expected_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.month} {self.cost_line}"


class Reason(models.Model):
    """Why the spending of a cost line differed from its budget up to a month; the last one said is shown."""

    cost_line = models.CharField(max_length=30)
    month = models.IntegerField()
    text = models.CharField(max_length=600)
    said_by = person()
    said_at = models.DateTimeField()

    privacy: ClassVar = Privacy(
        fields=fields(NOTHING_PERSONAL="id cost_line month said_at", GUARDED_TEXT="text", STAFF="said_by"),
        retention=KEPT,
    )

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=month_is_valid("month"), name="reason_month_is_yyyymm")
        ]

    def __str__(self) -> str:
        return f"{self.month} {self.cost_line}"
