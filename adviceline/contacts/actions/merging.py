"""Merging two enquiries about one matter, and splitting one that holds two. Every contact is kept."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from adviceline.accounts.models import Person
from adviceline.audit.actions import record
from adviceline.contacts.actions.arriving import settle_replies
from adviceline.contacts.actions.changing import recount_contacts
from adviceline.contacts.actions.recording import unused_references
from adviceline.contacts.counting import count_enquiry, count_signpost
from adviceline.contacts.errors import UnableToMergeEnquiries, UnableToMoveContact, UnableToSplitEnquiry
from adviceline.contacts.models import Contact, Enquiry
from adviceline.contacts.rows import ORIGINAL
from adviceline.contacts.states import State, why_not
from adviceline.privacy import crypto


def merge(*, source: Enquiry, target: Enquiry, by: Person, at: datetime) -> Enquiry:
    """Move everything of `source` into `target`; the source stays as an empty pointer. It is counted once after that.

    Where both hold the same signpost or the same confidence question, the target's stands and the source keeps its own.
    """
    if source.pk == target.pk:
        raise UnableToMergeEnquiries("An enquiry cannot be merged into itself.")
    with transaction.atomic():
        locked = {
            enquiry.pk: enquiry
            for enquiry in Enquiry.objects.select_for_update(of=("self",))
            .select_related("enquirer")
            .filter(pk__in=[source.pk, target.pk])
            .order_by("pk")
        }
        source, target = locked[source.pk], locked[target.pk]
        if source.state == State.MERGED and source.merged_into_id == target.pk:
            return target  # the same form sent twice
        if reason := why_not("merge", source.state):
            raise UnableToMergeEnquiries(reason)
        if target.state == State.MERGED:
            raise UnableToMergeEnquiries("The other enquiry was itself merged. Merge into the one it points to.")
        source.contacts.update(enquiry=target)
        if source.enquirer_id != target.enquirer_id:
            _seal_again(source, target, at=at)
        source.notes.update(enquiry=target)
        moved = list(source.signposts.exclude(resource__in=target.signposts.values("resource")))
        for signpost in moved:
            signpost.enquiry = target
            signpost.save(update_fields=["enquiry"])
            count_signpost(signpost)
        source.confidence.exclude(stage__in=target.confidence.values("stage")).update(enquiry=target)
        source.state, source.merged_into, source.closed_at = State.MERGED, target, source.closed_at or at
        source.version += 1
        source.save()
        target.version += 1
        target.save()
        for enquiry in (source, target):
            count_enquiry(enquiry)
            recount_contacts(enquiry)
        record(action="enquiry.merged", by=by, at=at, subject=source.subject, data={"into": target.reference})
        record(action="enquiry.received_merge", by=by, at=at, subject=target.subject, data={"from": source.reference})
    return target


def move_contact(*, contact: Contact, into: Enquiry, by: Person, at: datetime) -> list[Contact]:
    """Move one communication, with its notes and the replies that name it as answered, to another enquiry.

    Answers what was moved. What each is counted as follows: a message that was thought answered by a reply which stays
    behind is unanswered where it now is. Raises `UnableToMoveContact`.
    """
    with transaction.atomic():
        fresh = Contact.objects.select_for_update(of=("self",)).get(pk=contact.pk)
        if fresh.enquiry_id is None:
            raise UnableToMoveContact("This contact belongs to no enquiry.")
        if fresh.enquiry_id == into.pk:
            return []  # the same form sent twice
        locked = {
            enquiry.pk: enquiry
            for enquiry in Enquiry.objects.select_for_update(of=("self",))
            .select_related("enquirer")
            .filter(pk__in=[fresh.enquiry_id, into.pk])
            .order_by("pk")
        }
        source, target = locked[fresh.enquiry_id], locked[into.pk]
        if State.MERGED in (source.state, target.state):
            raise UnableToMoveContact("That enquiry was merged into another. Move to the one it points to.")
        moving = [fresh, *source.contacts.filter(answers=fresh).order_by("began_at", "pk")]
        if len(moving) >= source.contacts.count():
            raise UnableToMoveContact("It is all that this enquiry holds: merge the enquiry into the other instead.")
        moved = [each.pk for each in moving]
        if source.enquirer_id != target.enquirer_id:
            _seal_again(source, target, at=at, contacts=moved)
        source.notes.filter(contact__in=moved).update(enquiry=target)
        Contact.objects.filter(pk__in=moved).update(enquiry=target)
        Contact.objects.filter(answers__in=moved, enquiry=source).update(answers=None)
        if fresh.direction == "out" and fresh.answers_id not in moved:
            Contact.objects.filter(pk=fresh.pk).update(answers=None)
        for enquiry in (source, target):
            _replied_afresh(enquiry)
            enquiry.version += 1
            enquiry.save(update_fields=["version"])
            count_enquiry(enquiry)
            recount_contacts(enquiry)
        record(
            action="contact.moved_away", by=by, at=at, subject=source.subject,
            data={"contacts": moved, "into": target.reference},
        )  # fmt: skip
        record(
            action="contact.moved_here", by=by, at=at, subject=target.subject,
            data={"contacts": moved, "from": source.reference},
        )  # fmt: skip
    return list(Contact.objects.filter(pk__in=moved).order_by("began_at", "pk"))


def _replied_afresh(enquiry: Enquiry) -> None:
    """Which mails were replied to, told again from the mails that are there now."""
    enquiry.contacts.filter(channel="email", direction="in").update(replied_at=None, first_reply_open_seconds=None)
    settle_replies(enquiry=enquiry)


def _seal_again(source: Enquiry, target: Enquiry, *, at: datetime, contacts: Collection[int] | None = None) -> None:
    """Seal the originals of the source's notes (or of those contacts alone) with the target's key, so that they open
    there and go with its erasure."""
    held = source.notes.filter(sealed_original__isnull=False)
    notes = list(held if contacts is None else held.filter(contact__in=contacts))
    if not notes:
        return
    enquirer = target.enquirer
    if enquirer.key_id is None and enquirer.erased_at is None:
        enquirer.key_id = crypto.create_key(at=at)
        enquirer.save(update_fields=["key_id"])
    for note in notes:
        note.sealed_original = _sealed_again(
            bytes(note.sealed_original or b""), source.enquirer.key_id, enquirer.key_id
        )
        note.save(update_fields=["sealed_original"])


def _sealed_again(sealed: bytes, old: uuid.UUID | None, new: uuid.UUID | None) -> bytes | None:
    """None when either side was erased: then the original is gone, as it should be."""
    if old is None or new is None:
        return None
    try:
        return crypto.seal(crypto.unseal(sealed, key_id=old, purpose=ORIGINAL), key_id=new, purpose=ORIGINAL)
    except crypto.Erased:
        return None


def split(*, enquiry: Enquiry, contacts: Collection[int], by: Person, at: datetime) -> Enquiry:
    """Move the given contacts (ids) and their notes to a new enquiry of the same enquirer. At least one must stay."""
    with transaction.atomic():
        source = Enquiry.objects.select_for_update(of=("self",)).select_related("enquirer").get(pk=enquiry.pk)
        if reason := why_not("split", source.state):
            raise UnableToSplitEnquiry(reason)
        if before := _split_before(source, contacts):
            return before
        moving = list(source.contacts.filter(pk__in=contacts).order_by("began_at"))
        if len(moving) != len(set(contacts)) or not moving:
            raise UnableToSplitEnquiry("Choose the contacts to move from this enquiry's own.")
        if len(moving) == source.contacts.count():
            raise UnableToSplitEnquiry("Leave at least one contact where it is.")
        new = Enquiry.objects.create(
            reference=unused_references(1)[0],
            enquirer=source.enquirer,
            first_channel=moving[0].channel,
            opened_at=moving[0].began_at,
            due_at=source.due_at,
            owner=by,
            partner_id=by.partner_id,
            state=State.IN_PROGRESS,
            split_from=source,
            is_fictional=source.is_fictional,
        )
        for contact in moving:
            contact.enquiry = new
            contact.save(update_fields=["enquiry"])
            contact.notes.update(enquiry=new)
        source.version += 1
        source.save()
        for changed in (source, new):
            count_enquiry(changed)
            recount_contacts(changed)
        data = {"into": new.reference, "contacts": [contact.pk for contact in moving]}
        record(action="enquiry.split", by=by, at=at, subject=source.subject, data=data)
        record(action="enquiry.opened_by_split", by=by, at=at, subject=new.subject, data={"from": source.reference})
    return new


def _split_before(source: Enquiry, contacts: Collection[int]) -> Enquiry | None:
    """The enquiry to which just these contacts were split already: the same form sent twice."""
    moved = {
        contact.pk for contact in source.contacts.model.objects.filter(enquiry__split_from=source, pk__in=contacts)
    }
    if not moved or moved != set(contacts):
        return None
    into = Enquiry.objects.filter(split_from=source, contacts__in=moved).distinct()
    return into[0] if len(into) == 1 and into[0].contacts.count() == len(moved) else None
