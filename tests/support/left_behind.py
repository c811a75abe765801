"""What a way of recording leaves in the database, without ids: to compare two ways."""

from __future__ import annotations

import uuid

from adviceline.contacts.models import Contact, Enquirer, Enquiry, Note
from adviceline.contacts.rows import details_of
from adviceline.facts.models import ContactFact, EnquiryFact, EnquiryThemeFact
from adviceline.privacy import crypto

LEFT_OUT = {"id", "key", "reference", "enquirer_id", "fact_id", "partner_id"}


def left_in_the_core(events=()):
    """Everything of the core as it stands, each row by what names it at its source instead of by its id."""
    enquiries = {row.pk: number for number, row in enumerate(Enquiry.objects.order_by("pk"))}
    named = {row.subject: enquiries[row.pk] for row in Enquiry.objects.all()}
    keys = {row.pk: row.idempotency_key for row in Contact.objects.all()}
    matters = {row.fact_id: enquiries[row.pk] for row in Enquiry.objects.all()}
    contact_facts = {row.fact_id: row.idempotency_key for row in Contact.objects.all()}
    return {
        "contacts": [_plain(row, enquiry_id=enquiries.get, answers_id=keys.get)
                     for row in Contact.objects.order_by("idempotency_key")],
        "enquiries": [_plain(row) for row in Enquiry.objects.order_by("pk")],
        "enquirers": [(_plain(row, key_id=bool, sealed_details=bool), details_of(row))
                      for row in Enquirer.objects.order_by("pk")],
        "notes": sorted((_plain(row, enquiry_id=enquiries.get, contact_id=keys.get, sealed_original=_opened(row))
                         for row in Note.objects.select_related("enquiry__enquirer")), key=repr),
        "contact facts": sorted((contact_facts[row.fact_id], _plain(row, enquiry_fact=matters.get))
                                for row in ContactFact.objects.all()),
        "enquiry facts": sorted((matters[row.fact_id], _plain(row)) for row in EnquiryFact.objects.all()),
        "themes": sorted((matters[row.enquiry_fact_id], row.theme) for row in EnquiryThemeFact.objects.all()),
        "events": [(event.action, event.actor, named.get(event.subject, "alone"),
                    {**event.data, "contact": keys.get(event.data.get("contact"))}) for event in events],
    }  # fmt: skip


def _opened(note):
    if note.sealed_original is None:
        return lambda _: None
    opened = crypto.unseal(bytes(note.sealed_original), key_id=note.enquiry.enquirer.key_id, purpose="note.original")
    return lambda _: opened


def _plain(row, **shown):
    return {
        field.attname: shown[field.attname](value) if field.attname in shown else repr(value)
        for field in row._meta.concrete_fields
        if (field.attname not in LEFT_OUT and not isinstance(value := getattr(row, field.attname), uuid.UUID))
        or field.attname in shown
    }  # fmt: skip
