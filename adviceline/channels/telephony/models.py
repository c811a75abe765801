from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from adviceline.channels.telephony.membership import Kept
from adviceline.contacts.models import ENQUIRY_KEPT_DAYS, WHY_ENQUIRIES, Contact
from adviceline.privacy.classification import Privacy, Retention, fields

RECORDINGS_KEPT_DAYS = 30


def subject_of(contact: Contact) -> str:
    """Under what the audit trail has what is done with a call: its enquiry, where it has one."""
    return contact.enquiry.subject if contact.enquiry is not None else f"contact:{contact.pk}"


class Call(models.Model):
    """That the exchange told of a call, or of something that could not be read, and what became of it.

    `key` is `call:` and the exchange's call id, or a fingerprint of a line that was set aside. `facts_index` is a
    blind index of all that was told, by which a call told again unchanged is known. `began_at` is empty for a line. `compared_at`:
    when it was set against what was heard live.
    """

    class State(models.TextChoices):
        STORED = "stored", "Stored, not yet recorded"
        RECORDED = "recorded", "Recorded"
        SET_ASIDE = "set_aside", "Set aside"
        RESOLVED = "resolved", "Set aside once, read since"

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=200, unique=True)
    state = models.CharField(max_length=10, choices=State, default=State.STORED)
    facts_index = models.CharField(max_length=32, blank=True, default="")
    origin = models.CharField(max_length=400, blank=True, default="")
    reason = models.CharField(max_length=300, blank=True, default="")
    began_at = models.DateTimeField(null=True, default=None)
    stored_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, default=None)
    run = models.UUIDField()
    contact = models.OneToOneField(Contact, null=True, on_delete=models.CASCADE, related_name="+")
    compared_at = models.DateTimeField(null=True, default=None)

    privacy: ClassVar = Privacy(
        fields=fields(
            NOTHING_PERSONAL="state origin reason began_at stored_at settled_at run compared_at",
            PSEUDONYM="id key facts_index contact",
        ),
        retention=Retention(days=ENQUIRY_KEPT_DAYS, after="settled_at", why=WHY_ENQUIRIES),
    )

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["began_at", "id"], name="call_to_record", condition=Q(state="stored")),
            models.Index(fields=["stored_at", "id"], name="call_set_aside", condition=Q(state="set_aside")),
            models.Index(fields=["run", "state"], name="call_run"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state="recorded") | Q(settled_at__isnull=False, contact__isnull=False),
                name="call_recorded_has_contact",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} ({self.state})"


class CallDetails(models.Model):
    """All that the exchange told of a call, the caller's number and the agent's name among it, sealed.

    The key is the call's own; when the call opened an enquiry it is the enquirer's too, so that one erasure destroys
    both.
    """

    call = models.OneToOneField(Call, primary_key=True, on_delete=models.CASCADE, related_name="details")
    key_id = models.UUIDField()
    has_own_key = models.BooleanField(default=True)
    content = models.BinaryField()

    privacy: ClassVar = Privacy(
        fields=fields(NOTHING_PERSONAL="has_own_key", PSEUDONYM="call key_id", CONTACT_DETAILS="content"),
        retention=Retention(
            days=90, after="call__settled_at", how="shred",
            why="A quarter in which the exchange's two records can be set against each other again.",
        ),
    )  # fmt: skip

    def __str__(self) -> str:
        return f"details of call {self.pk}"


class LiveCall(models.Model):
    """A call as it was heard while it went on: the first of the two witnesses.

    `heard` holds the events, in the queue log's own form and without any number, of which only a blind index is kept, until
    the call is over. `lost_touch`: its end was not heard, so the exchange's records have to tell.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        TALKING = "talking", "Talking with an adviser"
        OVER = "over", "Over"

    class Transport(models.TextChoices):
        EXCHANGE = "exchange", "Our own exchange"
        HOSTED = "hosted", "A hosted provider"

    class Caller(models.TextChoices):
        NOT_HEARD = "", "Number not known"
        WITHHELD = "withheld", "Number withheld"
        KNOWN = "known", "Number known"

    id = models.BigAutoField(primary_key=True)
    call_id = models.CharField(max_length=150, unique=True)
    transport = models.CharField(max_length=8, choices=Transport, default=Transport.EXCHANGE)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    began_at = models.DateTimeField()
    queued_at = models.DateTimeField(null=True, default=None)
    answered_at = models.DateTimeField(null=True, default=None)
    ended_at = models.DateTimeField(null=True, default=None)
    agent = models.CharField(max_length=200, blank=True, default="")
    caller = models.CharField(max_length=8, choices=Caller, blank=True, default=Caller.NOT_HEARD)
    caller_index = models.CharField(max_length=32, blank=True, default="")
    heard = models.JSONField(default=list)
    lost_touch = models.BooleanField(default=False)
    compared_at = models.DateTimeField(null=True, default=None)

    privacy: ClassVar = Privacy(
        fields=fields(
            NOTHING_PERSONAL="transport state began_at queued_at answered_at ended_at caller heard lost_touch compared_at",
            PSEUDONYM="id call_id agent caller_index",
        ),
        retention=Retention(
            days=90, after="began_at",
            why="A quarter in which the exchange's two records can be set against each other again.",
        ),
    )  # fmt: skip

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["state", "began_at"], name="live_call_state"),
            models.Index(fields=["began_at"], name="live_call_to_compare", condition=Q(compared_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"live call {self.call_id} ({self.state})"


class CallDifference(models.Model):
    """Where the two witnesses of a call differ: what each said, and which was believed."""

    id = models.BigAutoField(primary_key=True)
    call_id = models.CharField(max_length=150)
    began_at = models.DateTimeField()
    what = models.CharField(max_length=20)
    live = models.CharField(max_length=60, blank=True)
    exchange = models.CharField(max_length=60, blank=True)
    rule = models.CharField(max_length=20)
    found_at = models.DateTimeField()

    privacy: ClassVar = Privacy(
        fields=fields(NOTHING_PERSONAL="began_at what live exchange rule found_at", PSEUDONYM="id call_id"),
        retention=Retention(
            days=ENQUIRY_KEPT_DAYS,
            after="found_at",
            why="It explains a figure for as long as the figure can be asked about.",
        ),
    )

    class Meta:
        indexes: ClassVar = [models.Index(fields=["began_at"], name="call_difference_began")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["call_id", "what"], name="call_difference_once"),
        ]

    def __str__(self) -> str:
        return f"{self.call_id}: {self.what}"


class Webhook(models.Model):
    """One that a hosted provider signed, by a blind index of that. Without `answered_at` a copy is the provider's second try."""

    id = models.BigAutoField(primary_key=True)
    signed_index = models.CharField(max_length=32, unique=True)
    taken_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, default=None)

    privacy: ClassVar = Privacy(
        fields=fields(NOTHING_PERSONAL="taken_at answered_at", PSEUDONYM="id signed_index"),
        retention=Retention(
            days=3, after="taken_at", why="A call is heard of for a day at most: later, copies are refused for that."
        ),
    )

    def __str__(self) -> str:
        return f"webhook {self.pk}"


