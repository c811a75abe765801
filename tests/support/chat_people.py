"""Made inside the service (see in_service): staff who chat, and enquirers' pages without a browser."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from adviceline.audit.actors import PUBLIC
from adviceline.channels.chat import actions, queries
from adviceline.channels.chat.identity import SESSION_CHAT, page_token
from adviceline.channels.chat.models import Chat, Message
from adviceline.channels.chat.states import ENQUIRER
from adviceline.contacts.values import EnquirerValues
from tests.support import people


def make(**names: str) -> list[str]:
    """A person for each role, with that name; they sign in to the demo by it."""
    return [people.somebody(role, name=name, strong=False, is_fictional=True).name for role, name in names.items()]


def pages(count: int) -> list[dict[str, str]]:
    """So many enquirers' pages, each of a chat that waits: the cookie of its session, the token of the page, the chat."""
    return [_page() for _ in range(count)]


def _page() -> dict[str, str]:
    chat = _chat()
    session = SessionStore()
    session[SESSION_CHAT] = chat.key.hex
    session.create()
    return {
        "cookie": f"{settings.SESSION_COOKIE_NAME}={session.session_key}", "chat": str(chat.pk),
        "token": page_token(session, chat=chat, person=None),
    }  # fmt: skip


def _chat() -> Chat:
    at = timezone.now()
    values = EnquirerValues(role="dsl", is_anonymous=True)
    return actions.open_chat(values=values, form_key=uuid.uuid4(), by=PUBLIC, at=at)


def fill(chat: int, count: int, size: int) -> int:
    """So many long messages of the enquirer's in a chat; answers the number of the last."""
    last = queries.last_numbers([chat])[chat]
    Message.objects.bulk_create([
        Message(chat_id=chat, seq=last + number, sender=ENQUIRER, client_id=uuid.uuid4(), body="x" * size,
                written_at=timezone.now())
        for number in range(1, count + 1)
    ])  # fmt: skip
    return last + count


def kept() -> dict[str, list[list[object]]]:
    """Of every chat: number and words of each message that its enquirer wrote, in order."""
    found: dict[str, list[list[object]]] = {}
    rows = Message.objects.filter(sender=ENQUIRER).order_by("chat", "seq").values_list("chat", "seq", "body")
    for chat, seq, body in rows:
        found.setdefault(str(chat), []).append([seq, body])
    return found
