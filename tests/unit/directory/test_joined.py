"""Words typed without the spaces between them."""

from __future__ import annotations

import pytest

from adviceline.directory.rules.ages import read_ages
from adviceline.directory.rules.joined import may_be_joined, parts_in, taken_apart
from adviceline.directory.rules.words import words_of

WORDS = {"stop", "report", "remove", "child", "lucy", "faithfull", "faith", "full"}


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("stopitnow", ("stop", "it", "now")),
        ("reportremove", ("report", "remove")),
        ("lucyfaithfull", ("lucy", "faithfull")),  # the fewest that there are
        ("childonchild", ("child", "on", "child")),
        ("childx", ("childx",)),
        ("itsonit", ("itsonit",)),  # none of them says anything
        ("stopstopstopstopstop", ("stopstopstopstopstop",)),
    ],
)
def test_the_fewest_words_that_it_is_made_of(typed, words):
    assert taken_apart(typed, WORDS.__contains__) == words


def test_no_word_of_many_letters_takes_long():
    assert not may_be_joined("a" * 31)
    assert len(parts_in("ab" * 15)) <= 30 * 30
    assert taken_apart("a" * 30, lambda part: set(part) == {"a"}) == ("a" * 30,)


@pytest.mark.parametrize(
    ("typed", "read"), [("under 11s", "primary"), ("under 5s", "nursery"), ("under 16s", "secondary")]
)
def test_under_an_age_is_a_phase(typed, read):
    assert [word for _, word in read_ages(words_of(typed))] == [read]
