"""The simulated pilot, before anything is recorded: repeatable, plausible, and within the service's own rules."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise

import pytest

from adviceline.contacts.rules import ClosingFacts, missing_before_closing
from adviceline.demo.arrivals import NEW_CALL, arrivals, days_of
from adviceline.demo.chance import stream
from adviceline.demo.matters import Matter, Place, draw_matter, draw_professional
from adviceline.demo.pilot import Adviser, Pilot
from adviceline.demo.steps import Step
from adviceline.demo.today import open_minutes_ago
from adviceline.followups.rules import CAPACITY, MOST_ATTEMPTS
from adviceline.workforce.hours import BankHolidays, Hours, OpeningHours
from tests.support.clock import LONDON, london

WEEK = tuple((Hours(8 * 60, 20 * 60),) if weekday < 5 else () for weekday in range(7))
HOURS = OpeningHours(weekly=WEEK, bank_holidays=BankHolidays.CLOSED)
PLACES = [Place(la_code="202", region="london"), Place(la_code="330", region="west_midlands")]
ADVISERS = [Adviser(0, "early"), Adviser(1, "middle"), Adviser(9, "late"), Adviser(10, "early"), Adviser(11, "late")]
SEEDS = [7, 8, 101]


@lru_cache
def run(seed: int, months: int = 3) -> tuple[Pilot, list[Step]]:
    pilot = Pilot(seed=seed, first=date(2022, 1, 1), months=months, hours=HOURS, places=PLACES, advisers=ADVISERS)
    return pilot, pilot.steps()


def calls(steps: list[Step]) -> list[Step]:
    return [
        step
        for step in steps
        if step.do == "contact" and (step.values["channel"], step.values["direction"]) == ("call", "in")
    ]


def test_the_same_seed_makes_the_same_pilot_and_another_seed_another() -> None:
    again = Pilot(seed=7, first=date(2022, 1, 1), months=3, hours=HOURS, places=PLACES, advisers=ADVISERS).steps()
    assert again == run(7)[1]
    assert run(8)[1] != run(7)[1]


@pytest.mark.parametrize("seed", SEEDS)
def test_steps_are_in_order_and_within_the_months(seed: int) -> None:
    _, steps = run(seed)
    instants = [step.at for step in steps]
    assert instants == sorted(instants)
    assert london(2022, 1, 1, 0) <= instants[0]
    assert instants[-1] < london(2022, 4, 1, 0)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_enquiry_is_settled_by_the_end_and_no_call_back_is_left(seed: int) -> None:
    pilot, _ = run(seed)
    assert {case.state for case in pilot.cases if case.known} <= {"closed", "merged"}
    assert not [case for case in pilot.cases if case.open_call_back]


@pytest.mark.parametrize("seed", SEEDS)
def test_calls_while_closed_are_never_answered_and_others_are_never_out_of_hours(seed: int) -> None:
    for step in calls(run(seed)[1]):
        assert HOURS.is_open(step.values["began_at"]) == (step.values["outcome"] != "out_of_hours")


@pytest.mark.parametrize("seed", SEEDS)
def test_nobody_speaks_on_two_calls_at_once(seed: int) -> None:
    spoken = defaultdict(list)
    for step in calls(run(seed)[1]):
        if step.values["outcome"] == "answered":
            spoken[step.person].append((step.values["answered_at"], step.values["ended_at"]))
    for stretches in spoken.values():
        stretches.sort()
        assert all(earlier[1] <= later[0] for earlier, later in pairwise(stretches))


@pytest.mark.parametrize("seed", SEEDS)
def test_waits_and_talks_add_up(seed: int) -> None:
    for step in calls(run(seed)[1]):
        values = step.values
        if values["outcome"] == "answered":
            assert abs((values["answered_at"] - values["began_at"]).total_seconds() - values["wait"]) <= 1
            assert abs((values["ended_at"] - values["answered_at"]).total_seconds() - values["talk"]) <= 1
        elif values["outcome"] == "short_abandon":
            assert values["wait"] < 30
        elif values["outcome"] == "abandoned":
            assert values["wait"] >= 30


@pytest.mark.parametrize("seed", SEEDS)
def test_the_pilot_has_the_size_of_a_pilot(seed: int) -> None:
    pilot, steps = run(seed)
    offered = calls(steps)
    lost = [step for step in offered if step.values["outcome"] != "answered"]
    assert 60 * 3 <= sum(case.known for case in pilot.cases) <= 110 * 3
    assert 90 * 3 <= len(offered) <= 180 * 3
    assert 0.08 <= len(lost) / len(offered) <= 0.25
    made = Counter(step.do for step in steps)
    assert min(made[do] for do in ("walk", "reopen", "request_call_back", "attempt", "signpost", "wait", "resume")) >= 3
    assert made["erase"] == 2


def test_enquirers_come_back_and_some_ask_about_more_than_one_matter() -> None:
    pilot, _ = run(7)
    asked = Counter(case.matter.professional.number for case in pilot.cases if case.known)
    assert sum(number > 1 for number in asked.values()) >= 10
    assert sum(case.contacts > 2 for case in pilot.cases) >= 30


def test_two_enquiries_of_one_matter_are_merged_in_some_runs() -> None:
    assert sum(step.do == "merge" for seed in SEEDS for step in run(seed)[1]) >= 2


@pytest.mark.parametrize("seed", SEEDS)
def test_no_slot_is_promised_too_often_and_nobody_is_rung_too_often(seed: int) -> None:
    _, steps = run(seed)
    promised = Counter(step.values["slot"] for step in steps if step.do == "request_call_back" and step.values["slot"])
    assert max(promised.values()) <= CAPACITY
    attempts = Counter(step.values["key"] for step in steps if step.do == "attempt")
    assert max(attempts.values()) <= MOST_ATTEMPTS


def test_mondays_are_busier_than_fridays_and_mornings_than_evenings() -> None:
    found = [
        arrival.at.astimezone(LONDON) for seed in range(12)
        for arrival in arrivals(seed=seed, days=days_of(date(2022, 1, 1), 3), hours=HOURS)
        if arrival.kind == NEW_CALL and HOURS.is_open(arrival.at)
    ]  # fmt: skip
    weekdays = Counter(at.isoweekday() for at in found)
    assert weekdays[1] > 1.15 * weekdays[5]
    assert set(weekdays) == {1, 2, 3, 4, 5}
    assert sum(9 <= at.hour < 12 for at in found) > 2 * sum(at.hour >= 17 for at in found)
    assert not [at for at in found if at.date() == date(2022, 1, 3)]  # the bank holiday


def test_days_of_runs_over_the_end_of_a_year() -> None:
    days = days_of(date(2022, 11, 1), 3)
    assert (days[0], days[-1], len(days)) == (date(2022, 11, 1), date(2023, 1, 31), 92)


def matters() -> list[Matter]:
    return [
        draw_matter(chance, number, draw_professional(chance, number, PLACES))
        for number in range(3000) for chance in [stream(1, number)]
    ]  # fmt: skip


def test_every_matter_may_be_closed_as_it_is_drawn() -> None:
    ends = {"safety_plan": False, "follow_up_booked": False}
    for matter in matters():
        outcomes = frozenset(matter.outcomes)
        facts = ClosingFacts(
            kind=matter.kind, role=matter.professional.role, continuum=matter.continuum, outcomes=outcomes, non_advice="",
            ending_outcomes=frozenset(code for code in outcomes if ends.get(code, True)), confidence_close_offered=True,
        )  # fmt: skip
        assert missing_before_closing(facts) == [], matter


def test_a_serious_report_always_goes_to_police_and_social_care() -> None:
    serious = [matter for matter in matters() if "T3" in matter.themes]
    assert serious
    assert all({"police", "social_care"} <= set(matter.outcomes) for matter in serious)


def test_confidence_rises_on_the_whole_and_some_do_not_answer() -> None:
    drawn = matters()
    paired = [(m.start, m.close) for m in drawn if None not in (*m.start, *m.close)]
    for item, least in ((0, 0.5), (1, 1.0)):
        assert sum(after[item] - before[item] for before, after in paired) / len(paired) > least
        assert any(after[item] < before[item] for before, after in paired)
    assert 0.4 < len(paired) / len(drawn) < 0.7
    assert all(score is None or 0 <= score <= 10 for m in drawn for score in (*m.start, *m.close))


def test_more_than_half_are_about_incidents_and_safeguarding_leads_ask_most() -> None:
    drawn = [matter for matter in matters() if not matter.professional.out_of_scope]
    assert sum(matter.kind in {"E1", "E2"} for matter in drawn) > len(drawn) / 2
    assert Counter(matter.professional.role for matter in drawn).most_common(1)[0][0] == "dsl"


@pytest.mark.parametrize("minutes", [0, 5, 60, 700, 2000])
def test_open_minutes_are_counted_backwards_over_nights_and_weekends(minutes: int) -> None:
    monday = london(2022, 2, 7, 9, 30)
    since = open_minutes_ago(HOURS, monday, minutes)
    assert HOURS.open_seconds_between(since, monday) == minutes * 60


def test_open_minutes_of_a_service_that_is_never_open_are_plain_minutes() -> None:
    never = OpeningHours(weekly=((),) * 7, bank_holidays=BankHolidays.CLOSED)
    assert open_minutes_ago(never, london(2022, 2, 7), 30) == london(2022, 2, 7) - timedelta(minutes=30)
