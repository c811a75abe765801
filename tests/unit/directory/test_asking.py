"""Phrases that mean the same: one that is left with a single word stands for nothing on its own."""

from __future__ import annotations

import pytest

from adviceline.content.current import current_content
from adviceline.directory.rules.asking import Thesaurus, concepts_of, thesaurus_of
from adviceline.directory.rules.words import stem, words_of


class Bears:
    """A vocabulary in which every entry says every stem."""

    def known(self, stems):
        return dict.fromkeys(stems, 1)

    def begun(self, word):
        return []

    def near(self, word):
        return []


GROUPS = {
    "thresholds": {"means": ["escalation", "child in need", "not accepted", "section 47"], "near": ["what to do"]},
    "siblings": {"means": ["siblings", "in the family", "under fives"]},
}


def alternatives(text, thesaurus=None):
    concepts, _ = concepts_of(text, Bears(), thesaurus or Thesaurus(GROUPS))
    return [{each.stems for each in concept.alternatives} for concept in concepts]


def test_a_phrase_left_with_one_word_is_not_offered_instead_of_another():
    assert alternatives("escalation") == [{("escal",), ("section", "n47")}]


@pytest.mark.parametrize(
    "typed, instead",
    [("child in need", {("escal",), ("section", "n47")}), ("in the family", {("sibl",)}), ("under fives", {("sibl",)})],
)
def test_such_a_phrase_is_understood_when_it_is_typed_and_its_one_word_is_not(typed, instead):
    assert alternatives(typed) == [instead]
    word = max(words_of(typed), key=len)
    assert alternatives(word) == [{(stem(word),)}]


def test_no_phrase_of_the_service_finds_entries_by_one_common_word():
    thesaurus = thesaurus_of(current_content().data["search"])
    for typed in ("escalation", "NFA", "section 47", "disclosure", "whistleblowing", "brother", "EYFS", "peer abuse"):
        found = {stems for each in alternatives(typed, thesaurus) for stems in each}
        assert not found & {("child",), ("famili",), ("accept",), ("sai",), ("five",), ("cover",), ("peer",)}, typed
