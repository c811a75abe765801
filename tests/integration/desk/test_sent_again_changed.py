"""A form that was sent, lost sight of, changed and sent again: no words are dropped, and nothing is said that is not so."""

from __future__ import annotations

import uuid

import pytest
from django.utils import timezone

from adviceline.contacts import actions
from adviceline.contacts.models import Contact, Note
from adviceline.content.current import current_content
from adviceline.followups.actions import request_call_back
from adviceline.followups.models import CallBack
from adviceline.signposting.actions import UnableToGivePack, give_pack
from tests.support import samples
from tests.support.calls import call_form
from tests.support.people import browser_of, somebody

pytestmark = pytest.mark.django_db
FIRST, THEN = "Agreed to write a plan.", "Agreed to write a plan, and to review it in May."


@pytest.fixture
def adviser():
    return somebody("adviser", email="one@staff.example.org")


@pytest.fixture
def desk(adviser):
    return browser_of(adviser)


def notes_of(enquiry):
    return sorted(enquiry.notes.filter(kind=Note.Kind.NOTE).values_list("body", flat=True))


def test_both_notes_are_kept_each_once(desk, ask):
    enquiry, key = ask(), uuid.uuid4()
    address = f"/desk/enquiries/{enquiry.reference}/note"
    for words in (FIRST, THEN, THEN, FIRST):
        page = desk.post(address, {"note": words, "submission": key}, follow=True).content.decode()
        if words == THEN:
            assert "What you sent first is kept too" in page or "It is there once" in page
    assert notes_of(enquiry) == sorted([FIRST, THEN])


def test_a_note_for_another_enquiry_under_the_same_key_is_kept_there(desk, ask):
    one, other, key = ask(), ask(), uuid.uuid4()
    for enquiry in (one, other):
        desk.post(f"/desk/enquiries/{enquiry.reference}/note", {"note": FIRST, "submission": key})
    assert notes_of(one) == notes_of(other) == [FIRST]


def test_words_changed_on_a_call_are_kept_and_the_call_counts_once(desk):
    form = call_form(note=FIRST)
    desk.post("/desk/log-call", form)
    for _ in range(2):
        assert desk.post("/desk/log-call", form | {"note": THEN}).status_code == 302
    call = Contact.objects.get()
    assert notes_of(call.enquiry) == sorted([FIRST, THEN])


@pytest.mark.parametrize(
    "changed, label",
    [
        ({"talk_minutes": "25"}, "Minutes of talk"),
        ({"time": "15:10"}, "Time it began"),
        ({"direction": "out"}, "Who rang?"),
    ],
)
def test_what_else_was_changed_on_a_call_is_given_back(desk, changed, label):
    form = call_form(note=FIRST)
    desk.post("/desk/log-call", form)
    answer = desk.post("/desk/log-call", form | {"note": THEN} | changed)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "This call was recorded before" in page
    assert f"not saved: {label}." in page
    assert THEN in page
    call = Contact.objects.get()
    assert (call.talk_seconds, call.direction) == (750, "in")
    assert notes_of(call.enquiry) == sorted([FIRST, THEN])


def test_a_note_on_a_call_that_opened_no_enquiry_is_given_back(desk):
    form = call_form(outcome="abandoned", note="", talk_minutes="")
    assert desk.post("/desk/log-call", form).status_code == 302
    answer = desk.post("/desk/log-call", form | {"note": THEN})
    assert answer.status_code == 409
    assert THEN in answer.content.decode()


def test_another_outcome_of_an_attempt_is_not_said_to_be_recorded(desk, adviser, ask):
    call = request_call_back(enquiry=ask(), request_key="test", by=adviser, at=timezone.now())
    address = f"/desk/call-backs/{call.pk}"
    desk.post(address, {"outcome": "no_answer", "attempt": 1})
    assert desk.post(address, {"outcome": "no_answer", "attempt": 1}).status_code == 302
    answer = desk.post(address, {"outcome": "completed", "talk_minutes": "12", "attempt": 1})
    assert answer.status_code == 409
    assert "12" in answer.content.decode()


