"""Facts of feedback: placed by month alone, in codes alone, and apart from who was asked."""

import uuid
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, models, transaction

from adviceline.facts import actions, queries
from adviceline.facts import models as facts
from adviceline.facts.values import (
    FeedbackAnswerFactValues,
    FeedbackAskFactValues,
    FeedbackCaseFactValues,
    PublishedImprovementFactValues,
)

pytestmark = pytest.mark.django_db
AT = datetime(2022, 5, 31, 23, 15, tzinfo=UTC)


def an_answer(**changes):
    given = {"wave": "close", "channel": "email", "version": "1", "released_at": AT}
    return FeedbackAnswerFactValues(**{"fact_id": uuid.uuid4(), "pair": uuid.uuid4(), **given, **changes})


def test_each_kind_is_placed_in_london_s_month_and_keeps_no_day():
    actions.write_feedback_ask_fact(
        FeedbackAskFactValues(fact_id=uuid.uuid4(), wave="close", channel="email", asked_at=AT)
    )
    actions.write_feedback_answer_facts([an_answer(), an_answer(wave="follow_up")])
    actions.write_feedback_case_fact(FeedbackCaseFactValues(fact_id=uuid.uuid4(), source="form", heard_at=AT))
    for model in (facts.FeedbackAskFact, facts.FeedbackAnswerFact, facts.FeedbackCaseFact):
        assert set(model.objects.values_list("month", flat=True)) == {202206}
        kinds = [type(field) for field in model._meta.concrete_fields]
        assert not {models.DateTimeField, models.DateField, models.TextField, models.JSONField} & set(kinds)


def test_who_was_not_offered_is_counted_with_the_reason():
    actions.write_feedback_ask_fact(
        FeedbackAskFactValues(
            fact_id=uuid.uuid4(), wave="close", channel="email", asked_at=AT, not_offered="no_consent"
        )
    )
    row = facts.FeedbackAskFact.objects.get()
    assert (row.offered, row.not_offered) == (False, "no_consent")
    with pytest.raises(IntegrityError), transaction.atomic():
        facts.FeedbackAskFact.objects.update(offered=True)


@pytest.mark.parametrize(
    "wrong",
    [{"satisfaction": 6}, {"recommend": "perhaps"}, {"identifying_before": 11}, {"wave": "later"}, {"channel": "post"}],
)
def test_the_database_refuses_what_no_question_offers(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.write_feedback_answer_facts([an_answer(**wrong)])


def test_one_pair_answers_each_wave_once():
    pair = uuid.uuid4()
    actions.write_feedback_answer_facts([an_answer(pair=pair), an_answer(pair=pair, wave="follow_up")])
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.write_feedback_answer_facts([an_answer(pair=pair)])


def test_a_published_improvement_is_read_by_its_month_and_can_be_taken_back():
    said = PublishedImprovementFactValues(
        fact_id=uuid.uuid4(), theme="waiting", you_said="We waited long.", we_did="We added a line.", published_at=AT
    )
    actions.write_published_improvement_fact(said)
    assert [each.we_did for each in queries.improvements_published(202206)] == ["We added a line."]
    assert queries.improvements_published(202205) == []
    actions.remove_published_improvement_fact(said.fact_id)
    assert queries.improvements_published(202206) == []
