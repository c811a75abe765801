"""Beginning a chat."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction

from adviceline.audit.actions import events_last, record
from adviceline.audit.actors import Actor
from adviceline.channels.chat.actions.telling import tell
from adviceline.channels.chat.errors import UnableToOpenChat
from adviceline.channels.chat.models import Chat
from adviceline.contacts import actions as contacts
from adviceline.contacts.values import EnquirerValues
from adviceline.ui.words import sentence
from adviceline.workforce.queries import opening_hours


def open_chat(*, values: EnquirerValues, form_key: uuid.UUID, by: Actor, at: datetime) -> Chat:
    """Put somebody in the queue, once for each `form_key`. Raises `UnableToOpenChat` while the service is closed.

    The contact is written down now, as not answered: whatever happens to us after this, it is there and counted once.
    An adviser's first message makes it answered.
    """
    if not opening_hours().is_open(at):
        raise UnableToOpenChat(sentence("chat.closed_now"))
    with transaction.atomic(), events_last():
        recorded = contacts.record_contact(
            channel="chat", direction="in", outcome="abandoned", idempotency_key=f"chat:{form_key}", began_at=at, by=by,
            at=at, enquirer=values, source="chat",
        )  # fmt: skip
        if not recorded.created:
            return Chat.objects.select_related("contact__enquiry__enquirer").get(contact=recorded.contact)
        chat = Chat.objects.create(contact=recorded.contact, began_at=at, seen_at=at)
        tell(chat, "opened", at=at, reference=chat.enquiry.reference)
        record(action="chat.opened", by=by, at=at, subject=chat.enquiry.subject, data={"chat": chat.pk})
    return chat
