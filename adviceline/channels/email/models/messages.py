from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from adviceline.contacts.models import ENQUIRY_KEPT_DAYS, WHY_ENQUIRIES, Contact
from adviceline.privacy.classification import Privacy, Retention, fields

INDEX = 32


class Message(models.Model):
    """That a message was heard, and what became of it. Its own words are in `Sealed`; here are fingerprints and codes.

    Kept as long as the contact, so that a message still in some mailbox is never taken for a new one and a late reply
    still finds its thread. `id_index` and `bytes_index` are blind indexes of the Message-ID and of the bytes;
    `run` names the reading that last brought it. `is_live`: it came as mail comes, not out of an archive, so that whoever
    wrote is told that it arrived. `trust` is what was found out about who sent it (see `trust.py`).
    """

    class State(models.TextChoices):
        STORED = "stored", "Stored, not yet recorded"
        RECORDED = "recorded", "Recorded"
        DUPLICATE = "duplicate", "Recorded before"
        SET_ASIDE = "set_aside", "Set aside"

    id = models.BigAutoField(primary_key=True)
    idempotency_key = models.CharField(max_length=80, unique=True)
    bytes_index = models.CharField(max_length=INDEX, unique=True)
    id_index = models.CharField(max_length=INDEX, blank=True, default="")
    state = models.CharField(max_length=10, choices=State, default=State.STORED)
    reason = models.CharField(max_length=300, blank=True, default="")
    direction = models.CharField(max_length=8, blank=True, default="")
    kind = models.CharField(max_length=12, blank=True, default="")
    flags = models.JSONField(default=list)
    size = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField()
    stored_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, default=None)
    run = models.UUIDField()
    is_live = models.BooleanField(default=False)
    trust = models.JSONField(default=dict)
    contact = models.ForeignKey(Contact, null=True, on_delete=models.CASCADE, related_name="+")

    privacy: ClassVar = Privacy(
        fields=fields(
            NOTHING_PERSONAL="state reason direction kind flags size sent_at stored_at settled_at run is_live trust",
            PSEUDONYM="id idempotency_key bytes_index id_index contact",
        ),
        retention=Retention(days=ENQUIRY_KEPT_DAYS, after="settled_at", why=WHY_ENQUIRIES),
    )

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["sent_at", "id"], name="mail_to_record", condition=Q(state="stored")),
            models.Index(fields=["stored_at", "id"], name="mail_set_aside", condition=Q(state="set_aside")),
            # Whole: of an index of those that have an id neither engine sees that a list of ids is among them.
            models.Index(fields=["id_index"], name="mail_by_id"),
            models.Index(fields=["run", "state"], name="mail_run"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=["stored", "set_aside"]) | Q(settled_at__isnull=False),
                name="mail_settled_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"message {self.pk} ({self.state})"


class Sealed(models.Model):
    """The message as it arrived, byte for byte, and where from: compressed, then sealed with the key `key_id`.

    The key is the message's own until it joins an enquiry; then it is the enquirer's, so that erasing the enquirer
    makes it unreadable here and in every backup.
    """

    message = models.OneToOneField(Message, primary_key=True, on_delete=models.CASCADE, related_name="sealed")
    key_id = models.UUIDField()
    has_own_key = models.BooleanField(default=True)
    content = models.BinaryField()

    privacy: ClassVar = Privacy(
        fields=fields(NOTHING_PERSONAL="has_own_key", PSEUDONYM="message key_id", SEALED_TEXT="content"),
        retention=Retention(
            days=30,
            after="message__settled_at",
            how="shred",
            why="A month in which a mistake of ours can be put right from the original; the enquiry holds the text.",
        ),
    )

    class Meta:
        indexes: ClassVar = [models.Index(fields=["message"], name="mail_alone", condition=Q(has_own_key=True))]

    def __str__(self) -> str:
        return f"content of message {self.pk}"


class Reference(models.Model):
    """That a message names another as one it answers, whether or not that other was ever heard of."""

    id = models.BigAutoField(primary_key=True)
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="references")
    id_index = models.CharField(max_length=INDEX)

    privacy: ClassVar = Privacy(
        fields=fields(PSEUDONYM="id message id_index"),
        retention=Retention(days=ENQUIRY_KEPT_DAYS, after="message__settled_at", why=WHY_ENQUIRIES),
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["message", "id_index"], name="mail_reference_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["id_index"], name="mail_reference")]

    def __str__(self) -> str:
        return f"reference of message {self.message_id}"
