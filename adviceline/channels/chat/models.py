"""A chat, and every message of it in the one order in which everybody sees them."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from adviceline.channels.chat.states import ENDED, ENDINGS, SENDERS, SERVICE, STATES, TALKING, WAITING
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
