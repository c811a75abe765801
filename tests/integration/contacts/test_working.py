"""Working an enquiry: two people never collide, a stale page loses nothing, nothing closes half done."""

from __future__ import annotations

import uuid

import pytest

from adviceline.audit.actors import PUBLIC
from adviceline.contacts import actions
from adviceline.contacts.errors import (
    ChangedMeanwhile,
    UnableToChangeEnquiry,
    UnableToClaimEnquiry,
    UnableToCloseEnquiry,
    UnableToMergeEnquiries,
    UnableToSplitEnquiry,
)
from adviceline.contacts.models import Contact, Enquiry, Note
from adviceline.contacts.rows import details_of
from adviceline.contacts.values import Triage
from adviceline.facts.models import ContactFact, EnquiryFact, EnquiryThemeFact, SignpostFact
from adviceline.privacy import crypto
from adviceline.privacy.screening import receive_text, screen_text

pytestmark = pytest.mark.django_db


def ready_to_close(enquiry, by, at, **triage):
    actions.claim(enquiry=enquiry, by=by, at=at)
    actions.triage(enquiry=enquiry, values=Triage(**({"kind": "E3", "urgency": "routine"} | triage)), by=by, at=at)
    actions.answer_confidence(enquiry=enquiry, stage="close", identifying=7, responding=8, by=by, at=at)


def test_the_second_of_two_claims_is_told_who_has_it(ask, person, clock):
    enquiry = ask()
    first, second = person("adviser"), person("adviser")

    actions.claim(enquiry=enquiry, by=first, at=clock.now)
    with pytest.raises(UnableToClaimEnquiry, match=first.name):
        actions.claim(enquiry=enquiry, by=second, at=clock.now)
    with pytest.raises(UnableToClaimEnquiry, match="supervisor"):
        actions.claim(enquiry=enquiry, by=second, at=clock.now, take_over=True)

    assert Enquiry.objects.get().owner == first


def test_a_supervisor_may_take_over(ask, person, clock):
    enquiry = ask()
    actions.claim(enquiry=enquiry, by=person("adviser"), at=clock.now)
    supervisor = person("supervisor")

    actions.claim(enquiry=enquiry, by=supervisor, at=clock.now, take_over=True)

    assert Enquiry.objects.get().owner == supervisor


def test_a_stale_page_changes_nothing(ask, adviser, clock):
    enquiry = ask()
    seen = enquiry.version
    actions.claim(enquiry=enquiry, by=adviser, at=clock.now)

    with pytest.raises(ChangedMeanwhile):
        actions.triage(enquiry=enquiry, values=Triage(kind="E1"), by=adviser, at=clock.now, version=seen)

    assert Enquiry.objects.get().kind == ""


def test_triage_refuses_a_code_that_does_not_exist(ask, adviser, clock):
    with pytest.raises(UnableToChangeEnquiry, match="E99"):
        actions.triage(enquiry=ask(), values=Triage(kind="E99"), by=adviser, at=clock.now)


def test_triage_is_counted_and_changes_when_it_is_due(ask, adviser, clock):
    enquiry = ask()
    changed = actions.triage(
        enquiry=enquiry, values=Triage(kind="E1", themes=("T4", "T1"), urgency="immediate"), by=adviser, at=clock.now
    )

    assert changed.due_at < enquiry.due_at
    assert EnquiryFact.objects.get().kind == "E1"
    assert set(EnquiryThemeFact.objects.values_list("theme", flat=True)) == {"T1", "T4"}


def test_a_note_sent_twice_is_kept_once(ask, adviser, clock):
    enquiry, form = ask(), uuid.uuid4()
    for _ in range(2):
        actions.add_note(
            enquiry=enquiry, text=screen_text("Agreed to write a plan."), by=adviser, at=clock.now, submission=form
        )

    assert enquiry.notes.filter(kind=Note.Kind.NOTE).count() == 1


def test_nothing_closes_before_it_is_whole(ask, adviser, clock):
    with pytest.raises(UnableToCloseEnquiry) as refused:
        actions.close(enquiry=ask(), outcomes=[], by=adviser, at=clock.now)

    assert len(refused.value.missing) == 3  # kind, outcome, confidence
    assert Enquiry.objects.get().state == "new"


@pytest.mark.parametrize(
    ("continuum", "outcomes", "closes"),
    [
        ("H0", ["social_care"], False),
        ("H0", ["social_care", "specialist_consultation"], True),
        ("H4", ["managed_internally"], False),
        ("H5", ["managed_internally", "advice_only", "resources"], False),
        ("H5", ["managed_internally", "police"], True),
        ("H2", ["managed_internally"], True),
        ("H2", ["safety_plan"], False),
    ],
)
def test_the_safety_rules_hold_at_closing(ask, adviser, clock, continuum, outcomes, closes):
    enquiry = ask()
    ready_to_close(enquiry, adviser, clock.now, kind="E1", continuum=continuum)

    if closes:
        assert actions.close(enquiry=enquiry, outcomes=outcomes, by=adviser, at=clock.now).state == "closed"
    else:
        with pytest.raises(UnableToCloseEnquiry):
            actions.close(enquiry=enquiry, outcomes=outcomes, by=adviser, at=clock.now)


