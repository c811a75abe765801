"""The public pages never speak as a person on the telephone does."""

from __future__ import annotations

import copy
from dataclasses import replace

import pytest

from adviceline.advice.alone import alone_problems, speaks_on_the_telephone
from adviceline.advice.difference import compare
from adviceline.advice.loading import map_from_data
from adviceline.advice.safety.of_the_map import questions_ask_for_no_identifier
from adviceline.content import load
from tests.support.advice_maps import CONTENT, real_map


@pytest.mark.parametrize("map_id", ["individual-incident", "whole-system"])
def test_the_shipped_maps_have_words_for_somebody_alone(map_id):
    assert list(alone_problems(load(CONTENT).advice[map_id])) == []


@pytest.mark.parametrize(
    "text",
    [
        "I can hold, or you can call us back.",
        "I will give you the numbers now.",
        "Can we talk in a way that does not show who a child is?",
        "Then let\u2019s go on.",
        "If that changes while we talk, stop me.",
        "Tell parents and carers, as we agreed.",
        "Agree with us a time to talk about the advice.",
        "Begin the other map with your adviser.",
        "Call us again at any time with your reference.",
    ],
)
def test_such_words_are_seen(text):
    assert speaks_on_the_telephone(text)


def test_a_question_an_answer_and_a_reason_without_public_words_are_named():
    document = load(CONTENT).advice["individual-incident"]
    data = copy.deepcopy(dict(document.data))
    del data["nodes"]["I0"]["public"]["question"]
    del data["nodes"]["I1"]["answers"]["yes"]["public"]
    said = [problem.message for problem in alone_problems(replace(document, data=data))]
    assert any(each.startswith("I0 speaks") for each in said)
    assert any(each.startswith("I1 'yes' speaks") for each in said)


def test_every_line_of_an_outcome_and_every_reminder_without_public_words_is_named_with_its_line():
    document = load(CONTENT).advice["individual-incident"]
    data = copy.deepcopy(dict(document.data))
    data["outcomes"]["O9"]["summary"] = "Early help begins, as we agreed."
    data["outcomes"]["O9"]["steps"][1] = "Name one person, as we agreed."
    data["outcomes"]["O9"]["record"][0] = {"say": "the plan", "public": "the plan, as we agreed"}
    data["outcomes"]["O9"]["contacts"][0]["how"] = "Call us back."
    data["flags"]["images"]["carried"] = "I will remind you of the images."
    data["nodes"]["I1"]["avoid"][0] = "Leaving the call before your adviser has the answer."
    data["about"] = "I take you through it."
    found = list(alone_problems(replace(document, data=data)))
    assert [each.message.split(" speaks")[0] for each in found] == ["The map", "'images'", *["O9"] * 4, "I1"]
    at = ("outcomes", "O9")
    assert [each.line for each in found[2:6]] == [
        document.line((*at, *rest)) for rest in [("summary",), ("steps", 1), ("record", 0), ("contacts", 0, "how")]
    ]


def test_the_public_reads_every_step_of_an_outcome_and_the_reviewer_both_wordings():
    outcome = real_map().outcomes["O10"]
    alone = [line.to_the_public for line in outcome.step_lines]
    assert len(alone) == len(outcome.steps)
    assert [a for a, b in zip(alone, outcome.steps, strict=True) if a != b] == [
        "Tell parents and carers, unless that could put a child at risk. If you are not sure, ask social care first."
    ]
    assert set(alone) - set(outcome.steps) < set(outcome.public_words)
    assert "Tell parents and carers, as we agreed." in outcome.steps


def test_other_words_for_the_public_make_another_version_and_show_in_the_difference():
    old = real_map()
    data = copy.deepcopy(dict(old.data))
    data["outcomes"]["O10"]["steps"][4]["public"] = "Tell parents and carers when it is safe."
    new = map_from_data(data)
    assert new.hash != old.hash
    (change,) = compare(old, new).outcomes
    assert (change.id, [each.field for each in change.fields]) == ("O10", ["steps"])
    assert "when it is safe" in change.fields[0].new


def test_words_for_the_public_ask_for_no_identifier():
    data = copy.deepcopy(dict(real_map().data))
    data["outcomes"]["O10"]["steps"][4]["public"] = "Please send us the child's name and date of birth."
    (broken,) = questions_ask_for_no_identifier(map_from_data(data))
    assert broken.at == "O10"


def test_the_public_reads_its_own_words_and_the_advisers_where_there_are_none():
    node = real_map().nodes["I0"]
    assert node.question_to_the_public("police") == node.public_question != node.question
    plain = real_map().nodes["I7"]
    assert plain.question_to_the_public("police") == plain.question_for("police")
    assert plain.answers["yes"].say_to_the_public == plain.answers["yes"].say
