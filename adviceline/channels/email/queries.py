"""What a message belongs to, and what was set aside."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from adviceline.channels.email import sealing
from adviceline.channels.email.models import Message
from adviceline.contacts.models import Contact, Enquiry
from adviceline.contacts.references import NotAReference, parse_reference
from adviceline.privacy import crypto

MOST = 50


@dataclass(frozen=True)
class Thread:
    """What a message belongs to. `answers` is the contact that it replies to, where known; `claims` the reference of
    an enquiry that it names but that is somebody else's."""

    enquiry: Enquiry | None = None
    answers: Contact | None = None
    claims: str = ""


def thread_of(
    *, addresses: Collection[str], references: Iterable[str], answered: Sequence[str], own: str, prefix: str
) -> Thread:
    """Find the enquiry that a message belongs to. `addresses` are blind indexes of whom it is from (or, for one of
    ours, to); `answered` and `own` are indexes of Message-IDs, the nearest first.

    A reference or a Message-ID proves nothing about who wrote it: an enquiry is joined only when its enquirer has one
    of the addresses. Messages are in one thread if one answers the other or both answer a third, even if that third
    was never seen.
    """
    mine = [address for address in addresses if address]
    claims = ""
    for reference in references:
        enquiry = _named(reference, prefix=prefix)
        if enquiry is not None and enquiry.enquirer.email_index in mine:
            return _in(_followed(enquiry), answered)
        claims = claims or (enquiry.reference if enquiry is not None else "")
    if answered:
        theirs = _with_enquiry().filter(id_index__in=list(answered), contact__enquiry__enquirer__email_index__in=mine)
        if found := _enquiries_in_order(theirs[:MOST], answered):
            return _in(_followed(found[0]), answered)
    beside = _with_enquiry().filter(
        references__id_index__in=[index for index in (own, *answered) if index],
        contact__enquiry__enquirer__email_index__in=mine,
    )
    for message in beside.order_by("sent_at", "id")[:1]:
        if message.contact is not None and message.contact.enquiry is not None:
            return _in(_followed(message.contact.enquiry), answered)
    if not claims and answered:
        others = _with_enquiry().filter(id_index__in=list(answered))
        claims = next((enquiry.reference for enquiry in _enquiries_in_order(others[:MOST], answered)), "")
    return Thread(claims=claims)


def unattached_replies(*, own: str, answered: Sequence[str]) -> list[Message]:
    """Messages of ours that stand alone and either answer this one or are answered by it."""
    alone = Message.objects.filter(direction="outbound", contact__isnull=False, contact__enquiry__isnull=True)
    alone = alone.select_related("contact", "sealed")
    found = {message.pk: message for message in alone.filter(references__id_index=own)[:MOST]} if own else {}
    if answered:
        found |= {message.pk: message for message in alone.filter(id_index__in=list(answered))[:MOST]}
    return sorted(found.values(), key=lambda message: (message.sent_at, message.pk))


def answered_messages(answered: Sequence[str]) -> list[Message]:
    """Messages to us, with an enquiry, that are named as answered, the nearest first."""
    found = (
        _with_enquiry()
        .filter(id_index__in=list(answered), direction="inbound")
        .select_related("sealed", "contact__enquiry__enquirer", "contact__enquiry__merged_into")
    )
    return sorted(found[:MOST], key=lambda message: answered.index(message.id_index))


@dataclass(frozen=True)
class SetAsideMessage:
    """A message that somebody should look at. `origin` is empty when it can no longer be read."""

    id: int
    origin: str
    reason: str
    stored_at: datetime


def set_aside(*, run: uuid.UUID | None = None, most: int = 1000) -> list[SetAsideMessage]:
    """What is set aside, oldest first: of one reading, or all."""
    rows = Message.objects.filter(state=Message.State.SET_ASIDE).select_related("sealed").order_by("stored_at", "id")
    if run is not None:
        rows = rows.filter(run=run)
    return [SetAsideMessage(row.pk, _origin(row), row.reason, row.stored_at) for row in rows[:most]]


def _origin(message: Message) -> str:
    try:
        return sealing.unseal(message.sealed).origin
    except (crypto.Erased, crypto.UnableToOpen, Message.sealed.RelatedObjectDoesNotExist):
        return ""


def _with_enquiry() -> QuerySet[Message]:
    return Message.objects.filter(contact__enquiry__isnull=False).select_related(
        "contact__enquiry__enquirer", "contact__enquiry__merged_into"
    )


def _enquiries_in_order(messages: Iterable[Message], answered: Sequence[str]) -> list[Enquiry]:
    ordered = sorted(messages, key=lambda message: answered.index(message.id_index))
    return [message.contact.enquiry for message in ordered if message.contact and message.contact.enquiry]


def _in(enquiry: Enquiry, answered: Sequence[str]) -> Thread:
    """The thread, with the nearest message of the enquirer's that is named as answered."""
    nearest = (message.contact for message in answered_messages(answered))
    return Thread(enquiry, next((found for found in nearest if found and found.enquiry_id == enquiry.pk), None))


def _named(reference: str, *, prefix: str) -> Enquiry | None:
    try:
        exact = parse_reference(reference, prefix=prefix)
    except NotAReference:
        return None
    return Enquiry.objects.select_related("enquirer", "merged_into").filter(reference=exact).first()


def _followed(enquiry: Enquiry) -> Enquiry:
    """Where an enquiry that was merged has gone."""
    while enquiry.merged_into is not None:
        enquiry = enquiry.merged_into
    return enquiry
