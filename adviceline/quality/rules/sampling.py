"""Drawing enquiries for review: some at random, some weighted by risk; the same seed draws the same.

At random: every enquiry is as likely as any other. Weighted, from those that are left: without replacement, the chance of
each draw in proportion to the weight (Efraimidis and Spirakis 2006: the largest of u^(1/weight)). An enquiry begins with a
weight of 1, multiplied for each thing that is true of it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from random import Random

MOST_DRAWN = 50
LARGEST_SEED = 2_000_000_000
IMMEDIATE = "immediate"
SERIOUS = frozenset({"section_47", "police_active", "disputed"})


@dataclass(frozen=True)
class Candidate:
    """`name` is the enquiry's reference, which puts the candidates in an order that does not depend on the database."""

    name: str
    number: int
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Drawn:
    candidate: Candidate
    how: str


def reasons_of(
    *, urgency: str, threshold: str, was_hard: bool, was_reopened: bool, left_the_map: bool
) -> tuple[str, ...]:
    """What makes an enquiry likelier to be drawn, by the names of the content's weights."""
    known = {
        "urgent": urgency == IMMEDIATE,
        "above_threshold": threshold in SERIOUS,
        "hard_for_adviser": was_hard,
        "reopened": was_reopened,
        "left_the_map": left_the_map,
    }
    return tuple(name for name, holds in known.items() if holds)


def weight_of(reasons: Iterable[str], weights: Mapping[str, float]) -> float:
    return math.prod(weights.get(each, 1) for each in reasons)


def draw(
    candidates: Iterable[Candidate],
    *,
    seed: int,
    random_number: int,
    weighted_number: int,
    weights: Mapping[str, float],
) -> list[Drawn]:
    """In the order drawn; fewer than asked for when there are not so many."""
    chance = Random(seed)  # noqa: S311 - chance that can be drawn again, not to keep a secret
    left = sorted(candidates, key=lambda each: each.name)
    chosen = [(chance.random(), each) for each in left]
    at_random = [each for _, each in sorted(chosen, key=lambda pair: (pair[0], pair[1].name))[:random_number]]
    taken = {each.name for each in at_random}
    keyed = [
        (math.log(1 - chance.random()) / weight_of(each.reasons, weights), each)
        for each in left
        if each.name not in taken
    ]
    weighted = [each for _, each in sorted(keyed, key=lambda pair: (-pair[0], pair[1].name))[:weighted_number]]
    return [Drawn(each, "random") for each in at_random] + [Drawn(each, "weighted") for each in weighted]
