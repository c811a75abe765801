"""No contact is lost, none counts twice."""

from __future__ import annotations

import pytest

from adviceline.audit.actors import EXCHANGE, PUBLIC
from adviceline.audit.models import Event
from adviceline.contacts import actions
from adviceline.contacts.errors import UnableToRecordContact
from adviceline.contacts.models import Contact, Enquiry
from adviceline.contacts.rows import email_index
from adviceline.facts.models import ContactFact, EnquiryFact
from adviceline.privacy import crypto
from adviceline.privacy.screening import IdentifyingDetailsFound, receive_text, screen_text

pytestmark = pytest.mark.django_db


def test_a_web_form_opens_an_enquiry_with_its_fact_and_its_event(ask):
    enquiry = ask()

    assert enquiry.state == "new"
    assert enquiry.reference.startswith("HSB-")
    assert enquiry.enquirer.region == "london"
    assert ContactFact.objects.get().channel == "web_form"
    assert EnquiryFact.objects.get().role == "dsl"
    assert Event.objects.filter(subject=enquiry.subject, action="contact.recorded").count() == 1


def test_the_same_key_records_once(ask, clock):
    call = {
        "channel": "call",
        "direction": "in",
        "outcome": "answered",
        "idempotency_key": "call:1",
        "began_at": clock.now,
        "by": EXCHANGE,
        "at": clock.now,
    }
    first = actions.record_contact(**call)
    second = actions.record_contact(**call)

    assert first.created
    assert not second.created
    assert second.contact == first.contact
    assert Enquiry.objects.count() == Contact.objects.count() == ContactFact.objects.count() == 1


def test_a_call_that_nobody_answered_counts_without_an_enquiry(clock):
    recorded = actions.record_contact(
        channel="call",
        direction="in",
        outcome="abandoned",
        idempotency_key="call:2",
        began_at=clock.now,
        by=EXCHANGE,
        at=clock.now,
        opens_enquiry=False,
        wait_seconds=45,
    )

    assert recorded.enquiry is None
    assert ContactFact.objects.get().outcome == "abandoned"


@pytest.mark.parametrize(
    ("channel", "outcome"), [("pigeon", "received"), ("call", "completed"), ("email", "answered"), ("", "")]
)
def test_what_cannot_be_counted_is_refused_and_leaves_nothing(clock, channel, outcome):
    with pytest.raises(UnableToRecordContact):
        actions.record_contact(
            channel=channel,
            direction="in",
            outcome=outcome,
            idempotency_key="odd",
            began_at=clock.now,
            by=PUBLIC,
            at=clock.now,
        )
    assert not Contact.objects.exists()


def test_details_are_sealed_and_found_again_only_by_their_fingerprint(ask):
    from django.db import connection

    enquiry = ask(email="Someone@School.example.org", phone="+441144960123")

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM contacts_enquirer")
        stored = b" ".join(
            bytes(v) if isinstance(v, (bytes, memoryview)) else str(v).encode() for v in cursor.fetchone()
        )
    assert b"someone" not in stored.lower()
    assert b"1144960123" not in stored
    assert enquiry.enquirer.email_index == email_index("someone@school.example.org ")


def test_text_with_identifying_details_is_refused_with_an_explanation():
    with pytest.raises(IdentifyingDetailsFound) as refused:
        screen_text("A pupil called Kshitij Fictional, NHS number 943 476 5919, told staff.")

    assert refused.value.findings


def test_a_message_that_arrives_with_them_is_blanked_and_its_original_sealed(clock):
    text = receive_text("A pupil called Kshitij Fictional in Year 9 told staff. Please advise.")
    recorded = actions.record_contact(
        channel="email",
        direction="in",
        outcome="received",
        idempotency_key="mail:1",
        began_at=clock.now,
        by=PUBLIC,
        at=clock.now,
        text=text,
        text_kind="message_in",
    )
    note = recorded.enquiry.notes.get()

    assert "Kshitij" not in note.body
    assert "Please advise" in note.body
    original = crypto.unseal(note.sealed_original, key_id=recorded.enquiry.enquirer.key_id, purpose="note.original")
    assert "Kshitij" in original


def test_when_the_guard_fails_nothing_is_saved_or_shown(monkeypatch):
    from adviceline.privacy import screening
    from adviceline.privacy.guard import GuardFailed

    def broken(text):
        raise GuardFailed("lists missing")

    for reading in ("screen", "to_blank"):
        monkeypatch.setattr(screening, reading, broken)

    with pytest.raises(screening.GuardUnavailable):
        screen_text("Anything at all.")
    assert "Anything" not in receive_text("Anything at all.").text


def test_the_reply_counts_once_on_the_message_that_it_answers(ask, clock, adviser):
    enquiry = ask()
    asked = enquiry.contacts.get()
    for number, minutes in enumerate((30, 60)):
        clock.forward(minutes=minutes)
        actions.record_contact(
            channel="email",
            direction="out",
            outcome="sent",
            idempotency_key=f"reply:{number}",
            began_at=clock.now,
            by=adviser,
            at=clock.now,
            enquiry=enquiry,
            adviser=adviser,
            answers=asked,
        )

    fact = ContactFact.objects.get(fact_id=asked.fact_id)
    assert fact.replied
    assert fact.first_reply_open_seconds == 30 * 60
