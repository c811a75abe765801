"""Who was on the line: the states that advisers set, kept as intervals."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from adviceline.privacy.classification import Privacy, Retention, fields
from adviceline.workforce.rules.presence import ENDINGS, STATES


class StateInterval(models.Model):
    """An adviser in one state from `began_at` to `ended_at`, end not included; None while it lasts.

    `bound_at` is when it ends for all that is counted, if nothing else ends it: see `rules.presence`. An interval that
    was ended so says it: `ending` is then `bounded`.
    """

    id = models.BigAutoField(primary_key=True)
    adviser = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="state_intervals")
    state = models.CharField(max_length=8, choices=list(STATES.items()))
    began_at = models.DateTimeField()
    bound_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, default=None)
    ending = models.CharField(max_length=8, choices=list(ENDINGS.items()), blank=True, default="")

    privacy: ClassVar = Privacy(
        fields=fields(NOTHING_PERSONAL="id", STAFF="adviser state began_at bound_at ended_at ending"),
        retention=Retention(
            days=123, after="began_at",
            why="Four months, so that a quarter can be counted again; what is counted of it is a fact without a name.",
        ),
    )  # fmt: skip

    class Meta:
        ordering: ClassVar = ["began_at", "id"]
        indexes: ClassVar = [models.Index(fields=["began_at", "bound_at"], name="state_interval_times")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["adviser"], condition=Q(ended_at__isnull=True), name="state_interval_one_open"
            ),
            models.CheckConstraint(condition=Q(state__in=list(STATES)), name="state_interval_state_known"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ending="")
                | Q(ended_at__gte=F("began_at"), ending__in=list(ENDINGS)),
                name="state_interval_end_says_how",
            ),
            models.CheckConstraint(condition=Q(bound_at__gte=F("began_at")), name="state_interval_is_bounded"),
        ]

    def __str__(self) -> str:
        return f"{self.adviser_id} {self.state} from {self.began_at:%Y-%m-%d %H:%M}"
