"""What people said of the service: who was asked, what was answered, what was not good enough, what was done.

No row of an answer holds a role, a place or a day, and its ids are its own: see docs/adr/0071. Those who were asked and
those who answered are counted apart, so that no row says who did.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from adviceline.facts.models.parts import KEPT, month_is_valid, score_is_valid
from adviceline.measures import feedback_codes as codes
from adviceline.privacy.classification import Privacy, fields


class FeedbackAskFact(models.Model):
    """One enquiry that came to be asked about in one wave, placed in the month in which it did.

    Each row is eligible. `not_offered` says why a person who was eligible was not asked; empty for one who was.
    """

    fact_id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    wave = models.CharField(max_length=10)
    channel = models.CharField(max_length=8)
    offered = models.BooleanField()
    not_offered = models.CharField(max_length=20, default="", blank=True)
    role = models.CharField(max_length=40, default="", blank=True)
    setting = models.CharField(max_length=40, default="", blank=True)
    region = models.CharField(max_length=40, default="", blank=True)
    month = models.IntegerField()

    privacy: ClassVar = Privacy(
        fields=fields(
            PSEUDONYM="fact_id", NOTHING_PERSONAL="wave channel offered not_offered role setting region month"
        ),
        retention=KEPT,
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=month_is_valid("month"), name="feedback_ask_fact_month_is_yyyymm"),
            models.CheckConstraint(condition=Q(wave__in=codes.WAVES), name="feedback_ask_fact_wave"),
            models.CheckConstraint(condition=Q(channel__in=codes.CHANNELS), name="feedback_ask_fact_channel"),
            models.CheckConstraint(
                condition=Q(offered=True, not_offered="") | Q(offered=False, not_offered__in=codes.NOT_OFFERED),
                name="feedback_ask_fact_not_offered_says_why",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["month", "wave", "offered"], name="feedback_ask_fact_month")]

    def __str__(self) -> str:
        return f"{self.month} {self.wave} {'offered' if self.offered else self.not_offered}"


class FeedbackAnswerFact(models.Model):
    """One set of answers, placed in the month in which its batch was let out: see `feedback.actions.releasing`.

    `pair` is the same for the waves of one enquiry and leads nowhere. A score is 0 to 10, None when not answered or not
    asked: `identifying` and `responding` are of the moment of answering (before any advice in the wave `start`),
    those `_before` are remembered afterwards. Satisfaction is 1 (very dissatisfied) to 5. `version` is that of the
    questions' wording: answers to different versions are never compared.
    """

    fact_id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pair = models.UUIDField()
    wave = models.CharField(max_length=10)
    channel = models.CharField(max_length=8)
    version = models.CharField(max_length=12)
    month = models.IntegerField()
    satisfaction = models.SmallIntegerField(null=True)
    recommend = models.CharField(max_length=8, default="", blank=True)
    helped = models.CharField(max_length=8, default="", blank=True)
    done = models.CharField(max_length=8, default="", blank=True)
    identifying = models.SmallIntegerField(null=True)
    responding = models.SmallIntegerField(null=True)
    identifying_before = models.SmallIntegerField(null=True)
    responding_before = models.SmallIntegerField(null=True)

    privacy: ClassVar = Privacy(
        fields=fields(
            PSEUDONYM="fact_id pair",
            NOTHING_PERSONAL="wave channel version month satisfaction recommend helped done identifying responding "
            "identifying_before responding_before",
        ),
        retention=KEPT,
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["pair", "wave"], name="feedback_answer_fact_once_a_wave"),
            models.CheckConstraint(condition=month_is_valid("month"), name="feedback_answer_fact_month_is_yyyymm"),
            models.CheckConstraint(condition=Q(wave__in=codes.WAVES), name="feedback_answer_fact_wave"),
            models.CheckConstraint(condition=Q(channel__in=codes.CHANNELS), name="feedback_answer_fact_channel"),
            models.CheckConstraint(
                condition=(Q(satisfaction__isnull=True) | Q(satisfaction__range=(1, 5)))
                & Q(recommend__in=["", *codes.RECOMMEND])
                & Q(helped__in=["", *codes.HELPED])
                & Q(done__in=["", *codes.DONE]),
                name="feedback_answer_fact_codes_are_known",
            ),
            models.CheckConstraint(
                condition=score_is_valid("identifying")
                & score_is_valid("responding")
                & score_is_valid("identifying_before")
                & score_is_valid("responding_before"),
                name="feedback_answer_fact_scores_are_0_to_10",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["month", "wave"], name="feedback_answer_fact_month")]

    def __str__(self) -> str:
        return f"{self.month} {self.wave} {self.channel}"


class FeedbackCaseFact(models.Model):
    """One expression of dissatisfaction, placed in the month in which it was heard.

    `in_time` columns are None while it is not yet known; `satisfied` is what the person said of the answer.
    """

    fact_id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    source = models.CharField(max_length=10)
    month = models.IntegerField()
    formal = models.BooleanField(default=False)
    counts = models.BooleanField(default=True)
    acknowledged_in_time = models.BooleanField(null=True)
    answered_in_time = models.BooleanField(null=True)
    satisfied = models.CharField(max_length=8, default="", blank=True)
    root_cause = models.CharField(max_length=40, default="", blank=True)

    privacy: ClassVar = Privacy(
        fields=fields(
            PSEUDONYM="fact_id",
            NOTHING_PERSONAL="source month formal counts acknowledged_in_time answered_in_time satisfied root_cause",
        ),
        retention=KEPT,
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=month_is_valid("month"), name="feedback_case_fact_month_is_yyyymm"),
            models.CheckConstraint(condition=Q(source__in=codes.CASE_SOURCES), name="feedback_case_fact_source"),
            models.CheckConstraint(
                condition=Q(satisfied__in=["", *codes.SATISFIED]), name="feedback_case_fact_satisfied"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["month", "counts"], name="feedback_case_fact_month")]

    def __str__(self) -> str:
        return f"{self.month} {self.source}"


class PublishedImprovementFact(models.Model):
    """'You said, we did', placed in the month in which it was first shown to the public.

    The one fact with words: they were written for the public and approved by a second person. Withdrawn words go.
    """

    fact_id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    month = models.IntegerField()
    theme = models.CharField(max_length=40)
    you_said = models.CharField(max_length=500)
    we_did = models.CharField(max_length=1000)

    privacy: ClassVar = Privacy(
        fields=fields(PSEUDONYM="fact_id", NOTHING_PERSONAL="month theme", GUARDED_TEXT="you_said we_did"),
        retention=KEPT,
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=month_is_valid("month"), name="published_improvement_fact_is_yyyymm")
        ]
        indexes: ClassVar = [models.Index(fields=["month"], name="published_improvement_month")]

    def __str__(self) -> str:
        return f"{self.month} {self.theme}"
