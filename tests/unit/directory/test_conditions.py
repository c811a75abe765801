"""Fewer words, the same entries: whatever met the conditions as they were asked meets them as they are put."""

from __future__ import annotations

import random

from adviceline.directory.rules.asking import Alternative, Concept
from adviceline.directory.rules.conditions import conditions_of


def concept(*alternatives: str) -> Concept:
    found = tuple(Alternative(tuple(each.split()), 1.0, each) for each in alternatives)
    return Concept(alternatives[0], found)


def written(conditions) -> list[set[str]]:
    return [{" ".join(sorted(words)) for words in condition} for condition in conditions]


EVERYWHERE = dict.fromkeys(["nude", "pic", "imag", "onlin", "social", "media", "zqa", "zqb"], 1)


def test_an_alternative_with_more_words_than_another_is_not_asked_for():
    asked = conditions_of([concept("nude", "nude pic", "imag")], [], EVERYWHERE)
    assert written(asked) == [{"nude", "imag"}]


def test_what_no_entry_bears_is_not_asked_for():
    asked = conditions_of([concept("nude", "selfi", "social selfi", "social media")], [], EVERYWHERE)
    assert written(asked) == [{"nude", "media social"}]


def test_two_words_with_each_other_as_synonyms_are_one_condition():
    asked = conditions_of([concept("nude", "imag"), concept("imag", "nude"), concept("onlin")], [], EVERYWHERE)
    assert written(asked) == [{"nude", "imag"}, {"onlin"}]


def test_a_narrower_condition_makes_a_wider_one_needless_wherever_it_stands():
    asked = conditions_of([concept("onlin")], [["zqa", "zqb"], ["zqa"]], EVERYWHERE)
    assert written(asked) == [{"onlin"}, {"zqa"}]
    assert written(conditions_of([concept("onlin media"), concept("media", "onlin")], [], EVERYWHERE)) == [
        {"media onlin"}
    ]


def test_stems_are_asked_for_in_another_form_and_facets_as_they_are():
    asked = conditions_of([concept("nude")], [["zqa"]], EVERYWHERE, before="zqq")
    assert written(asked) == [{"zqqnude"}, {"zqa"}]


def test_the_same_entries_meet_them():
    chance = random.Random(7)
    letters = "abcdefg"
    for _ in range(300):
        concepts = [
            concept(
                *(" ".join(chance.sample(letters, chance.choice([1, 1, 2, 3]))) for _ in range(chance.randint(1, 4)))
            )
            for _ in range(chance.randint(1, 4))
        ]
        facets = [chance.sample(letters, chance.randint(1, 2)) for _ in range(chance.randint(0, 2))]
        entries = [set(chance.sample(letters, chance.randint(0, 6))) for _ in range(12)]
        bearers = {letter: sum(letter in entry for entry in entries) for letter in letters}
        asked = conditions_of(concepts, facets, bearers)
        for entry in entries:
            meant = all(any(entry.issuperset(each.stems) for each in c.alternatives) for c in concepts)
            meant = meant and all(entry & set(group) for group in facets)
            assert meant == all(any(words <= entry for words in condition) for condition in asked)
