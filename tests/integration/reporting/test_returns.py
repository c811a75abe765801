"""Which month one lands on, and what the Authority may see: months that are over, protected, and nothing else."""

import uuid
from datetime import UTC, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from adviceline.facts import actions
from adviceline.facts.values import ContactFactValues, EnquiryFactValues
from adviceline.reporting.queries import months_with_contacts
from tests.support.people import browser_of, somebody

pytestmark = pytest.mark.django_db
NOW = datetime(2023, 5, 10, 9, 0, tzinfo=UTC)


def called(*times):
    actions.bulk_write_contact_facts(
        ContactFactValues(
            fact_id=uuid.uuid4(), enquiry_fact=None, channel="call", direction="in", outcome="answered", began_at=at
        )
        for at in times
    )


def month(year, number, day=8):
    return datetime(year, number, day, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def now(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def pilot():
    """A pilot of 2022, three kinds of enquiry in March, and two calls of today."""
    called(month(2022, 1), month(2022, 3), NOW, NOW)
    actions.bulk_write_enquiry_facts(
        EnquiryFactValues(
            fact_id=uuid.uuid4(), opened_at=month(2022, 3), closed_at=month(2022, 3), kind=kind, role="dsl"
        )
        for kind in ["E1"] * 40 + ["E4"] * 20 + ["E6"] * 3
    )


@pytest.fixture
def manager(db):
    return browser_of(somebody("service_manager"))


@pytest.fixture
def monitor(db):
    return browser_of(somebody("authority_monitor"))


def test_only_months_with_contacts_are_offered(pilot):
    assert months_with_contacts() == [202305, 202203, 202201]


def test_the_manager_lands_on_the_latest_month_that_is_over(pilot, manager):
    page = manager.get(reverse("reporting:choose"), follow=True)

    assert page.redirect_chain[-1][0] == reverse("reporting:monthly", args=["2022-03"])
    for other in ("2022-01", "2023-05"):
        assert f'href="{reverse("reporting:monthly", args=[other])}"' in page.content.decode()
    assert "February 2022" not in page.content.decode()


def test_before_a_month_is_over_the_manager_sees_it_as_it_grows(manager):
    called(NOW)
    assert manager.get(reverse("reporting:choose"))["Location"] == reverse("reporting:monthly", args=["2023-05"])


def test_every_month_of_a_long_service_can_be_chosen(manager):
    called(*(month(2020 + number // 12, 1 + number % 12) for number in range(30)))
    words = manager.get(reverse("reporting:choose"), follow=True).content.decode()
    assert '<option value="2020-01">January 2020</option>' in words
