"""Calls by a hosted provider: its webhooks, signed, in every order, become one true contact of each call."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from xml.etree import ElementTree as Tree

import pytest
from django.test import Client

from adviceline.accounts.models import Person
from adviceline.channels.chat import doorbell
from adviceline.channels.telephony.actions import compare
from adviceline.channels.telephony.advisers import adviser_of
from adviceline.channels.telephony.hosted.signature import signature
from adviceline.channels.telephony.hosted.steps import MOST_PINS
from adviceline.channels.telephony.models import CallDifference, LiveCall
from adviceline.contacts.models import Contact
from adviceline.contacts.rows import details_of
from adviceline.desk.wallboard import wallboard
from adviceline.facts.models import ContactFact
from adviceline.followups.models import CallBack
from tests.support import rota_sample
from tests.support.clock import london
from tests.support.people import somebody

pytestmark = pytest.mark.django_db
TOKEN = "a-token-of-the-provider-for-tests"
SITE = "https://advice.example.org"
SID = "CA00000000000000000000000000000001"
CALLER = "+447700900123"
OF_ONE_ADDRESS = {"voice", "wait", "status", "recording"}
turns = itertools.count()


@pytest.fixture(autouse=True)
def provider(settings, clock, monkeypatch):
    monkeypatch.setattr("adviceline.channels.telephony.hosted.views.timezone.now", lambda: clock.now)
    settings.PHONE_WEBHOOKS = {"twilio": TOKEN}
    settings.SITE = SITE
    settings.PHONE_ADVISERS = {"+447700900001": ("adviser@northmoor.example.org", "12345678")}


def send(name: str, *, query: str = "", given: str | None = None, status: int = 200, sid: str = SID, **fields: str):
    """As the provider posts it; the document that it is answered with. Where an answer of ours names the address, `query` is its
    own: here a number that grows."""
    fields = {"CallSid": sid, "From": CALLER, "To": "+448081570421", **fields}
    if name not in OF_ONE_ADDRESS:
        query = query or f"?turn={next(turns)}"
    address = f"/phone/twilio/{name}{query}"
    proof = signature(token=TOKEN, address=SITE + address, fields={each: [value] for each, value in fields.items()})
    answer = Client().post(address, fields, headers={"X-Twilio-Signature": proof if given is None else given})
    assert answer.status_code == status, answer.content
    return Tree.fromstring(answer.content) if status == 200 else answer


def verbs(document) -> list[str]:
    return [each.tag for each in document]


def test_wallboards_are_told_at_each_step(monkeypatch):
    rings = []
    monkeypatch.setattr(doorbell, "_here", rings.append)
    send("voice")
    send("wait", QueueTime="0", QueuePosition="1")
    send("voice", given="forged", status=403)
    assert [ring.line for ring in rings] == [True, True]
    assert wallboard(at=london(2022, 2, 3, 10)).waiting == 1


def test_an_answered_call(clock):
    adviser = rota_sample.adviser(email="adviser@northmoor.example.org").person
    greeting = send("voice")
    assert verbs(greeting) == ["Say", "Enqueue"]
    assert "999" in greeting[0].text
    clock.forward(seconds=5)
    assert verbs(send("wait", QueueTime="0", QueuePosition="1")) == ["Gather"]
    assert verbs(send("adviser", sid="CA00000000000000000000000000000009", From="+447700900001")) == ["Gather"]
    joined = send("adviser", sid="CA00000000000000000000000000000009", From="+447700900001", Digits="12345678")
    taken = joined.find("Dial/Queue").get("url").removeprefix(f"{SITE}/phone/twilio/before")
    clock.forward(seconds=20)
    send("before", query=taken, QueueTime="20", From="")  # this webhook does not always say who rings
    contact = Contact.objects.get()
    assert (contact.outcome, contact.adviser, contact.ended_at) == ("answered", adviser, None)
    clock.forward(seconds=65)
    send("left", QueueResult="bridged")
    send("status", CallStatus="completed", CallDuration="90")
    contact.refresh_from_db()
    assert (contact.wait_seconds, contact.talk_seconds) == (20, 65)
    assert details_of(contact.enquiry.enquirer).phone == CALLER
    assert (contact.ended_at - contact.began_at).total_seconds() == 90
    assert ContactFact.objects.filter(fact_id=contact.fact_id, outcome="answered").count() == 1
    compare(at=clock.now + timedelta(minutes=5))
    assert not CallDifference.objects.exists()


def test_the_wallboard_shows_a_hosted_line(clock):
    """Who is ready is not known: advisers ring in at the provider."""
    send("voice")
    send("wait", QueueTime="0", QueuePosition="1")
    clock.forward(seconds=30)
    (line, _chat) = wallboard(at=clock.now).channels
    assert (line.name, line.waiting, line.longest_wait_seconds, line.ready, line.is_heard) == (
        "Telephone",
        1,
        30,
        None,
        True,
    )


def test_press_1_keeps_the_place(clock):
    began = clock.now
    send("voice")
    clock.forward(seconds=40)
    send("wait", QueueTime="40")
    assert verbs(send("key", Digits="1")) == ["Leave"]
    asked = send("left", QueueResult="leave", QueueTime="40")
    assert asked.find("Gather").get("action").startswith(f"{SITE}/phone/twilio/confirm?turn=")
    clock.forward(seconds=10)
    send("status", CallStatus="completed", CallDuration="50")  # they hung up at once
    call = CallBack.objects.get()
    assert (call.requested_at, call.asked) == (began, "phone_menu")
    assert details_of(call.enquiry.enquirer).phone == CALLER


def test_a_withheld_number_is_keyed_in_and_known_afterwards(clock):
    send("voice", From="anonymous")
    clock.forward(seconds=40)
    send("wait", From="anonymous", QueueTime="40")
    send("key", From="anonymous", Digits="1")
    assert send("left", From="anonymous", QueueResult="leave").find("Gather").get("finishOnKey") == "#"
    assert "Record" in verbs(send("number", From="anonymous", Digits="0909879"))
    send("number", From="anonymous", Digits="01144960123")
    send("status", From="anonymous", CallStatus="completed", CallDuration="60")
    send("recording", From="anonymous", RecordingStatus="completed", RecordingDuration="9")
    assert details_of(CallBack.objects.get().enquiry.enquirer).phone == "+441144960123"
    assert CALLER not in repr(LiveCall.objects.values())
    assert Contact.objects.count() == 1


def test_closed_and_a_message(clock):
    clock.now = london(2022, 2, 3, 23)
    closed = send("voice")
    assert "999" in closed[0].text
    assert verbs(closed) == ["Say", "Gather"]
    assert "Record" in verbs(send("choice", Digits=""))
    clock.forward(seconds=30)
    send("status", CallStatus="completed", CallDuration="30")
    assert Contact.objects.get().outcome == "out_of_hours"
    clock.forward(seconds=5)
    send("recording", From="", RecordingStatus="completed", RecordingDuration="12")
    assert Contact.objects.get().outcome == "voicemail"
    call = CallBack.objects.get()
    assert (call.asked, details_of(call.enquiry.enquirer).phone) == ("voicemail", CALLER)


def test_in_every_order_and_however_often_it_is_one_true_contact(clock):
    """Each order is a call of its own, all of the same instant; the provider's own counts decide."""
    somebody("adviser", email="adviser@northmoor.example.org")
    steps = [
        ("voice", {}), ("wait", {"QueueTime": "20", "QueuePosition": "1"}), ("before", {"QueueTime": "20"}),
        ("status", {"CallStatus": "completed", "CallDuration": "90"}),
    ]  # fmt: skip
    orders = list(itertools.permutations(steps))[::4]  # each of the four comes first, and last
    for number, order in enumerate(orders):
        sid = f"CB{number:032d}"
        for again, (name, fields) in enumerate((*order, *order)):
            query = f"?turn={name}" if name not in OF_ONE_ADDRESS else ""
            send(name, sid=sid, query=query, status=403 if again >= len(order) else 200, **fields)
    calls = Contact.objects.filter(channel="call")
    assert calls.count() == len(orders)
    assert set(calls.values_list("outcome", flat=True)) == {"answered"}
    assert not LiveCall.objects.exclude(state=LiveCall.State.OVER).exists()
    assert ContactFact.objects.count() == len(orders)


