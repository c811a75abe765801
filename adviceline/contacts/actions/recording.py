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
from adviceline.contacts.rules import due_at
from adviceline.contacts.values import ContactDetails, EnquirerValues
from adviceline.content.current import current_content
from adviceline.measures import codes
from adviceline.places.queries import region_for
from adviceline.privacy import crypto
from adviceline.privacy.screening import ArrivedText, ScreenedText, record_override
from adviceline.workforce.queries import opening_hours

DETAILS, ORIGINAL = "enquirer.details", "note.original"


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
) -> Recorded:
    """Write one communication down, once. Opens an enquiry unless one is given or `opens_enquiry` is False.

    `idempotency_key` names the communication at its source: a second call with the same key changes nothing and
    answers the first one's record. `answers` is the contact that this one replies to. `key_id` is a key that the
    caller sealed its own raw record with: a new enquirer's details get the same, so that one erasure destroys both.
    Raises `UnableToRecordContact` for a combination that cannot be counted. One transaction, with its fact and its
    audit event.
    """
    if problem := codes.unknown_outcome(channel, direction, outcome):
        raise UnableToRecordContact(problem)
    if ended_at is not None and ended_at < began_at:
        raise UnableToRecordContact("A contact cannot end before it begins. Check the times.")
    if found := _already_recorded(idempotency_key):
        return found
    values = enquirer or EnquirerValues()
    if key_id is None and _needs_key(enquiry, opens_enquiry, values, text):
        key_id = crypto.create_key(at=at)
    try:
        with transaction.atomic():
            if enquiry is not None:
                enquiry = Enquiry.objects.select_for_update(of=("self",)).select_related("enquirer").get(pk=enquiry.pk)
            elif opens_enquiry:
                enquiry = open_enquiry(
                    values, key_id=key_id, channel=channel, opened_at=began_at, at=at, is_fictional=is_fictional
                )
            contact = Contact.objects.create(
                enquiry=enquiry,
                channel=channel,
                direction=direction,
                outcome=outcome,
                began_at=began_at,
                answered_at=answered_at,
                ended_at=ended_at,
                wait_seconds=wait_seconds,
                talk_seconds=talk_seconds,
                wrap_up_seconds=wrap_up_seconds,
                attempt=attempt,
                within_promised_slot=within_promised_slot,
                non_advice=non_advice,
                adviser=adviser,
                partner_id=adviser.partner_id if adviser else None,
                answers=answers,
                idempotency_key=idempotency_key,
                source=source,
                created_at=at,
            )
            if answers is not None:
                mark_replied(answers, replied_at=began_at)
            subject = f"contact:{contact.pk}"
            if enquiry is not None:
                subject = enquiry.subject
                write_text(text, enquiry=enquiry, contact=contact, kind=text_kind, author=adviser, by=by, at=at)
                Enquiry.objects.filter(pk=enquiry.pk).update(version=enquiry.version + 1)
                enquiry.version += 1
                count_enquiry(enquiry)
            count_contact(contact)
            record(
                action="contact.recorded",
                by=by,
                at=at,
                subject=subject,
                data={"contact": contact.pk, "channel": channel, "direction": direction, "outcome": outcome},
            )
    except IntegrityError:
        if found := _already_recorded(idempotency_key):
            return found
        raise
    return Recorded(contact, enquiry, created=True)


def open_enquiry(
    values: EnquirerValues, *, key_id: Any, channel: str, opened_at: datetime, at: datetime, is_fictional: bool
) -> Enquiry:
    """A new enquirer and enquiry, inside the caller's transaction."""
    enquirer = Enquirer(created_at=at, key_id=key_id, is_fictional=is_fictional)
    fill_enquirer(enquirer, values)
    enquirer.save()
    hours = opening_hours()
    return Enquiry.objects.create(
        reference=_unused_reference(),
        enquirer=enquirer,
        first_channel=channel,
        opened_at=opened_at,
        due_at=due_at("", opened_at, add_open_time=hours.add_open_time),
        waiting_since_at=opened_at,
        is_fictional=is_fictional,
    )


