"""The same door for many contacts at once: each statement is one for all of them."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import F

from adviceline.audit.actions import events_last, record
from adviceline.audit.actors import Actor
from adviceline.contacts.actions.recording import Recorded, unused_references
from adviceline.contacts.counting import contact_values, enquiry_values
from adviceline.contacts.errors import UnableToRecordContact
from adviceline.contacts.models import ConfidenceAnswer, Contact, Enquirer, Enquiry, Note
from adviceline.contacts.rows import (
    Communication,
    contact_row,
    enquirer_row,
    enquiry_row,
    first_replies,
    note_reply,
    note_row,
    recorded_event,
)
from adviceline.facts.actions import add_contact_facts, add_enquiry_facts, write_contact_facts, write_enquiry_facts
from adviceline.facts.copying import insert_new_objects, next_ids, update_each
from adviceline.privacy import crypto
from adviceline.privacy.screening import ScreenedText, record_override
from adviceline.workforce.hours import OpeningHours
from adviceline.workforce.queries import opening_hours


def record_contacts(*, communications: Sequence[Communication], by: Actor, at: datetime) -> list[Recorded]:
    """Write many communications down, each once, in the order given: what `record_contact` for each, and `settle_replies`
    for each enquiry after that, would leave behind.

    One transaction. Raises `UnableToRecordContact`, or what the database raises, for all of them together: the caller
    then records them one by one.
    """
    for what in communications:
        if problem := what.problem:
            raise UnableToRecordContact(problem)
    unkeyed = [what for what in communications if what.needs_key]
    keys = dict(zip(unkeyed, crypto.create_keys(len(unkeyed), at=at), strict=True)) if unkeyed else {}
    with transaction.atomic(), events_last():
        book = _Book(opening_hours(), by, at, keys)
        book.open(communications)
        recorded = []
        for what in communications:
            recorded.append(book.enter(what))
            if recorded[-1].created:
                record(by=by, at=at, **recorded_event(recorded[-1].contact))
        book.settle()
        book.write()
    return recorded


@dataclass
class _Book:
    """What a batch changes: rows that are new, rows that were there, and what is known of the threads that they are in."""

    hours: OpeningHours
    by: Actor
    at: datetime
    keys: dict[Communication, uuid.UUID]
    done: dict[str, Recorded] = field(default_factory=dict)
    there: dict[int, Enquiry] = field(default_factory=dict)
    answered: dict[int, Contact] = field(default_factory=dict)
    told: dict[Communication, Recorded] = field(default_factory=dict)
    enquirers: list[Enquirer] = field(default_factory=list)
    enquiries: list[Enquiry] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    threads: dict[int, list[Contact]] = field(default_factory=dict)
    replied: dict[int, Contact] = field(default_factory=dict)
    joined: Counter[int] = field(default_factory=Counter)

    def open(self, communications: Sequence[Communication]) -> None:
        """Look up, and lock, what is there; take the ids for what is not."""
        known = Contact.objects.select_related("enquiry__enquirer").filter(
            idempotency_key__in=[what.idempotency_key for what in communications]
        )
        self.done = {contact.idempotency_key: Recorded(contact, contact.enquiry, created=False) for contact in known}
        named = {what.enquiry.pk for what in communications if isinstance(what.enquiry, Enquiry)}
        locked = Enquiry.objects.select_for_update(of=("self",)).select_related("enquirer").filter(pk__in=named)
        self.there = {enquiry.pk: enquiry for enquiry in locked.order_by("pk")} if named else {}
        self._open_threads(communications)
        opening = sum(what.enquiry is None and what.opens_enquiry for what in communications)
        self._contact_ids = iter(next_ids(Contact, len(communications)))
        self._enquirer_ids = iter(next_ids(Enquirer, opening))
        self._enquiry_ids = iter(next_ids(Enquiry, opening))
        self._references = iter(unused_references(opening) if opening else [])

    def _open_threads(self, communications: Sequence[Communication]) -> None:
        if self.there:
            thread = Contact.objects.filter(enquiry__in=list(self.there)).order_by("began_at", "id")
            for contact in thread:
                contact.enquiry = self.there[contact.enquiry_id or 0]
                self.threads.setdefault(contact.enquiry.pk, []).append(contact)
                self.answered[contact.pk] = contact
        elsewhere = {what.answers.pk for what in communications if isinstance(what.answers, Contact)} - set(
            self.answered
        )
        if elsewhere:
            for contact in Contact.objects.select_related("enquiry__enquirer").filter(pk__in=elsewhere):
                self.answered[contact.pk] = contact

    def enter(self, what: Communication) -> Recorded:
        if (found := self.done.get(what.idempotency_key)) is not None:
            if isinstance(what.text, ScreenedText) and what.text.text:  # a person's words, which may be other ones
                raise UnableToRecordContact("A form that is sent again is recorded by itself.")
            self.told[what] = Recorded(found.contact, found.enquiry, created=False)
            return self.told[what]
        enquiry = self._enquiry_of(what)
        answers = self.told[what.answers].contact if isinstance(what.answers, Communication) else what.answers
        if answers is not None:
            answers = self.answered.get(answers.pk, answers)
        contact = contact_row(what, enquiry=enquiry, answers=answers, at=self.at)
        contact.pk = next(self._contact_ids)
        if answers is not None and note_reply(answers, replied_at=what.began_at, hours=self.hours):
            self.replied[answers.pk] = answers
        if enquiry is not None:
            self._write_text(what, enquiry, contact)
            self.joined[enquiry.pk] += 1
            self.threads.setdefault(enquiry.pk, []).append(contact)
        self.contacts.append(contact)
        self.answered[contact.pk] = contact
        recorded = Recorded(contact, enquiry, created=True)
        self.done[what.idempotency_key] = self.told[what] = recorded
        return recorded

    def _enquiry_of(self, what: Communication) -> Enquiry | None:
        if isinstance(what.enquiry, Communication):
            if (joined := self.told[what.enquiry].enquiry) is None:
                raise UnableToRecordContact("A contact cannot join one that has no enquiry.")
            return joined
        if what.enquiry is not None:
            return self.there[what.enquiry.pk]
        if not what.opens_enquiry:
            return None
        key_id = self.keys.get(what, what.key_id)
        enquirer = enquirer_row(what.enquirer, key_id=key_id, at=self.at, is_fictional=what.is_fictional)
        enquirer.pk = next(self._enquirer_ids)
        enquiry = enquiry_row(
            enquirer, reference=next(self._references), channel=what.channel, opened_at=what.began_at, hours=self.hours
        )  # fmt: skip
        enquiry.pk = next(self._enquiry_ids)
        self.enquirers.append(enquirer)
        self.enquiries.append(enquiry)
        return enquiry

    def _write_text(self, what: Communication, enquiry: Enquiry, contact: Contact) -> None:
        note = note_row(
            what.text, enquiry=enquiry, contact=contact, kind=what.text_kind, author=what.adviser, at=self.at
        )
        if note is not None:
            self.notes.append(note)
        if isinstance(what.text, ScreenedText):
            record_override(
                what.text, subject=enquiry.subject, field_name=f"note.{what.text_kind}", by=self.by, at=self.at
            )

    def settle(self) -> None:
        for pk in self.joined:
            thread = sorted(self.threads[pk], key=lambda contact: (contact.began_at, contact.pk))
            for contact, replied_at in first_replies(thread):
                if note_reply(contact, replied_at=replied_at, hours=self.hours):
                    self.replied[contact.pk] = contact

    def write(self) -> None:
        new = {contact.pk for contact in self.contacts}
        for enquiry in self.enquiries:
            enquiry.version += self.joined[enquiry.pk]
        insert_new_objects(self.enquirers)
        insert_new_objects(self.enquiries)
        insert_new_objects(self.contacts)
        insert_new_objects(self.notes)
        changed = [contact for contact in self.replied.values() if contact.pk not in new]
        update_each(
            Contact, ("replied_at", "first_reply_open_seconds"),
            ((contact.pk, (contact.replied_at, contact.first_reply_open_seconds)) for contact in changed),
        )  # fmt: skip
        joined = {pk: count for pk, count in self.joined.items() if pk in self.there}
        for count in set(joined.values()):
            grown = [pk for pk, its in joined.items() if its == count]
            Enquiry.objects.filter(pk__in=grown).update(version=F("version") + count)
            for pk in grown:
                self.there[pk].version += count
        self._count(changed)

    def _count(self, changed: Sequence[Contact]) -> None:
        add_contact_facts(contact_values(contact) for contact in self.contacts)
        write_contact_facts(contact_values(contact) for contact in changed)
        add_enquiry_facts(enquiry_values(each, answers=(), communications=self._said(each)) for each in self.enquiries)
        old = [self.there[pk] for pk in self.joined if pk in self.there]
        answers: dict[int, list[ConfidenceAnswer]] = {}
        if old:
            for answer in ConfidenceAnswer.objects.filter(enquiry__in=old):
                answers.setdefault(answer.enquiry_id, []).append(answer)
        write_enquiry_facts(
            enquiry_values(each, answers=answers.get(each.pk, ()), communications=self._said(each)) for each in old
        )

    def _said(self, enquiry: Enquiry) -> list[tuple[str, str, str, datetime | None]]:
        return [(each.channel, each.direction, each.outcome, each.replied_at) for each in self.threads[enquiry.pk]]
