"""What opens a case, who is asked, by when a case is due, and which steps it may take."""

from datetime import UTC, date, datetime, timedelta

import pytest

from adviceline.feedback.rules import answers, asking, cases, improvements
from adviceline.workforce.hours import LONDON, OpeningHours

HOURS = OpeningHours(first_date=date(2022, 1, 4), last_date=date(2022, 4, 29))


def due(heard: datetime) -> datetime:
    return cases.answer_by(heard, HOURS).astimezone(LONDON)


@pytest.mark.parametrize(
    ("said", "reasons"),
    [
        ({"satisfaction": 1}, ("dissatisfied",)),
        ({"satisfaction": 2, "recommend": "yes", "helped": "yes"}, ("dissatisfied",)),
        ({"satisfaction": 5, "helped": "no"}, ("not_helped",)),
        ({"recommend": "no"}, ("not_recommended",)),
        ({"satisfaction": 5, "asks_for_case": True}, ("asked",)),
        ({"satisfaction": 1, "helped": "no", "recommend": "no"}, ("dissatisfied", "not_helped", "not_recommended")),
        ({"satisfaction": 3, "helped": "partly", "recommend": "maybe"}, ()),
        ({"satisfaction": None, "helped": "", "recommend": "", "identifying": 0}, ()),
        ({}, ()),
    ],
)
def test_one_negative_answer_is_enough_and_a_middling_one_is_not(said, reasons):
    assert answers.reasons_for_case(said) == reasons
    assert set(reasons) <= set(answers.REASONS)


@pytest.mark.parametrize(("held", "smallest", "enough"), [(0, 5, False), (4, 5, False), (5, 5, True), (1, 0, False)])
def test_no_answer_is_ever_let_out_alone(held, smallest, enough):
    assert answers.may_be_let_out(held, smallest) is enough


def person(**changes):
    usual = {"consents_to_follow_up": True, "is_erased": False, "has_address": True, "wants_no_more": False}
    return asking.Person(**usual | changes)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({}, ""),
        ({"consents_to_follow_up": False}, "no_consent"),
        ({"has_address": False}, "no_address"),
        ({"is_erased": True, "has_address": False}, "erased"),
        ({"wants_no_more": True, "consents_to_follow_up": True}, "not_to_be_contacted"),
    ],
)
def test_only_somebody_who_agreed_and_can_be_reached_is_asked(changes, why):
    assert asking.why_not_offered(person(**changes)) == why


def test_fifteen_working_days_leave_out_weekends_and_bank_holidays():
    # Good Friday 15 April, Easter Monday 18 April 2022.
    assert due(datetime(2022, 4, 1, 9, tzinfo=UTC)).date() == date(2022, 4, 26)
    assert due(datetime(2022, 2, 1, 9, tzinfo=UTC)).date() == date(2022, 2, 22)


def test_a_case_still_runs_when_the_service_has_closed():
    heard = datetime(2022, 4, 28, 9, tzinfo=UTC)  # the service's last day is the next one; 2 May is a bank holiday
    assert due(heard).date() == date(2022, 5, 20)


def test_a_case_is_taken_on_within_a_day_or_by_the_end_of_the_next_working_one():
    thursday, friday = datetime(2022, 2, 3, 16, tzinfo=UTC), datetime(2022, 2, 4, 16, tzinfo=UTC)
    assert cases.acknowledge_by(thursday, HOURS) == thursday + timedelta(days=1)
    assert cases.acknowledge_by(friday, HOURS).astimezone(LONDON).date() == date(2022, 2, 7)


def test_the_day_is_london_s():
    late = datetime(2022, 6, 30, 23, 30, tzinfo=UTC)  # half past midnight on 1 July in London
    assert cases.start_of_day(late, HOURS).astimezone(LONDON).date() == date(2022, 7, 1)


@pytest.mark.parametrize("step", cases.TRANSITIONS)
def test_a_step_is_taken_from_its_states_and_no_other(step):
    starts, _ = cases.TRANSITIONS[step]
    for state in cases.STATES:
        assert bool(cases.why_not(step, state)) is (state not in starts)


def test_every_open_case_can_be_settled():
    reached = set(cases.OPEN)
    while (
        more := {end for start in reached for starts, end in cases.TRANSITIONS.values() if end and start in starts}
        - reached
    ):
        reached |= more
    assert {"closed", "dismissed"} <= reached


def test_whoever_wrote_the_words_does_not_approve_them():
    given = {"state": "done", "public_state": "in_review", "writers": (7,)}
    assert "another person" in improvements.why_not("approve", person=7, **given)
    assert improvements.why_not("approve", person=8, **given) == ""


def test_the_public_is_told_what_was_done_not_what_is_meant_to_be():
    given = {"public_state": "none", "person": 1, "writers": (None,)}
    assert improvements.why_not("write", state="planned", **given)
    assert improvements.why_not("write", state="done", **given) == ""
