"""One row for each thing that the service did: contacts, enquiries, signposts, requests."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from adviceline.facts.models.parts import KEPT, month_is_valid, score_is_valid
from adviceline.measures import codes
from adviceline.privacy.classification import Privacy, fields


def _known_outcome() -> Q:
    rule = Q()
    for (channel, direction), outcomes in codes.OUTCOMES.items():
        rule |= Q(channel=channel, direction=direction, outcome__in=outcomes)
    return rule


class ContactFact(models.Model):
    """One communication in one channel, placed in the month in which it began."""

    fact_id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    enquiry_fact = models.UUIDField(null=True)
    channel = models.CharField(max_length=12)
    direction = models.CharField(max_length=3)
    outcome = models.CharField(max_length=16)
    month = models.IntegerField()
    began_on = models.DateField()
    iso_weekday = models.SmallIntegerField()
    half_hour = models.SmallIntegerField()
    wait_seconds = models.IntegerField(null=True)
    talk_seconds = models.IntegerField(null=True)
    wrap_up_seconds = models.IntegerField(null=True)
    replied = models.BooleanField(default=False)
    first_reply_open_seconds = models.IntegerField(null=True)
    within_promised_slot = models.BooleanField(default=False)
    attempt = models.SmallIntegerField(default=0)
    non_advice = models.CharField(max_length=20, default="", blank=True)
    out_of_scope = models.BooleanField(default=False)
    counts = models.BooleanField()
    billable = models.BooleanField()
    partner = models.CharField(max_length=40, default="", blank=True)

    privacy: ClassVar = Privacy(
        fields=fields(
            PSEUDONYM="fact_id enquiry_fact",
            NOTHING_PERSONAL="channel direction outcome month began_on iso_weekday half_hour wait_seconds talk_seconds "
            "wrap_up_seconds replied first_reply_open_seconds within_promised_slot attempt non_advice out_of_scope "
            "counts billable partner",
        ),
        retention=KEPT,
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=_known_outcome(), name="contact_fact_outcome_is_known"),
            models.CheckConstraint(condition=month_is_valid("month"), name="contact_fact_month_is_yyyymm"),
            models.CheckConstraint(condition=Q(half_hour__range=(0, 47)), name="contact_fact_half_hour_is_of_a_day"),
            models.CheckConstraint(condition=Q(iso_weekday__range=(1, 7)), name="contact_fact_weekday_is_of_a_week"),
            models.CheckConstraint(
                condition=(Q(wait_seconds__isnull=True) | Q(wait_seconds__gte=0))
                & (Q(talk_seconds__isnull=True) | Q(talk_seconds__gte=0))
                & (Q(wrap_up_seconds__isnull=True) | Q(wrap_up_seconds__gte=0))
                & (Q(first_reply_open_seconds__isnull=True) | Q(first_reply_open_seconds__gte=0)),
                name="contact_fact_durations_not_negative",
            ),
            models.CheckConstraint(condition=Q(billable=False) | Q(counts=True), name="contact_fact_billable_counts"),
        ]
        indexes: ClassVar = [
            # In the order in which the monthly figures group, so that the month is read from the index alone and is
            # sorted already; the durations come last, for the histograms. See benchmarks/monthly.py.
            models.Index(
                fields=[
                    "month", "counts", "channel", "direction", "outcome", "began_on", "half_hour",
                    "billable", "replied", "within_promised_slot", "attempt",
                    "talk_seconds", "wait_seconds", "wrap_up_seconds", "first_reply_open_seconds",
                ],
                name="contact_fact_month_cube",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.month} {self.channel} {self.outcome}"


class EnquiryFact(models.Model):
    """One matter of one professional, placed in the months in which it was opened and first closed."""

    fact_id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    opened_month = models.IntegerField()
    opened_on = models.DateField()
    closed_month = models.IntegerField(null=True)
    closed_on = models.DateField(null=True)
    reopened_within_14_days = models.BooleanField(default=False)
    kind = models.CharField(max_length=40, default="", blank=True)
    role = models.CharField(max_length=40, default="", blank=True)
    setting = models.CharField(max_length=40, default="", blank=True)
    phase = models.CharField(max_length=40, default="", blank=True)
    region = models.CharField(max_length=40, default="", blank=True)
    la_code = models.CharField(max_length=10, default="", blank=True)
    continuum = models.CharField(max_length=40, default="", blank=True)
    threshold = models.CharField(max_length=40, default="", blank=True)
    urgency = models.CharField(max_length=40, default="", blank=True)
    partner = models.CharField(max_length=40, default="", blank=True)
    answered_contacts = models.IntegerField(default=0)
    out_of_scope = models.BooleanField(default=False)
    counts = models.BooleanField()
    confidence_start_offered = models.BooleanField(default=False)
    confidence_close_offered = models.BooleanField(default=False)
    identifying_start = models.SmallIntegerField(null=True)
    identifying_close = models.SmallIntegerField(null=True)
    responding_start = models.SmallIntegerField(null=True)
    responding_close = models.SmallIntegerField(null=True)

    privacy: ClassVar = Privacy(
        fields=fields(
            PSEUDONYM="fact_id",
            NOTHING_PERSONAL="opened_month opened_on closed_month closed_on reopened_within_14_days kind role setting "
            "phase region la_code continuum threshold urgency partner answered_contacts out_of_scope counts "
            "confidence_start_offered confidence_close_offered identifying_start identifying_close responding_start "
            "responding_close",
        ),
        retention=KEPT,
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=month_is_valid("opened_month"), name="enquiry_fact_opened_is_yyyymm"),
            models.CheckConstraint(
                condition=Q(closed_month__isnull=True, closed_on__isnull=True)
                | (month_is_valid("closed_month") & Q(closed_on__gte=F("opened_on"))),
                name="enquiry_fact_closed_after_opened",
            ),
            models.CheckConstraint(condition=Q(answered_contacts__gte=0), name="enquiry_fact_answered_not_negative"),
            models.CheckConstraint(
                condition=score_is_valid("identifying_start")
                & score_is_valid("identifying_close")
                & score_is_valid("responding_start")
                & score_is_valid("responding_close"),
                name="enquiry_fact_confidence_is_0_to_10",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["opened_month", "counts", "kind", "role", "setting", "region"], name="enquiry_fact_opened_cube"
            ),
            models.Index(
                fields=[
                    "closed_month", "counts", "out_of_scope", "reopened_within_14_days", "answered_contacts",
                    "confidence_start_offered", "confidence_close_offered",
                    "identifying_start", "identifying_close", "responding_start", "responding_close",
                ],
                name="enquiry_fact_closed_cube",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.opened_month} {self.kind}"


class EnquiryThemeFact(models.Model):
    """One theme of one enquiry, placed in the month in which the enquiry was opened."""

    enquiry_fact = models.ForeignKey(EnquiryFact, on_delete=models.CASCADE, related_name="theme_facts")
    theme = models.CharField(max_length=40)
    opened_month = models.IntegerField()

    privacy: ClassVar = Privacy(
        fields=fields(
            PSEUDONYM="id enquiry_fact",
            NOTHING_PERSONAL="theme opened_month",
        ),
        retention=KEPT,
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enquiry_fact", "theme"], name="enquiry_theme_fact_once"),
            models.CheckConstraint(condition=month_is_valid("opened_month"), name="enquiry_theme_fact_is_yyyymm"),
        ]
        indexes: ClassVar = [models.Index(fields=["opened_month", "theme"], name="enquiry_theme_fact_month")]

    def __str__(self) -> str:
        return f"{self.opened_month} {self.theme}"


class SignpostFact(models.Model):
    """One resource given in one enquiry, placed in the month in which it was given."""

    fact_id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    enquiry_fact = models.UUIDField(null=True)
    resource = models.CharField(max_length=120)
    month = models.IntegerField()

    privacy: ClassVar = Privacy(
        fields=fields(
            PSEUDONYM="fact_id enquiry_fact",
            NOTHING_PERSONAL="resource month",
        ),
        retention=KEPT,
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=month_is_valid("month"), name="signpost_fact_month_is_yyyymm")
        ]
        indexes: ClassVar = [models.Index(fields=["month", "resource"], name="signpost_fact_month")]

    def __str__(self) -> str:
        return f"{self.month} {self.resource}"


class SignpostHelpFact(models.Model):
    """Whether one resource of one pack helped, as its reader said, placed in the month in which it was last said."""

    fact_id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    enquiry_fact = models.UUIDField(null=True)
    resource = models.CharField(max_length=120)
    helped = models.CharField(max_length=6)
    month = models.IntegerField()

    privacy: ClassVar = Privacy(
        fields=fields(PSEUDONYM="fact_id enquiry_fact", NOTHING_PERSONAL="resource helped month"), retention=KEPT
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=month_is_valid("month"), name="signpost_help_fact_month_is_yyyymm"),
            models.CheckConstraint(condition=Q(helped__in=["yes", "partly", "no"]), name="signpost_help_fact_known"),
        ]
        indexes: ClassVar = [models.Index(fields=["resource", "helped"], name="signpost_help_fact_resource")]

    def __str__(self) -> str:
        return f"{self.month} {self.resource} {self.helped}"


class CallbackRequestFact(models.Model):
    """One request to be called back, placed in the month in which it was made."""

    fact_id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    enquiry_fact = models.UUIDField(null=True)
    month = models.IntegerField()

    privacy: ClassVar = Privacy(
        fields=fields(
            PSEUDONYM="fact_id enquiry_fact",
            NOTHING_PERSONAL="month",
        ),
        retention=KEPT,
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=month_is_valid("month"), name="callback_request_fact_is_yyyymm")
        ]
        indexes: ClassVar = [models.Index(fields=["month"], name="callback_request_fact_month")]

    def __str__(self) -> str:
        return str(self.month)