def test_an_adviser_may_not_choose_a_supervisors_outcome(ask, adviser, clock):
    enquiry = ask()
    ready_to_close(enquiry, adviser, clock.now)
    with pytest.raises(UnableToChangeEnquiry, match="role"):
        actions.close(enquiry=enquiry, outcomes=["service_safeguarding_report"], by=adviser, at=clock.now)


def test_a_wrong_number_closes_without_the_rest(ask, adviser, clock):
    closed = actions.close(enquiry=ask(), outcomes=[], non_advice="wrong_number", by=adviser, at=clock.now)
    assert closed.state == "closed"


def test_reopening_within_a_fortnight_is_counted(ask, adviser, clock):
    enquiry = ask()
    ready_to_close(enquiry, adviser, clock.now)
    actions.close(enquiry=enquiry, outcomes=["advice_only"], by=adviser, at=clock.now)
    clock.forward(days=3)

    actions.reopen(enquiry=enquiry, by=adviser, at=clock.now)

    assert EnquiryFact.objects.get().reopened_within_14_days
    assert EnquiryFact.objects.get().closed_month == 202202


def test_merging_keeps_every_contact_and_counts_one_enquiry(ask, adviser, clock):
    source, target = ask("First way of asking."), ask("Second way of asking.")
    actions.give_signposts(enquiry=source, resources=["childline"], by=adviser, at=clock.now)

    actions.merge(source=source, target=target, by=adviser, at=clock.now)

    assert target.contacts.count() == 2
    assert Contact.objects.count() == ContactFact.objects.count() == 2
    assert EnquiryFact.objects.filter(counts=True).count() == 1
    assert {fact.enquiry_fact for fact in ContactFact.objects.all()} == {target.fact_id}
    assert SignpostFact.objects.get().enquiry_fact == target.fact_id
    with pytest.raises(UnableToMergeEnquiries):
        actions.merge(source=source, target=ask("A third matter."), by=adviser, at=clock.now)


def test_splitting_moves_the_chosen_contacts_with_their_notes(ask, adviser, clock):
    first, second = ask("One matter."), ask("Quite another matter.")
    merged = actions.merge(source=second, target=first, by=adviser, at=clock.now)
    moving = merged.contacts.order_by("pk").last()

    new = actions.split(enquiry=merged, contacts=[moving.pk], by=adviser, at=clock.now)

    assert new.notes.get().body == "Quite another matter."
    assert merged.contacts.count() == new.contacts.count() == 1
    with pytest.raises(UnableToSplitEnquiry):
        actions.split(enquiry=merged, contacts=[merged.contacts.get().pk], by=adviser, at=clock.now)


def test_erasing_destroys_the_key_and_keeps_the_figures(ask, adviser, clock):
    enquiry = ask()
    actions.erase_enquirer(enquiry=enquiry, reason="request", by=adviser, at=clock.now)

    enquiry = Enquiry.objects.select_related("enquirer").get()
    with pytest.raises(crypto.Erased):
        details_of(enquiry.enquirer)
    assert enquiry.enquirer.sealed_details is None
    assert ContactFact.objects.count() == EnquiryFact.objects.count() == 1
    assert not actions.erase_enquirer(enquiry=enquiry, reason="request", by=adviser, at=clock.now)


def test_a_backup_of_the_records_cannot_undo_an_erasure(ask, adviser, clock):
    enquiry = ask()
    key_id, sealed = enquiry.enquirer.key_id, bytes(enquiry.enquirer.sealed_details)
    actions.erase_enquirer(enquiry=enquiry, reason="request", by=adviser, at=clock.now)

    with pytest.raises(crypto.Erased):
        crypto.unseal(sealed, key_id=key_id, purpose="enquirer.details")


def test_after_merging_a_sealed_original_opens_with_the_key_of_the_enquiry_that_stays(ask, adviser, clock):
    arrived = actions.record_contact(
        channel="email",
        direction="in",
        outcome="received",
        idempotency_key="mail:merge",
        began_at=clock.now,
        by=PUBLIC,
        at=clock.now,
        text=receive_text("A pupil called Kshitij Fictional in Year 9 told staff."),
        text_kind=Note.Kind.MESSAGE_IN,
    )
    target = ask()
    actions.merge(source=arrived.enquiry, target=target, by=adviser, at=clock.now)

    note = target.notes.exclude(sealed_original=None).get()
    key_id = Enquiry.objects.select_related("enquirer").get(pk=target.pk).enquirer.key_id
    assert "Kshitij" in crypto.unseal(bytes(note.sealed_original), key_id=key_id, purpose="note.original")
