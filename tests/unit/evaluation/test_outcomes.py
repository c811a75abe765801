"""What an evaluation says of outcomes, reach, value and its own limits, from made facts."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from scipy import stats

from adviceline.content.loading import load
from adviceline.disclosure.primary import Cell, Rule
from adviceline.evaluation.building.attacking import gives_away
from adviceline.evaluation.building.evaluation import evaluate
from adviceline.evaluation.building.outcomes import (
    COMPARED_BY,
    RETRO_LATER,
    START_CLOSE,
    START_LATER,
    breakdowns,
    comparisons,
)
from adviceline.evaluation.data import Facts, Practice
from tests.settings import ROOT

PLAN = load(ROOT / "content" / "hsb").data["evaluation"]["plan"]
RULE = Rule()


def closed(before, after, *, times=1, role="dsl", offered=True):
    return {
        "counts": True, "out_of_scope": False, "reopened_within_14_days": False, "answered_contacts": 1, "role": role,
        "kind": "E1", "urgency": "U3", "closed_month": 202201,
        "setting": "mainstream_school", "region": "london", "confidence_start_offered": True,
        "confidence_close_offered": offered, "identifying_start": before, "identifying_close": after,
        "responding_start": None, "responding_close": None, "weight": times,
    }  # fmt: skip


def opened(region, times):
    return {"region": region, "phase": "primary", "setting": "mainstream_school", "role": "dsl", "kind": "E1",
            "counts": True, "opened_month": 202201, "weight": times}  # fmt: skip


def answer(pair, wave, now, before=None, version="1", done=""):
    return {"pair": pair, "wave": wave, "version": version, "satisfaction": None, "recommend": "", "helped": "",
            "done": done, "identifying": now, "responding": None, "identifying_before": before,
            "responding_before": None}  # fmt: skip


def facts(**changed):
    return replace(
        Facts(
            first=202201, last=202203, contacts=[], callback_requests=0, opened=[], closed=[], asks=[], answers=[],
            cases=[], improvements=[], signposts=0, helps={}, bases={"region": {}, "phase": {}},
            open_hours={202201: 250.0, 202202: 200.0, 202203: 250.0}, staffed_hours={}, spent={}, planned={}, claimed={},
            practice=Practice({}, {}, (), (), ()), recommendations=[], sharings=[], plan=PLAN, labels={}, is_over=True,
        ),
        **changed,
    )  # fmt: skip


def compared(found, design, item="identifying"):
    return [each for each in found if each.design is design and each.item == item]


@pytest.mark.parametrize("pairs", [[], [(3, 6)], [(3, 6), (4, 5)], [(3, 6)] * 9])
def test_with_too_few_pairs_nothing_is_shown_and_the_limits_say_so(pairs):
    found = evaluate(facts(closed=[closed(*pair) for pair in pairs]), RULE)
    (one,) = compared(found.comparisons, START_CLOSE)
    assert one.summary is None
    assert all(cell.hidden for cell in (*one.before, *one.after, one.up, one.same, one.down))
    assert any("cannot be estimated" in words for words in found.limitations)


def test_all_that_the_measure_asks_for_is_there_and_is_scipys():
    pairs = [(2, 5), (3, 3), (4, 8), (5, 7), (6, 5), (1, 6), (3, 7), (4, 4), (2, 8), (5, 9), (6, 8), (3, 5)]
    rows = [closed(*pair) for pair in pairs] + [closed(4, None), closed(5, None, offered=False)]
    (one,) = compared(comparisons(facts(closed=rows), RULE), START_CLOSE)
    changes = [after - before for before, after in pairs]
    assert one.summary.mean_difference == pytest.approx(sum(changes) / 12)
    low, high = stats.t.interval(0.95, 11, loc=sum(changes) / 12, scale=stats.sem(changes))
    assert one.summary.interval == (pytest.approx(low), pytest.approx(high))
    assert (one.eligible.value, one.offered.value, one.answered.value, one.paired.value) == (15, 15, 10, 12)
    assert one.response_percent is None  # fewer than 20 were asked


def test_designs_and_versions_are_never_pooled():
    answers = [answer(f"a{n}", "start", 3) for n in range(12)]
    answers += [answer(f"a{n}", "follow_up", 6, before=2) for n in range(12)]
    answers += [answer(f"b{n}", "follow_up", 9, before=9, version="2") for n in range(12)]
    answers += [answer("c", "start", 1, version="1"), answer("c", "follow_up", 10, version="2")]
    found = comparisons(facts(answers=answers, closed=[closed(5, 5, times=20)]), RULE)
    by_version = {each.version: each for each in compared(found, START_LATER)}
    assert by_version["1"].summary.mean_difference == 3
    assert by_version["2"].summary is None  # of two wordings: never compared
    looked_back = {each.version: each.summary.mean_difference for each in compared(found, RETRO_LATER)}
    assert looked_back == {"1": 4, "2": 0}
    assert compared(found, START_CLOSE)[0].summary.mean_difference == 0


def test_a_group_hidden_alone_takes_another_with_it():
    rows = [closed(3, 5, times=30), closed(3, 5, times=12, role="police"), closed(3, 5, times=4, role="teacher")]
    parts = next(each for each in breakdowns(facts(closed=rows), RULE) if each.title == "Role").parts
    assert {part.label: part.pairs for part in parts} == {"dsl": 30, "police": None, "teacher": None}


@pytest.mark.parametrize("total", [1, 3, 4])
def test_a_list_of_next_to_nobody_is_withheld(total):
    found = evaluate(facts(opened=[opened("london", total)]), RULE)
    regions = next(one for one in found.reach if one.id == "enquiries_by_region")
    assert (regions.withheld, regions.rows) == (True, ())
    assert any("too few enquiries" in words for words in found.limitations)


def test_the_attack_sees_what_a_total_gives_away():
    hidden, shown = Cell(None), Cell(20, rounded=True)
    assert gives_away([3, 20], [hidden, Cell(20)], RULE)
    assert not gives_away([3, 4, 20], [hidden, hidden, shown], RULE)


def test_reach_is_compared_with_how_many_there_are():
    rows = [opened("london", 20), opened("south_west", 10)]
    bases = {"region": {"london": 1000, "south_west": 2000, "north_east": 500}, "phase": {}}
    labels = {"region": {"london": "London", "south_west": "South West", "north_east": "North East"}}
    found = evaluate(facts(opened=rows, bases=bases, labels=labels), RULE)
    regions = next(one for one in found.reach if one.id == "enquiries_by_region")
    assert {row.label: row.rate for row in regions.rows} == {"London": 20, "South West": 5, "North East": 0}
    (equity,) = found.value.equity
    assert (equity.highest, equity.lowest, equity.ratio) == (("London", 20), ("North East", 0), None)


def test_value_for_money_ranges_from_low_to_high_and_has_nothing_where_there_is_nothing():
    found = evaluate(facts(), RULE).value
    assert found.total.low < found.total.central < found.total.high
    assert found.total.central == pytest.approx(700 * 3 * 33 + 3 * 22000)
    units = {unit.id: unit for unit in found.units}
    assert (units["contact"].cost, units["contact"].why) == (None, "There were none in this period.")
    assert "cannot be estimated" in units["risen_identifying"].why
    assert evaluate(facts(open_hours=dict.fromkeys((202201, 202202, 202203), 0.0)), RULE).value.units[0].cost is None


def test_the_ledger_takes_the_place_of_what_was_assumed_month_by_month():
    calls = {"channel": "call", "direction": "in", "outcome": "answered", "counts": True, "billable": True,
             "replied": False, "within_promised_slot": False, "attempt": 0, "wait_seconds": 5, "talk_seconds": 60,
             "wrap_up_seconds": 5, "first_reply_open_seconds": None, "weight": 100}  # fmt: skip
    kept = facts(
        contacts=[calls], labels={"cost_line": {"advisers": "Advisers", "systems": "Systems"}},
        spent={"advisers": {202201: 1_000_000, 202202: 500_000}, "systems": {202202: -20_000}},
        planned={"advisers": {202201: 1_000_000, 202202: 900_000, 202203: 9_999_999}, "systems": {202201: 50_000}},
        claimed={202201: 800_000}, staffed_hours={202201: 500.0},
    )  # fmt: skip
    found = evaluate(kept, RULE).value
    assert (found.kept, found.assumed) == ((202201, 202202), (202203,))
    assumed = {end: 250 * duty * hour + month for end, (duty, hour, month) in
               {"low": (2, 28, 15_000), "central": (3, 33, 22_000), "high": (4, 40, 30_000)}.items()}  # fmt: skip
    assert found.total.low == pytest.approx(14_800 + assumed["low"])
    assert found.total.central == pytest.approx(14_800 + assumed["central"])
    assert found.total.high == pytest.approx(19_500 + assumed["high"])  # the budget of January and February
    assert [(each.label, each.spent, each.planned) for each in found.spending] == [
        ("Advisers", 15_000, 19_000), ("Systems", -200, 500),
    ]  # fmt: skip
    units = {unit.id: unit for unit in found.units}
    assert units["contact"].cost.central == pytest.approx(found.total.central / 100)
    assert units["charge"].cost.low == units["charge"].cost.high == 80
    assert units["staffed_hour"].units == 500 + 450 * 3
    lines = {each.label: each for each in found.swings}
    assert lines["Advisers"].high - lines["Advisers"].low == pytest.approx(40)
    assert lines["Advisers on duty in each open hour"].low < found.total.central / 100
    words = evaluate(kept, RULE).limitations
    assert any("assumptions" in each for each in words)
    assert any("bills that come later" in each for each in words)


def test_refunds_that_leave_nothing_are_no_cost():
    found = evaluate(facts(spent={"advisers": {202201: 5_000, 202202: -5_000}}), RULE).value
    assert (found.kept, found.spending, len(found.assumed)) == ((), (), 3)


def test_it_says_when_those_who_answered_began_otherwise():
    rows = [closed(8, 9, times=15), closed(7, 9, times=15), closed(2, None, times=15), closed(3, None, times=15)]
    found = evaluate(facts(closed=rows), RULE)
    assert any("began more confident" in words for words in found.limitations)
    assert found.biases[0].scores.delta == 1
    assert any("50% of those who were asked" in words for words in found.limitations)


def test_what_was_done_counts_once_for_each_person_the_latest_word():
    answers = [answer(f"a{n}", "close", 5, done="none") for n in range(25)]
    answers += [answer(f"a{n}", "follow_up", 5, done="all") for n in range(20)]
    shares = {share.id: share for share in evaluate(facts(answers=answers), RULE).shares}
    assert dict(shares["actions_confirmed"].rows)["All of it"].value == 20
    assert shares["actions_confirmed"].total.value == 25


def test_a_cause_is_never_claimed():
    found = evaluate(facts(closed=[closed(2, 8, times=40)]), RULE)
    assert "no comparison group" in found.limitations[0]
    assert Counter(found.limitations).most_common(1)[0][1] == 1


# ---- Who answered, and who did not ------------------------------------------------------------------------------------


def told_apart(column, code):
    """Forty with a pair, of whom thirty are of one group; forty without, of whom ten are."""
    with_pair = [closed(4, 6, times=n) | {column: each} for each, n in (("one", 30), (code, 10))]
    return with_pair + [closed(4, None, times=n) | {column: each} for each, n in (("one", 10), (code, 30))]


@pytest.mark.parametrize("column", ["role", "setting", "region", "kind", "urgency"])
def test_response_bias_is_scipys_and_statsmodels_by_each_field(column):
    from statsmodels.stats.contingency_tables import Table

    found = evaluate(facts(closed=told_apart(column, "other_one")), RULE)
    groups = found.biases[0].groups
    table = [[30, 10], [10, 30]]
    assert groups[column].p == pytest.approx(stats.chi2_contingency(table, correction=False).pvalue)
    assert groups[column].p == pytest.approx(Table(table, shift_zeros=False).test_nominal_association().pvalue)
    assert groups[column].cramers_v == pytest.approx(stats.contingency.association(table, method="cramer"))
    assert {name for name, each in groups.items() if each.p is not None} == {column}
    words = " ".join(found.limitations)
    assert f"differ from those who did not by {COMPARED_BY[column].lower()}." in words


def test_an_enquiry_without_a_first_answer_is_one_without_a_pair():
    found = evaluate(facts(closed=[closed(4, 6, times=20), closed(None, 6, role="teacher", times=20)]), RULE)
    assert found.biases[0].groups["role"].cramers_v == pytest.approx(1)


@pytest.mark.parametrize("number", [0, 1, 2])
def test_bias_of_so_few_cannot_be_estimated_and_the_limits_say_so(number):
    rows = [closed(4, 6, times=number)] if number else []
    found = evaluate(facts(closed=[*rows, closed(4, None, role="teacher", times=30)]), RULE)
    bias = found.biases[0]
    assert (bias.scores.p, bias.scores.delta, bias.scores.answered_median) == (None, None, None)
    assert {each.p for each in bias.groups.values()} == {None}
    assert "by role, setting, region, kind of enquiry, urgency cannot be estimated" in " ".join(found.limitations)


def test_bias_where_all_are_equal_cannot_be_estimated():
    found = evaluate(facts(closed=[closed(4, 6, times=20), closed(4, None, times=20)]), RULE).biases[0]
    assert found.scores.why == "All gave the same score."
    assert {each.why for each in found.groups.values()} == {"All are of one group."}
