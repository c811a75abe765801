"""A professional's own signature only warns; a child under a closing formula is refused as anywhere."""

from __future__ import annotations

import pytest

from adviceline.privacy.guard import screen

ASKED = "Advice please on a plan for a pupil.\n\n"


def refused(text: str) -> list[str]:
    return [text[span.start : span.end] for span in screen(text).spans if span.severity == "block"]


@pytest.mark.parametrize(
    "under",
    [
        "Many thanks\nChild: Tobias Fernleigh", "Thanks\nPupil - Tobias Fernleigh, Y8", "Thanks\nRe Tobias Fernleigh",
        "Kind regards\nStudent Tobias Fernleigh", "Thanks\nTobias Fernleigh, DOB 3 May 2011",
        "Kind regards\nJane Smith\nDSL\n\nPS the boy is Tobias Fernleigh", "Kind regards\nJane Smith\nTobias Fernleigh",
    ],
)  # fmt: skip
def test_a_child_under_a_closing_formula_is_refused(under):
    assert "Tobias Fernleigh" in refused(ASKED + under)


@pytest.mark.parametrize(
    "text", ["Please ring me. From Tobias Fernleigh's teacher", "Tobias Fernleigh, teacher's son, was affected."]
)
def test_whose_teacher_or_son_it_is_is_no_signature(text):
    assert refused(text)


def test_a_signature_alone_only_warns():
    assert not refused(ASKED + "Kind regards\nJane Smith\nChild Protection Lead, Hill School\n020 7946 0000")
