"""What the desk needs of a message beside the words on its enquiry, and replies that are being written."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from adviceline.channels.email.models import Message
from adviceline.contacts.models import ENQUIRY_KEPT_DAYS, WHY_ENQUIRIES, Enquiry, Note
from adviceline.privacy.classification import Privacy, Retention, fields

A_MONTH = 30


class Reading(models.Model):
    """A message taken apart for the desk: what it quotes and holds, its texts passed by the guard.

    While it is `unscreened` the texts are empty: the guard could not look at them, and nobody sees them.
    """

    class State(models.TextChoices):
        UNSCREENED = "unscreened", "Not checked yet"
        SCREENED = "screened", "Checked"

    message = models.OneToOneField(Message, primary_key=True, on_delete=models.CASCADE, related_name="reading")
    state = models.CharField(max_length=10, choices=State, default=State.UNSCREENED)
    quoted = models.TextField(blank=True, default="")
    inside = models.JSONField(default=list)
    notices = models.JSONField(default=list)
    has_html = models.BooleanField(default=False)
    read_at = models.DateTimeField()

    privacy: ClassVar = Privacy(
        fields=fields(
            NOTHING_PERSONAL="state notices has_html read_at", PSEUDONYM="message", GUARDED_TEXT="quoted inside"
        ),
        retention=Retention(days=ENQUIRY_KEPT_DAYS, after="message__settled_at", why=WHY_ENQUIRIES),
    )

    class Meta:
        indexes: ClassVar = [models.Index(fields=["read_at"], name="mail_unscreened", condition=Q(state="unscreened"))]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state="screened") | Q(quoted=""), name="mail_unscreened_shows_nothing"),
        ]

    def __str__(self) -> str:
        return f"reading of message {self.message_id}"


class Attachment(models.Model):
    """A file of a message, by its place in it: what is known of it. Its bytes are in the sealed message and nowhere else.

    `name` is what the guard left of the name. It may be opened only while it is `passed`.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Being checked for viruses"
        PASSED = "passed", "No virus was found"
        QUARANTINED = "quarantined", "In quarantine: the virus scanner could not be asked"
        INFECTED = "infected", "In quarantine: a virus was found"
        REFUSED = "refused", "Not opened here"

    id = models.BigAutoField(primary_key=True)
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attachments")
    place = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10)
    size = models.PositiveIntegerField()
    is_inline = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    reason = models.CharField(max_length=40, blank=True, default="")
    signature = models.CharField(max_length=200, blank=True, default="")
    tries = models.PositiveIntegerField(default=0)
    scanned_at = models.DateTimeField(null=True, default=None)
    added_at = models.DateTimeField()

    privacy: ClassVar = Privacy(
        fields=fields(
            NOTHING_PERSONAL="place kind size is_inline state reason signature tries scanned_at added_at",
            PSEUDONYM="id message",
            GUARDED_TEXT="name",
        ),
        retention=Retention(days=ENQUIRY_KEPT_DAYS, after="message__settled_at", why=WHY_ENQUIRIES),
    )

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["id"], name="attachment_to_scan", condition=Q(state__in=["waiting", "quarantined"])),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["message", "place"], name="attachment_once_a_place"),
            models.CheckConstraint(
                condition=~Q(state="passed") | Q(scanned_at__isnull=False), name="attachment_passed_was_scanned"
            ),
        ]

    def __str__(self) -> str:
        return f"attachment {self.pk} ({self.state})"


class Check(models.Model):
    """That a person looked through what somebody sent us, and took out what could identify a child."""

    note = models.OneToOneField(Note, primary_key=True, on_delete=models.CASCADE, related_name="check_made")
    taken_out = models.PositiveIntegerField(default=0)
    left_in = models.PositiveIntegerField(default=0)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField()

    privacy: ClassVar = Privacy(
        fields=fields(NOTHING_PERSONAL="taken_out left_in checked_at", PSEUDONYM="note", STAFF="checked_by"),
        retention=Retention(days=ENQUIRY_KEPT_DAYS, after="note__enquiry__closed_at", why=WHY_ENQUIRIES),
    )

    def __str__(self) -> str:
        return f"check of note {self.note_id}"


