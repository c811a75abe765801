"""Whether the line was staffed."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from adviceline.facts.models.parts import KEPT, month_is_valid
from adviceline.privacy.classification import Privacy, fields


class CoverFact(models.Model):
    """One open half hour that is over, or its open part, placed in the month in which it began.

    `there` is the fewest qualified advisers on the line at any one moment of it, `planned` the same of the rota as it stood
    when the half hour was over, `needed` the rule that held. Nobody is named, and no row leads to anybody.
    """

    fact_id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    month = models.IntegerField()
    began_on = models.DateField()
    iso_weekday = models.SmallIntegerField()
    half_hour = models.SmallIntegerField()
    needed = models.SmallIntegerField()
    planned = models.SmallIntegerField()
    there = models.SmallIntegerField()
    short_seconds = models.IntegerField()
    planned_met = models.BooleanField()
    met = models.BooleanField()

    privacy: ClassVar = Privacy(
        fields=fields(
            NOTHING_PERSONAL="fact_id month began_on iso_weekday half_hour needed planned there short_seconds planned_met met"
        ),
        retention=KEPT,
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=month_is_valid("month"), name="cover_fact_month_is_yyyymm"),
            models.CheckConstraint(condition=Q(half_hour__range=(0, 47)), name="cover_fact_half_hour_is_of_a_day"),
            models.CheckConstraint(condition=Q(iso_weekday__range=(1, 7)), name="cover_fact_weekday_is_of_a_week"),
            models.CheckConstraint(
                condition=Q(needed__gte=1, planned__gte=0, there__gte=0, short_seconds__range=(0, 1800)),
                name="cover_fact_numbers_make_sense",
            ),
            models.CheckConstraint(
                condition=Q(met=True, there__gte=F("needed")) | Q(met=False, there__lt=F("needed")),
                name="cover_fact_met_follows_the_rule",
            ),
            models.CheckConstraint(
                condition=Q(planned_met=True, planned__gte=F("needed")) | Q(planned_met=False, planned__lt=F("needed")),
                name="cover_fact_planned_met_follows_the_rule",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["month", "met", "planned_met"], name="cover_fact_month")]

    def __str__(self) -> str:
        return f"{self.began_on} {self.half_hour}: {self.there} of {self.needed}"
