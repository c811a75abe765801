"""The communications plan: campaigns with the words that are published, and what is done in each."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from adviceline.privacy.classification import Privacy, Retention, fields

_PERSON = settings.AUTH_USER_MODEL
_KEPT = Retention(
    days=None, why="How the service became known with the grant, and who approved what was said: kept as history."
)


class Campaign(models.Model):
    """What is said to whom and why. `code` stands in the links of the campaign. `wording` is what is published: only an
    approved campaign's links are counted."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        IN_REVIEW = "in_review", "Waiting for approval"
        APPROVED = "approved", "Approved"
        WITHDRAWN = "withdrawn", "Withdrawn"

    id = models.BigAutoField(primary_key=True)
    code = models.CharField(max_length=20, unique=True)
    title = models.CharField(max_length=120)
    audience = models.CharField(max_length=200)
    message = models.CharField(max_length=300)
    wording = models.TextField()
    starts_date = models.DateField()
    ends_date = models.DateField()
    owner = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1)
    written_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    approved_by = models.ForeignKey(_PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, default=None)

    privacy: ClassVar = Privacy(
        fields=fields(
            NOTHING_PERSONAL="id code starts_date ends_date state version written_at approved_at",
            GUARDED_TEXT="title audience message wording",
            STAFF="owner written_by approved_by",
        ),
        retention=_KEPT,
    )

    class Meta:
        ordering: ClassVar = ["-starts_date", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_date__gte=F("starts_date")), name="campaign_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "in_review", "approved", "withdrawn"]), name="campaign_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="campaign_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("written_by")), name="campaign_two_people"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def subject(self) -> str:
        """How the audit trail names this campaign."""
        return f"campaign:{self.pk}"


class CampaignActivity(models.Model):
    """One thing done in a campaign: where, when, by whom, at what cost, and whom it was to reach and did."""

    id = models.BigAutoField(primary_key=True)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="activities")
    title = models.CharField(max_length=150)
    channel = models.CharField(max_length=32)
    region = models.CharField(max_length=30, blank=True, default="")
    starts_date = models.DateField()
    ends_date = models.DateField()
    owner = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    cost = models.DecimalField(max_digits=10, decimal_places=2)
    reach_planned = models.PositiveIntegerField()
    reach_done = models.PositiveIntegerField(null=True, default=None)

    privacy: ClassVar = Privacy(
        fields=fields(
            NOTHING_PERSONAL="id campaign channel region starts_date ends_date cost reach_planned reach_done",
            GUARDED_TEXT="title",
            STAFF="owner",
        ),
        retention=_KEPT,
    )

    class Meta:
        ordering: ClassVar = ["starts_date", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_date__gte=F("starts_date")), name="campaign_activity_ends_after_it_starts"
            ),
            models.CheckConstraint(condition=Q(cost__gte=0), name="campaign_activity_cost_not_negative"),
        ]

    def __str__(self) -> str:
        return self.title
