"""How names of places are compared."""

from __future__ import annotations

import pytest

from adviceline.places.rules.names import HIGHEST, is_near, key_of, searchable_words, words_of


@pytest.mark.parametrize(
    "text, words",
    [
        ("St. Mary's CofE (VA) Primary School", ["st", "marys", "cofe", "va", "primary", "school"]),
        ("St Mary’s Church of England School", ["st", "marys", "cofe", "school"]),
        ("St Marys C of E school", ["st", "marys", "cofe", "school"]),
        ("Chloë & José’s Café", ["chloe", "and", "joses", "cafe"]),
        ("King Edward VI – Upper", ["king", "edward", "vi", "upper"]),
        ("  ", []),
        ("学校", []),
        ("'; DROP TABLE", ["drop", "table"]),
    ],
)
def test_words_have_no_case_accents_or_punctuation(text: str, words: list[str]):
    assert words_of(text) == words


def test_spacing_does_not_matter_to_the_beginning_of_a_name():
    assert key_of("Oak Field") == key_of("Oakfield")


def test_either_way_of_writing_is_found():
    assert {"st", "saint", "church", "england", "ce"} <= set(searchable_words(["Saint Mary CE"]))
    assert {"pupil", "referral", "unit"} <= set(searchable_words(["Heron PRU"]))


@pytest.mark.parametrize(
    "word, other, near",
    [
        ("oakfeild", "oakfield", True),
        ("priamry", "primary", True),
        ("hern", "heron", True),
        ("heron", "herons", True),
        ("academmie", "academy", False),
        ("oak", "ook", False),  # too short to guess at
        ("heron", "helen", False),
        ("comprehensiv", "comprehensive", True),
        ("comprihensiv", "comprehensive", True),
    ],
)
def test_a_slip_of_the_fingers_is_near(word: str, other: str, near: bool):
    assert is_near(word, other) is near
    assert is_near(other, word) is near


def test_the_upper_bound_sorts_after_every_longer_word():
    for longer in ("st", "stz", "st9", "stzzzzz", "st" + "z" * 38):
        assert "st" <= longer <= "st" + HIGHEST