class VoiceMessage(models.Model):
    """What a caller said after the tone, sealed with a key of its own; nothing of it stays at the exchange.

    `provider_id` is a hosted provider's own of the recording: another one of the same call is not taken for it.
    """

    has_own_key: ClassVar = True
    id = models.BigAutoField(primary_key=True)
    contact = models.OneToOneField(Contact, on_delete=models.CASCADE, related_name="voice_message")
    provider_id = models.CharField(max_length=64, blank=True, default="")
    key_id = models.UUIDField()
    content = models.BinaryField()
    seconds = models.PositiveIntegerField()
    left_at = models.DateTimeField()
    fetched_at = models.DateTimeField()

    privacy: ClassVar = Privacy(
        fields=fields(
            NOTHING_PERSONAL="seconds left_at fetched_at", PSEUDONYM="id contact key_id provider_id", SEALED_TEXT="content"
        ),
        retention=Retention(
            days=30, after="left_at", how="shred",
            why="A month, as originals of e-mails: by then the caller was rung, and advice needs it no longer.",
        ),
    )  # fmt: skip

    def __str__(self) -> str:
        return f"message of contact {self.contact_id}"


class Recording(models.Model):
    """A call as it was recorded, sealed with a key of its own; nothing of it stays at the exchange.

    `basis`: the note under which it was. `destroyed_at`: its key is gone and `content` empty; that there was one is seen until
    its time is over.
    """

    class Reason(models.TextChoices):
        CONCERN = "concern", "A child may be at risk, and the call may explain it"
        COMPLAINT = "complaint", "Somebody is not content with the call"
        REQUEST = "request", "The caller asked for what we hold about them"
        UNCLEAR = "unclear", "It is not clear what was agreed"
        QUALITY = "quality", "A review of the quality of advice"

    has_own_key: ClassVar = True
    id = models.BigAutoField(primary_key=True)
    contact = models.OneToOneField(Contact, on_delete=models.CASCADE, related_name="recording")
    key_id = models.UUIDField()
    content = models.BinaryField()
    seconds = models.PositiveIntegerField()
    basis = models.CharField(max_length=500)
    ended_at = models.DateTimeField()
    fetched_at = models.DateTimeField()
    destroyed_at = models.DateTimeField(null=True, default=None)

    privacy: ClassVar = Privacy(
        fields=fields(
            NOTHING_PERSONAL="seconds basis ended_at fetched_at destroyed_at", PSEUDONYM="id contact key_id",
            SEALED_TEXT="content",
        ),
        retention=Retention(
            days=RECORDINGS_KEPT_DAYS, after="ended_at", how="shred",
            why="A month in which a call can be gone back to: a complaint, a concern, what was agreed.",
        ),
    )  # fmt: skip

    def __str__(self) -> str:
        return f"recording of contact {self.contact_id}"


class Telephone(models.Model):
    """An adviser's telephone as it was last heard of. `device` is the exchange's own word for what it does; `call_id` the
    call from outside that rings at it, is held with it, or was the last; `shown_call_id` the one of
    whose caller earlier enquiries were shown; `put_on_call`: their state followed from it."""

    extension = models.CharField(max_length=8, primary_key=True)
    adviser = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="telephone")
    device = models.CharField(max_length=16, default="UNKNOWN")
    call_id = models.CharField(max_length=150, blank=True, default="")
    shown_call_id = models.CharField(max_length=150, blank=True, default="")
    put_on_call = models.BooleanField(default=False)
    wrap_up_until = models.DateTimeField(null=True, default=None)
    heard_at = models.DateTimeField()

    privacy: ClassVar = Privacy(
        fields=fields(
            NOTHING_PERSONAL="put_on_call wrap_up_until heard_at",
            STAFF="extension adviser device",
            PSEUDONYM="call_id shown_call_id",
        ),
        retention=Retention(
            days=90, after="heard_at", why="It says what a telephone does now, and nothing of the past."
        ),
    )

    def __str__(self) -> str:
        return f"telephone {self.extension} ({self.device})"

    @property
    def kept(self) -> Kept:
        return Kept(self.device, self.put_on_call, self.wrap_up_until)
