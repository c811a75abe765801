"""From what is told of a communication to the rows that are written: shared by the one door and its wider wing."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from adviceline.accounts.models import Person
from adviceline.contacts.models import Contact, Enquirer, Enquiry, Note
from adviceline.contacts.rules import due_at
from adviceline.contacts.values import ContactDetails, EnquirerValues
from adviceline.measures import codes
from adviceline.places.queries import region_for
from adviceline.privacy import crypto
from adviceline.privacy.screening import ArrivedText, ScreenedText
from adviceline.workforce.hours import OpeningHours

DETAILS, ORIGINAL = "enquirer.details", "note.original"


@dataclass(frozen=True, kw_only=True, eq=False)
class Communication:
    """One communication as a channel tells it: see `record_contact`. Where many are told at once, `enquiry` and `answers`
    may be one told earlier."""

    channel: str
    direction: str
    outcome: str
    idempotency_key: str
    began_at: datetime
    enquiry: Enquiry | Communication | None = None
    opens_enquiry: bool = True
    enquirer: EnquirerValues = field(default_factory=EnquirerValues)
    text: ScreenedText | ArrivedText | None = None
    text_kind: str = Note.Kind.QUESTION
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    wait_seconds: int | None = None
    talk_seconds: int | None = None
    wrap_up_seconds: int | None = None
    attempt: int = 0
    within_promised_slot: bool = False
    non_advice: str = ""
    adviser: Person | None = None
    answers: Contact | Communication | None = None
    source: str = ""
    is_fictional: bool = False
    key_id: uuid.UUID | None = None

    @property
    def problem(self) -> str:
        """Why it cannot be counted, in words; nothing for one that can."""
        if problem := codes.unknown_outcome(self.channel, self.direction, self.outcome):
            return problem
        if self.ended_at is not None and self.ended_at < self.began_at:
            return "A contact cannot end before it begins. Check the times."
        return ""

    @property
    def needs_key(self) -> bool:
        """A new enquirer gets a key when there is anything to seal now, or a message that may bring something later."""
        if self.key_id is not None or self.enquiry is not None or not self.opens_enquiry:
            return False
        return not self.enquirer.details.is_empty or (isinstance(self.text, ArrivedText) and self.text.was_redacted)


def contact_row(what: Communication, *, enquiry: Enquiry | None, answers: Contact | None, at: datetime) -> Contact:
    return Contact(
        enquiry=enquiry,
        channel=what.channel,
        direction=what.direction,
        outcome=what.outcome,
        began_at=what.began_at,
        answered_at=what.answered_at,
        ended_at=what.ended_at,
        wait_seconds=what.wait_seconds,
        talk_seconds=what.talk_seconds,
        wrap_up_seconds=what.wrap_up_seconds,
        attempt=what.attempt,
        within_promised_slot=what.within_promised_slot,
        non_advice=what.non_advice,
        adviser=what.adviser,
        partner_id=what.adviser.partner_id if what.adviser else None,
        answers=answers,
        idempotency_key=what.idempotency_key,
        source=what.source,
        created_at=at,
    )


def enquirer_row(values: EnquirerValues, *, key_id: uuid.UUID | None, at: datetime, is_fictional: bool) -> Enquirer:
    enquirer = Enquirer(created_at=at, key_id=key_id, is_fictional=is_fictional)
    fill_enquirer(enquirer, values)
    return enquirer


def enquiry_row(
    enquirer: Enquirer, *, reference: str, channel: str, opened_at: datetime, hours: OpeningHours
) -> Enquiry:
    return Enquiry(
        reference=reference,
        enquirer=enquirer,
        first_channel=channel,
        opened_at=opened_at,
        due_at=due_at("", opened_at, add_open_time=hours.add_open_time),
        waiting_since_at=opened_at,
        is_fictional=enquirer.is_fictional,
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


def details_of(enquirer: Enquirer) -> ContactDetails:
    """The details in clear. Raises `crypto.Erased` when they were erased. Reading is for `access_contact_details`."""
    if enquirer.erased_at:
        raise crypto.Erased("These details were erased.")
    if enquirer.sealed_details is None or enquirer.key_id is None:
        return ContactDetails()
    sealed = bytes(enquirer.sealed_details)
    return ContactDetails.from_dict(crypto.unseal(sealed, key_id=enquirer.key_id, purpose=DETAILS))


def note_row(
    text: ScreenedText | ArrivedText | None, *, enquiry: Enquiry, contact: Contact | None, kind: str,
    author: Person | None, at: datetime, submission: Any = None,
) -> Note | None:  # fmt: skip
    """None for no text."""
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
    return note


def recorded_event(contact: Contact) -> dict[str, Any]:
    """What the audit trail says of a contact that was written down."""
    data = {"contact": contact.pk, "channel": contact.channel, "direction": contact.direction,
            "outcome": contact.outcome}  # fmt: skip
    return {
        "action": "contact.recorded", "data": data,
        "subject": contact.enquiry.subject if contact.enquiry else f"contact:{contact.pk}",
    }  # fmt: skip


def note_reply(contact: Contact, *, replied_at: datetime, hours: OpeningHours) -> bool:
    """Set the earliest reply to a contact, in whatever order they are heard of; answers whether anything changed.

    A reply dated before what it answers (two clocks differ) came at once.
    """
    replied_at = max(replied_at, contact.began_at)
    if contact.replied_at is not None and contact.replied_at <= replied_at:
        return False
    contact.replied_at = replied_at
    contact.first_reply_open_seconds = max(0, round(hours.open_seconds_between(contact.began_at, replied_at)))
    return True


def is_written(contact: Contact) -> bool:
    """Whether it is part of a thread in which replies are looked for."""
    if contact.direction == "out":
        return contact.channel == "email"
    return contact.channel in ("email", "web_form") and contact.outcome == "received"


def first_replies(thread: Iterable[Contact]) -> Iterator[tuple[Contact, datetime]]:
    """Each message to us of a thread in time order, with when the first e-mail of ours that followed it was sent.

    A reply that names the message it answers counts for it whatever the two clocks say.
    """
    contacts: Sequence[Contact] = [contact for contact in thread if is_written(contact)]
    sent = [contact for contact in contacts if contact.direction == "out"]
    for contact in contacts:
        if contact.direction == "out":
            continue
        following = (reply for reply in sent if reply.began_at >= contact.began_at or _answers(reply, contact))
        if (first := next(following, None)) is not None:
            yield contact, first.began_at


def _answers(reply: Contact, contact: Contact) -> bool:
    return reply.answers_id is not None and reply.answers_id == contact.pk
