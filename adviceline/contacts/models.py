"""The core: who asked, what about, and every communication of it."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from adviceline.contacts.states import OPEN_STATES, State
from adviceline.measures import codes
from adviceline.privacy.classification import Privacy, Retention, fields

CODE = 40
ENQUIRY_KEPT_DAYS = 6 * 365
WHY_ENQUIRIES = "Six years after closing: the limitation period for a claim about the advice."


class Enquirer(models.Model):
    """The professional who asks. May be anonymous. How to reach them is sealed with a key of their own."""

    id = models.BigAutoField(primary_key=True)
    role = models.CharField(max_length=CODE, default="not_asked")
    setting = models.CharField(max_length=CODE, default="not_asked")
    phase = models.CharField(max_length=CODE, blank=True, default="")
    establishment_urn = models.PositiveIntegerField(null=True, default=None)
    la_code = models.CharField(max_length=3, blank=True, default="")
    region = models.CharField(max_length=CODE, blank=True, default="")
    key_id = models.UUIDField(null=True, default=None)
    sealed_details = models.BinaryField(null=True, default=None)
    email_index = models.CharField(max_length=32, blank=True, default="")
    phone_index = models.CharField(max_length=32, blank=True, default="")
    consents_to_follow_up = models.BooleanField(default=False)
    is_anonymous = models.BooleanField(default=False)
    is_fictional = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, default=None)

    privacy: ClassVar = Privacy(
        fields=fields(
            NOTHING_PERSONAL="role setting phase la_code region consents_to_follow_up is_anonymous is_fictional "
            "created_at erased_at",
            PSEUDONYM="id establishment_urn key_id email_index phone_index",
            CONTACT_DETAILS="sealed_details",
        ),
        retention=Retention(
            days=365,
            after="enquiries__closed_at",
            how="shred",
            why="A year after the last enquiry closed: long enough for follow-up and evaluation, no longer.",
        ),
    )

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["email_index"], name="enquirer_by_email"),
            models.Index(fields=["phone_index"], name="enquirer_by_phone"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | Q(sealed_details__isnull=True, email_index="", phone_index=""),
                name="erased_enquirer_is_empty",
            )
        ]

    def __str__(self) -> str:
        return f"Enquirer {self.pk}"


class Enquiry(models.Model):
    """One matter of one professional, and all that was said about it."""

    id = models.BigAutoField(primary_key=True)
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reference = models.CharField(max_length=20, unique=True)
    enquirer = models.ForeignKey(Enquirer, on_delete=models.PROTECT, related_name="enquiries")
    state = models.CharField(max_length=12, choices=[(s.value, s.value) for s in State], default=State.NEW)
    version = models.PositiveIntegerField(default=1)
    first_channel = models.CharField(max_length=12)
    kind = models.CharField(max_length=CODE, blank=True, default="")
    themes = models.JSONField(default=list)
    continuum = models.CharField(max_length=CODE, blank=True, default="")
    threshold = models.CharField(max_length=CODE, blank=True, default="")
    urgency = models.CharField(max_length=CODE, blank=True, default="")
    follow_up = models.CharField(max_length=CODE, blank=True, default="")
    outcomes = models.JSONField(default=list)
    non_advice = models.CharField(max_length=CODE, blank=True, default="")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey("accounts.Partner", null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    # Empty once closed or merged, so that the queue's indexes hold open enquiries only, in the order it shows them.
    # (A partial index would do on PostgreSQL; SQLite does not use one when the states are bound as parameters.)
    open_due_at = models.GeneratedField(
        expression=models.Case(models.When(state__in=[state.value for state in OPEN_STATES], then="due_at")),
        output_field=models.DateTimeField(null=True),
        db_persist=True,
    )
    waiting_since_at = models.DateTimeField(null=True, default=None)
    triaged_at = models.DateTimeField(null=True, default=None)
    closed_at = models.DateTimeField(null=True, default=None)
    reopened_at = models.DateTimeField(null=True, default=None)
    first_closed_at = models.DateTimeField(null=True, default=None)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged_from")
    split_from = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="split_into")
    fact_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    is_fictional = models.BooleanField(default=False)

    privacy: ClassVar = Privacy(
        fields=fields(
            NOTHING_PERSONAL="state version first_channel kind themes continuum threshold urgency follow_up outcomes "
            "non_advice partner opened_at due_at open_due_at waiting_since_at triaged_at closed_at reopened_at "
            "first_closed_at is_fictional",
            PSEUDONYM="id key reference enquirer merged_into split_from fact_id",
            STAFF="owner",
        ),
        retention=Retention(days=ENQUIRY_KEPT_DAYS, after="closed_at", why=WHY_ENQUIRIES),
    )

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["open_due_at", "id"], name="enquiry_queue"),
            models.Index(fields=["state", "open_due_at", "id"], name="enquiry_queue_state"),
            models.Index(fields=["owner", "open_due_at", "id"], name="enquiry_mine"),
            models.Index(fields=["-opened_at", "-id"], name="enquiry_newest"),
            models.Index(fields=["closed_at"], name="enquiry_closed"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=[s.value for s in State]), name="enquiry_state_known"),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) | ~Q(state="closed"), name="closed_has_time"
            ),
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False)
                | Q(~Q(state="merged"), merged_into__isnull=True),
                name="merged_has_target",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["new", "closed", "merged"]) | Q(owner__isnull=False), name="worked_has_owner"
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def subject(self) -> str:
        """How the audit trail names this enquiry."""
        return f"enquiry:{self.reference}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES


class Contact(models.Model):
    """One communication in one channel. Kept for ever as a row without content: it is what is counted.

    A call that nobody answered, and a mail that no person wrote, have no enquiry.
    """

    id = models.BigAutoField(primary_key=True)
    enquiry = models.ForeignKey(Enquiry, null=True, on_delete=models.PROTECT, related_name="contacts")
    channel = models.CharField(max_length=12)
    direction = models.CharField(max_length=3)
    outcome = models.CharField(max_length=16)
    began_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, default=None)
    ended_at = models.DateTimeField(null=True, default=None)
    wait_seconds = models.PositiveIntegerField(null=True, default=None)
    talk_seconds = models.PositiveIntegerField(null=True, default=None)
    wrap_up_seconds = models.PositiveIntegerField(null=True, default=None)
    attempt = models.PositiveSmallIntegerField(default=0)
    within_promised_slot = models.BooleanField(default=False)
    non_advice = models.CharField(max_length=CODE, blank=True, default="")
    adviser = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey("accounts.Partner", null=True, on_delete=models.PROTECT, related_name="+")
    answers = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="replies")
    replied_at = models.DateTimeField(null=True, default=None)
    first_reply_open_seconds = models.PositiveIntegerField(null=True, default=None)
    idempotency_key = models.CharField(max_length=200, unique=True)
    source = models.CharField(max_length=20, blank=True, default="")
    fact_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    created_at = models.DateTimeField()

    privacy: ClassVar = Privacy(
        fields=fields(
            NOTHING_PERSONAL="channel direction outcome began_at answered_at ended_at wait_seconds talk_seconds "
            "wrap_up_seconds attempt within_promised_slot non_advice partner replied_at "
            "first_reply_open_seconds source created_at",
            PSEUDONYM="id enquiry answers idempotency_key fact_id",
            STAFF="adviser",
        ),
        retention=Retention(
            days=ENQUIRY_KEPT_DAYS, after="enquiry__closed_at", alone_after="created_at", why=WHY_ENQUIRIES
        ),
    )

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["enquiry", "began_at", "id"], name="contact_conversation"),
            models.Index(fields=["channel", "began_at"], name="contact_channel_time"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(channel__in=codes.CHANNELS, direction__in=codes.DIRECTIONS), name="contact_channel_known"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=models.F("began_at")), name="contact_ends_after"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.direction} {self.outcome}"


class Note(models.Model):
    """A piece of text on an enquiry: the question as asked, a message, an adviser's note. Guarded before it is saved.

    A text that arrived with identifying details is kept here with them blanked out; the original is sealed in
    `sealed_original` with the enquirer's key.
    """

    class Kind(models.TextChoices):
        QUESTION = "question", "Question"
        MESSAGE_IN = "message_in", "Message from the enquirer"
        MESSAGE_OUT = "message_out", "Message to the enquirer"
        NOTE = "note", "Note"

    id = models.BigAutoField(primary_key=True)
    enquiry = models.ForeignKey(Enquiry, on_delete=models.PROTECT, related_name="notes")
    contact = models.ForeignKey(Contact, null=True, on_delete=models.PROTECT, related_name="notes")
    kind = models.CharField(max_length=12, choices=Kind)
    body = models.TextField()
    was_redacted = models.BooleanField(default=False)
    sealed_original = models.BinaryField(null=True, default=None)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    submission = models.UUIDField(null=True, unique=True, default=None)

    privacy: ClassVar = Privacy(
        fields=fields(
            NOTHING_PERSONAL="kind was_redacted written_at",
            PSEUDONYM="id enquiry contact submission",
            STAFF="author",
            GUARDED_TEXT="body",
            SEALED_TEXT="sealed_original",
        ),
        retention=Retention(days=ENQUIRY_KEPT_DAYS, after="enquiry__closed_at", why=WHY_ENQUIRIES),
    )

    class Meta:
        indexes: ClassVar = [models.Index(fields=["enquiry", "written_at", "id"], name="note_conversation")]

    def __str__(self) -> str:
        return f"{self.kind} on {self.enquiry_id}"


class Signpost(models.Model):
    """A resource of the directory that was given in an enquiry."""

    id = models.BigAutoField(primary_key=True)
    enquiry = models.ForeignKey(Enquiry, on_delete=models.PROTECT, related_name="signposts")
    resource = models.CharField(max_length=120)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    fact_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    privacy: ClassVar = Privacy(
        fields=fields(NOTHING_PERSONAL="resource given_at", PSEUDONYM="id enquiry fact_id", STAFF="given_by"),
        retention=Retention(days=ENQUIRY_KEPT_DAYS, after="enquiry__closed_at", why=WHY_ENQUIRIES),
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enquiry", "resource"], name="signpost_once_an_enquiry")
        ]

    def __str__(self) -> str:
        return self.resource


class ConfidenceAnswer(models.Model):
    """The two 0 to 10 items at one stage of an enquiry; `offered` without scores means asked and not answered."""

    class Stage(models.TextChoices):
        START = "start", "At the start"
        CLOSE = "close", "At the close"

    id = models.BigAutoField(primary_key=True)
    enquiry = models.ForeignKey(Enquiry, on_delete=models.PROTECT, related_name="confidence")
    stage = models.CharField(max_length=8, choices=Stage)
    identifying = models.PositiveSmallIntegerField(null=True)
    responding = models.PositiveSmallIntegerField(null=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()

    privacy: ClassVar = Privacy(
        fields=fields(
            NOTHING_PERSONAL="stage identifying responding asked_at", PSEUDONYM="id enquiry", STAFF="asked_by"
        ),
        retention=Retention(days=ENQUIRY_KEPT_DAYS, after="enquiry__closed_at", why=WHY_ENQUIRIES),
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enquiry", "stage"], name="confidence_once_a_stage"),
            models.CheckConstraint(
                condition=(Q(identifying__isnull=True) | Q(identifying__lte=10))
                & (Q(responding__isnull=True) | Q(responding__lte=10)),
                name="confidence_0_to_10",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stage} {self.identifying}/{self.responding}"
