from __future__ import annotations

import pytest

from adviceline.directory.rules.words import LONGEST_WORD, is_near, stem, stems_of, words_of


@pytest.mark.parametrize(
    "one, other",
    [
        ("safeguarding", "safeguarded"),
        ("policy", "policies"),
        ("image", "images"),
        ("child", "children"),
        ("harassment", "harassing"),
        ("assessments", "assess"),
        ("sharing", "share"),
        ("exploited", "exploitation"),
    ],
)
def test_endings_do_not_matter(one, other):
    assert stem(one) == stem(other)


@pytest.mark.parametrize("one, other", [("police", "policy"), ("plan", "place"), ("school", "scholar")])
def test_different_words_stay_apart(one, other):
    assert stem(one) != stem(other)


def test_words_are_read_alike_however_they_are_written():
    assert words_of("Child-on-child") == words_of("CHILD ON CHILD") == ["child", "on", "child"]
    assert words_of("Barnardo’s café") == ["barnardo", "cafe"]
    assert words_of("16+ 1e5") == ["n16", "n1e5"]
    assert words_of("\u200b 日本 '") == []
    assert stems_of("the safety of children") == ["safeti", "child"]
    assert len(words_of("x" * 3000)[0]) == LONGEST_WORD


@pytest.mark.parametrize(
    "typed, meant", [("safegaurding", "safeguarding"), ("nuedes", "nudes"), ("harrasment", "harassment")]
)
def test_slips_of_the_finger_are_near(typed, meant):
    assert is_near(typed, meant)


@pytest.mark.parametrize("typed, other", [("aim", "am"), ("nudes", "rules"), ("police", "policies")])
def test_other_words_are_not(typed, other):
    assert not is_near(typed, other)
