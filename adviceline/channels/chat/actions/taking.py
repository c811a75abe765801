"""An adviser takes a chat from the queue, or gives it to a colleague."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction

from adviceline.accounts.models import Person
from adviceline.accounts.roles import Permission
from adviceline.audit.actions import events_last, record
from adviceline.channels.chat.actions.telling import held, tell
from adviceline.channels.chat.errors import UnableToTakeChat, UnableToTransferChat
from adviceline.channels.chat.models import Chat
from adviceline.channels.chat.rules import first_name
from adviceline.channels.chat.states import TALKING, TRANSITIONS
from adviceline.contacts import actions as contacts
from adviceline.contacts.states import OPEN_STATES


def take_chat(*, chat: Chat, by: Person, at: datetime) -> Chat:
    """Of two who press at once one gets it. The enquiry becomes theirs too, if nobody has it.

    Raises `UnableToTakeChat`: somebody has it, it is over, or the adviser has as many as the settings allow at once.
    """
    with transaction.atomic(), events_last():
        _hold(by)
        fresh = held(chat)
        if fresh.state == TALKING and fresh.adviser_id == by.pk:
            return fresh
        if fresh.state not in TRANSITIONS["take"][0]:
            name = fresh.adviser.name if fresh.adviser else ""
            raise UnableToTakeChat(f"{name} has this chat." if fresh.state == TALKING else "This chat has ended.")
        if has_too_many(by):
            raise UnableToTakeChat(f"You have {settings.CHATS_AT_ONCE} chats. End one before you take another.")
        fresh.state, fresh.adviser, fresh.taken_at = TALKING, by, at
        fresh.save(update_fields=["state", "adviser", "taken_at"])
        if fresh.enquiry.state in OPEN_STATES and fresh.enquiry.owner_id in (None, by.pk):
            contacts.claim(enquiry=fresh.enquiry, by=by, at=at)
        tell(fresh, "taken", at=at, adviser=first_name(by.name))
        record(action="chat.taken", by=by, at=at, subject=fresh.enquiry.subject, data={"chat": fresh.pk})
    return fresh


def transfer_chat(*, chat: Chat, to: Person, by: Person, at: datetime) -> Chat:
    """Give a chat to a colleague. It stays one chat, and the enquiry goes back for whoever claims it.

    Raises `UnableToTransferChat` unless it is the person's own (or they supervise) and the colleague can take it.
    """
    with transaction.atomic(), events_last():
        _hold(to)
        fresh = held(chat)
        if fresh.state != TALKING:
            raise UnableToTransferChat("Only a chat that is going on can be given to a colleague.")
        if fresh.adviser_id == to.pk:
            return fresh
        if fresh.adviser_id != by.pk and not by.may(Permission.SUPERVISE):
            raise UnableToTransferChat("This chat is not yours to give.")
        if not to.is_active or not to.may(Permission.WORK_ENQUIRIES):
            raise UnableToTransferChat(f"{to.name} does not take chats.")
        if has_too_many(to):
            raise UnableToTransferChat(f"{to.name} has {settings.CHATS_AT_ONCE} chats already.")
        before, fresh.adviser = fresh.adviser_id, to
        fresh.save(update_fields=["adviser"])
        if fresh.enquiry.owner_id == before and fresh.enquiry.state in OPEN_STATES:
            contacts.release(enquiry=fresh.enquiry, by=by, at=at)
        tell(fresh, "transferred", at=at, adviser=first_name(to.name))
        record(
            action="chat.transferred", by=by, at=at, subject=fresh.enquiry.subject,
            data={"chat": fresh.pk, "to": to.actor_key},
        )  # fmt: skip
    return fresh


def _hold(person: Person) -> None:
    """Of two chats that reach one person at once, the second counts the first."""
    Person.objects.select_for_update().get(pk=person.pk)


def has_too_many(person: Person) -> bool:
    return Chat.objects.filter(adviser=person, state=TALKING).count() >= settings.CHATS_AT_ONCE