def fill_enquirer(enquirer: Enquirer, values: EnquirerValues) -> None:
    """Set the coded fields and seal the details. The region follows from the local authority where that is known."""
    enquirer.role, enquirer.setting, enquirer.phase = values.role, values.setting, values.phase
    enquirer.establishment_urn, enquirer.la_code = values.establishment_urn, values.la_code
    region = region_for(values.la_code) if values.la_code else None
    enquirer.region = region.code if region else values.region
    enquirer.consents_to_follow_up, enquirer.is_anonymous = values.consents_to_follow_up, values.is_anonymous
    details = values.details
    if details.is_empty:
        enquirer.sealed_details, enquirer.email_index, enquirer.phone_index = None, "", ""
    else:
        assert enquirer.key_id is not None  # made by whoever passes details, before this transaction
        enquirer.sealed_details = crypto.seal(details.as_dict(), key_id=enquirer.key_id, purpose=DETAILS)
        enquirer.email_index = email_index(details.email)
        enquirer.phone_index = crypto.blind_index(details.phone, purpose="phone") if details.phone else ""


def email_index(address: str) -> str:
    """The blind index of an e-mail address; empty for none."""
    return crypto.blind_index(address.strip().lower(), purpose="email") if address.strip() else ""


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
    if text is None or not text.text:
        return None
    note = Note(
        enquiry=enquiry,
        contact=contact,
        kind=kind,
        body=text.text,
        author=author,
        written_at=contact.began_at if contact else at,
        submission=submission,
    )
    if isinstance(text, ArrivedText):
        note.was_redacted = text.was_redacted
        if text.was_redacted and text.original and enquiry.enquirer.key_id and not enquiry.enquirer.erased_at:
            note.sealed_original = crypto.seal(text.original, key_id=enquiry.enquirer.key_id, purpose=ORIGINAL)
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


def record_reach(*, enquiry: Enquiry, by: Actor, at: datetime, phone: str = "", email: str = "") -> Enquirer:
    """Add how the enquirer can be reached; what is not given stays. Raises `UnableToChangeEnquiry` when the details were
    erased."""
    held = enquiry.enquirer
    if held.erased_at:
        raise UnableToChangeEnquiry("This enquirer's details were erased and cannot be filled in again.")
    given = {name: value for name, value in (("phone", phone), ("email", email)) if value}
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


def details_of(enquirer: Enquirer) -> ContactDetails:
    """The details in clear. Raises `crypto.Erased` when they were erased. Reading is for `access_contact_details`."""
    if enquirer.erased_at:
        raise crypto.Erased("These details were erased.")
    if enquirer.sealed_details is None or enquirer.key_id is None:
        return ContactDetails()
    sealed = bytes(enquirer.sealed_details)
    return ContactDetails.from_dict(crypto.unseal(sealed, key_id=enquirer.key_id, purpose=DETAILS))


def _already_recorded(idempotency_key: str) -> Recorded | None:
    contact = Contact.objects.select_related("enquiry__enquirer").filter(idempotency_key=idempotency_key).first()
    return Recorded(contact, contact.enquiry, created=False) if contact else None


def _needs_key(
    enquiry: Enquiry | None, opens_enquiry: bool, values: EnquirerValues, text: ScreenedText | ArrivedText | None
) -> bool:
    """A new enquirer gets a key when there is anything to seal now, or a message that may bring something later."""
    if enquiry is not None or not opens_enquiry:
        return False
    return not values.details.is_empty or (isinstance(text, ArrivedText) and text.was_redacted)


def mark_replied(answered: Contact, *, replied_at: datetime) -> bool:
    """The earliest reply to a contact counts, in whatever order they are heard of; answers whether anything changed.

    A reply dated before what it answers (two clocks differ) came at once.
    """
    first = Contact.objects.select_related("enquiry__enquirer").get(pk=answered.pk)
    replied_at = max(replied_at, first.began_at)
    if first.replied_at is not None and first.replied_at <= replied_at:
        return False
    first.replied_at = replied_at
    first.first_reply_open_seconds = max(0, round(opening_hours().open_seconds_between(first.began_at, replied_at)))
    first.save(update_fields=["replied_at", "first_reply_open_seconds"])
    count_contact(first)
    return True


def _unused_reference() -> str:
    prefix = current_content().service.reference_prefix
    while Enquiry.objects.filter(reference=(reference := new_reference(prefix))).exists():
        continue
    return reference
