"""Chats of made-up professionals, begun on a Thursday when the service is open."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from adviceline.accounts.models import Person
from adviceline.audit.actors import PUBLIC
from adviceline.channels.chat import actions
from adviceline.channels.chat.actions.files import CONTENT
from adviceline.channels.chat.models import Chat, ChatFile
from adviceline.channels.chat.states import ENDED, FINISHED, TALKING
from adviceline.contacts.values import ContactDetails, EnquirerValues
from adviceline.privacy import crypto
from adviceline.privacy.screening import screen_text
from tests.support import people
from tests.support.clock import london

AT = london(2022, 2, 3, 10)
QUESTION = "How should we plan for a return to lessons?"


def chat(state: str = "waiting", *, adviser: Person | None = None, at: datetime = AT, name: str = "") -> Chat:
    """Waiting, talking (with `adviser`, or one of its own) or ended. The enquirer has written once."""
    values = EnquirerValues(role="dsl", details=ContactDetails(name=name), is_anonymous=not name)
    made = actions.open_chat(values=values, form_key=uuid.uuid4(), by=PUBLIC, at=at)
    actions.say(chat=made, text=screen_text(QUESTION), client_id=uuid.uuid4(), by=PUBLIC, at=at)
    if state in (TALKING, ENDED):
        by = adviser or people.somebody("adviser", strong=False)
        made = actions.take_chat(chat=made, by=by, at=at)
    if state == ENDED:
        made = actions.end_chat(chat=made, ending=FINISHED, by=by, at=at)
    return made


def file(*, adviser: Person | None = None) -> ChatFile:
    """A text in a chat that is going on, passed by a scanner."""
    made = chat("talking", adviser=adviser)
    key_id = crypto.create_key(at=AT)
    return ChatFile.objects.create(
        chat=made, submission=uuid.uuid4(), key_id=key_id, name="plan.txt", kind="text", size=6, state="passed",
        content=crypto.seal_bytes(b"A plan", key_id=key_id, purpose=CONTENT), added_at=AT, scanned_at=AT,
    )  # fmt: skip


def open_for(browser: Any, made: Chat) -> None:
    """The browser is the enquirer's."""
    session = browser.session
    session["chat"] = made.key.hex
    session.save()


def at_the_enquirers_end(*steps: str) -> Callable[..., None]:
    """A scene: the browser has a chat; `asked`: with the confidence questions in it."""

    def scene(values: Any, person: Person, browser: Any) -> None:
        adviser = people.somebody("adviser", strong=False)
        made = chat("talking" if steps else "waiting", adviser=adviser)
        if steps:
            actions.say(chat=made, text=screen_text("Hello."), client_id=uuid.uuid4(), by=adviser, at=AT)
        if "asked" in steps:
            actions.ask_confidence(chat=made, stage="start", by=adviser, at=AT)
        open_for(browser, made)

    return scene


def at_the_desk(*, ended: bool = False) -> Callable[..., None]:
    """A scene: the chat of the address is the person's own, going on or ended."""

    def scene(values: Any, person: Person, browser: Any) -> None:
        made = Chat.objects.get(pk=values["pk"])
        actions.take_chat(chat=made, by=person, at=AT)
        people.somebody("adviser", name="A colleague", strong=False)
        if ended:
            actions.end_chat(chat=made, ending=FINISHED, by=person, at=AT)

    return scene
