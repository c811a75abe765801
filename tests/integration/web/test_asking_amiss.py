"""Answers that are empty, of the wrong kind, hidden, too large or too many: said in words, nothing lost."""

from __future__ import annotations

import pytest
from django.test import Client

from adviceline.contacts.models import Enquiry
from tests.support.visitor import QUESTION

pytestmark = pytest.mark.django_db
NAMED = "Jayden Smith in Year 8 showed a picture to others. What now?"


def test_each_question_that_is_left_empty_says_what_to_do(visitor):
    for step, words in {
        "role": "Select your role", "setting": "Select the kind of place", "organisation": "Choose an organisation",
        "area": "Select your local authority", "question": "Enter what you would like advice about",
        "reply": "Select how we should reply",
    }.items():  # fmt: skip
        visitor.answers(step)
        assert visitor.page.status_code == 422
        assert words in visitor.text


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"reply": "email"}, "Enter your e-mail address"),
        ({"reply": "email", "email": "me@"}, "in the correct format"),
        ({"reply": "email", "email": f"{'a' * 300}@example.org"}, "254 characters or fewer"),
        ({"reply": "phone", "call_when": "soon"}, "Enter a phone number"),
        ({"reply": "phone", "call_when": "soon", "phone": "999"}, "Enter a UK phone number"),
        ({"reply": "phone", "call_when": "soon", "phone": "+33 1 70 18 99 00"}, "Enter a UK phone number"),
        ({"reply": "phone", "call_when": "soon", "phone": "0909 879 0001"}, "Enter a UK phone number"),
        ({"reply": "phone", "call_when": "whenever", "phone": "0114 496 0123"}, "Select a time from the list"),
        ({"reply": "phone", "call_when": "2022-02-01T09:30:00+00:00", "phone": "0114 496 0123"}, "just been taken"),
    ],
)
def test_a_reply_that_cannot_be_made_says_what_is_wrong(visitor, values, words):
    visitor.replies(**values)

    assert visitor.page.status_code == 422
    assert words in visitor.text


@pytest.mark.parametrize(
    ("step", "values"),
    [
        ("role", {"role": "king"}),
        ("reply", {"reply": "pigeon"}),
        ("role", {"role": "not_asked"}),
        ("setting", {"setting": "' OR 1=1"}),
        ("organisation", {"establishment": "99999999999999999999"}),
        ("organisation", {"establishment": "٣٤٥"}),
        ("organisation", {"establishment": "-1", "organisation": "x" * 5000}),
        ("area", {"area": "000"}),
        ("question", {"question": "x"}),
        ("question", {"question": "word " * 1000}),
    ],
)
def test_answers_of_the_wrong_kind_are_refused_in_words(visitor, step, values):
    visitor.answers(step, **values)

    assert visitor.page.status_code == 422
    assert "There is a problem" in visitor.text


@pytest.mark.parametrize("hidden", ["\u200b", "\u2060", "\ufeff", "\u00ad", "\u200e", "\U000e0041"])
def test_characters_nobody_sees_are_taken_out_and_the_rest_given_back(visitor, hidden):
    visitor.answers("question", question=f"How do we plan{hidden} for lessons?")

    assert visitor.page.status_code == 422
    assert "Hidden characters were taken out" in visitor.text
    assert "How do we plan for lessons?" in visitor.text


@pytest.mark.parametrize("character", ["\x00", "\u202e", "\u2066", "\x1b"])
def test_controls_and_turned_text_are_refused_with_the_words_given_back(visitor, character):
    visitor.answers("question", question=f"How do we plan{character} for lessons?")

    assert visitor.page.status_code == 422
    assert "Hidden characters were taken out" in visitor.text
    assert "How do we plan for lessons?" in visitor.text


def test_a_body_that_is_too_large_is_refused(visitor):
    visitor.answers("question", question="x" * 600_000)

    assert visitor.page.status_code == 413


def test_a_form_without_its_token_is_refused_and_its_words_given_back(db):
    strict = Client(enforce_csrf_checks=True)

    page = strict.post("/get-advice/question", {"question": QUESTION})

    assert page.status_code == 403
    assert "plan for a return to lessons" in page.content.decode()


def test_too_many_forms_wait_without_losing_a_word(visitor, settings):
    settings.RATE_LIMITS = True
    for _ in range(30):
        visitor.client.post("/call-back", {})

    visitor.answers_all()
    visitor.sends()

    assert visitor.page.status_code == 429
    assert QUESTION in visitor.text
    assert "0808 157 0421" in visitor.text
    assert not Enquiry.objects.exists()