def test_other_minutes_of_an_attempt_are_given_back(desk, adviser, ask):
    call = request_call_back(enquiry=ask(), request_key="test", by=adviser, at=timezone.now())
    address = f"/desk/call-backs/{call.pk}"
    said = {"outcome": "completed", "talk_minutes": "12", "attempt": 1}
    for _ in range(2):
        assert desk.post(address, said).status_code == 302
    answer = desk.post(address, said | {"talk_minutes": "25"})
    assert answer.status_code == 409
    assert "25" in answer.content.decode()


def test_a_call_back_for_another_enquiry_under_the_same_key_is_promised_too(desk, ask):
    one, other, key = ask(), ask(), uuid.uuid4()
    for enquiry in (one, other, other):
        desk.post(
            f"/desk/enquiries/{enquiry.reference}/call-back",
            {"phone": "01632 960123", "slot": "", "submission": key},
        )
    assert sorted(CallBack.objects.values_list("enquiry", flat=True)) == sorted([one.pk, other.pk])


def record_session(desk, session, **changed):
    came = session.participants.values_list("pk", flat=True)
    said = {"enquirer_came": "on", "came": list(came), "minutes": "50", "agreed": FIRST}
    return desk.post(f"/desk/sessions/{session.pk}/record", said | changed)


@pytest.mark.parametrize(
    "changed, label",
    [
        ({"minutes": "45"}, "How many minutes did it take?"),
        ({"came": []}, "Who else came?"),
        ({"enquirer_came": ""}, "The enquirer"),
        ({"agreed": THEN}, "What was agreed?"),
        (
            {"review_date-day": "1", "review_date-month": "3", "review_date-year": "2099"},
            "When will it be looked at again?",
        ),
    ],
)
def test_what_was_changed_on_a_recorded_session_is_given_back(desk, changed, label):
    session = samples.session("begun")
    for _ in range(2):
        assert record_session(desk, session).status_code == 302
    answer = record_session(desk, session, **changed)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert f"not saved: {label}." in page
    assert session.agreed.get().words == FIRST
    assert Contact.objects.get(channel="session").talk_seconds == 3000


def test_an_offer_that_was_added_to_a_missed_session_is_not_said_to_be_made(desk):
    session = samples.session("begun")
    for again in ("", "", "yes"):
        page = desk.post(f"/desk/sessions/{session.pk}/missed", {"offer_again": again}, follow=True).content.decode()
        assert ("without the offer of another time" in page) is bool(again)


def test_a_session_that_is_offered_otherwise_is_not_said_to_be(desk, ask):
    enquiry, key = ask(), uuid.uuid4()
    for kind in ("individual_case", "individual_case", "multi_agency"):
        said = {"kind": kind, "step": "single", "who": "me", "how": "link", "submission": key}
        page = desk.post(f"/desk/enquiries/{enquiry.reference}/session", said, follow=True).content.decode()
        assert ("offered before, as it stands below" in page) is (kind == "multi_agency")
    assert enquiry.sessions.get().kind == "individual_case"


def test_another_choice_of_resources_is_not_said_to_be_given(adviser, ask):
    enquiry, key = ask(), uuid.uuid4()
    one, two = list(current_content().resources)[:2]
    given = {"enquiry": enquiry, "how": "link", "submission": key, "origin": "https://x.example.org", "by": adviser}
    pack = give_pack(resources=[one], at=timezone.now(), **given)
    assert give_pack(resources=[one], at=timezone.now(), **given) == pack
    with pytest.raises(UnableToGivePack, match="sent before"):
        give_pack(resources=[one, two], at=timezone.now(), **given)


def test_an_enquirer_whose_words_changed_is_heard_twice(ask):
    """The core keeps them whoever sends, so no channel of people can drop them."""
    from adviceline.audit.actors import PUBLIC
    from adviceline.privacy.screening import screen_text

    for words in (FIRST, THEN, THEN):
        made = actions.record_contact(
            channel="web_form", direction="in", outcome="received", idempotency_key="web:one", by=PUBLIC,
            began_at=timezone.now(), at=timezone.now(), text=screen_text(words),
        )  # fmt: skip
    assert made.enquiry is not None
    assert sorted(made.enquiry.notes.values_list("body", flat=True)) == sorted([FIRST, THEN])
