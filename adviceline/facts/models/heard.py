"""How somebody heard of the service."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from adviceline.facts.models.parts import KEPT, month_is_valid
from adviceline.privacy.classification import Privacy, fields


class HeardFact(models.Model):
    """What one contact said of how they heard of us, or the campaign whose link they followed; `fact_id` is that of the
    contact's own fact. Nothing else is kept of the link, and nothing of who followed it. See docs/adr/0127."""

    fact_id = models.UUIDField(primary_key=True, editable=False)
    how = models.CharField(max_length=32, default="", blank=True)
    campaign = models.CharField(max_length=20, default="", blank=True)
    month = models.IntegerField()

    privacy: ClassVar = Privacy(
        fields=fields(PSEUDONYM="fact_id", NOTHING_PERSONAL="how campaign month"), retention=KEPT
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=month_is_valid("month"), name="heard_fact_month_is_yyyymm"),
            models.CheckConstraint(condition=~models.Q(how="", campaign=""), name="heard_fact_says_something"),
        ]
        indexes: ClassVar = [models.Index(fields=["month", "campaign", "how"], name="heard_fact_month")]

    def __str__(self) -> str:
        return f"{self.month} {self.how} {self.campaign}"
