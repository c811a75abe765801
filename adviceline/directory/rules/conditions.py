"""What an engine is asked for, in as few words as ask for the same entries: every word costs it a list of entries."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from adviceline.directory.rules.asking import Concept

Words = frozenset[str]  # an entry must bear every one
Condition = tuple[Words, ...]  # and meet one of these


def conditions_of(
    concepts: Iterable[Concept], facets: Iterable[Sequence[str]], bearers: Mapping[str, int], *, before: str = ""
) -> list[Condition]:
    """What an entry must meet to answer every concept and bear a facet of each group, in their order.

    `before` is set before each stem of a concept, to ask for another form of it. A condition without words is met by none.
    """
    asked = [_shortest(_borne(concept, bearers, before)) for concept in concepts]
    asked += [_shortest(frozenset([each]) for each in group) for group in facets]
    kept: list[Condition] = []
    for condition in asked:
        if not any(_implies(other, condition) for other in kept):
            kept = [other for other in kept if not _implies(condition, other)] + [condition]
    return kept


def _borne(concept: Concept, bearers: Mapping[str, int], before: str) -> Iterable[Words]:
    """Without those that no entry can meet: a dozen synonyms seldom all occur."""
    for each in concept.alternatives:
        if all(bearers.get(stem) for stem in each.stems):
            yield frozenset(before + stem for stem in each.stems)


def _shortest(alternatives: Iterable[Words]) -> Condition:
    """'nude', or 'nude' and 'picture', is 'nude'."""
    different = list(dict.fromkeys(alternatives))
    return tuple(each for each in different if not any(other < each for other in different))


def _implies(one: Collection[Words], other: Collection[Words]) -> bool:
    """Whether whatever meets `one` meets `other` too: 'nude' and 'image', each with the other's synonyms, are one."""
    return all(any(words <= each for words in other) for each in one)
