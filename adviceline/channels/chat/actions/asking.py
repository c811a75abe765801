"""The confidence question, asked and answered inside a chat."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from adviceline.accounts.models import Person
from adviceline.audit.actions import events_last, record
from adviceline.audit.actors import Actor
from adviceline.channels.chat.actions.telling import held, tell
from adviceline.channels.chat.errors import UnableToSay
from adviceline.channels.chat.models import Chat
from adviceline.channels.chat.states import TALKING
from adviceline.contacts import actions as contacts
from adviceline.contacts.models import ConfidenceAnswer

STAGES = ConfidenceAnswer.Stage


def ask_confidence(*, chat: Chat, stage: str, by: Person, at: datetime) -> None:
    """Put the two questions into the chat, once for each stage. Raises `UnableToSay`."""
    if stage not in STAGES.values:
        raise UnableToSay("Confidence is asked at the start and at the close.")
    with transaction.atomic(), events_last():
        fresh = held(chat)
        if fresh.state != TALKING or fresh.adviser_id != by.pk:
            raise UnableToSay("Ask it in a chat that is going on with you.")
        if was_asked(fresh, stage):
            return
        tell(fresh, f"confidence_{stage}", at=at)
        record(
            action="chat.confidence_asked", by=by, at=at, subject=fresh.enquiry.subject,
            data={"chat": fresh.pk, "stage": stage},
        )  # fmt: skip


def answer_confidence(
    *, chat: Chat, stage: str, identifying: int | None, responding: int | None, by: Actor, at: datetime
) -> None:
    """Keep what the enquirer answered, as asked by the adviser who has the chat. Raises `UnableToSay`."""
    with transaction.atomic(), events_last():
        fresh = held(chat)
        if fresh.adviser is None or not was_asked(fresh, stage):
            raise UnableToSay("These questions were not asked in this chat.")
        if fresh.enquiry.confidence.filter(stage=stage).exists():
            return
        contacts.answer_confidence(
            enquiry=fresh.enquiry, stage=stage, identifying=identifying, responding=responding, by=fresh.adviser, at=at
        )
        tell(fresh, "confidence_thanks", at=at)
        record(
            action="chat.confidence_answered", by=by, at=at, subject=fresh.enquiry.subject,
            data={"chat": fresh.pk, "stage": stage},
        )  # fmt: skip


def was_asked(chat: Chat, stage: str) -> bool:
    return chat.messages.filter(code=f"confidence_{stage}").exists()
