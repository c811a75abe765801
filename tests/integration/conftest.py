from __future__ import annotations

import itertools

import pytest

from adviceline.accounts.models import Partner, Person
from adviceline.audit.actors import PUBLIC
from adviceline.contacts import actions
from adviceline.contacts.models import Enquiry
from adviceline.contacts.values import ContactDetails, EnquirerValues
from adviceline.privacy.screening import screen_text

_numbers = itertools.count(1)


@pytest.fixture
def partner(db):
    return Partner.objects.create(code="lead", name="Lead body (fictional)", is_lead=True)


@pytest.fixture
def person(db, partner):
    def make(*roles: str) -> Person:
        number = next(_numbers)
        return Person.objects.create(
            email=f"person{number}@staff.example.org", name=f"Person {number}", roles=list(roles), partner=partner
        )

    return make


@pytest.fixture
def adviser(person):
    return person("adviser")


@pytest.fixture
def ask(db, clock):
    """A web enquiry of a fictional professional, opened now."""

    def make(text: str = "How should we plan for a return to lessons?", **details: str) -> Enquiry:
        recorded = actions.record_contact(
            channel="web_form", direction="in", outcome="received", idempotency_key=f"test:{next(_numbers)}",
            began_at=clock.now, by=PUBLIC, at=clock.now, text=screen_text(text),
            enquirer=EnquirerValues(
                role="dsl", setting="mainstream_school", la_code="202",
                details=ContactDetails(**({"email": "dsl@school.example.org"} | details)),
            ),
        )  # fmt: skip
        assert recorded.enquiry is not None
        return recorded.enquiry

    return make
