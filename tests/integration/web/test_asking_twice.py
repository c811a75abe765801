"""Forms that are sent twice, late or forged, and what is kept on the way."""

from __future__ import annotations

import json
import time

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from adviceline.channels.web import draft as drafts
from adviceline.channels.web.tasks import tidy
from adviceline.contacts.models import Contact, Enquiry
from adviceline.jobs.models import OutgoingMessage
from tests.support.visitor import QUESTION

pytestmark = pytest.mark.django_db
NAMED = "Jayden Smith in Year 8 showed a picture to others. What now?"


def test_sending_twice_is_one_enquiry_and_one_confirmation(visitor, post_leaves):
    visitor.answers_all()
    key = visitor.form_key
    first = visitor.sends()
    second = visitor.client.post("/get-advice/check", {"form": key}, follow=True)

    assert second.status_code == 200
    assert second.content.decode().count(visitor.reference) == first.content.decode().count(visitor.reference) > 0
    assert Contact.objects.count() == 1
    assert OutgoingMessage.objects.count() == 1


def test_two_tabs_of_one_form_are_one_enquiry(visitor):
    visitor.answers_all()
    key, cookies = visitor.form_key, {name: each.value for name, each in visitor.client.cookies.items()}
    session = Session.objects.get(pk=cookies["adviceline_session"])
    kept = session.session_data
    visitor.sends()
    other = Client()
    Session.objects.filter(pk=session.pk).update(session_data=kept)  # as if both had read it before either sent
    for name, value in cookies.items():
        other.cookies[name] = value

    answer = other.post("/get-advice/check", {"form": key}, follow=True)

    assert answer.status_code == 200
    assert Contact.objects.count() == 1


def test_answers_that_have_expired_begin_again_and_say_so(visitor, clock):
    visitor.answers_all()
    clock.forward(hours=13)

    visitor.sends()

    assert visitor.path == "/get-advice"
    assert "Your answers had been cleared" in visitor.text
    assert not Enquiry.objects.exists()


def test_a_forged_form_key_sends_nothing_and_keeps_the_answers(visitor):
    visitor.answers_all()

    page = visitor.client.post("/get-advice/check", {"form": "forged:1abc:def"})

    assert page.status_code == 422
    assert QUESTION in page.content.decode().replace("&#39;", "'")
    assert not Enquiry.objects.exists()
    visitor.sends()
    assert Enquiry.objects.count() == 1


@pytest.mark.parametrize("token", ["x", "MQ:1xVZdu:oD92O8NsbOgrOeocWvP49HxHlOh24OU", "HSB-7K3M-Q4XD", "..", "%00"])
def test_a_forged_confirmation_is_not_found(client, token):
    assert client.get(f"/get-advice/sent/{token}").status_code in {400, 404}


def test_a_confirmation_is_gone_after_a_day(visitor, monkeypatch):
    visitor.answers_all()
    visitor.sends()
    path, later = visitor.path, time.time() + 25 * 60 * 60
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)

    page = visitor.opens(path)

    assert page.status_code == 410
    assert "0808 157 0421" in visitor.text


def test_a_later_question_leads_to_the_first_open_one(visitor):
    visitor.opens("/get-advice/reply")
    assert visitor.path == "/get-advice"
    visitor.opens("/get-advice/check")
    assert visitor.path == "/get-advice"


def test_an_answer_whose_draft_is_gone_is_kept_and_the_rest_asked_for(visitor):
    visitor.answers("question", question=QUESTION)

    assert visitor.path == "/get-advice"
    assert "Your answers had been cleared" in visitor.text
    visitor.answers_all(question={"question": QUESTION})
    assert QUESTION in visitor.text


def test_details_whose_draft_is_gone_are_kept_too(visitor):
    visitor.answers("details", phone="0114 496 0123", call_when="soon", name="Alex")
    assert visitor.path == "/get-advice"

    visitor.opens("/get-advice/details")
    for step, values in {"role": "dsl", "setting": "police", "area": "383", "question": QUESTION}.items():
        visitor.answers(step, **{step: values})
        if step == "setting":
            visitor.answers("organisation", establishment="not_listed")

    assert visitor.path == "/get-advice/check"
    assert "+441144960123" in visitor.text


def test_answers_wait_sealed_and_only_the_browser_can_open_them(visitor):
    visitor.answers_all()
    (session,) = Session.objects.all()

    assert "school.example.org" not in json.dumps(session.get_decoded())
    visitor.client.cookies.pop(drafts.COOKIE)
    visitor.opens("/get-advice/check")
    assert visitor.path == "/get-advice"


def test_sending_and_clearing_forget_the_answers(visitor):
    visitor.answers_all()
    visitor.sends()
    visitor.opens("/get-advice/check")
    assert visitor.path == "/get-advice"

    visitor.answers("role", role="dsl")
    visitor.client.post("/get-advice/clear")
    visitor.opens("/get-advice/setting")
    assert visitor.path == "/get-advice"


def test_sessions_that_have_ended_are_deleted(visitor, clock):
    visitor.answers("role", role="dsl")
    assert Session.objects.count() == 1

    tidy(at=clock.forward(hours=13))

    assert not Session.objects.exists()


def test_pages_with_answers_are_kept_by_no_cache(visitor):
    visitor.answers_all()

    for path in ("/get-advice", "/get-advice/question", "/get-advice/check"):
        assert visitor.client.get(path)["Cache-Control"] == "no-store"
