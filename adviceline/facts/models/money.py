"""What was spent, was to be spent, and was claimed."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from adviceline.facts.models.parts import KEPT, month_is_valid
from adviceline.privacy.classification import Privacy, fields


class MoneyFact(models.Model):
    """What one cost line came to in one month, all partners and all entries together; of a claim, what it said of a month.

    No supplier, partner, day or single entry is in it, so that nobody's pay can be told from it.
    """

    class Kind(models.TextChoices):
        SPENT = "spent", "Spending in the ledger"
        PLANNED = "planned", "The budget in force"
        CLAIMED = "claimed", "Released claims"

    fact_id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=8, choices=Kind)
    month = models.IntegerField()
    cost_line = models.CharField(max_length=30, default="", blank=True)
    pence = models.BigIntegerField()

    privacy: ClassVar = Privacy(fields=fields(NOTHING_PERSONAL="fact_id kind month cost_line pence"), retention=KEPT)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "month", "cost_line"], name="money_fact_once"),
            models.CheckConstraint(condition=month_is_valid("month"), name="money_fact_month_is_yyyymm"),
            models.CheckConstraint(
                condition=Q(kind="claimed", cost_line="") | (Q(kind__in=["spent", "planned"]) & ~Q(cost_line="")),
                name="money_fact_of_a_cost_line",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month} {self.kind} {self.cost_line}"
