"""Quality reviews: what was drawn, how, and what each reviewer said by the rubric. See docs/adr/0112."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from adviceline.contacts.models import ENQUIRY_KEPT_DAYS, WHY_ENQUIRIES, Enquiry
from adviceline.privacy.classification import Privacy, Retention, fields

STAFF_MEMBER = settings.AUTH_USER_MODEL


class ReviewRound(models.Model):
    """One drawing of closed enquiries. With `seed`, `weights` and the same enquiries it is drawn the same again."""

    id = models.BigAutoField(primary_key=True)
    first_date = models.DateField()
    last_date = models.DateField()
    seed = models.PositiveIntegerField()
    random_number = models.PositiveSmallIntegerField()
    weighted_number = models.PositiveSmallIntegerField()
    weights = models.JSONField()
    population = models.PositiveIntegerField()
    drawn_by = models.ForeignKey(STAFF_MEMBER, on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()

    privacy: ClassVar = Privacy(
        fields=fields(
            NOTHING_PERSONAL="id first_date last_date seed random_number weighted_number weights population drawn_at",
            STAFF="drawn_by",
        ),
        retention=Retention(days=ENQUIRY_KEPT_DAYS, after="drawn_at", why="As long as the enquiries that were drawn."),
    )

    class Meta:
        ordering: ClassVar = ["-drawn_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(last_date__gte=F("first_date")), name="review_round_ends_after_start")
        ]

    def __str__(self) -> str:
        return f"round {self.pk}"


class SampledEnquiry(models.Model):
    """An enquiry that was drawn: at random, or weighted by what `reasons` says is true of it."""

    class How(models.TextChoices):
        RANDOM = "random", "At random"
        WEIGHTED = "weighted", "Weighted by risk"

    id = models.BigAutoField(primary_key=True)
    round = models.ForeignKey(ReviewRound, on_delete=models.CASCADE, related_name="sampled")
    enquiry = models.ForeignKey(Enquiry, on_delete=models.PROTECT, related_name="+")
    how = models.CharField(max_length=8, choices=How)
    reasons = models.JSONField(default=list)
    place = models.PositiveSmallIntegerField()

    privacy: ClassVar = Privacy(
        fields=fields(NOTHING_PERSONAL="how reasons place", PSEUDONYM="id round enquiry"),
        retention=Retention(days=ENQUIRY_KEPT_DAYS, after="enquiry__closed_at", why=WHY_ENQUIRIES),
    )

    class Meta:
        ordering: ClassVar = ["place"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "enquiry"], name="sampled_once_a_round"),
            models.CheckConstraint(condition=Q(how__in=["random", "weighted"]), name="sampled_how_known"),
        ]

    def __str__(self) -> str:
        return f"{self.how} {self.place} of round {self.round_id}"


class Review(models.Model):
    """What one reviewer found, given before they saw what another did. `answers`: id of the rubric → code."""

    id = models.BigAutoField(primary_key=True)
    sampled = models.ForeignKey(SampledEnquiry, on_delete=models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey(STAFF_MEMBER, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField()
    comment = models.CharField(max_length=1000, blank=True, default="")
    reviewed_at = models.DateTimeField()

    privacy: ClassVar = Privacy(
        fields=fields(
            PSEUDONYM="id sampled", STAFF="reviewer", NOTHING_PERSONAL="answers reviewed_at", GUARDED_TEXT="comment"
        ),
        retention=Retention(days=ENQUIRY_KEPT_DAYS, after="sampled__enquiry__closed_at", why=WHY_ENQUIRIES),
    )

    class Meta:
        ordering: ClassVar = ["reviewed_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sampled", "reviewer"], name="review_once_for_each"),
        ]

    def __str__(self) -> str:
        return f"review {self.pk}"
