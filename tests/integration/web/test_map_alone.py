"""The public walk: words for somebody who reads alone, the number to call before everything else."""

from __future__ import annotations

import re

import pytest

from adviceline.advice.alone import speaks_on_the_telephone
from tests.support.advice_maps import publish_maps


@pytest.fixture
def maps(db, clock):
    return publish_maps(at=clock.now)


def main_of(page):
    text = page.content.decode()
    return text[text.index('id="main-content"') : text.index("</main>")]


def test_the_walk_and_the_whole_map_speak_to_somebody_alone(client, maps):
    whole = main_of(client.get("/advice-map/whole"))
    assert "unless that could put a child at risk" in whole
    for paragraph in re.findall(r"<(?:p|dd|h3|li)[^>]*>([^<]+)", whole):
        assert speaks_on_the_telephone(paragraph.replace("&#39;", "'")) == "", paragraph
    first = main_of(client.get("/advice-map?map=individual-incident"))
    assert "Can we talk" not in first
    assert "I can hold" not in main_of(client.get("/advice-map?map=individual-incident&s=I0.yes~I1.yes"))


@pytest.mark.parametrize("answers", ["I0.yes~I1.yes", "I0.yes~I1.yes~X1.calling_now"])
def test_the_number_stands_before_everything_else_in_an_emergency(client, maps, answers):
    shown = main_of(client.get(f"/advice-map?map=individual-incident&s={answers}&w=primary"))
    number = shown.index("tel:999")
    others = [shown.index(each) for each in ("al-notice", "govuk-inset-text", "<h1") if each in shown]
    assert others
    assert number < min(others)
