"""Call-backs: one list however they were asked for, one place for one person, one ring for one attempt."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from adviceline.audit.actors import PUBLIC
from adviceline.channels.telephony import actions as telephony
from adviceline.channels.telephony.exchange.settings import Adviser
from adviceline.contacts.actions import record_contact
from adviceline.contacts.models import Contact, Enquiry
from adviceline.contacts.values import ContactDetails, EnquirerValues
from adviceline.followups import rules
from adviceline.followups.actions import (
    UnableToAttemptCallBack,
    attempt_call_back,
    dial,
    request_call_back,
    settle_unsaid,
)
from adviceline.followups.models import CallBack, Dialling
from adviceline.jobs.models import OutgoingMessage
from adviceline.jobs.tasks import deliver
from tests.support.clock import london
from tests.support.people import browser_of, somebody

pytestmark = pytest.mark.django_db
NOW = london(2022, 2, 3, 10)
SLOT = london(2022, 2, 4, 9, 30)


def enquiry(**details: str) -> Enquiry:
    recorded = record_contact(
        channel="web_form", direction="in", outcome="received", idempotency_key=str(uuid.uuid4()), began_at=NOW,
        enquirer=EnquirerValues(role="dsl", details=ContactDetails(**details)), by=PUBLIC, at=NOW,
    )  # fmt: skip
    assert recorded.enquiry is not None
    return recorded.enquiry


def asked(**values) -> CallBack:
    values = {"request_key": str(uuid.uuid4()), "by": PUBLIC, "at": NOW, "enquiry": enquiry()} | values
    return request_call_back(**values)


def test_two_advisers_do_not_ring_the_same_person():
    one, other = somebody("adviser"), somebody("adviser")
    call = asked()
    begun, is_new = dial(call_back=call, attempt=1, way="own", by=one, at=NOW)
    assert is_new
    assert dial(call_back=call, attempt=1, way="own", by=one, at=NOW) == (begun, False)
    with pytest.raises(UnableToAttemptCallBack, match="rang them at 10am"):
        dial(call_back=call, attempt=1, way="own", by=other, at=NOW)


def test_attempts_are_spaced_and_begin_when_ring_was_pressed():
    adviser, call = somebody("adviser"), asked(slot_start_at=SLOT)
    pressed = SLOT + timedelta(minutes=29)
    dial(call_back=call, attempt=1, way="own", by=adviser, at=pressed)
    made = attempt_call_back(
        call_back=call, outcome="no_answer", by=adviser, at=SLOT + timedelta(minutes=33),
        began_at=SLOT + timedelta(minutes=33), attempt=1,
    )  # fmt: skip
    assert (made.contact.began_at, made.contact.within_promised_slot) == (pressed, True)
    with pytest.raises(UnableToAttemptCallBack, match="Ring again from 10:44am"):
        dial(call_back=call, attempt=2, way="own", by=adviser, at=SLOT + timedelta(minutes=50))
    dial(call_back=call, attempt=2, way="own", by=adviser, at=pressed + rules.BETWEEN_ATTEMPTS)


def test_an_attempt_of_which_nobody_said_anything_is_counted():
    adviser, call = somebody("adviser"), asked()
    dial(call_back=call, attempt=1, way="own", by=adviser, at=NOW)
    assert settle_unsaid(by=PUBLIC, at=NOW + rules.UNSAID_AFTER) == 0
    assert settle_unsaid(by=PUBLIC, at=NOW + rules.UNSAID_AFTER + timedelta(minutes=1)) == 1
    contact = Contact.objects.get(channel="callback")
    assert (contact.outcome, contact.adviser, contact.began_at) == ("no_answer", adviser, NOW)
    assert settle_unsaid(by=PUBLIC, at=NOW + timedelta(days=1)) == 0


@pytest.mark.parametrize("address, letters", [("dsl@school.example.org", 1), ("", 0)])
def test_after_the_third_attempt_whoever_gave_an_address_is_written_to(address, letters, mailoutbox):
    adviser, call = somebody("adviser"), asked(enquiry=enquiry(email=address))
    for attempt in (1, 2, 3):
        began = NOW + attempt * timedelta(hours=1)
        attempt_call_back(call_back=call, outcome="no_answer", by=adviser, at=began, began_at=began, attempt=attempt)
    call.refresh_from_db()
    assert call.state == CallBack.State.EXHAUSTED
    for message in OutgoingMessage.objects.filter(composer="followups.call_back_not_reached"):
        deliver(message=str(message.pk), at=NOW + timedelta(hours=4))
    left = [each for each in mailoutbox if "tried to call" in each.subject]
    assert len(left) == letters
    if left:
        assert call.enquiry.reference in left[0].body


def test_ring_is_one_press_through_the_exchange(monkeypatch):
    placed = []
    monkeypatch.setattr("adviceline.desk.views.call_backs.telephone_of", lambda _: Adviser("1001", "Telephone one"))
    monkeypatch.setattr("adviceline.desk.views.call_backs.place_call", lambda **said: placed.append(said["number"]))
    client = browser_of(somebody("adviser"))
    call = asked(enquiry=enquiry(phone="+447700900123"))
    for _ in range(2):
        client.post(reverse("desk:ring_call_back", args=[call.pk]), {"attempt": 1})
    assert placed == ["+447700900123"]
    assert Dialling.objects.get().way == "exchange"


def test_where_the_exchange_dials_nothing_no_attempt_is_counted(monkeypatch):
    def refuses(**_):
        raise telephony.UnableToDial("The exchange cannot be reached.")

    monkeypatch.setattr("adviceline.desk.views.call_backs.telephone_of", lambda _: Adviser("1001", "Telephone one"))
    monkeypatch.setattr("adviceline.desk.views.call_backs.place_call", refuses)
    client = browser_of(somebody("adviser"))
    call = asked(enquiry=enquiry(phone="+447700900123"))
    page = client.post(reverse("desk:ring_call_back", args=[call.pk]), {"attempt": 1}, follow=True)
    assert "Nothing was dialled" in page.content.decode()
    assert not Dialling.objects.exists()


def test_without_an_exchange_the_number_is_a_link_and_the_attempt_is_written_down():
    client = browser_of(somebody("adviser"))
    call = asked(enquiry=enquiry(phone="+447700900123"), asked="voicemail")
    assert "In a message" in client.get(reverse("desk:call_backs")).content.decode()
    page = client.post(reverse("desk:ring_call_back", args=[call.pk]), {"attempt": 1, "own": "on"}, follow=True)
    assert 'href="tel:+447700900123"' in page.content.decode()
    assert Dialling.objects.get().way == "own"
    client.post(reverse("desk:call_back_not_placed", args=[call.pk]))
    assert not Dialling.objects.exists()


@pytest.mark.parametrize("feigned", ["+449098790123", "999", "+12125550123"])
def test_a_number_that_costs_or_is_nobodys_cannot_be_rung_with_one_press(feigned):
    """Whoever feigns it and asks to be called back would be paid, or have the police rung."""
    call = asked(enquiry=enquiry(phone=feigned))
    page = browser_of(somebody("adviser")).get(reverse("desk:call_back", args=[call.pk])).content.decode()
    assert "not called back from here" in page
    assert "tel:" not in page
    assert reverse("desk:ring_call_back", args=[call.pk]) not in page
    other = asked(enquiry=enquiry(phone="+447700900123"))
    page = browser_of(somebody("adviser")).get(reverse("desk:call_back", args=[other.pk])).content.decode()
    assert "tel:+447700900123" in page
