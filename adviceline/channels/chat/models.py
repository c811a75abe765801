"""A chat, and every message of it in the one order in which everybody sees them."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from adviceline.channels.chat.states import CLOSED, ENDED, ENDINGS, LEFT, SENDERS, SERVICE, STATES, TALKING, WAITING
from adviceline.contacts.models import ENQUIRY_KEPT_DAYS, WHY_ENQUIRIES, Contact, Enquiry
from adviceline.privacy.classification import Privacy, Retention, fields


class Chat(models.Model):
    """One conversation: exactly one contact, from which it has its enquiry. `key` names it outside; nobody guesses it.

    `seen_at` is when the enquirer's page last showed that it is there.
    """

    id = models.BigAutoField(primary_key=True)
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    contact = models.OneToOneField(Contact, on_delete=models.PROTECT, related_name="chat")
    state = models.CharField(max_length=8, choices=list(STATES.items()), default=WAITING)
    ending = models.CharField(max_length=12, choices=list(ENDINGS.items()), blank=True, default="")
    adviser = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    began_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, default=None)
    answered_at = models.DateTimeField(null=True, default=None)
    ended_at = models.DateTimeField(null=True, default=None)
    wrapped_up_at = models.DateTimeField(null=True, default=None)
    seen_at = models.DateTimeField()

    privacy: ClassVar = Privacy(
        fields=fields(
            NOTHING_PERSONAL="state ending began_at taken_at answered_at ended_at wrapped_up_at seen_at",
            PSEUDONYM="id key contact",
            STAFF="adviser",
        ),
        retention=Retention(days=ENQUIRY_KEPT_DAYS, after="contact__enquiry__closed_at", why=WHY_ENQUIRIES),
    )

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["state", "began_at", "id"], name="chat_queue"),
            models.Index(fields=["adviser", "state"], name="chat_of_adviser"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=list(STATES)), name="chat_state_known"),
            models.CheckConstraint(
                condition=~Q(state=TALKING) | Q(adviser__isnull=False), name="chat_talk_has_adviser"
            ),
            models.CheckConstraint(
                condition=Q(state=ENDED, ended_at__isnull=False, ending__in=list(ENDINGS))
                | Q(~Q(state=ENDED), ended_at__isnull=True, ending=""),
                name="chat_end_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"chat {self.pk} ({self.state})"

    @property
    def enquiry(self) -> Enquiry:
        """A chat's contact always has one."""
        assert self.contact.enquiry is not None
        return self.contact.enquiry

    @property
    def is_open(self) -> bool:
        return self.state != ENDED

    @property
    def may_leave_message(self) -> bool:
        """While nobody has taken it; and after an end before an adviser wrote, until the enquiry is closed."""
        unanswered = self.ending in (LEFT, CLOSED) and self.answered_at is None
        return self.state == WAITING or (unanswered and self.enquiry.is_open)


class Message(models.Model):
    """One message. `seq` counts within the chat from 1, without a gap: whoever was away asks for what follows the last
    they saw. `client_id` was chosen by the sender's page, so that a message sent again is the same message.

    `body` passed the guard; of an enquirer's text that identified somebody, the words were taken out before it came
    here, and are kept nowhere. `code` says what happened in a message of ours.
    """

    id = models.BigAutoField(primary_key=True)
    chat = models.ForeignKey(Chat, on_delete=models.PROTECT, related_name="messages")
    seq = models.PositiveIntegerField()
    sender = models.CharField(max_length=8, choices=list(SENDERS.items()))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=20, blank=True, default="")
    body = models.TextField()
    was_redacted = models.BooleanField(default=False)
    client_id = models.UUIDField(null=True, default=None)
    written_at = models.DateTimeField()

    privacy: ClassVar = Privacy(
        fields=fields(
            NOTHING_PERSONAL="seq sender code was_redacted written_at",
            PSEUDONYM="id chat client_id",
            STAFF="author",
            GUARDED_TEXT="body",
        ),
        retention=Retention(days=ENQUIRY_KEPT_DAYS, after="chat__contact__enquiry__closed_at", why=WHY_ENQUIRIES),
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["chat", "seq"], name="chat_message_in_order"),
            models.UniqueConstraint(fields=["chat", "sender", "client_id"], name="chat_message_once"),
            models.CheckConstraint(condition=Q(sender__in=list(SENDERS)), name="chat_sender_known"),
            models.CheckConstraint(condition=Q(sender=SERVICE) | Q(client_id__isnull=False), name="chat_said_has_id"),
        ]

    def __str__(self) -> str:
        return f"{self.sender} {self.seq} of chat {self.chat_id}"


