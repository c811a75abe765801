"""A message that belongs to another matter: moved to its enquiry, or to one of its own."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from adviceline.accounts.models import Person
from adviceline.accounts.permissions import require
from adviceline.accounts.roles import Permission
from adviceline.audit.actions import events_last
from adviceline.channels.email import sealing, writing
from adviceline.channels.email.correspondence import copies
from adviceline.channels.email.correspondence.models import TakenOut
from adviceline.channels.email.models import Outgoing, OutgoingContent, Sealed
from adviceline.contacts import actions as contacts
from adviceline.contacts.models import Contact, Enquirer, Enquiry, Note
from adviceline.privacy import crypto


def move_message(
    *, contact: Contact, enquiry: Enquiry, into: Enquiry | None, by: Person, at: datetime
) -> Enquiry:  # fmt: skip
    """Move a mail, and the replies to it, to the enquiry `into`; without one, to an enquiry of its own.

    What is kept sealed of it is sealed with its new enquirer's key, so that it goes when they are erased. Answers where
    it is now. Raises `PermissionDenied`, `UnableToMoveContact`, `UnableToSplitEnquiry`.
    """
    require(by, Permission.WORK_ENQUIRIES, subject=enquiry.subject)
    if into is None:
        moving = [contact.pk, *enquiry.contacts.filter(answers=contact).values_list("pk", flat=True)]
        new = contacts.split(enquiry=enquiry, contacts=moving, by=by, at=at)
        _follow(moving, new, None)
        copies.carry(enquiry, new)
        return new
    key_id, unneeded = into.enquirer.key_id, []
    if key_id is None and into.enquirer.erased_at is None:
        key_id = crypto.create_key(at=at)
    with transaction.atomic(), events_last():
        if into.enquirer.key_id is None and key_id is not None:
            Enquirer.objects.filter(pk=into.enquirer_id, key_id__isnull=True).update(key_id=key_id)
        moved = contacts.move_contact(contact=contact, into=into, by=by, at=at)
        unneeded = _follow([each.pk for each in moved], into, key_id)
        copies.carry(enquiry, into)
        for each in moved:
            if each.direction == "in":
                contacts.message_arrived(enquiry=into, began_at=each.began_at, by=by, at=at)
    for key in unneeded:
        crypto.destroy_key(key, at=at)
    return into


def _follow(moved: list[int], into: Enquiry, key_id: uuid.UUID | None) -> list[uuid.UUID]:
    """What belongs to the contacts goes with them; `key_id` is the key to seal it with, None where that stays.

    Answers the keys that were a message's own and are needed no longer.
    """
    unneeded = []
    with transaction.atomic():
        TakenOut.objects.filter(note__contact__in=moved).update(enquiry=into)
        written = Outgoing.objects.filter(Q(contact__in=moved) | Q(answers__in=moved))
        Note.objects.filter(pk__in=written.filter(note__isnull=False).values("note")).update(enquiry=into)
        kept = list(OutgoingContent.objects.filter(outgoing__in=written))
        written.update(enquiry=into)
        if key_id is None:
            return []
        for sealed in Sealed.objects.filter(message__contact__in=moved).exclude(key_id=key_id):
            was_its_own = sealed.has_own_key
            before = _sealed_again(sealed, key_id)
            if was_its_own and before is not None:
                unneeded.append(before)
        for content in kept:
            _content_again(content, key_id)
    return unneeded


def _sealed_again(sealed: Sealed, key_id: uuid.UUID) -> uuid.UUID | None:
    try:
        return sealing.seal_again(sealed, key_id=key_id)
    except (crypto.Erased, crypto.UnableToOpen):
        return None


def _content_again(content: OutgoingContent, key_id: uuid.UUID) -> None:
    try:
        said = writing.unseal(bytes(content.content), key_id=content.key_id)
    except (crypto.Erased, crypto.UnableToOpen):
        return
    content.content, content.key_id = writing.seal(said, key_id=key_id), key_id
    content.save(update_fields=["content", "key_id"])
