"""The figures of feedback are those of an independent recount, on both sides of the edges of London's months."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adviceline.disclosure.primary import Rule
from adviceline.facts import actions
from adviceline.facts.models import FeedbackAnswerFact, FeedbackAskFact, FeedbackCaseFact, PublishedImprovementFact
from adviceline.facts.values import (
    FeedbackAnswerFactValues,
    FeedbackAskFactValues,
    FeedbackCaseFactValues,
    PublishedImprovementFactValues,
)
from adviceline.measures import feedback_codes as codes
from adviceline.reporting.exports import as_data
from adviceline.reporting.queries import monthly_figures
from tests.support.monthly_oracle import expected_feedback

pytestmark = pytest.mark.django_db
OPEN_RULE = Rule(threshold=0, rounding_base=1, smallest_percentage_base=1, smallest_pairs=2)
EDGES = (datetime(2022, 3, 31, 23, tzinfo=UTC), datetime(2022, 3, 1, tzinfo=UTC))
MONTHS = ("2022-02", "2022-03", "2022-04")

instants = st.builds(
    lambda edge, seconds: edge + timedelta(seconds=seconds), st.sampled_from(EDGES), st.integers(-4000, 4000)
)
waves = st.sampled_from(codes.WAVES)
channels = st.sampled_from(codes.CHANNELS)
late = st.sampled_from([None, True, False])
score = st.sampled_from([None, 0, 5, 10])
asks = st.fixed_dictionaries(
    {
        "wave": waves,
        "channel": channels,
        "asked_at": instants,
        "not_offered": st.sampled_from(["", "", *codes.NOT_OFFERED]),
    }
)
answers = st.fixed_dictionaries(
    {
        "wave": waves, "channel": channels, "released_at": instants, "identifying": score, "responding": score,
        "satisfaction": st.sampled_from([None, *codes.SATISFACTION]),
        "recommend": st.sampled_from(["", *codes.RECOMMEND]),
        "helped": st.sampled_from(["", *codes.HELPED]),
        "done": st.sampled_from(["", *codes.DONE]),
    }
)  # fmt: skip
cases = st.fixed_dictionaries(
    {
        "source": st.sampled_from(codes.CASE_SOURCES), "heard_at": instants, "counts": st.booleans(),
        "acknowledged_in_time": late, "answered_in_time": late,
    }
)  # fmt: skip


def write(ask_records, answer_records, case_records, told):
    for model in (FeedbackAnswerFact, FeedbackAskFact, FeedbackCaseFact, PublishedImprovementFact):
        model.objects.all().delete()
    for one in ask_records:
        actions.write_feedback_ask_fact(FeedbackAskFactValues(fact_id=uuid.uuid4(), **one))
    actions.write_feedback_answer_facts(
        FeedbackAnswerFactValues(fact_id=uuid.uuid4(), pair=uuid.uuid4(), version="1", **one) for one in answer_records
    )
    for one in case_records:
        actions.write_feedback_case_fact(FeedbackCaseFactValues(fact_id=uuid.uuid4(), **one))
    for at in told:
        said = {"theme": "waiting", "you_said": "We waited.", "we_did": "We changed it."}
        actions.write_published_improvement_fact(
            PublishedImprovementFactValues(fact_id=uuid.uuid4(), published_at=at, **said)
        )


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    st.lists(asks, max_size=20),
    st.lists(answers, max_size=20),
    st.lists(cases, max_size=12),
    st.lists(instants, max_size=4),
)
def test_the_figures_are_those_of_an_independent_recount(ask_records, answer_records, case_records, told):
    write(ask_records, answer_records, case_records, told)
    for month in MONTHS:
        found = as_data(monthly_figures(int(month.replace("-", "")), rule=OPEN_RULE))["measures"]
        for name, value in expected_feedback(month, ask_records, answer_records, case_records, told).items():
            got = found[name]["value"]
            if name == "feedback_satisfaction_mean" and found[name]["denominator"] in (0, 1):
                assert got is None  # one answer alone is no mean
                continue
            assert (got is None) == (value is None), name
            places = 0.0501 if name == "feedback_satisfaction_mean" else 1e-4
            assert value is None or got == pytest.approx(value, abs=places), name


def test_as_they_are_shown_small_numbers_of_people_are_hidden_and_percentages_follow_what_is_shown():
    at = datetime(2022, 2, 3, tzinfo=UTC)
    ask = {"wave": "close", "channel": "email", "asked_at": at, "not_offered": ""}
    answer = {"wave": "close", "channel": "email", "released_at": at, "recommend": "yes", "satisfaction": 5}
    write([ask] * 43, [answer] * 19 + [{**answer, "recommend": "no"}] * 3, [], [])
    found = as_data(monthly_figures(202202, rule=Rule()))["measures"]
    assert (found["feedback_offered"]["value"], found["feedback_answered"]["value"]) == (45, 20)
    assert found["feedback_response_percent"]["value"] == pytest.approx(100 * 20 / 45, abs=1e-4)
    assert found["feedback_recommend_percent"]["value"] == 100.0  # 20 of 20, both rounded: three others stay hidden
    write([ask] * 3, [answer] * 3, [], [])
    found = as_data(monthly_figures(202202, rule=Rule()))["measures"]
    hidden = {name: figure for name, figure in found.items() if name.startswith("feedback_")}
    assert all(figure["value"] is None for figure in hidden.values())
    assert all(figure["numerator"] is None for figure in hidden.values() if figure["suppressed"])