def test_forged_and_kept_webhooks_are_refused_and_change_nothing(clock):
    send("voice", given="", status=403)
    send("voice", given="RSOYDt4T1cUTdK1PDd93/VVr8B8=", status=403)
    assert not LiveCall.objects.exists()
    send("voice")
    send("voice", status=403)
    send("status", CallStatus="completed", CallDuration="10")
    clock.forward(hours=2)
    send("voice", status=403)
    send("recording", RecordingStatus="completed", RecordingDuration="12", status=403)
    assert Contact.objects.get().outcome == "short_abandon"
    LiveCall.objects.all().delete()  # as after its time
    send("voice", status=403)
    send("nothing", status=404)
    send("voice", sid="../etc", status=400)


def test_what_was_answered_is_no_more_taken_while_the_call_goes_on(clock):
    """A copy of a key press, of the wait, of the end: refused, however its fields are put together, and nothing changes."""
    send("voice")
    send("wait", QueueTime="20")
    send("key", query="?turn=1", Digits="1")
    before = list(LiveCall.objects.values())
    clock.forward(seconds=30)
    send("wait", QueueTime="20", status=403)
    send("key", query="?turn=1", Digits="1", status=403)
    send("key", query="?turn=2", Digits="1", given="RSOYDt4T1cUTdK1PDd93/VVr8B8=", status=403)
    assert list(LiveCall.objects.values()) == before
    fields = {"CallSid": SID, "From": CALLER, "To": "+448081570421", "Digits": "1"}
    proof = signature(
        token=TOKEN, address=f"{SITE}/phone/twilio/key?turn=1", fields={k: [v] for k, v in fields.items()}
    )
    twice = Client().post(
        "/phone/twilio/key?turn=1", {**fields, "Digits": ["1", "1"]}, headers={"X-Twilio-Signature": proof}
    )
    parted = Client().post(
        "/phone/twilio/key?turn=1", {**fields, "Digit": "s1"} | {"Digits": []}, headers={"X-Twilio-Signature": proof}
    )
    assert (twice.status_code, parted.status_code) == (403, 403)
    send("wait", QueueTime="50")  # the provider's next question
    send("choice", query="?turn=3", Digits="9")
    send("choice", query="?turn=4", Digits="9")  # the same key again, where our last answer asked


