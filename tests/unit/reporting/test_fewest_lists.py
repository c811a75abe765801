"""As few lists of an evaluation are left out as are enough; the attack itself is played by sets of lists that leak together."""

from __future__ import annotations

from itertools import combinations
from types import SimpleNamespace

import pytest

from adviceline.reporting.returns.linking import evaluation

REGION, SETTING, ROLE, KIND = LISTS = tuple(evaluation.LISTS)
CONFIDENCE = "confidence_identifying"


@pytest.fixture
def attacked(monkeypatch):
    """Runs the search where each of `leaking` tells as soon as all of it is shown; answers what is left out and how many
    attacks that took."""

    def run(*leaking, late=()):
        asked = []

        def known_by(beside, versions, documents, shown):
            asked.append(set(shown))
            return sorted({part for told in leaking if told <= set(shown) for part in told})

        monkeypatch.setattr(evaluation, "_known_by", known_by)
        monkeypatch.setattr(evaluation, "_tells_of_late", lambda part, *given: part in late)
        monkeypatch.setattr(evaluation.Beside, "every_part", staticmethod(lambda found: [*LISTS, CONFIDENCE]))
        left_out = evaluation.parts_that_leak(SimpleNamespace(found=None, rows_shown=LISTS.index), [], {})
        return set(left_out), asked

    return run


@pytest.mark.parametrize(
    ("leaking", "left_out"),
    [
        ([], set()),
        ([{ROLE}], {ROLE}),
        ([{REGION, ROLE}], {REGION}),  # the one that says less
        ([{REGION, ROLE}, {ROLE, KIND}], {ROLE}),
        ([{REGION, ROLE}, {SETTING, KIND}], {REGION, SETTING}),
        ([{REGION}, {SETTING}, {ROLE}, {KIND}], set(LISTS)),
        ([{CONFIDENCE}, {REGION, ROLE}], {CONFIDENCE, REGION}),
        ([{ROLE}, {REGION, CONFIDENCE}], {ROLE, CONFIDENCE}),
    ],
)
def test_as_few_as_are_enough(attacked, leaking, left_out):
    found, asked = attacked(*leaking)
    assert found == left_out
    assert len(asked) <= evaluation.MOST_TRIED + 8


def test_whatever_leaks_together_what_is_shown_in_the_end_was_attacked_and_is_safe(attacked):
    pairs = [set(each) for each in combinations((*LISTS, CONFIDENCE), 2)]
    for number in (1, 2, 3):
        for leaking in combinations(pairs, number):
            found, asked = attacked(*leaking)
            shown = {*LISTS, CONFIDENCE} - found
            assert not any(told <= shown for told in leaking)
            assert shown in asked


def test_what_tells_of_one_that_came_late_is_left_out_before_anything_else(attacked):
    found, asked = attacked({KIND, ROLE}, late={KIND})
    assert found == {KIND}
    assert not any(KIND in shown for shown in asked)
