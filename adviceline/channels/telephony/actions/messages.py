"""Messages that callers left: fetched from the exchange, kept sealed, heard at the desk."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import structlog
from django.db import transaction

from adviceline.accounts.models import Person
from adviceline.accounts.permissions import require
from adviceline.accounts.roles import Permission
from adviceline.audit.actions import record
from adviceline.audit.actors import EXCHANGE
from adviceline.channels.telephony.exchange.messages import left_messages, seconds_of
from adviceline.channels.telephony.exchange.rendering import BOX
from adviceline.channels.telephony.exchange.settings import Exchange
from adviceline.channels.telephony.hosted import provider
from adviceline.channels.telephony.models import Call, VoiceMessage, subject_of
from adviceline.contacts.models import Contact
from adviceline.privacy import crypto

log = structlog.get_logger(__name__)
CONTENT = "call.message"


class UnableToFetch(Exception):
    """The message stays where it is; the words say why, and nothing of what was said."""

    @property
    def safe_words(self) -> str:
        return str(self)


class UnableToHear(Exception):
    """The message cannot be heard; the words say why."""


def fetch_messages(*, exchange: Exchange, at: datetime) -> int:
    """Take what callers left at the exchange, each to the contact of its call; how many. It is removed there once it is kept
    here. One whose call is not recorded yet stays for the next time."""
    taken = 0
    for message in left_messages(Path(exchange.messages), name=exchange.name, box=BOX) if exchange.messages else ():
        contact = _contact_of(message.call_id)
        if contact is None:
            continue
        try:
            if not _is_kept(contact):
                taken += _keep(message.content(), contact, left_at=message.left_at, at=at)
            message.remove()
        except (OSError, ValueError) as error:
            log.warning("a message at the exchange cannot be fetched", contact=contact.pk, why=type(error).__name__)
    return taken


def fetch_hosted_message(*, account: str, recording: str, call_id: str, left_at: datetime, at: datetime) -> None:
    """Take one message from a hosted provider, and have it removed there once it is kept here. Raises `UnableToFetch` or
    `UnableToAskProvider` when it has to be tried again."""
    contact = _contact_of(call_id)
    if contact is None:
        raise UnableToFetch("the call of the message is not recorded yet")
    if not _is_kept(contact, provider_id=recording):
        content = provider.sound_of(account=account, recording=recording)
        if content is None:
            raise UnableToFetch("the provider does not have the message, or not yet")
        try:
            _keep(content, contact, left_at=left_at, at=at, provider_id=recording)
        except ValueError as error:
            raise UnableToFetch("what the provider gave is no sound") from error
        if not _is_kept(contact, provider_id=recording):
            raise UnableToFetch("another message of this call is kept: listen to this one at the provider")
    provider.remove(account=account, recording=recording)


def _contact_of(call_id: str) -> Contact | None:
    call = Call.objects.select_related("contact__enquiry").filter(key=f"call:{call_id}").first()
    return call.contact if call is not None else None


def _is_kept(contact: Contact, **what: str) -> bool:
    return VoiceMessage.objects.filter(contact=contact, **what).exists()


def _keep(content: bytes, contact: Contact, *, left_at: datetime, at: datetime, provider_id: str = "") -> bool:
    seconds = seconds_of(content)
    key_id = crypto.create_key(at=at)
    with transaction.atomic():
        _, new = VoiceMessage.objects.get_or_create(
            contact=contact,
            defaults={
                "key_id": key_id, "content": crypto.seal_bytes(content, key_id=key_id, purpose=CONTENT),
                "seconds": seconds, "left_at": left_at, "fetched_at": at, "provider_id": provider_id,
            },
        )  # fmt: skip
        if new:
            record(
                action="message.fetched", by=EXCHANGE, at=at, subject=subject_of(contact), data={"contact": contact.pk}
            )
        else:
            transaction.on_commit(lambda: crypto.destroy_key(key_id, at=at))
    return new


def hear_message(*, message: VoiceMessage, by: Person, at: datetime) -> bytes:
    """What was said; that somebody heard it is recorded. Raises `PermissionDenied`, `UnableToHear`."""
    subject = subject_of(message.contact)
    require(by, Permission.READ_CONTACT_DETAILS, subject=subject)
    try:
        content = crypto.unseal_bytes(bytes(message.content), key_id=message.key_id, purpose=CONTENT)
    except crypto.Erased as gone:
        raise UnableToHear("This message is no longer kept.") from gone
    with transaction.atomic():
        record(action="message.heard", by=by, at=at, subject=subject, data={"contact": message.contact_id})
    return content
