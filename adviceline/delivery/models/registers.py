"""Risks, issues and decisions."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from adviceline.delivery.models.parts import HISTORY, STAFF_MEMBER
from adviceline.privacy.classification import Privacy, fields

SCORES = ("likelihood_before", "impact_before", "likelihood_after", "impact_after")


class Risk(models.Model):
    """What might go wrong: 1 to 5 for how likely and how bad, before and after what is done about it."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"

    id = models.BigAutoField(primary_key=True)
    title = models.CharField(max_length=150, unique=True)
    description = models.CharField(max_length=1000)
    mitigation = models.CharField(max_length=2000)
    likelihood_before = models.PositiveSmallIntegerField()
    impact_before = models.PositiveSmallIntegerField()
    likelihood_after = models.PositiveSmallIntegerField()
    impact_after = models.PositiveSmallIntegerField()
    owner = models.ForeignKey(STAFF_MEMBER, null=True, on_delete=models.PROTECT, related_name="+")
    review_date = models.DateField()
    state = models.CharField(max_length=6, choices=State, default=State.OPEN)
    version = models.PositiveIntegerField(default=1)

    privacy: ClassVar = Privacy(
        fields=fields(
            NOTHING_PERSONAL="id likelihood_before impact_before likelihood_after impact_after review_date state version",
            GUARDED_TEXT="title description mitigation",
            STAFF="owner",
        ),
        retention=HISTORY,
    )

    class Meta:
        ordering: ClassVar = ["state", "review_date", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(**{f"{name}__range": (1, 5) for name in SCORES}), name="risk_scores_are_1_to_5"
            ),
            models.CheckConstraint(
                condition=Q(likelihood_after__lte=F("likelihood_before"), impact_after__lte=F("impact_before")),
                name="risk_mitigation_makes_nothing_worse",
            ),
            models.CheckConstraint(condition=Q(state__in=["open", "closed"]), name="risk_state_known"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def subject(self) -> str:
        """How the audit trail names this risk."""
        return f"risk:{self.pk}"


class RiskReview(models.Model):
    """One look at a risk: what it scored then, and why. Rows are added, never changed."""

    id = models.BigAutoField(primary_key=True)
    risk = models.ForeignKey(Risk, on_delete=models.CASCADE, related_name="reviews")
    likelihood_after = models.PositiveSmallIntegerField()
    impact_after = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=1000)
    state = models.CharField(max_length=6)
    reviewed_by = models.ForeignKey(STAFF_MEMBER, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField()

    privacy: ClassVar = Privacy(
        fields=fields(
            NOTHING_PERSONAL="id risk likelihood_after impact_after state reviewed_at",
            GUARDED_TEXT="words",
            STAFF="reviewed_by",
        ),
        retention=HISTORY,
    )

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"review {self.pk} of risk {self.risk_id}"


class Issue(models.Model):
    """What has gone wrong and is seen to by somebody."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        SETTLED = "settled", "Settled"

    id = models.BigAutoField(primary_key=True)
    title = models.CharField(max_length=150)
    what = models.CharField(max_length=2000)
    owner = models.ForeignKey(STAFF_MEMBER, on_delete=models.PROTECT, related_name="+")
    due_date = models.DateField()
    raised_by = models.ForeignKey(STAFF_MEMBER, on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    state = models.CharField(max_length=7, choices=State, default=State.OPEN)
    outcome = models.CharField(max_length=2000, blank=True, default="")
    settled_by = models.ForeignKey(STAFF_MEMBER, null=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True, default=None)

    privacy: ClassVar = Privacy(
        fields=fields(
            NOTHING_PERSONAL="id due_date raised_at state settled_at",
            GUARDED_TEXT="title what outcome",
            STAFF="owner raised_by settled_by",
        ),
        retention=HISTORY,
    )

    class Meta:
        ordering: ClassVar = ["state", "due_date", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="open", settled_at__isnull=True) | Q(state="settled", settled_at__isnull=False),
                name="issue_settled_has_time",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def subject(self) -> str:
        """How the audit trail names this issue."""
        return f"issue:{self.pk}"


class Decision(models.Model):
    """What was decided and why. Rows are added, never changed: a decision that is changed is followed by another, which
    `replaces` it."""

    id = models.BigAutoField(primary_key=True)
    decided_date = models.DateField()
    what = models.CharField(max_length=500)
    why = models.CharField(max_length=2000)
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")
    written_by = models.ForeignKey(STAFF_MEMBER, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    privacy: ClassVar = Privacy(
        fields=fields(
            NOTHING_PERSONAL="id decided_date replaces written_at", GUARDED_TEXT="what why", STAFF="written_by"
        ),
        retention=HISTORY,
    )

    class Meta:
        ordering: ClassVar = ["-decided_date", "-id"]

    def __str__(self) -> str:
        return self.what
