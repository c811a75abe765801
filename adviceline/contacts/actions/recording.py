"""Writing a contact down: the one door into the core for every channel."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from adviceline.accounts.models import Person
from adviceline.audit.actions import record
from adviceline.audit.actors import Actor
from adviceline.contacts.actions.changing import recount_contacts
from adviceline.contacts.counting import count_contact, count_enquiry
from adviceline.contacts.errors import UnableToChangeEnquiry, UnableToRecordContact
from adviceline.contacts.models import Contact, Enquirer, Enquiry, Note
from adviceline.contacts.references import new_reference
from adviceline.contacts.rows import (
    Communication,
    contact_row,
    details_of,
    enquirer_row,
    enquiry_row,
    fill_enquirer,
    note_reply,
    note_row,
    recorded_event,
)
from adviceline.contacts.values import EnquirerValues
from adviceline.content.current import current_content
from adviceline.facts.actions import write_heard_fact
from adviceline.facts.values import HeardFactValues
from adviceline.measures import codes
from adviceline.privacy import crypto
from adviceline.privacy.screening import ArrivedText, ScreenedText, record_override
from adviceline.workforce.queries import opening_hours


@dataclass(frozen=True)
class Recorded:
    """The contact and its enquiry (None for a call that nobody answered); `created` is False for a duplicate."""

    contact: Contact
    enquiry: Enquiry | None
    created: bool


def record_contact(
    *,
    channel: str,
    direction: str,
    outcome: str,
    idempotency_key: str,
    began_at: datetime,
    by: Actor,
    at: datetime,
    enquiry: Enquiry | None = None,
    opens_enquiry: bool = True,
    enquirer: EnquirerValues | None = None,
    text: ScreenedText | ArrivedText | None = None,
    text_kind: str = Note.Kind.QUESTION,
    answered_at: datetime | None = None,
    ended_at: datetime | None = None,
    wait_seconds: int | None = None,
    talk_seconds: int | None = None,
    wrap_up_seconds: int | None = None,
    attempt: int = 0,
    within_promised_slot: bool = False,
    non_advice: str = "",
    adviser: Person | None = None,
    answers: Contact | None = None,
    source: str = "",
    is_fictional: bool = False,
    key_id: uuid.UUID | None = None,
    heard: str = "",
    campaign: str = "",
) -> Recorded:
    """Write one communication down, once. Opens an enquiry unless one is given or `opens_enquiry` is False.

    `idempotency_key` names the communication at its source: a second call with the same key changes nothing and
    answers the first one's record, but words that a person changed since are kept beside the first. `answers` is the
    contact that this one replies to. `key_id` is a key that the caller sealed its own raw record with: a new
    enquirer's details get the same, so that one erasure destroys both. `heard` says how they heard of the service, and
    `campaign` whose link they followed: both are kept beside the contact's fact and nowhere else.
    Raises `UnableToRecordContact` for a combination that cannot be counted. One transaction, with its fact and its
    audit event.
    """
    what = Communication(
        channel=channel,
        direction=direction,
        outcome=outcome,
        idempotency_key=idempotency_key,
        began_at=began_at,
        enquiry=enquiry,
        opens_enquiry=opens_enquiry,
        enquirer=enquirer or EnquirerValues(),
        text=text,
        text_kind=text_kind,
        answered_at=answered_at,
        ended_at=ended_at,
        wait_seconds=wait_seconds,
        talk_seconds=talk_seconds,
        wrap_up_seconds=wrap_up_seconds,
        attempt=attempt,
        within_promised_slot=within_promised_slot,
        non_advice=non_advice,
        adviser=adviser,
        source=source,
        is_fictional=is_fictional,
        key_id=key_id,
    )
    if problem := what.problem:
        raise UnableToRecordContact(problem)
    if found := _already_recorded(idempotency_key):
        return _with_changed_words(found, text, kind=text_kind, by=by, at=at)
    if what.needs_key:
        key_id = crypto.create_key(at=at)
    try:
        with transaction.atomic():
            if enquiry is not None:
                enquiry = Enquiry.objects.select_for_update(of=("self",)).select_related("enquirer").get(pk=enquiry.pk)
            elif opens_enquiry:
                enquiry = open_enquiry(
                    what.enquirer, key_id=key_id, channel=channel, opened_at=began_at, at=at, is_fictional=is_fictional
                )
            contact = contact_row(what, enquiry=enquiry, answers=answers, at=at)
            contact.save(force_insert=True)
            if answers is not None:
                mark_replied(answers, replied_at=began_at)
            if enquiry is not None:
                write_text(text, enquiry=enquiry, contact=contact, kind=text_kind, author=adviser, by=by, at=at)
                Enquiry.objects.filter(pk=enquiry.pk).update(version=enquiry.version + 1)
                enquiry.version += 1
                count_enquiry(enquiry)
            count_contact(contact)
            write_heard_fact(HeardFactValues(fact_id=contact.fact_id, began_at=began_at, how=heard, campaign=campaign))
            record(by=by, at=at, **recorded_event(contact))
    except IntegrityError:
        if found := _already_recorded(idempotency_key):
            return _with_changed_words(found, text, kind=text_kind, by=by, at=at)
        raise
    return Recorded(contact, enquiry, created=True)


def _with_changed_words(
    found: Recorded, text: ScreenedText | ArrivedText | None, *, kind: str, by: Actor, at: datetime
) -> Recorded:
    """A form that a person sent again, with other words, after a send that was interrupted."""
    if not isinstance(text, ScreenedText) or not text.text or found.enquiry is None:
        return found
    with transaction.atomic():
        enquiry = Enquiry.objects.select_for_update(of=("self",)).select_related("enquirer").get(pk=found.enquiry.pk)
        if not enquiry.notes.filter(contact=found.contact, body=text.text).exists():
            author = found.contact.adviser
            note = write_text(text, enquiry=enquiry, contact=found.contact, kind=kind, author=author, by=by, at=at)
            assert note is not None
            record(action="note.added", by=by, at=at, subject=enquiry.subject, data={"note": note.pk})
    return found


def open_enquiry(
    values: EnquirerValues, *, key_id: Any, channel: str, opened_at: datetime, at: datetime, is_fictional: bool
) -> Enquiry:
    """A new enquirer and enquiry, inside the caller's transaction."""
    enquirer = enquirer_row(values, key_id=key_id, at=at, is_fictional=is_fictional)
    enquirer.save()
    reference, hours = unused_references(1)[0], opening_hours()
    enquiry = enquiry_row(enquirer, reference=reference, channel=channel, opened_at=opened_at, hours=hours)
    enquiry.save(force_insert=True)
    return enquiry