@pytest.mark.parametrize("what", ["steps.actions.hear", "twiml.Tree.tostring"])
def test_what_was_not_answered_is_taken_when_the_provider_tries_again(clock, monkeypatch, what):
    """Before it is written down, or after, and before the answer: the second try loses nothing, and is answered."""
    send("voice")
    with monkeypatch.context() as broken:
        broken.setattr(f"adviceline.channels.telephony.hosted.{what}", _broken)
        with pytest.raises(OSError, match="away"):
            send("left", query="?turn=1", QueueResult="queue-full")
    clock.forward(seconds=5)
    assert verbs(send("left", query="?turn=1", QueueResult="queue-full")) == ["Say", "Gather"]
    send("left", query="?turn=1", QueueResult="queue-full", status=403)
    send("status", CallStatus="completed", CallDuration="10")
    assert Contact.objects.get().outcome == "refused"


def _broken(*_: object, **__: object) -> None:
    raise OSError("away")


def test_the_advisers_line_lets_nobody_else_to_the_callers(clock):
    somebody("adviser", email="adviser@northmoor.example.org")
    assert verbs(send("adviser")) == ["Hangup"]
    assert verbs(send("adviser", From="+447700900001", Digits="00000000")) == ["Hangup"]
    send(
        "before",
        query="?adviser=1",
        given=signature(token=TOKEN, address=f"{SITE}/phone/twilio/before", fields={}),
        status=403,
    )
    assert not Contact.objects.exists()


@pytest.mark.parametrize("until", [date(2022, 2, 2), None], ids=["a record that expired", "no record"])
def test_who_may_not_advise_takes_no_call_by_the_advisers_line(clock, until):
    rota_sample.adviser(email="adviser@northmoor.example.org", until=until)
    answer = send("adviser", From="+447700900001", Digits="12345678")
    assert verbs(answer) == ["Say", "Hangup"]
    assert "supervisor" in answer[0].text


def test_a_number_that_tries_pin_after_pin_is_let_in_no_more(clock, settings, monkeypatch):
    settings.RATE_LIMITS = True
    monkeypatch.setattr("adviceline.accounts.limits.time.time", lambda: clock.now.timestamp())
    rota_sample.adviser(email="adviser@northmoor.example.org")
    for pin in range(MOST_PINS):
        send("adviser", From="+447700900001", Digits=f"{pin:08d}")
    assert verbs(send("adviser", From="+447700900001", Digits="12345678")) == ["Hangup"]
    clock.forward(minutes=60)
    assert "Dial" in verbs(send("adviser", From="+447700900001", Digits="12345678"))


def test_a_call_is_still_theirs_who_has_left():
    gone = somebody("adviser", email="adviser@northmoor.example.org")
    Person.objects.filter(pk=gone.pk).update(is_active=False)
    assert adviser_of("adviser@northmoor.example.org") == adviser_of(f"person:{gone.pk}") == gone


def test_without_a_provider_nothing_is_taken(settings):
    settings.PHONE_WEBHOOKS = {}
    send("voice", status=404)
