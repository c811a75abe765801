"""What a map must not ask, in many wordings; and what it may, the real maps' own questions among it."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from adviceline.advice.asking import asks_to_identify, requests_in
from adviceline.advice.loading import load_maps
from adviceline.content import load
from tests.support.advice_maps import CONTENT

QUESTIONS = yaml.safe_load(
    (Path(__file__).parents[2] / "data" / "questions_that_identify.yaml").read_text(encoding="utf-8")
)
REAL = [
    text
    for advice_map in load_maps(load(CONTENT)).values()
    for node in advice_map.nodes.values()
    for text in (node.question, *node.wording.values())
]


def test_there_are_enough():
    assert len(set(QUESTIONS["must_not"])) >= 114
    assert len(set(QUESTIONS["may"])) >= 60
    assert len(REAL) >= 60


@pytest.mark.parametrize("question", QUESTIONS["must_not"])
def test_it_is_seen_wherever_it_is_said(question):
    assert asks_to_identify(question)
    assert list(requests_in([f"Thank you. {question} Then we go on."])) or not question.endswith("?")


@pytest.mark.parametrize("question", [*QUESTIONS["may"], *REAL])
def test_it_may_be_asked(question):
    assert asks_to_identify(question) == ""