class Transcript(models.Model):
    """That the enquirer wants a copy of the chat by e-mail, and where to: sealed with a key of its own, which goes as soon as
    the copy was sent."""

    has_own_key: ClassVar = True
    chat = models.OneToOneField(Chat, primary_key=True, on_delete=models.CASCADE, related_name="transcript")
    key_id = models.UUIDField()
    sealed_address = models.BinaryField()
    asked_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, default=None)

    privacy: ClassVar = Privacy(
        fields=fields(NOTHING_PERSONAL="asked_at sent_at", PSEUDONYM="chat key_id", SEALED_TEXT="sealed_address"),
        retention=Retention(
            days=30, after="asked_at", how="shred", why="As long as a copy that could not be sent may be sent again."
        ),
    )

    def __str__(self) -> str:
        return f"transcript of chat {self.chat_id}"


class ChatFile(models.Model):
    """A file that the enquirer sent in a chat, sealed with a key of its own. Nobody opens it before the scanner passed it.

    `submission` was chosen by the page, so that a form sent twice is one file.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waits for the virus scanner"
        QUARANTINED = "quarantined", "In quarantine: the virus scanner cannot be asked"
        PASSED = "passed", "Scanned: nothing found"
        INFECTED = "infected", "The virus scanner found something in it"
        REFUSED = "refused", "Cannot be opened"

    has_own_key: ClassVar = True
    id = models.BigAutoField(primary_key=True)
    chat = models.ForeignKey(Chat, on_delete=models.CASCADE, related_name="files")
    submission = models.UUIDField()
    key_id = models.UUIDField()
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10)
    size = models.PositiveIntegerField()
    content = models.BinaryField()
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    reason = models.CharField(max_length=40, blank=True, default="")
    added_at = models.DateTimeField()
    scanned_at = models.DateTimeField(null=True, default=None)

    privacy: ClassVar = Privacy(
        fields=fields(
            NOTHING_PERSONAL="kind size state reason added_at scanned_at",
            PSEUDONYM="id chat submission key_id",
            GUARDED_TEXT="name",
            SEALED_TEXT="content",
        ),
        retention=Retention(
            days=30, after="added_at", how="shred", why="A month, as originals of e-mails: advice needs it no longer."
        ),
    )

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["id"], name="chat_file_to_scan", condition=Q(state__in=["waiting", "quarantined"])),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["chat", "submission"], name="chat_file_once"),
            models.CheckConstraint(
                condition=~Q(state="passed") | Q(scanned_at__isnull=False), name="chat_file_passed_was_scanned"
            ),
        ]

    def __str__(self) -> str:
        return f"file {self.pk} of chat {self.chat_id} ({self.state})"


class AtDesk(models.Model):
    """When somebody of the staff last had a page of chats open: whoever has, and has no full hands, is ready to chat."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    seen_at = models.DateTimeField()

    privacy: ClassVar = Privacy(
        fields=fields(STAFF="person seen_at"),
        retention=Retention(days=1, after="seen_at", why="Who is ready now. Nobody's hours are followed by it."),
    )

    def __str__(self) -> str:
        return f"person {self.person_id} at {self.seen_at:%H:%M}"
