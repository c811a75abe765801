"""What was taken for a machine's mail is looked through by people, and a person's message is taken on."""

from __future__ import annotations

import inspect
import re

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from adviceline.audit.models import Event
from adviceline.channels.email import kinds
from adviceline.channels.email.correspondence.actions import look_through, take_on
from adviceline.channels.email.correspondence.elsewhere import SIGNS as SIGNS_IN_WORDS
from adviceline.channels.email.models import Message, Outgoing, Sealed
from adviceline.contacts.models import Contact, Enquiry
from adviceline.facts.models import ContactFact
from tests.integration.mail.conftest import do_jobs
from tests.support import people
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


def rail(browser) -> str:
    """How many the rail says wait there."""
    page = browser.get(reverse("desk:queue")).content.decode()
    found = re.search(r"Other mail(?: <span class=\"al-rail__count\">(\d+))?", page)
    assert found is not None
    return found[1] or ""


def test_the_rail_counts_what_nobody_has_looked_through(browser, asked, read_in):
    assert rail(browser) == ""
    read_in(one("a@x", subject="First", Precedence="bulk"), one("b@x", subject="Second", X_Spam_Flag="YES"))
    assert rail(browser) == "2"
    page = browser.get(ADDRESS).content.decode()
    assert "2 are new since somebody last looked through." in page
    newest = re.search(r'name="upto" value="(\d+)"', page)[1]
    read_in(one("c@x", subject="Came meanwhile", Auto_Submitted="auto-replied"))
    colleague = people.browser_of(people.somebody("adviser"))
    colleague.post(reverse("desk:look_through_mail"), {"upto": newest})
    assert rail(browser) == rail(colleague) == "1"
    page = browser.get(ADDRESS).content.decode()
    assert page.count(">New</strong>") == 1
    assert "One is new since somebody last looked through." in page
    assert Event.objects.filter(action="mail.looked_through").count() == 1
    for nonsense in ("", "-1", "x", "9" * 30):
        browser.post(reverse("desk:look_through_mail"), {"upto": nonsense})
    assert rail(browser) == "1"
    browser.post(reverse("desk:take_on_mail", args=[Message.objects.latest("pk").pk]))
    assert rail(browser) == ""


def test_what_is_still_being_recorded_is_new_when_it_is(browser, asked, read_in, worker, clock):
    read_in(one("a@x", subject="First", Precedence="bulk"), one("b@x", subject="Second", Precedence="bulk"))
    first, second = Message.objects.order_by("-pk")[:2][::-1]
    Message.objects.filter(pk=first.pk).update(state="stored", settled_at=None)
    look_through(upto=second.pk, by=worker, at=clock.now)
    Message.objects.filter(pk=first.pk).update(state="recorded", settled_at=clock.now)
    assert rail(browser) == "2"
    with pytest.raises(PermissionDenied):
        look_through(upto=second.pk, by=people.somebody("authority_monitor"), at=clock.now)


SIGNS = {
    "Precedence": "bulk", "X_Spam_Flag": "YES", "List_Unsubscribe": "<https://school.example.org/off>",
    "X_Auto_Response_Suppress": "All", "Auto_Submitted": "auto-replied", "List_Id": "<staff.school.example.org>",
    "X_MS_Exchange_Organization_SCL": "7", "X_Failed_Recipients": "x@y.example",
}  # fmt: skip


def test_what_a_message_was_told_by_is_said_in_words(browser, asked, read_in):
    read_in(*(one(f"{name}@x", **{name: value}) for name, value in SIGNS.items()))
    page = browser.get(ADDRESS).content.decode()
    for name in SIGNS:
        assert name.replace("_", "-") not in page, name
    assert page.count("How we know: ") == len(SIGNS)
    assert "it is marked as sent in bulk" in page


def test_every_sign_that_is_a_field_has_its_words():
    source = inspect.getsource(kinds)
    fields = set(re.findall(r'"((?:X-|List-|Auto-|Precedence)[A-Za-z-]*)"', source)) - {"List-Post", "X-Original-From",
                                                                                      "X-Original-Sender"}  # fmt: skip
    assert fields <= set(SIGNS_IN_WORDS)
