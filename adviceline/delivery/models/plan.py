"""When the service is to run, and the steps that lead there."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from adviceline.delivery.models.parts import HISTORY, STAFF_MEMBER
from adviceline.privacy.classification import Privacy, fields


class ServicePeriod(models.Model):
    """The dates and the budget of one phase of the service, as they were agreed. Rows are added, never changed: the latest
    row of a phase holds, and the rows before it are its history. See docs/adr/0125."""

    id = models.BigAutoField(primary_key=True)
    phase = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    opens_date = models.DateField()
    ends_date = models.DateField()
    budget = models.DecimalField(max_digits=12, decimal_places=2)
    reason = models.CharField(max_length=1000)
    agreed_by = models.ForeignKey(STAFF_MEMBER, null=True, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField()

    privacy: ClassVar = Privacy(
        fields=fields(
            NOTHING_PERSONAL="id phase opens_date ends_date budget agreed_at",
            GUARDED_TEXT="name reason",
            STAFF="agreed_by",
        ),
        retention=HISTORY,
    )

    class Meta:
        ordering: ClassVar = ["phase", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_date__gt=F("opens_date")), name="period_ends_after_it_opens"),
            models.CheckConstraint(condition=Q(budget__gte=0), name="period_budget_not_negative"),
            models.CheckConstraint(condition=Q(phase__gte=1), name="period_phase_counts_from_1"),
        ]

    def __str__(self) -> str:
        return self.name


class PlanStep(models.Model):
    """Something to be done in one phase, or a milestone to be reached. `baseline_ends_date` is when it was first planned to
    end: slip is counted from there. `before_opening`: the service cannot open until it is done."""

    id = models.BigAutoField(primary_key=True)
    phase = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=150)
    is_milestone = models.BooleanField(default=False)
    before_opening = models.BooleanField(default=False)
    starts_date = models.DateField()
    ends_date = models.DateField()
    baseline_ends_date = models.DateField()
    done_date = models.DateField(null=True, default=None)
    owner = models.ForeignKey(STAFF_MEMBER, null=True, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey("accounts.Partner", null=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    privacy: ClassVar = Privacy(
        fields=fields(
            NOTHING_PERSONAL="id phase is_milestone before_opening starts_date ends_date baseline_ends_date done_date "
            "partner version",
            GUARDED_TEXT="title",
            STAFF="owner",
        ),
        retention=HISTORY,
    )

    class Meta:
        ordering: ClassVar = ["starts_date", "ends_date", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_date__gte=F("starts_date")), name="step_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(is_milestone=False) | Q(ends_date=F("starts_date")), name="step_milestone_is_a_day"
            ),
            models.UniqueConstraint(fields=["phase", "title"], name="step_title_once_a_phase"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def subject(self) -> str:
        """How the audit trail names this step."""
        return f"plan_step:{self.pk}"


class PlanDependency(models.Model):
    """`step` can begin only when `needs` is done. Never in a circle: `actions.plan` sees to it."""

    id = models.BigAutoField(primary_key=True)
    step = models.ForeignKey(PlanStep, on_delete=models.CASCADE, related_name="dependencies")
    needs = models.ForeignKey(PlanStep, on_delete=models.CASCADE, related_name="needed_by")

    privacy: ClassVar = Privacy(fields=fields(NOTHING_PERSONAL="id step needs"), retention=HISTORY)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["step", "needs"], name="dependency_once"),
            models.CheckConstraint(condition=~Q(step=F("needs")), name="dependency_on_another"),
        ]

    def __str__(self) -> str:
        return f"{self.step_id} needs {self.needs_id}"