def write_text(
    text: ScreenedText | ArrivedText | None,
    *,
    enquiry: Enquiry,
    contact: Contact | None,
    kind: str,
    author: Person | None,
    by: Actor,
    at: datetime,
    submission: Any = None,
) -> Note | None:
    """Keep a text on an enquiry, inside the caller's transaction; None for no text."""
    note = note_row(
        text, enquiry=enquiry, contact=contact, kind=kind, author=author, at=at, submission=submission
    )  # fmt: skip
    if note is None:
        return None
    note.save()
    if isinstance(text, ScreenedText):
        record_override(text, subject=enquiry.subject, field_name=f"note.{kind}", by=by, at=at)
    return note


def update_contact(*, contact: Contact, by: Actor, at: datetime, **changes: Any) -> Contact:
    """Complete a contact that was written down while it was still going on, or correct what was typed by hand.

    `changes`: outcome, answered_at, ended_at, wait_seconds, talk_seconds, wrap_up_seconds, non_advice, adviser.
    """
    allowed = {
        "outcome",
        "answered_at",
        "ended_at",
        "wait_seconds",
        "talk_seconds",
        "wrap_up_seconds",
        "non_advice",
        "adviser",
    }
    if unknown := set(changes) - allowed:
        raise UnableToRecordContact(f"These cannot be changed: {', '.join(sorted(unknown))}.")
    with transaction.atomic():
        contact = Contact.objects.select_for_update(of=("self",)).select_related("enquiry__enquirer").get(pk=contact.pk)
        for name, value in changes.items():
            setattr(contact, name, value)
        if problem := codes.unknown_outcome(contact.channel, contact.direction, contact.outcome):
            raise UnableToRecordContact(problem)
        contact.partner_id = contact.adviser.partner_id if contact.adviser else contact.partner_id
        contact.save()
        count_contact(contact)
        if contact.enquiry:
            count_enquiry(contact.enquiry)
        record(
            action="contact.updated",
            by=by,
            at=at,
            subject=contact.enquiry.subject if contact.enquiry else f"contact:{contact.pk}",
            data={"contact": contact.pk, "changed": sorted(changes)},
        )
    return contact


