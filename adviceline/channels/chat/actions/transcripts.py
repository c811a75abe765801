"""A copy of the chat by e-mail, where the enquirer wants one: sent once, when the chat has ended."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from adviceline.audit.actions import events_last, record
from adviceline.audit.actors import Actor
from adviceline.channels.chat.actions.telling import held, tell
from adviceline.channels.chat.errors import UnableToSendTranscript
from adviceline.channels.chat.models import Chat, Transcript
from adviceline.jobs.actions import send
from adviceline.privacy import crypto
from adviceline.ui.words import sentence

ADDRESS = "chat.transcript"
MESSAGE = "chat.transcript"


def ask_for_transcript(*, chat: Chat, email: str, by: Actor, at: datetime) -> Transcript:
    """Send a copy to `email` when the chat has ended; now, if it has. Asked twice, it goes where it was first asked to.

    Raises `UnableToSendTranscript` for a chat in which no adviser wrote: there is nothing to send, and nobody can have us
    send their own words to a stranger.
    """
    if not Chat.objects.filter(pk=chat.pk, answered_at__isnull=False).exists():
        raise UnableToSendTranscript(sentence("chat.transcript_not_yet"))
    key_id = crypto.create_key(at=at)  # kept apart from the records, and first: docs/adr/0003
    sealed = crypto.seal(email, key_id=key_id, purpose=ADDRESS)
    with transaction.atomic(), events_last():
        fresh = held(chat)
        values = {"key_id": key_id, "sealed_address": sealed, "asked_at": at}
        made, is_new = Transcript.objects.get_or_create(chat=fresh, defaults=values)
        if not is_new:
            transaction.on_commit(lambda: crypto.destroy_key(key_id, at=at))
            return made
        tell(fresh, "transcript_asked", at=at)
        record(action="chat.transcript_asked", by=by, at=at, subject=fresh.enquiry.subject, data={"chat": fresh.pk})
        send_if_over(fresh, at=at)
    return made


def send_if_over(chat: Chat, *, at: datetime) -> None:
    """Put the copy into the outbox if one is wanted and the chat has ended, inside the transaction of either."""
    if not chat.is_open and Transcript.objects.filter(chat=chat).exists():
        send(MESSAGE, args={"chat": chat.pk}, key=f"chat.transcript:{chat.pk}", at=at)
