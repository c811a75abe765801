"""A form that was cut off on its way: what did not come is never read as emptied, nor the collision check passed by."""

from __future__ import annotations

import pytest
from django.utils import timezone

from adviceline.contacts import actions
from adviceline.contacts.models import Enquiry
from adviceline.contacts.queries import access_contact_details
from adviceline.contacts.values import Triage
from tests.support.people import browser_of, somebody
from tests.support.sent_forms import sent_by

pytestmark = pytest.mark.django_db
LOST = "Part of this page was lost on its way"


@pytest.fixture
def adviser():
    return somebody("adviser", email="one@staff.example.org")


@pytest.fixture
def desk(adviser):
    return browser_of(adviser)


@pytest.fixture
def coded(ask, adviser):
    """An enquiry that a colleague has coded."""
    enquiry = actions.claim(enquiry=ask(), by=adviser, at=timezone.now())
    values = Triage(kind="E1", urgency="routine", themes=("T1",))
    return actions.triage(enquiry=enquiry, values=values, by=adviser, at=timezone.now())


def at(enquiry, part):
    return f"/desk/enquiries/{enquiry.reference}/{part}"


@pytest.mark.parametrize("script", [False, True])
@pytest.mark.parametrize("left", [(), ("kind",), ("version",), ("version", "kind"), ("version", "kind", "urgency")])
def test_what_was_coded_is_not_emptied(desk, coded, left, script):
    whole = sent_by(desk.get(f"/desk/enquiries/{coded.reference}"), "/triage")
    cut = {name: whole[name] for name in left}

    answer = desk.post(at(coded, "triage"), cut, headers={"accept": "application/json"} if script else {})

    assert answer.status_code == 422
    assert LOST in (answer.json()["problem"] if script else answer.content.decode())
    held = Enquiry.objects.get(pk=coded.pk)
    assert (held.kind, held.urgency, held.themes, held.version) == ("E1", "routine", ["T1"], coded.version)


def test_what_a_person_emptied_is_emptied(desk, coded):
    whole = sent_by(desk.get(f"/desk/enquiries/{coded.reference}"), "/triage")
    assert desk.post(at(coded, "triage"), {**whole, "kind": "", "themes": []}).status_code == 302
    held = Enquiry.objects.get(pk=coded.pk)
    assert (held.kind, held.urgency, held.themes) == ("", "routine", [])


@pytest.mark.parametrize(
    "part, sent", [("close", {"non_advice": "wrong_number"}), ("close", {}), ("move", {"to": "wait"})]
)
def test_nothing_is_done_on_a_page_whose_version_did_not_come(desk, coded, part, sent):
    answer = desk.post(at(coded, part), sent)
    assert answer.status_code == 422
    assert LOST in answer.content.decode()
    held = Enquiry.objects.get(pk=coded.pk)
    assert (held.state, held.version) == ("in_progress", coded.version)


def test_how_to_reach_the_enquirer_is_not_emptied(desk, adviser, coded):
    whole = sent_by(desk.get(at(coded, "enquirer")), "/enquirer")
    answer = desk.post(at(coded, "enquirer"), {name: whole[name] for name in ("role", "setting")})
    assert answer.status_code == 422
    assert LOST in answer.content.decode()
    held = access_contact_details(enquiry=coded, by=adviser, at=timezone.now())
    assert held.email == "dsl@school.example.org"
    assert desk.post(at(coded, "enquirer"), whole).status_code == 302
