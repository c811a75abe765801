"""Every night: what is past its time goes, what is not stays, and nothing that goes takes a stranger with it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django_q.models import OrmQ

from adviceline.audit.actors import PUBLIC, SYSTEM
from adviceline.audit.models import Event
from adviceline.audit.queries import verify
from adviceline.contacts import actions, commands
from adviceline.contacts.models import Contact, Enquirer, Enquiry, Note
from adviceline.contacts.rows import details_of
from adviceline.contacts.values import ContactDetails, EnquirerValues
from adviceline.facts.models import ContactFact, EnquiryFact
from adviceline.followups.actions import request_call_back
from adviceline.jobs import actions as jobs
from adviceline.jobs import registry
from adviceline.jobs.models import Job, OutgoingMessage
from adviceline.privacy import crypto
from adviceline.privacy.models import EnquiryKey, GuardOverride
from adviceline.privacy.retention import apply_retention
from adviceline.privacy.screening import receive_text, screen_text

YEAR, SIX_YEARS = timedelta(days=366), timedelta(days=6 * 365 + 2)


@pytest.fixture
def apply(clock):
    def at_night() -> dict[str, int]:
        applied = apply_retention(by=SYSTEM, at=clock.now)
        connection.check_constraints()  # what the commit of a real night would check
        return {line.model: line.count for line in applied}

    return at_night


@pytest.fixture
def close(adviser, clock):
    """Close an enquiry by the shortest way there is."""

    def end(enquiry: Enquiry) -> Enquiry:
        return actions.close(enquiry=enquiry, outcomes=[], non_advice="wrong_number", by=adviser, at=clock.now)

    return end


@pytest.fixture
def split_off(adviser, clock):
    """A second matter, found in a call on the first enquiry and put on an enquiry of its own."""

    def split(enquiry: Enquiry) -> Enquiry:
        call = actions.record_contact(
            channel="call", direction="in", outcome="answered", idempotency_key="second", began_at=clock.now,
            enquiry=enquiry, by=adviser, at=clock.now, adviser=adviser,
        ).contact  # fmt: skip
        return actions.split(enquiry=enquiry, contacts=[call.pk], by=adviser, at=clock.now)

    return split


def test_on_a_fresh_database_there_is_nothing_to_erase(db, apply):
    assert apply() == {}


def test_details_go_a_year_after_closing_and_the_record_stays(ask, close, apply, clock):
    closed, still_open = close(ask()), ask()
    clock.now += YEAR

    assert apply() == {"contacts.Enquirer": 1}

    closed.enquirer.refresh_from_db()
    with pytest.raises(crypto.Erased):
        details_of(closed.enquirer)
    assert EnquiryKey.objects.get(pk=closed.enquirer.key_id).wrapped is None
    assert details_of(still_open.enquirer).email
    assert Enquiry.objects.count() == 2


def test_an_enquirer_with_another_enquiry_in_work_is_kept(ask, close, split_off, apply, clock):
    enquiry = ask()
    second = split_off(enquiry)
    close(enquiry)
    clock.now += YEAR

    assert apply() == {}
    assert details_of(second.enquirer).email


def test_after_six_years_the_whole_record_goes_and_the_figures_stay(ask, close, adviser, apply, clock):
    enquiry = ask()
    request_call_back(enquiry=enquiry, request_key="soon", by=PUBLIC, at=clock.now)
    actions.record_contact(
        channel="email", direction="in", outcome="received", idempotency_key="mail", began_at=clock.now,
        enquiry=enquiry, by=PUBLIC, at=clock.now, text=receive_text("Call me on 07700 900123."), text_kind="message_in",
        answers=enquiry.contacts.get(),
    )  # fmt: skip
    close(enquiry)
    young = close(ask())
    figures = (EnquiryFact.objects.count(), ContactFact.objects.count())
    clock.now += SIX_YEARS
    Enquiry.objects.filter(pk=young.pk).update(closed_at=clock.now - YEAR)

    apply()

    assert list(Enquiry.objects.all()) == [young]
    assert not Note.objects.exclude(enquiry=young).exists()
    assert not Contact.objects.exclude(enquiry=young).exists()
    assert (EnquiryFact.objects.count(), ContactFact.objects.count()) == figures
    assert not Enquirer.objects.exclude(enquiries=young).exists()
    assert apply() == {}
    assert verify().holds


def test_an_old_contact_of_an_enquiry_that_is_open_again_stays(ask, close, adviser, apply, clock):
    enquiry = close(ask())
    clock.now += SIX_YEARS
    actions.message_arrived(enquiry=enquiry, began_at=clock.now, by=PUBLIC, at=clock.now)

    apply()

    assert enquiry.contacts.count() == 1
    assert enquiry.notes.count() == 1


def test_a_call_that_belongs_to_no_enquiry_goes_by_its_own_time(apply, clock, db):
    actions.record_contact(
        channel="call", direction="in", outcome="abandoned", idempotency_key="lost", began_at=clock.now,
        by=PUBLIC, at=clock.now, opens_enquiry=False,
    )  # fmt: skip
    assert apply() == {}
    clock.now += SIX_YEARS

    assert apply()["contacts.Contact"] == 1
    assert ContactFact.objects.count() == 1


def test_enquiries_that_point_at_each_other_go_together(ask, close, split_off, adviser, apply, clock):
    """Split, then merged the other way round: each is needed by the other."""
    first = ask()
    second = split_off(first)
    actions.merge(source=first, target=second, by=adviser, at=clock.now)
    close(second)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.merged_into, second.split_from) == (second, first)
    clock.now += SIX_YEARS

    apply()

    assert not Enquiry.objects.exists()


def test_an_enquiry_that_a_younger_one_was_merged_into_waits_for_it(ask, close, adviser, apply, clock):
    old = close(ask())
    clock.now += SIX_YEARS - timedelta(days=30)
    actions.merge(source=ask(), target=old, by=adviser, at=clock.now)
    clock.now += timedelta(days=31)

    apply()
    assert Enquiry.objects.count() == 2

    clock.now += SIX_YEARS
    apply()
    assert not Enquiry.objects.exists()


def test_more_than_one_batch_goes(ask, close, apply, clock, monkeypatch):
    monkeypatch.setattr("adviceline.privacy.retention.BATCH", 2)
    monkeypatch.setattr("adviceline.contacts.tasks.BATCH", 2)
    for _ in range(5):
        close(ask())
    clock.now += SIX_YEARS

    assert apply()["contacts.Enquiry"] == 5
    assert not Enquirer.objects.exists()


def test_jobs_messages_sessions_and_guard_reviews_go_in_their_time(db, apply, clock, monkeypatch):
    monkeypatch.setitem(registry.COMPOSERS, "test.note", lambda **_: None)
    with transaction.atomic():
        jobs.send("test.note", args={}, key="note", at=clock.now)
    Job.objects.update(state="done", finished_at=clock.now)
    OrmQ.objects.update(lock=clock.now)
    Session.objects.create(session_key="k", session_data="", expire_date=clock.now)
    GuardOverride.objects.create(subject="enquiry:HSB-1", field="note", reason="a place", by="person:1", at=clock.now)

    clock.now += timedelta(days=364)
    assert set(apply()) == {"sessions.Session", "django_q.OrmQ"}
    clock.now += timedelta(days=2)
    assert set(apply()) == {"jobs.Job", "jobs.OutgoingMessage"}
    clock.now += timedelta(days=366)
    assert set(apply()) == {"privacy.GuardOverride"}
    assert not OutgoingMessage.objects.exists()


def test_each_night_is_on_the_audit_trail(ask, close, apply, clock):
    close(ask())
    clock.now += SIX_YEARS

    apply()

    told = dict(Event.objects.filter(action="retention.applied").values_list("subject", "data"))
    assert told["model:contacts.Enquiry"] == {"deleted": 1}
    assert Event.objects.filter(action="enquirer.erased", data__reason="retention").count() == 1


def test_the_command_says_what_went(ask, close, clock):
    assert CliRunner().invoke(commands.apply_retention).output == "Nothing is past its time.\n"


def test_erasing_by_command_tells_what_it_did(ask, monkeypatch):
    enquiry = ask()

    first = CliRunner().invoke(commands.erase, [enquiry.reference.lower(), "--reason", "request"])
    again = CliRunner().invoke(commands.erase, [enquiry.reference])
    wrong = CliRunner().invoke(commands.erase, ["HSB-NOT-REAL"])

    assert (first.exit_code, again.exit_code, wrong.exit_code) == (0, 0, 2)
    assert "destroyed" in first.output
    assert "erased before" in again.output
    enquiry.enquirer.refresh_from_db()
    with pytest.raises(crypto.Erased):
        details_of(enquiry.enquirer)


def test_an_erasure_cut_off_after_the_key_is_completed_when_run_again(ask, clock):
    enquiry = ask()
    crypto.destroy_key(enquiry.enquirer.key_id, at=clock.now)  # and then the process was killed

    assert actions.erase_enquirer(enquiry=enquiry, reason="request", by=SYSTEM, at=clock.now)

    enquiry.enquirer.refresh_from_db()
    assert enquiry.enquirer.sealed_details is None
    assert enquiry.enquirer.erased_at == clock.now


def test_details_given_again_after_an_erasure_are_a_new_enquirers(ask, clock):
    enquiry = ask()
    actions.erase_enquirer(enquiry=enquiry, reason="request", by=SYSTEM, at=clock.now)
    enquiry.refresh_from_db()

    with pytest.raises(Exception, match="erased"):
        actions.update_enquirer(
            enquiry=enquiry, values=EnquirerValues(details=ContactDetails(email="new@school.example.org")),
            by=SYSTEM, at=clock.now,
        )  # fmt: skip
    assert screen_text("A note.").text == "A note."
