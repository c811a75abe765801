"""A plausible walk through the map of advice, towards the working view that the matter will be given. Pure."""

from __future__ import annotations

from random import Random

from adviceline.advice import engine
from adviceline.advice.model import AdviceMap

TRIES = 80


def walk_to(advice_map: AdviceMap, view: str, chance: Random) -> tuple[tuple[str, str], ...]:
    """The (question, answer) steps of a walk that ends with `view`, or the last of many tries when none did."""
    walk = _wander(advice_map, chance)
    for _ in range(TRIES):
        if walk.view == view:
            break
        walk = _wander(advice_map, chance)
    return walk.steps


def _wander(advice_map: AdviceMap, chance: Random) -> engine.Run:
    walk = engine.start(advice_map)
    while (node := walk.node) is not None:
        walk = engine.answer(walk, node.id, chance.choice(list(node.answers)))
    return walk
