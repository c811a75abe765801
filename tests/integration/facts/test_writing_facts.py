"""Facts are written once for each thing, again when it changes, and never with what does not belong in them."""

import uuid
from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, models, transaction

from adviceline.facts import actions
from adviceline.facts import models as facts
from adviceline.facts.values import (
    CallbackRequestFactValues,
    ContactFactValues,
    EnquiryFactValues,
    SignpostFactValues,
)

pytestmark = pytest.mark.django_db
AT = datetime(2022, 5, 31, 23, 15, tzinfo=UTC)


def a_call(**changes):
    return ContactFactValues(
        **{
            "fact_id": uuid.uuid4(),
            "enquiry_fact": None,
            "channel": "call",
            "direction": "in",
            "outcome": "answered",
            "began_at": AT,
            **changes,
        }
    )


def an_enquiry(**changes):
    return EnquiryFactValues(**{"fact_id": uuid.uuid4(), "opened_at": AT, **changes})


def test_a_contact_is_placed_by_london_s_clock_and_its_exact_time_is_not_kept():
    actions.write_contact_fact(a_call())
    row = facts.ContactFact.objects.get()
    assert (row.month, row.began_on, row.iso_weekday, row.half_hour) == (202206, date(2022, 6, 1), 3, 0)
    assert not any(isinstance(field, models.DateTimeField) for field in facts.ContactFact._meta.get_fields())


def test_written_twice_it_is_one_fact_as_said_last():
    call = a_call()
    actions.write_contact_fact(call)
    actions.write_contact_fact(a_call(fact_id=call.fact_id, outcome="voicemail"))
    row = facts.ContactFact.objects.get()
    assert (row.outcome, row.billable) == ("voicemail", False)


def test_charging_and_counting_are_derived_from_the_one_rule():
    row = actions.write_contact_fact(a_call())
    assert (row.counts, row.billable) == (True, True)
    row = actions.write_contact_fact(a_call(non_advice="test"))
    assert (row.counts, row.billable) == (False, False)
    row = actions.write_contact_fact(a_call(out_of_scope=True))
    assert (row.counts, row.billable) == (True, False)


@pytest.mark.parametrize(
    "wrong", [{"outcome": "vanished"}, {"channel": "pigeon"}, {"non_advice": "rude"}, {"direction": "up"}]
)
def test_what_cannot_be_counted_is_refused_with_the_reason(wrong):
    with pytest.raises(actions.UnableToWriteFact, match="‘"):
        actions.write_contact_fact(a_call(**wrong))
    assert not facts.ContactFact.objects.exists()


def test_the_database_refuses_what_the_writer_would_never_write():
    row = actions.write_contact_fact(a_call())
    wrong = [{"outcome": "vanished"}, {"half_hour": 48}, {"month": 20226}, {"talk_seconds": -1}, {"iso_weekday": 0}]
    for change in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            facts.ContactFact.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        facts.ContactFact.objects.filter(pk=row.pk).update(counts=False, billable=True)
    enquiry = actions.write_enquiry_fact(an_enquiry())
    for change in [{"identifying_start": 11}, {"closed_on": date(2021, 1, 1), "closed_month": 202101}]:
        with pytest.raises(IntegrityError), transaction.atomic():
            facts.EnquiryFact.objects.filter(pk=enquiry.pk).update(**change)


def test_an_enquiry_s_themes_are_those_named_last():
    enquiry = an_enquiry(themes=("T1", "T2", "T2"))
    actions.write_enquiry_fact(enquiry)
    assert themes() == {"T1", "T2"}
    actions.write_enquiry_fact(an_enquiry(fact_id=enquiry.fact_id, themes=("T3",)))
    assert themes() == {"T3"}


def test_a_merged_enquiry_no_longer_counts_and_neither_do_its_themes():
    enquiry = an_enquiry(themes=("T1",))
    actions.write_enquiry_fact(enquiry)
    actions.write_enquiry_fact(an_enquiry(fact_id=enquiry.fact_id, themes=("T1",), merged=True))
    assert not facts.EnquiryFact.objects.get().counts
    assert themes() == set()


def test_whoever_answered_was_offered_the_question():
    row = actions.write_enquiry_fact(an_enquiry(identifying_close=0))
    assert (row.confidence_start_offered, row.confidence_close_offered) == (False, True)


def test_a_signpost_taken_back_goes_and_one_corrected_stays_one():
    given = SignpostFactValues(fact_id=uuid.uuid4(), enquiry_fact=None, resource="a", signposted_at=AT)
    actions.write_signpost_fact(given)
    actions.write_signpost_fact(
        SignpostFactValues(fact_id=given.fact_id, enquiry_fact=None, resource="b", signposted_at=AT)
    )
    assert [(row.resource, row.month) for row in facts.SignpostFact.objects.all()] == [("b", 202206)]
    actions.remove_signpost_fact(given.fact_id)
    assert not facts.SignpostFact.objects.exists()


def test_a_request_to_be_called_back_is_placed_in_the_month_in_which_it_was_made():
    asked = CallbackRequestFactValues(fact_id=uuid.uuid4(), enquiry_fact=None, requested_at=AT)
    actions.write_callback_request_fact(asked)
    actions.write_callback_request_fact(asked)
    assert facts.CallbackRequestFact.objects.get().month == 202206
    actions.remove_callback_request_fact(asked.fact_id)
    assert not facts.CallbackRequestFact.objects.exists()


def test_the_fact_goes_when_the_caller_s_transaction_fails():
    def fails():
        with transaction.atomic():
            actions.write_contact_fact(a_call())
            actions.write_enquiry_fact(an_enquiry(themes=("T1",)))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()
    assert not facts.ContactFact.objects.exists()
    assert not facts.EnquiryFact.objects.exists()


def test_in_bulk_a_batch_may_name_a_fact_twice():
    call = a_call()
    again = a_call(fact_id=call.fact_id, outcome="refused")
    assert actions.bulk_write_contact_facts(iter([call, again, a_call()]), batch=10) == 3
    assert facts.ContactFact.objects.count() == 2
    assert facts.ContactFact.objects.get(pk=call.fact_id).outcome == "refused"


def test_no_column_of_a_fact_can_hold_a_sentence():
    """No free text, no names: text columns are short codes, and the finest place is a local authority."""
    for model in (
        facts.ContactFact,
        facts.EnquiryFact,
        facts.EnquiryThemeFact,
        facts.SignpostFact,
        facts.SignpostHelpFact,
        facts.CallbackRequestFact,
    ):
        for field in model._meta.concrete_fields:
            assert not isinstance(field, models.TextField | models.JSONField | models.EmailField), field
            assert not any(word in field.name for word in ("name", "phone", "email_", "postcode", "urn", "note")), field
            if isinstance(field, models.CharField):
                assert field.max_length <= (120 if field.name == "resource" else 40), field


def themes():
    return set(facts.EnquiryThemeFact.objects.values_list("theme", flat=True))
