"""Asking for a call."""

from __future__ import annotations

import pytest

from adviceline.contacts.models import Contact, Enquiry
from adviceline.contacts.rows import details_of
from adviceline.followups.models import CallBack
from adviceline.followups.queries import request_token
from tests.support.clock import london
from tests.support.visitor import Visitor

pytestmark = pytest.mark.django_db
ASKED = {"role": "dsl", "phone": "07700 900 123", "call_when": "soon", "name": "Alex"}


def ask(visitor: Visitor, **changes: str) -> Visitor:
    visitor.opens("/call-back")
    visitor.page = visitor.client.post("/call-back", {"form": visitor.form_key, **ASKED, **changes}, follow=True)
    return visitor


def test_a_call_as_soon_as_possible(visitor, post_leaves):
    ask(visitor, email="dsl@school.example.org", ask_for="The office", safe_to_call="Do not leave a message")

    call = CallBack.objects.get()
    details = details_of(call.enquiry.enquirer)
    assert visitor.reference == call.enquiry.reference
    assert call.slot_start_at is None
    assert (details.phone, details.ask_for, details.safe_to_call) == (
        "+447700900123", "The office", "Do not leave a message",
    )  # fmt: skip
    assert "as soon as we can" in visitor.text
    assert "as soon as we can" in post_leaves()[0].body
    assert Contact.objects.get().channel == "web_form"


def test_a_call_at_a_time_is_promised_in_words(visitor, post_leaves):
    ask(visitor, call_when=london(2022, 2, 4, 9, 30).isoformat(), email="dsl@school.example.org")

    assert "Friday 4 February" in visitor.text
    assert "between 9:30am and 10am" in post_leaves()[0].body


def test_two_people_never_get_one_place(visitor):
    slot = london(2022, 2, 4, 9, 30).isoformat()
    late = Visitor()
    late.opens("/call-back")
    for _ in range(2):
        ask(Visitor(), call_when=slot)

    late.page = late.client.post(
        "/call-back", {"form": late.form_key, **ASKED, "call_when": slot, "question": "How do we plan a return?"}
    )

    assert late.page.status_code == 422
    assert "That time has just been taken" in late.text
    assert "How do we plan a return?" in late.text
    assert "07700 900 123" in late.text
    assert CallBack.objects.count() == 2


def test_the_last_moment_is_caught_by_the_booking_itself(visitor, monkeypatch):
    slot = london(2022, 2, 4, 9, 30)
    from adviceline.channels.web import queries

    free = queries.free_times(at=london(2022, 2, 3, 10))
    for _ in range(2):
        ask(Visitor(), call_when=slot.isoformat())
    monkeypatch.setattr("adviceline.channels.web.queries.free_times", lambda *, at: free)

    ask(visitor, call_when=slot.isoformat())

    assert visitor.page.status_code == 409
    assert "has just been taken" in visitor.text
    assert Enquiry.objects.count() == 2


def test_sending_twice_books_once(visitor):
    visitor.opens("/call-back")
    sent = {"form": visitor.form_key, **ASKED}

    first = visitor.client.post("/call-back", sent)
    second = visitor.client.post("/call-back", sent)

    assert first.status_code == second.status_code == 302
    assert CallBack.objects.count() == Contact.objects.count() == 1


@pytest.mark.parametrize("key", ["", "forged", "a:b:c"])
def test_an_old_or_forged_form_is_shown_again_with_every_word(visitor, key):
    visitor.page = visitor.client.post("/call-back", {"form": key, **ASKED})

    assert visitor.page.status_code == 422
    assert "Nothing you typed has been lost" in visitor.text
    assert "07700 900 123" in visitor.text
    visitor.page = visitor.client.post("/call-back", {"form": visitor.form_key, **ASKED})
    assert visitor.page.status_code == 302


def test_a_young_person_is_shown_kind_places(visitor):
    ask(visitor, role="young_person")

    assert visitor.path == "/under-18"
    assert not Enquiry.objects.exists()


def test_identifying_words_are_refused_with_what_was_seen(visitor):
    ask(visitor, question="It is about Jayden Smith in Year 8.", safe_to_call="Ring about Jayden Smith")

    assert visitor.page.status_code == 422
    assert "Change the words that could identify a child: Jayden Smith" in visitor.text
    assert "Remove anything that could identify a child: Jayden Smith" in visitor.text
    assert not Enquiry.objects.exists()


def test_too_many_keep_what_was_typed_and_name_the_telephone(visitor, settings):
    settings.RATE_LIMITS = True
    for _ in range(30):
        visitor.client.post("/call-back", {})

    ask(visitor)

    assert visitor.page.status_code == 429
    assert "07700 900 123" in visitor.text
    assert "0808 157 0421" in visitor.text


def test_out_of_hours_only_open_times_are_offered(visitor, clock):
    clock.now = london(2022, 2, 5, 11)

    visitor.opens("/call-back")

    assert "Monday 7 February, 8am to 8:30am" in visitor.text
    assert "Sunday" not in visitor.text


def test_what_was_changed_after_an_interrupted_send_is_kept_and_the_same_again_is_one(visitor):
    first = {**ASKED, "call_when": london(2022, 2, 4, 9, 30).isoformat(), "question": "How do we plan a return?"}
    visitor.opens("/call-back")
    sent = {"form": visitor.form_key, **first}
    for _ in range(3):
        assert visitor.client.post("/call-back", sent).status_code == 302
    assert Enquiry.objects.count() == 1
    for changed in ({"phone": "07700 900 456"}, {"question": "How do we plan a return for both children?"}):
        for _ in range(2):
            assert visitor.client.post("/call-back", sent | {"call_when": "soon"} | changed).status_code == 302
    assert Enquiry.objects.count() == 3
    phones = {details_of(each.enquirer).phone for each in Enquiry.objects.all()}
    assert phones == {"+447700900123", "+447700900456"}


def test_by_the_link_of_our_e_mail_the_call_belongs_to_the_enquiry_that_is_there(visitor):
    ask(visitor, email="dsl@school.example.org")
    enquiry = Enquiry.objects.get()
    address = f"/call-back/about/{request_token(enquiry)}"
    other = Visitor()
    other.opens(address)
    assert "07700" not in other.text
    assert enquiry.reference not in other.text
    slot = london(2022, 2, 4, 9, 30)
    said = {
        "form": other.form_key, "phone": "0114 496 0123 ext 4", "call_when": slot.isoformat(), "ask_for": "The office",
        "safe_to_call": "Not between lessons",
    }  # fmt: skip
    for _ in range(2):
        other.page = other.client.post(address, said, follow=True)
    assert other.reference == enquiry.reference
    call = enquiry.call_backs.get(asked="email")
    details = details_of(Enquiry.objects.get().enquirer)
    assert (call.slot_start_at, details.phone) == (slot, "+441144960123")
    assert (details.ask_for, details.safe_to_call) == ("The office, extension 4", "Not between lessons")
    assert other.client.get("/call-back/about/nothing-of-ours").status_code == 410
