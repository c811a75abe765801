"""What we write to people: each message once, found again by the Message-ID that we made for it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from adviceline.channels.email.models.messages import INDEX
from adviceline.contacts.models import ENQUIRY_KEPT_DAYS, WHY_ENQUIRIES, Contact, Enquiry, Note
from adviceline.jobs.models import OutgoingMessage
from adviceline.privacy.classification import Privacy, Retention, fields


class Outgoing(models.Model):
    """A message of ours about an enquiry: an adviser's reply, or the acknowledgement.

    How its sending goes is told by `outbox` alone; `state` puts that in this room's words. A reply is counted, as
    `contact`, when the mail server has taken it; its text is `note` from the beginning. `answers` is the contact that it
    replies to. `message_id` has no angle brackets. `due_at`: when an acknowledgement may leave, at the earliest; `left_out`:
    why it will not.
    """

    class Kind(models.TextChoices):
        REPLY = "reply", "Reply"
        ACKNOWLEDGEMENT = "acknowledgement", "Acknowledgement"

    class State(models.TextChoices):
        QUEUED = "queued", "Waiting to be sent"
        SENT = "sent", "Sent"
        UNCERTAIN = "uncertain", "May or may not have been sent"
        FAILED = "failed", "Not sent"
        WITHDRAWN = "withdrawn", "Withdrawn"

    class LeftOut(models.TextChoices):
        """In words that end 'They were not told that it arrived: …'."""

        REPLIED = "replied", "we had replied before its turn came"
        CLOSED = "closed", "the enquiry was closed before its turn came"
        LATE = "late", "so much mail came at once that it would have come too late"

    id = models.BigAutoField(primary_key=True)
    enquiry = models.ForeignKey(Enquiry, on_delete=models.CASCADE, related_name="outgoing_mail")
    kind = models.CharField(max_length=16, choices=Kind)
    # The outbox forgets after a year: the row may then lead nowhere.
    outbox = models.OneToOneField(
        OutgoingMessage, null=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    message_id = models.CharField(max_length=200, unique=True)
    id_index = models.CharField(max_length=INDEX, unique=True)
    answers = models.ForeignKey(Contact, null=True, on_delete=models.PROTECT, related_name="+")
    contact = models.OneToOneField(Contact, null=True, on_delete=models.PROTECT, related_name="+")
    note = models.OneToOneField(Note, null=True, on_delete=models.PROTECT, related_name="+")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, default=None)
    left_out = models.CharField(max_length=8, choices=LeftOut, blank=True, default="")
    sent_at = models.DateTimeField(null=True, default=None)

    privacy: ClassVar = Privacy(
        fields=fields(
            NOTHING_PERSONAL="kind outbox message_id written_at due_at left_out sent_at",
            PSEUDONYM="id enquiry id_index answers contact note",
            STAFF="written_by",
        ),
        retention=Retention(days=ENQUIRY_KEPT_DAYS, after="enquiry__closed_at", why=WHY_ENQUIRIES),
    )

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["enquiry", "written_at", "id"], name="outgoing_conversation"),
            models.Index(fields=["due_at", "id"], name="acknowledgement_turn", condition=Q(due_at__isnull=False)),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind="acknowledgement") | Q(written_by__isnull=False), name="reply_has_author"
            ),
            models.UniqueConstraint(
                fields=["enquiry"], condition=Q(kind="acknowledgement"), name="acknowledged_once_a_thread"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk} ({self.state})"

    @property
    def state(self) -> State:
        """Reads `outbox`: select it with the row where there are many."""
        if self.left_out:
            return self.State.WITHDRAWN
        try:
            told = self.outbox.state if self.outbox is not None else ""
        except OutgoingMessage.DoesNotExist:
            told = ""
        return _STATES.get(told, self.State.SENT if self.sent_at else self.State.FAILED)


_Told, _State = OutgoingMessage.State, Outgoing.State
_STATES: dict[str, Outgoing.State] = {
    _Told.WAITING: _State.QUEUED, _Told.SENDING: _State.QUEUED, _Told.SENT: _State.SENT,
    _Told.UNCERTAIN: _State.UNCERTAIN, _Told.DEAD: _State.FAILED, _Told.WITHDRAWN: _State.WITHDRAWN,
}  # fmt: skip


class OutgoingContent(models.Model):
    """To whom, what and with which files, sealed with the enquirer's key: erasing the enquirer makes it unreadable, and
    what still waits to be sent is then withdrawn."""

    outgoing = models.OneToOneField(Outgoing, primary_key=True, on_delete=models.CASCADE, related_name="content")
    key_id = models.UUIDField()
    content = models.BinaryField()

    privacy: ClassVar = Privacy(
        fields=fields(PSEUDONYM="outgoing key_id", SEALED_TEXT="content"),
        retention=Retention(
            days=30,
            after="outgoing__sent_at",
            why="A month in which a mistake can be put right from what was sent; the enquiry holds the text.",
        ),
    )

    def __str__(self) -> str:
        return f"content of message {self.outgoing_id} of ours"
