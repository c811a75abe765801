"""Keeping messages: as many as have come, of any chats, in one transaction."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db import DEFAULT_DB_ALIAS, IntegrityError, connections, transaction

from adviceline.accounts.models import Person
from adviceline.accounts.roles import Permission
from adviceline.audit.actions import events_last
from adviceline.audit.actors import PUBLIC, Actor
from adviceline.channels.chat import doorbell
from adviceline.channels.chat.errors import UnableToSay
from adviceline.channels.chat.models import Chat, Message
from adviceline.channels.chat.queries import last_numbers
from adviceline.channels.chat.rules import MOST_MESSAGES
from adviceline.channels.chat.states import ADVISER, ENQUIRER, WHISPER, why_not
from adviceline.contacts import actions as contacts
from adviceline.privacy.screening import ArrivedText, ScreenedText

Text = ScreenedText | ArrivedText
Name = tuple[int, str, uuid.UUID]
"""What tells a message from every other: its chat, whose words it holds, and the id that their page chose."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """A message that was screened and is to be kept. `author` is None for the enquirer."""

    chat_id: int
    sender: str
    client_id: uuid.UUID
    text: Text
    at: datetime
    author: Person | None = None

    @property
    def by(self) -> Actor:
        return self.author or PUBLIC


@dataclass(frozen=True)
class Kept:
    """A message that is on the disk; `is_new` is False when it was there before it was sent this time."""

    message: Message
    is_new: bool


Outcome = Kept | UnableToSay


def say(*, chat: Chat, text: Text, client_id: uuid.UUID, by: Actor, at: datetime, whisper: bool = False) -> Message:
    """Keep one message and ring the pages that show the chat. Raises `UnableToSay`."""
    author = by if isinstance(by, Person) else None
    sender = ENQUIRER if author is None else WHISPER if whisper else ADVISER
    said = Said(chat_id=chat.pk, sender=sender, client_id=client_id, text=text, at=at, author=author)
    outcome = keep_messages(said=[said])[0]
    if isinstance(outcome, UnableToSay):
        raise outcome
    doorbell.ring([chat.pk])
    return outcome.message


def keep_messages(*, said: Sequence[Said]) -> list[Outcome]:
    """Keep all that can be kept, in one transaction; for each, in its order, what was kept or why it was not.

    One that was kept before (the same sender's same `client_id`) is answered with what was kept then. When this
    returns, what it answered with is on the disk. The first words of an adviser make the contact answered.
    """
    with transaction.atomic(), events_last():
        chats = _held({each.chat_id for each in said})
        lasts = last_numbers(chats)  # asked once the chats are held: only then does it stay true
        try:
            with transaction.atomic():
                outcomes = _insert(said, chats, lasts, before=None)
        except (IntegrityError, _MayBeThere):  # it is rare, so only then is the table asked
            outcomes = _insert(said, chats, lasts, before=_kept_before(said))
        _mark_answered([each.message for each in outcomes if isinstance(each, Kept) and each.is_new], chats)
    return outcomes


class _MayBeThere(Exception):
    """A message that cannot be kept now may have been kept before, when it could."""


def _insert(
    said: Sequence[Said], chats: Mapping[int, Held], lasts: Mapping[int, int], *, before: Mapping[Name, Message] | None
) -> list[Outcome]:
    """Number and write what is new. `before` are those that were in the table; None while nobody has asked it: then one that
    is there raises `IntegrityError`, and one that may be `_MayBeThere`."""
    known, lasts, new = before or {}, dict(lasts), dict[Name, Message]()
    outcomes: list[Outcome] = []
    for each in said:
        name = (each.chat_id, each.sender, each.client_id)
        found = known.get(name) or new.get(name)
        if found is not None:
            outcomes.append(Kept(found, is_new=False))
            continue
        problem = _problem(chats.get(each.chat_id), each, lasts)
        if problem and before is None:
            raise _MayBeThere
        if problem:
            outcomes.append(UnableToSay(problem))
            continue
        lasts[each.chat_id] += 1
        new[name] = _message(each, seq=lasts[each.chat_id])
        outcomes.append(Kept(new[name], is_new=True))
    _write(new.values())
    return outcomes


_COLUMNS = ("chat_id", "seq", "sender", "author_id", "code", "body", "was_redacted", "client_id", "written_at")
_INSERT = """
    INSERT INTO chat_message (chat_id, seq, sender, author_id, code, body, was_redacted, client_id, written_at)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


def _write(messages: Iterable[Message]) -> None:
    """By one statement, run for each. `bulk_create` makes one as long as all of them, and reads back keys that nobody needs."""
    database = connections[DEFAULT_DB_ALIAS]  # asked for once: `connection` looks it up again at each touch
    fields = {field.attname: field for field in Message._meta.concrete_fields}
    rows = [
        [fields[column].get_db_prep_save(getattr(each, column), database) for column in _COLUMNS] for each in messages
    ]
    with database.cursor() as cursor:
        cursor.executemany(_INSERT, rows)


class Held(NamedTuple):
    """What of a chat decides whether a message may be kept."""

    pk: int
    state: str
    adviser_id: int | None
    answered_at: datetime | None


def _held(ids: Iterable[int]) -> dict[int, Held]:
    rows = Chat.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    return {row[0]: Held(*row) for row in rows.values_list("pk", "state", "adviser", "answered_at")}


def _kept_before(said: Sequence[Said]) -> dict[Name, Message]:
    rows = Message.objects.select_related("author").filter(
        chat__in={each.chat_id for each in said}, client_id__in=[each.client_id for each in said]
    )
    return {(row.chat_id, row.sender, row.client_id): row for row in rows if row.client_id is not None}


def _problem(chat: Held | None, said: Said, lasts: Mapping[int, int]) -> str:
    if chat is None:
        return "This chat is not there any more."
    if not said.text.text:
        return "Write something first."
    if problem := why_not("say", chat.state):
        return problem
    if lasts[chat.pk] >= MOST_MESSAGES:
        return "This chat holds as many messages as it can. Please call us."
    if said.sender == ADVISER and chat.adviser_id != (said.author.pk if said.author else None):
        if chat.adviser_id is None:
            return "Take this chat before you write."
        return f"This chat is with {Person.objects.get(pk=chat.adviser_id).name}."
    if said.sender == WHISPER and not (said.author and said.author.may(Permission.SUPERVISE)):
        return "Only a supervisor can whisper."
    return ""


def _message(said: Said, *, seq: int) -> Message:
    return Message(
        chat_id=said.chat_id, seq=seq, sender=said.sender, author=said.author, body=said.text.text,
        was_redacted=isinstance(said.text, ArrivedText) and said.text.was_redacted, client_id=said.client_id,
        written_at=said.at,
    )  # fmt: skip


def _mark_answered(messages: Iterable[Message], chats: Mapping[int, Held]) -> None:
    first: dict[int, Message] = {}
    for message in messages:
        if message.sender == ADVISER and chats[message.chat_id].answered_at is None:
            first.setdefault(message.chat_id, message)
    for message in first.values():
        assert message.author is not None
        chat = Chat.objects.select_related("contact").get(pk=message.chat_id)
        Chat.objects.filter(pk=chat.pk).update(answered_at=message.written_at)
        contacts.update_contact(
            contact=chat.contact, outcome="answered", answered_at=message.written_at, adviser=message.author,
            wait_seconds=max(0, round((message.written_at - chat.began_at).total_seconds())), by=message.author,
            at=message.written_at,
        )  # fmt: skip
