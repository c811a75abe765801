"""What was taken for a machine's mail is looked through by people, and a person's message is taken on."""

from __future__ import annotations

import pytest
from django.urls import reverse

from adviceline.audit.models import Event
from adviceline.channels.email.correspondence.actions import take_on
from adviceline.channels.email.models import Message, Outgoing, Sealed
from adviceline.contacts.models import Contact, Enquiry
from adviceline.facts.models import ContactFact
from tests.integration.mail.conftest import do_jobs
from tests.support.clock import london
from tests.support.mails import SERVICE, mail

pytestmark = pytest.mark.django_db
SENT = london(2022, 2, 1, 11)
ADDRESS = "/desk/mail/other"


def one(name: str, **details: str) -> bytes:
    return mail(name, sent_at=SENT, **details)


MISTAKEN = {
    "bulk": {"Precedence": "bulk"},
    "spam": {"X_Spam_Flag": "YES"},
    "unsubscribe": {"List_Unsubscribe": "<https://school.example.org/off>"},
    "suppress": {"X_Auto_Response_Suppress": "DR, OOF, AutoReply"},
    "website": {"sender": f"Website <{SERVICE}>", "Reply_To": "Dana <dana@school.example.org>"},
}


@pytest.mark.parametrize("headers", MISTAKEN.values(), ids=MISTAKEN.keys())
def test_a_persons_message_is_seen_and_taken_on_once(browser, asked, read_in, headers):
    read_in(one("m@x", subject="Lunch", text="A pupil called Zebedee Fictional. What next?", **headers))
    message = Message.objects.latest("pk")
    assert message.contact is None or message.contact.enquiry is None
    page = browser.get(ADDRESS).content.decode()
    assert "Lunch" in page
    assert "What next?" in page
    assert "Zebedee" not in page

    url = reverse("desk:take_on_mail", args=[message.pk])
    for _ in range(2):
        answer = browser.post(url)
    message.refresh_from_db()
    assert message.contact is not None
    enquiry = message.contact.enquiry
    assert enquiry is not None
    assert answer["Location"].startswith(reverse("desk:enquiry", args=[enquiry.reference]))
    assert (message.kind, message.contact.outcome, enquiry.contacts.count()) == ("person", "received", 1)
    fact = ContactFact.objects.get(fact_id=message.contact.fact_id)
    assert (fact.outcome, fact.enquiry_fact) == ("received", enquiry.fact_id)
    assert Sealed.objects.get(message=message).key_id == enquiry.enquirer.key_id
    assert enquiry.enquirer.email_index == asked.enquirer.email_index
    assert not Outgoing.objects.filter(enquiry=enquiry).exists()
    assert Event.objects.filter(action="mail.taken_on").count() == 1
    assert "Lunch" not in browser.get(ADDRESS).content.decode()
    assert "Zebedee" not in enquiry.notes.get().body
    do_jobs()
    assert message.reading.state == "screened"


def test_an_answer_to_an_enquiry_joins_it(browser, asked, read_in, worker, clock):
    read_in(one("m@x", answers="q@school", subject="Re: Planning", text="One more question.", Precedence="bulk"))
    message = Message.objects.latest("pk")
    assert take_on(message=message, by=worker, at=clock.now) == asked
    assert [note.kind for note in asked.notes.order_by("pk")] == ["question", "message_in"]


def test_what_could_not_be_read_is_shown_as_text_and_taken_on(browser, asked, read_in):
    read_in(b"Hello: this is no mail.\n\nPlease ring our school about a plan.\n")
    message = Message.objects.latest("pk")
    assert message.state == "set_aside"
    assert "Please ring our school" in browser.get(f"{ADDRESS}?show=unread").content.decode()
    browser.post(reverse("desk:take_on_mail", args=[message.pk]))
    message.refresh_from_db()
    assert message.state == "recorded"
    assert message.contact.enquiry.enquirer.is_anonymous
    assert "Please ring our school" in message.contact.enquiry.notes.get().body


def test_what_is_on_an_enquiry_or_was_sent_by_us_is_not_listed(browser, asked, read_in):
    read_in(one("r@service", sender=SERVICE, to="stranger@school.example.org", subject="Sent by us"))
    assert "Sent by us" not in browser.get(ADDRESS).content.decode()
    message = Message.objects.latest("pk")
    browser.post(reverse("desk:take_on_mail", args=[message.pk]))
    assert (Enquiry.objects.count(), Contact.objects.filter(outcome="received").count()) == (1, 1)
