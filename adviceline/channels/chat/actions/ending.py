"""How a chat ends, and what is left to do then."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from adviceline.accounts.models import Person
from adviceline.accounts.roles import Permission
from adviceline.audit.actions import events_last, record
from adviceline.audit.actors import Actor
from adviceline.channels.chat.actions.telling import append, held, tell
from adviceline.channels.chat.actions.transcripts import send_if_over
from adviceline.channels.chat.errors import UnableToEndChat
from adviceline.channels.chat.models import Chat
from adviceline.channels.chat.rules import is_gone
from adviceline.channels.chat.states import (
    CLOSED,
    ENDED,
    ENQUIRER,
    HANDED_OVER,
    LAPSED,
    LEFT,
    WAITING,
    why_not,
)
from adviceline.contacts import actions as contacts
from adviceline.followups import actions as followups
from adviceline.privacy.screening import ScreenedText
from adviceline.workforce.queries import opening_hours


def end_chat(*, chat: Chat, ending: str, by: Actor, at: datetime) -> Chat:
    """End a chat, whoever does it; one that has ended stays as it is. Raises `UnableToEndChat` for a colleague's chat.

    An exchange in which the enquirer wrote nothing is coded `silent`: it is no exchange to charge for.
    """
    with transaction.atomic(), events_last():
        fresh = held(chat)
        if fresh.state == ENDED:
            return fresh
        if isinstance(by, Person) and fresh.adviser_id != by.pk and not by.may(Permission.SUPERVISE):
            raise UnableToEndChat("This chat is not yours to end.")
        fresh.state, fresh.ending, fresh.ended_at = ENDED, ending, max(at, fresh.began_at)
        fresh.save(update_fields=["state", "ending", "ended_at"])
        contacts.update_contact(contact=fresh.contact, by=by, at=at, **_counted(fresh))
        tell(fresh, f"ended_{ending}", at=at, reference=fresh.enquiry.reference)
        send_if_over(fresh, at=at)
        record(
            action="chat.ended", by=by, at=at, subject=fresh.enquiry.subject,
            data={"chat": fresh.pk, "ending": ending, "answered": fresh.answered_at is not None},
        )  # fmt: skip
    return fresh


def _counted(chat: Chat) -> dict[str, Any]:
    """What the contact says of a chat that has ended."""
    assert chat.ended_at is not None
    if chat.answered_at is None:
        waited = (chat.ended_at - chat.began_at).total_seconds()
        return {"ended_at": chat.ended_at, "wait_seconds": max(0, round(waited))}
    talked = (chat.ended_at - chat.answered_at).total_seconds()
    counted: dict[str, Any] = {"ended_at": chat.ended_at, "talk_seconds": max(0, round(talked))}
    if not chat.messages.filter(sender=ENQUIRER).exists():
        counted["non_advice"] = "silent"
    return counted


def leave_message(
    *, chat: Chat, text: ScreenedText, email: str, phone: str, message_id: uuid.UUID, by: Actor, at: datetime
) -> Chat:
    """Somebody does not wait any longer, or the chat ended before an adviser wrote: their words, and how to reach them, stay
    with the enquiry in the queue.

    A number asks for a call-back. Raises `UnableToEndChat` once an adviser has the chat or has closed the enquiry.
    """
    with transaction.atomic(), events_last():
        fresh = held(chat)
        if fresh.ending == HANDED_OVER:
            return fresh
        if not fresh.may_leave_message:
            raise UnableToEndChat(why_not("take", fresh.state) or "")
        if text.text:
            append(fresh, sender=ENQUIRER, client_id=message_id, body=text.text, written_at=at)
        if email or phone:
            contacts.record_reach(enquiry=fresh.enquiry, email=email, phone=phone, by=by, at=at)
        if phone:
            followups.request_call_back(
                enquiry=fresh.enquiry, request_key=f"chat:{fresh.key}", asked="chat", by=by, at=at
            )
        if fresh.is_open:
            return end_chat(chat=fresh, ending=HANDED_OVER, by=by, at=at)
        fresh.ending = HANDED_OVER
        fresh.save(update_fields=["ending"])
        tell(fresh, f"ended_{HANDED_OVER}", at=at, reference=fresh.enquiry.reference)
        record(action="chat.handed_over", by=by, at=at, subject=fresh.enquiry.subject, data={"chat": fresh.pk})
    return fresh


def wrap_up(*, chat: Chat, by: Person, at: datetime) -> Chat:
    """The adviser has finished what followed the chat; how long that took is counted once."""
    with transaction.atomic(), events_last():
        fresh = held(chat)
        if problem := why_not("wrap_up", fresh.state):
            raise UnableToEndChat(problem)
        if fresh.adviser_id != by.pk:
            raise UnableToEndChat("This chat was not yours.")
        if fresh.wrapped_up_at is not None or fresh.ended_at is None:
            return fresh
        fresh.wrapped_up_at = at
        fresh.save(update_fields=["wrapped_up_at"])
        took = max(0, round((at - fresh.ended_at).total_seconds()))
        contacts.update_contact(contact=fresh.contact, wrap_up_seconds=took, by=by, at=at)
        record(action="chat.wrapped_up", by=by, at=at, subject=fresh.enquiry.subject, data={"chat": fresh.pk})
    return fresh


def end_what_is_over(*, by: Actor, at: datetime) -> int:
    """End the chats that nobody is at any more, and those still waiting when the service has closed; answers how many.

    What was written stays in the enquiry, which waits in the queue.
    """
    is_open = opening_hours().is_open(at)
    ended = 0
    for chat in Chat.objects.exclude(state=ENDED).annotate(wrote_at=Max("messages__written_at")).order_by("pk"):
        gone = is_gone(state=chat.state, seen_at=chat.seen_at, wrote_at=chat.wrote_at or chat.began_at, at=at)
        if gone:
            end_chat(chat=chat, ending=LEFT if chat.state == WAITING else LAPSED, by=by, at=at)
        elif chat.state == WAITING and not is_open:
            end_chat(chat=chat, ending=CLOSED, by=by, at=at)
        else:
            continue
        ended += 1
    return ended
