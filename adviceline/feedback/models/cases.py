"""Every expression of dissatisfaction, formal or not: who sees to it, by when, and what came of it."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from adviceline.contacts.models import Enquiry
from adviceline.feedback.rules.cases import STATES
from adviceline.measures import feedback_codes as codes
from adviceline.privacy.classification import Privacy, Retention, fields

PERSON = settings.AUTH_USER_MODEL
KEPT_DAYS = 3 * 365
WHY_CASES = "Three years after it is settled: long enough to see whether the same thing happens again."


class Case(models.Model):
    """One case. One from an anonymous answer has no enquiry and no address, and `heard_at` is only its day.

    `words` are empty while `words_wait`: too few people had been asked for them to stay apart. Contact details are
    there when the person gave them, sealed with a key of the case's own.
    """

    class Source(models.TextChoices):
        ANSWER = "answer", "An answer to our questions"
        FORM = "form", "The form on the public site"
        ADVISER = "adviser", "Said to an adviser"
        CHAT = "chat", "Said in a chat"

    id = models.BigAutoField(primary_key=True)
    number = models.CharField(max_length=20, unique=True)
    submission = models.UUIDField(default=uuid.uuid4, unique=True)
    source = models.CharField(max_length=10, choices=Source)
    enquiry = models.ForeignKey(Enquiry, null=True, on_delete=models.PROTECT, related_name="feedback_cases")
    is_formal = models.BooleanField(default=False)
    why = models.CharField(max_length=80, blank=True, default="")
    words = models.TextField(blank=True, default="")
    words_wait = models.BooleanField(default=False)
    wanted = models.TextField(blank=True, default="")
    key_id = models.UUIDField(null=True, default=None)
    sealed_details = models.BinaryField(null=True, default=None)
    state = models.CharField(max_length=12, default="new")
    owner = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    heard_at = models.DateTimeField()
    acknowledge_by = models.DateTimeField()
    answer_by = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True, default=None)
    answered_at = models.DateTimeField(null=True, default=None)
    settled_at = models.DateTimeField(null=True, default=None)
    root_cause = models.CharField(max_length=40, blank=True, default="")
    cause_words = models.TextField(blank=True, default="")
    changed_words = models.TextField(blank=True, default="")
    satisfied = models.CharField(max_length=8, blank=True, default="")
    improvement = models.ForeignKey("feedback.Improvement", null=True, on_delete=models.PROTECT, related_name="cases")
    fact_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    is_fictional = models.BooleanField(default=False)

    privacy: ClassVar = Privacy(
        fields=fields(
            NOTHING_PERSONAL="number source is_formal why words_wait state heard_at acknowledge_by answer_by "
            "acknowledged_at answered_at settled_at root_cause satisfied improvement is_fictional",
            PSEUDONYM="id submission enquiry key_id fact_id",
            STAFF="owner",
            GUARDED_TEXT="words wanted cause_words changed_words",
            CONTACT_DETAILS="sealed_details",
        ),
        retention=Retention(days=KEPT_DAYS, after="settled_at", how="shred", why=WHY_CASES),
    )

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "answer_by", "id"], name="feedback_case_due")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=list(STATES)), name="feedback_case_state_known"),
            models.CheckConstraint(condition=Q(source__in=codes.CASE_SOURCES), name="feedback_case_source"),
            models.CheckConstraint(
                condition=~Q(source="answer") | Q(enquiry__isnull=True), name="feedback_case_of_answer_is_nobody_s"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["new", "dismissed"]) | Q(owner__isnull=False, acknowledged_at__isnull=False),
                name="feedback_case_acknowledged_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["new", "acknowledged", "dismissed"]) | Q(answered_at__isnull=False),
                name="feedback_case_answered_has_time",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def subject(self) -> str:
        """How the audit trail names this case."""
        return f"feedback_case:{self.number}"

    @property
    def is_anonymous(self) -> bool:
        return self.sealed_details is None and self.enquiry_id is None

    @property
    def has_own_key(self) -> bool:
        return self.key_id is not None


class CaseStep(models.Model):
    """One step in the history of a case."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="steps")
    what = models.CharField(max_length=20)
    words = models.TextField(blank=True, default="")
    by = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    privacy: ClassVar = Privacy(
        fields=fields(NOTHING_PERSONAL="id what at", PSEUDONYM="case", GUARDED_TEXT="words", STAFF="by"),
        retention=Retention(days=KEPT_DAYS, after="case__settled_at", why=WHY_CASES),
    )

    class Meta:
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.what}"
