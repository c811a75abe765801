"""Records by the million: exactly as many as asked for, whole, and counted as the core itself would count them."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from click.testing import CliRunner
from django.db import IntegrityError, transaction

from adviceline.audit.models import Event
from adviceline.audit.queries import verify
from adviceline.contacts.counting import count_contact, count_enquiry
from adviceline.contacts.models import Contact, Enquirer, Enquiry
from adviceline.contacts.queries import QueueFilter, queue_page
from adviceline.contacts.references import parse_reference
from adviceline.demo import bulk
from adviceline.demo.commands import demo
from adviceline.facts.models import ContactFact, EnquiryFact, EnquiryThemeFact

pytestmark = pytest.mark.django_db

NOT_MADE_IN_BULK = {
    "confidence_start_offered", "confidence_close_offered", "identifying_start", "identifying_close", "responding_start",
    "responding_close",
}  # fmt: skip


def facts(model, leave_out: set[str] = frozenset()) -> dict:
    names = [field.attname for field in model._meta.concrete_fields if field.attname not in leave_out | {"id"}]
    return {str(row): row for row in model.objects.order_by(*names[:1]).values_list(*names)}


@pytest.mark.parametrize("contacts", [1, 5, 6, 7, 137, 1500])
def test_there_are_exactly_as_many_contacts_as_asked_for(contacts: int, present: datetime) -> None:
    made = bulk.simulate(contacts=contacts, until=present)
    assert made.contacts == Contact.objects.count() == ContactFact.objects.count() == contacts
    assert made.enquiries == Enquiry.objects.count() == EnquiryFact.objects.count() == Enquirer.objects.count()
    assert made.open_enquiries == Enquiry.objects.filter(closed_at__isnull=True).count() >= 1


@pytest.mark.parametrize("enquiries", [1, 260])
def test_or_as_many_enquiries(enquiries: int, present: datetime) -> None:
    assert bulk.simulate(enquiries=enquiries, until=present).enquiries == Enquiry.objects.count() == enquiries


def test_facts_are_those_that_the_core_would_write(present: datetime) -> None:
    bulk.simulate(contacts=700, until=present)
    before = facts(ContactFact), facts(EnquiryFact, NOT_MADE_IN_BULK), facts(EnquiryThemeFact)
    for contact in Contact.objects.select_related("enquiry__enquirer"):
        count_contact(contact)
    for enquiry in Enquiry.objects.select_related("enquirer"):
        count_enquiry(enquiry)
    assert (facts(ContactFact), facts(EnquiryFact, NOT_MADE_IN_BULK), facts(EnquiryThemeFact)) == before


def test_records_are_whole_marked_fictional_and_within_the_span(
    present: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "BATCH", 100)
    made = bulk.simulate(enquiries=450, until=present, days=60)
    assert not Enquiry.objects.filter(is_fictional=False).exists()
    assert not Enquirer.objects.exclude(sealed_details=None).exists()
    for enquiry in Enquiry.objects.all():
        enquiry.validate_constraints()
        assert parse_reference(enquiry.reference, prefix="HSB") == enquiry.reference
        assert present - timedelta(days=62) < enquiry.opened_at <= present
    days = [opened_at.date() for opened_at in Enquiry.objects.order_by("id").values_list("opened_at", flat=True)]
    assert days == sorted(days)
    assert Event.objects.filter(action="demo.simulated").count() == 5
    assert sum(event.data["enquiries"] for event in Event.objects.filter(action="demo.simulated")) == made.enquiries
    assert verify().holds


def test_the_newest_stay_open_and_the_queue_shows_them(present: datetime) -> None:
    bulk.simulate(enquiries=2000, until=present)
    assert 90 <= Enquiry.objects.filter(closed_at__isnull=True).count() <= 300
    newest = Enquiry.objects.order_by("-opened_at")[:50]
    assert all(enquiry.is_open for enquiry in newest[:10])
    adviser = Enquiry.objects.filter(state="in_progress").first().owner
    assert len(queue_page(chosen=QueueFilter(), by=adviser, at=present).rows) == 25


def test_the_same_seed_twice_is_refused_and_another_adds(present: datetime) -> None:
    bulk.simulate(contacts=40, until=present)
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.simulate(contacts=40, until=present)
    assert Contact.objects.count() == 40
    bulk.simulate(contacts=40, seed=8, until=present)
    assert Contact.objects.count() == 80


def test_what_is_recorded_afterwards_gets_an_id_of_its_own(present: datetime) -> None:
    bulk.simulate(contacts=40, until=present)
    latest = Enquirer.objects.order_by("-id").first()
    assert Enquirer.objects.create(created_at=present).pk > latest.pk


def test_the_command_says_what_it_added_and_refuses_the_same_again() -> None:
    words = CliRunner().invoke(demo, ["simulate", "--contacts", "1,000", "--until", "2022-03-31", "--days", "90"])
    assert words.exit_code == 0, words.output
    assert "with 1,000 contacts. All of it is invented, and marked fictional." in words.output
    assert Contact.objects.order_by("-began_at").first().began_at.year == 2022
    with transaction.atomic():
        again = CliRunner().invoke(demo, ["simulate", "--contacts", "10"])
        transaction.set_rollback(True)
    assert again.exit_code == 1
    assert "Records of seed 7 are here already. Choose another: --seed 8." in again.output
