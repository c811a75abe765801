"""Tailored sessions: offered by an adviser, booked behind a private link, held, and what was agreed."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from adviceline.contacts.models import ENQUIRY_KEPT_DAYS, WHY_ENQUIRIES, Enquiry
from adviceline.privacy.classification import Privacy, Retention, fields

STAFF_MEMBER = settings.AUTH_USER_MODEL


class Session(models.Model):
    """One session. The link's token is kept as a hash only; where it takes place is sealed with the enquirer's key.

    `sequence` counts every change of its time and of who takes part, as calendars do; `time_sequence` is what it was when
    the time was chosen. `starts_at` of a session that was cancelled, or must be booked again, is the time it had last.
    """

    class Kind(models.TextChoices):
        INDIVIDUAL_CASE = "individual_case", "Individual case"
        WHOLE_SCHOOL = "whole_school", "Whole-school planning"
        MULTI_AGENCY = "multi_agency", "Multi-agency"
        TRAINING_SIGNPOST = "training_signpost", "Training signpost"

    class Step(models.TextChoices):
        SINGLE = "single", "One session"
        AUDIT = "audit", "Audit, first of three"
        PLAN = "plan", "Plan, second of three"
        REVIEW = "review", "Review, third of three"

    class State(models.TextChoices):
        OFFERED = "offered", "Offered, no time chosen yet"
        BOOKED = "booked", "Booked"
        REBOOK = "rebook", "To be booked again: we had to give up its time"
        HELD = "held", "Held"
        NOT_ATTENDED = "not_attended", "Nobody came"
        CANCELLED = "cancelled", "Cancelled"

    class Way(models.TextChoices):
        PHONE = "phone", "By phone"
        VIDEO = "video", "By video"

    class How(models.TextChoices):
        EMAIL = "email", "By e-mail"
        LINK = "link", "As a link, given by the adviser"

    class CancelledBy(models.TextChoices):
        ENQUIRER = "enquirer", "The enquirer"
        SERVICE = "service", "Us"
        ERASURE = "erasure", "Erasing the enquirer's details"

    id = models.BigAutoField(primary_key=True)
    enquiry = models.ForeignKey(Enquiry, on_delete=models.PROTECT, related_name="sessions")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    token_hash = models.CharField(max_length=64, unique=True)
    submission = models.UUIDField(unique=True)
    kind = models.CharField(max_length=20, choices=Kind)
    series = models.UUIDField(null=True, default=None)
    step = models.CharField(max_length=6, choices=Step, default=Step.SINGLE)
    state = models.CharField(max_length=12, choices=State, default=State.OFFERED)
    how = models.CharField(max_length=5, choices=How)
    origin = models.CharField(max_length=200)
    offered_by = models.ForeignKey(STAFF_MEMBER, on_delete=models.PROTECT, related_name="+")
    offered_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    wanted_adviser = models.ForeignKey(STAFF_MEMBER, null=True, on_delete=models.PROTECT, related_name="+")
    adviser = models.ForeignKey(STAFF_MEMBER, null=True, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField(null=True, default=None)
    ends_at = models.DateTimeField(null=True, default=None)
    booked_at = models.DateTimeField(null=True, default=None)
    sequence = models.PositiveIntegerField(default=0)
    time_sequence = models.PositiveIntegerField(default=0)
    reminded_sequence = models.PositiveIntegerField(null=True, default=None)
    way = models.CharField(max_length=5, choices=Way, blank=True, default="")
    sealed_place = models.BinaryField(null=True, default=None)
    is_quiet = models.BooleanField(default=False)
    cancelled_at = models.DateTimeField(null=True, default=None)
    cancelled_by = models.CharField(max_length=8, choices=CancelledBy, blank=True, default="")
    recorded_at = models.DateTimeField(null=True, default=None)
    recorded_by = models.ForeignKey(STAFF_MEMBER, null=True, on_delete=models.PROTECT, related_name="+")
    enquirer_attended = models.BooleanField(null=True, default=None)
    review_date = models.DateField(null=True, default=None)

    privacy: ClassVar = Privacy(
        fields=fields(
            NOTHING_PERSONAL="kind step state how origin offered_at expires_at starts_at ends_at booked_at sequence "
            "time_sequence reminded_sequence way is_quiet cancelled_at cancelled_by recorded_at enquirer_attended review_date",
            PSEUDONYM="id enquiry key submission series",
            STAFF="offered_by wanted_adviser adviser recorded_by",
            SECRET="token_hash",  # noqa: S106  # the name of a class of fields
            CONTACT_DETAILS="sealed_place",
        ),
        retention=Retention(days=ENQUIRY_KEPT_DAYS, after="enquiry__closed_at", why=WHY_ENQUIRIES),
    )

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["state", "starts_at"], name="session_to_come"),
            models.Index(fields=["adviser", "starts_at"], name="session_of_adviser"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=["offered", "booked", "rebook", "held", "not_attended", "cancelled"]),
                name="session_state_known",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["offered", "cancelled"])
                | Q(starts_at__isnull=False, ends_at__isnull=False, adviser__isnull=False, booked_at__isnull=False),
                name="session_booked_has_time",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")), name="session_ends_after"
            ),
            models.CheckConstraint(
                condition=Q(step="single", series__isnull=True) | (~Q(step="single") & Q(series__isnull=False)),
                name="session_step_has_series",
            ),
            models.UniqueConstraint(
                fields=["series", "step"],
                name="session_step_once",
                condition=Q(series__isnull=False) & ~Q(state__in=["cancelled", "not_attended"]),
            ),
        ]

    def __str__(self) -> str:
        return f"session {self.pk} ({self.state})"

    def has_begun(self, at: datetime) -> bool:
        """Whether its booked time has come, so that it can only be recorded."""
        return self.state == self.State.BOOKED and self.starts_at is not None and self.starts_at <= at

    @property
    def is_open(self) -> bool:
        """Whether a time can still be chosen, changed or given up."""
        return self.state in {self.State.OFFERED, self.State.BOOKED, self.State.REBOOK}


class Participant(models.Model):
    """Somebody else who takes part: their agency, and their name and address, sealed with the enquirer's key. Whoever was
    taken out stays until they were told."""

    class Agency(models.TextChoices):
        EDUCATION = "education", "School, college or other setting"
        SOCIAL_CARE = "social_care", "Children's social care"
        EARLY_HELP = "early_help", "Early help"
        POLICE = "police", "Police"
        HEALTH = "health", "Health"
        YOUTH_JUSTICE = "youth_justice", "Youth justice"
        COUNCIL = "council", "Local authority, another team"
        VOLUNTARY = "voluntary", "Voluntary organisation"
        OTHER = "other", "Another agency"

    id = models.BigAutoField(primary_key=True)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="participants")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    token_hash = models.CharField(max_length=64, unique=True)
    place = models.PositiveSmallIntegerField()
    agency = models.CharField(max_length=15, choices=Agency)
    sealed_details = models.BinaryField(null=True, default=None)
    is_invited = models.BooleanField(default=False)
    is_quiet = models.BooleanField(default=False)
    removed_at = models.DateTimeField(null=True, default=None)
    attended = models.BooleanField(null=True, default=None)

    privacy: ClassVar = Privacy(
        fields=fields(
            NOTHING_PERSONAL="place agency is_invited is_quiet removed_at attended",
            PSEUDONYM="id session key",
            SECRET="token_hash",  # noqa: S106  # the name of a class of fields
            CONTACT_DETAILS="sealed_details",
        ),
        retention=Retention(
            days=365,
            after="session__enquiry__closed_at",
            how="shred",
            why="A year, as the enquirer's own details. That somebody of that agency took part stays with the session.",
        ),
    )

    class Meta:
        ordering: ClassVar = ["place"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "place"], name="session_participant_place"),
        ]

    def __str__(self) -> str:
        return f"participant {self.pk} ({self.agency})"


class AgreedAction(models.Model):
    """One thing that was agreed in a session."""

    id = models.BigAutoField(primary_key=True)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="agreed")
    place = models.PositiveSmallIntegerField()
    words = models.TextField()

    privacy: ClassVar = Privacy(
        fields=fields(NOTHING_PERSONAL="place", PSEUDONYM="id session", GUARDED_TEXT="words"),
        retention=Retention(days=ENQUIRY_KEPT_DAYS, after="session__enquiry__closed_at", why=WHY_ENQUIRIES),
    )

    class Meta:
        ordering: ClassVar = ["place"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["session", "place"], name="agreed_action_place")]

    def __str__(self) -> str:
        return f"agreed {self.place} of session {self.session_id}"
