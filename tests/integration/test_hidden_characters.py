"""Text with characters that nobody can see, pasted into any form: the form comes back with the words, and says why."""

from __future__ import annotations

import html
import uuid
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from adviceline.contacts import actions
from adviceline.contacts.models import Contact, Note
from adviceline.followups.actions import request_call_back
from tests.support.forms_on_pages import forms_of
from tests.support.people import browser_of, somebody
from tests.support.visitor import Visitor

pytestmark = pytest.mark.django_db

HIDDEN = {"turned": "\u202e", "isolate": "\u2067", "nothing": "\x00", "bell": "\x07"}
SAID = "Hidden characters were taken out"
CALL = {
    "direction": "in", "outcome": "answered", "date-day": "3", "date-month": "2", "date-year": "2022",
    "time": "14:05", "talk_minutes": "12",
}  # fmt: skip


@pytest.fixture(params=HIDDEN.values(), ids=list(HIDDEN))
def pasted(request: pytest.FixtureRequest) -> str:
    return f"How should we plan{request.param} a review?"


def comes_back(client: Client, address: str, values: dict[str, Any], field: str) -> None:
    """The page that answers holds the same form with the words in it, and says what was done."""
    clean = "".join(each for each in str(values[field]) if each not in HIDDEN.values())
    answer = client.post(address, values)
    page = html.unescape(answer.content.decode())
    assert answer.status_code == 422, page[:2000]
    assert SAID in page
    assert clean in page
    assert any(form.path == address and field in form.names for form in forms_of(answer.content.decode(), address))


@pytest.mark.parametrize(
    "values",
    [
        {"field": "question"},
        {"field": "safe_to_call"},
        {"field": "name"},
        {"field": "ask_for"},
    ],
    ids=lambda values: values["field"],
)
def test_asking_for_a_call(db, pasted, values):
    visitor = Visitor()
    visitor.opens("/call-back")
    sent = {"form": visitor.form_key, "role": "dsl", "phone": "07700 900 123", "call_when": "soon"}
    comes_back(visitor.client, "/call-back", sent | {values["field"]: pasted}, values["field"])
    assert not Contact.objects.exists()


def test_the_questions_of_the_enquiry_form(db, pasted):
    visitor = Visitor()
    visitor.answers_all()
    comes_back(visitor.client, "/get-advice/question", {"question": pasted}, "question")
    comes_back(visitor.client, "/get-advice/details", {"email": "dsl@school.example.org", "name": pasted}, "name")


def test_the_forms_of_the_desk(ask, pasted):
    adviser = somebody("adviser")
    desk, enquiry = browser_of(adviser), ask()
    actions.claim(enquiry=enquiry, by=adviser, at=timezone.now())
    call = request_call_back(enquiry=enquiry, request_key="test", by=adviser, at=timezone.now())
    on = f"/desk/enquiries/{enquiry.reference}"
    submission = str(uuid.uuid4())
    comes_back(desk, f"{on}/note", {"note": pasted, "submission": submission}, "note")
    comes_back(desk, "/desk/log-call", CALL | {"note": pasted, "submission": submission}, "note")
    comes_back(desk, f"{on}/log-call", CALL | {"note": pasted, "submission": submission}, "note")
    who = {"role": "dsl", "setting": "mainstream_school"}
    for field in ("name", "ask_for", "safe_to_call"):
        comes_back(desk, f"{on}/enquirer", who | {field: pasted}, field)
    comes_back(desk, f"{on}/merge", {"into": pasted[:30]}, "into")
    comes_back(
        desk, f"/desk/call-backs/{call.pk}", {"outcome": "completed", "attempt": 1, "talk_minutes": "1\x002"},
        "talk_minutes",
    )  # fmt: skip
    assert not Note.objects.filter(kind=Note.Kind.NOTE).exists()
    assert Contact.objects.count() == 1


def test_adding_somebody_to_the_service(db, pasted):
    desk = browser_of(somebody("service_manager"))
    values = {"name": pasted, "email": "new@staff.example.org", "roles": ["adviser"]}
    comes_back(desk, "/people/add", values, "name")


@pytest.mark.parametrize("address", ["/check-text", "/desk/guard"])
def test_the_help_as_one_types_says_it_in_words_and_goes_on_looking(db, address, pasted):
    client = browser_of(somebody("adviser")) if address.startswith("/desk") else Client()
    answer = client.post(address, {"text": f"{pasted} A pupil called Zebedee Fictional."})

    assert answer.status_code == 422
    assert "hidden characters" in answer.json()["problem"]
    assert "Zebedee" in answer.json()["findings"][0]["text"]


def test_what_is_only_sometimes_seen_is_no_way_round_the_guard(ask):
    """Joiners are part of some scripts, so a note may hold them; the guard reads on through them."""
    desk, enquiry = browser_of(somebody("adviser")), ask()
    named = {"note": "A pupil called Zebe\u200bdee Ficti\u200donal told staff.", "submission": str(uuid.uuid4())}

    answer = desk.post(f"/desk/enquiries/{enquiry.reference}/note", named)

    assert answer.status_code == 422
    assert "This could identify a child" in answer.content.decode()