class TakenOut(models.Model):
    """The words that people took out of an enquiry's messages, or left in: sealed with a key of their own.

    They are what later copies of the same words (quoted in an answer, in the whole message) are blanked out by. They go
    when the messages themselves go, or their enquirer is erased.
    """

    id = models.BigAutoField(primary_key=True)
    enquiry = models.ForeignKey(Enquiry, on_delete=models.CASCADE, related_name="+")
    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="+")
    key_id = models.UUIDField()
    has_own_key = models.BooleanField(default=True)
    content = models.BinaryField()
    made_at = models.DateTimeField()

    privacy: ClassVar = Privacy(
        fields=fields(
            NOTHING_PERSONAL="has_own_key made_at", PSEUDONYM="id enquiry note key_id", SEALED_TEXT="content"
        ),
        retention=Retention(
            days=A_MONTH,
            after="made_at",
            how="shred",
            why="As long as the originals, in which the same words stand; nothing needs them after that.",
        ),
    )

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["note"], name="taken_out_once_a_note")]

    def __str__(self) -> str:
        return f"words taken out of note {self.note_id}"


class BlankedWords(models.Model):
    """That some words were blanked out of an enquiry's messages: how many, their keyed fingerprint, what stands for them.

    Later messages are blanked by it. The words cannot be read from it.
    """

    id = models.BigAutoField(primary_key=True)
    enquiry = models.ForeignKey(Enquiry, on_delete=models.CASCADE, related_name="+")
    count = models.PositiveSmallIntegerField()
    index = models.CharField(max_length=32)
    shown = models.CharField(max_length=20)

    privacy: ClassVar = Privacy(
        fields=fields(NOTHING_PERSONAL="count shown", PSEUDONYM="id enquiry index"),
        retention=Retention(days=ENQUIRY_KEPT_DAYS, after="enquiry__closed_at", why=WHY_ENQUIRIES),
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enquiry", "count", "index"], name="blanked_words_once"),
        ]

    def __str__(self) -> str:
        return f"blanked words {self.pk}"


class Draft(models.Model):
    """A reply as its author left it: sealed, since the guard looks at it only when it is sent."""

    id = models.BigAutoField(primary_key=True)
    enquiry = models.ForeignKey(Enquiry, on_delete=models.CASCADE, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    submission = models.UUIDField(default=uuid.uuid4, unique=True)
    key_id = models.UUIDField()
    has_own_key = models.BooleanField(default=True)
    content = models.BinaryField()
    saved_at = models.DateTimeField()

    privacy: ClassVar = Privacy(
        fields=fields(
            NOTHING_PERSONAL="has_own_key saved_at",
            PSEUDONYM="id enquiry submission key_id",
            STAFF="author",
            SEALED_TEXT="content",
        ),
        retention=Retention(
            days=A_MONTH,
            after="saved_at",
            how="shred",
            why="A month: nobody goes on with a reply that they have left for longer.",
        ),
    )

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["enquiry", "author"], name="draft_one_each")]

    def __str__(self) -> str:
        return f"draft {self.pk}"


class DraftFile(models.Model):
    """A file to go with a reply, sealed with the draft's key. It goes only once the scanner has passed it."""

    id = models.BigAutoField(primary_key=True)
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10)
    size = models.PositiveIntegerField()
    content = models.BinaryField()
    added_at = models.DateTimeField()

    privacy: ClassVar = Privacy(
        fields=fields(
            NOTHING_PERSONAL="kind size added_at", PSEUDONYM="id draft", GUARDED_TEXT="name", SEALED_TEXT="content"
        ),
        retention=Retention(days=A_MONTH, after="draft__saved_at", why="With the draft that it belongs to."),
    )

    def __str__(self) -> str:
        return f"file {self.pk} of draft {self.draft_id}"


class LookedThrough(models.Model):
    """That somebody has looked through the mail that made no enquiry, as far as one message. The latest row holds."""

    id = models.BigAutoField(primary_key=True)
    upto = models.BigIntegerField()
    looked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    looked_at = models.DateTimeField()

    privacy: ClassVar = Privacy(
        fields=fields(NOTHING_PERSONAL="id upto looked_at", STAFF="looked_by"),
        retention=Retention(days=A_MONTH, after="looked_at", why="As long as such mail itself is kept."),
    )

    def __str__(self) -> str:
        return f"looked through up to message {self.upto}"