def update_enquirer(*, enquiry: Enquiry, values: EnquirerValues, by: Actor, at: datetime) -> Enquirer:
    """Correct or complete who asks. Raises `UnableToChangeEnquiry` when the details were erased."""
    enquirer = enquiry.enquirer
    if enquirer.erased_at:
        raise UnableToChangeEnquiry("This enquirer's details were erased and cannot be filled in again.")
    key_id = enquirer.key_id or (None if values.details.is_empty else crypto.create_key(at=at))
    with transaction.atomic():
        fresh = Enquirer.objects.select_for_update().get(pk=enquirer.pk)
        details, coded = details_of(fresh), _coded(fresh)
        fresh.key_id = fresh.key_id or key_id
        fill_enquirer(fresh, values)
        if (details, coded) == (values.details, _coded(fresh)):
            return fresh  # the same form sent twice
        fresh.save()
        for changed in fresh.enquiries.select_related("enquirer"):
            Enquiry.objects.filter(pk=changed.pk).update(version=changed.version + 1)
            count_enquiry(changed)
            recount_contacts(changed)
        record(action="enquirer.updated", by=by, at=at, subject=enquiry.subject, data={"role": fresh.role})
    return fresh


def record_phone(*, enquiry: Enquiry, phone: str, by: Actor, at: datetime) -> Enquirer:
    """Add the number that the enquirer can be rung on; the rest stays. Raises `UnableToChangeEnquiry` when the details
    were erased."""
    return record_reach(enquiry=enquiry, phone=phone, by=by, at=at)


def record_reach(
    *, enquiry: Enquiry, by: Actor, at: datetime, phone: str = "", email: str = "", ask_for: str = "",
    safe_to_call: str = "",
) -> Enquirer:  # fmt: skip
    """Add how the enquirer can be reached; what is not given stays. Raises `UnableToChangeEnquiry` when the details were
    erased."""
    held = enquiry.enquirer
    if held.erased_at:
        raise UnableToChangeEnquiry("This enquirer's details were erased and cannot be filled in again.")
    told = {"phone": phone, "email": email, "ask_for": ask_for, "safe_to_call": safe_to_call}
    given = {name: value for name, value in told.items() if value}
    values = EnquirerValues(
        role=held.role, setting=held.setting, phase=held.phase, establishment_urn=held.establishment_urn,
        la_code=held.la_code, region=held.region, details=replace(details_of(held), **given),
        consents_to_follow_up=held.consents_to_follow_up,
    )  # fmt: skip
    return update_enquirer(enquiry=enquiry, values=values, by=by, at=at)


def _coded(enquirer: Enquirer) -> list[object]:
    """What of an enquirer is stored in the clear."""
    names = "role setting phase establishment_urn la_code region consents_to_follow_up is_anonymous"
    return [getattr(enquirer, name) for name in names.split()]


def _already_recorded(idempotency_key: str) -> Recorded | None:
    contact = Contact.objects.select_related("enquiry__enquirer").filter(idempotency_key=idempotency_key).first()
    return Recorded(contact, contact.enquiry, created=False) if contact else None


def mark_replied(answered: Contact, *, replied_at: datetime) -> bool:
    """The earliest reply to a contact counts; answers whether anything changed."""
    first = Contact.objects.select_related("enquiry__enquirer").get(pk=answered.pk)
    if not note_reply(first, replied_at=replied_at, hours=opening_hours()):
        return False
    first.save(update_fields=["replied_at", "first_reply_open_seconds"])
    count_contact(first)
    return True


def unused_references(count: int) -> list[str]:
    """So many fresh references, none of which any enquiry has."""
    prefix = current_content().service.reference_prefix
    found: set[str] = set()
    while len(found) < count:
        made = {new_reference(prefix) for _ in range(count - len(found))}
        taken = Enquiry.objects.filter(reference__in=made).values_list("reference", flat=True)
        found |= made - set(taken)
    return list(found)
