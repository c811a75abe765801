"""The public pages never speak as a person on the telephone does."""

from __future__ import annotations

import copy
from dataclasses import replace

import pytest

from adviceline.advice.alone import alone_problems, speaks_on_the_telephone
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


def test_the_public_reads_its_own_words_and_the_advisers_where_there_are_none():
    node = real_map().nodes["I0"]
    assert node.question_to_the_public("police") == node.public_question != node.question
    plain = real_map().nodes["I7"]
    assert plain.question_to_the_public("police") == plain.question_for("police")
    assert plain.answers["yes"].say_to_the_public == plain.answers["yes"].say
