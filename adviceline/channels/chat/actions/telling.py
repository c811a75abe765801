"""What every step of a chat has in common: its row held, what happened told in the chat, the others' pages rung."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from adviceline.channels.chat import doorbell
from adviceline.channels.chat.models import Chat, Message
from adviceline.channels.chat.states import SERVICE
from adviceline.ui.words import sentence


def held(chat: Chat) -> Chat:
    """The chat as it is now, nobody else changing it until the end of the transaction."""
    return (
        Chat.objects.select_for_update(of=("self",))
        .select_related("contact__enquiry__enquirer", "contact__enquiry__owner", "adviser")
        .get(pk=chat.pk)
    )


def tell(chat: Chat, code: str, *, at: datetime, **values: object) -> Message:
    """Say in the chat what happened, in the content's words, inside the transaction of what happened."""
    return append(chat, sender=SERVICE, code=code, body=sentence(f"chat.{code}", **values), written_at=at)


def append(chat: Chat, **fields: Any) -> Message:
    """One more message in a chat that is held, also in one that has ended. A text must have been screened."""
    last = Message.objects.filter(chat=chat).order_by("-seq").values_list("seq", flat=True).first() or 0
    made = Message.objects.create(chat=chat, seq=last + 1, **fields)
    ring_after(chat)
    return made


def ring_after(chat: Chat) -> None:
    """Once the transaction is kept, every page of the chat looks again, and so does everybody who waits."""
    chat_id = chat.pk
    transaction.on_commit(lambda: doorbell.ring([chat_id], queue=True))
