"""A plausible walk through the map of advice, towards the working view that the matter will be given. Pure."""

from __future__ import annotations

from random import Random

from adviceline.advice import engine
from adviceline.advice.model import AdviceMap, Node, ViewRule

TRIES = 40


def walk_to(advice_map: AdviceMap, view: str, chance: Random) -> tuple[tuple[str, str], ...]:
    """The (question, answer) steps of a walk that ends with `view`, or the last of many tries when none did."""
    rules = [rule for rule in advice_map.views.rules if rule.view == view]
    for _ in range(TRIES):
        walk = engine.start(advice_map)
        wanted = chance.choice(rules) if rules else None
        while (node := walk.node) is not None:
            walk = engine.answer(walk, node.id, _answer(walk, node, view, wanted, chance))
        if walk.view == view:
            break
    return walk.steps


def _answer(walk: engine.Run, node: Node, view: str, wanted: ViewRule | None, chance: Random) -> str:
    """An answer by chance, among those that do not lead to another view; one that leads to the wanted one if it can."""
    codes = list(node.answers)
    if wanted and node.id in wanted.when:
        codes = [code for code in codes if code in wanted.when[node.id]] or codes
    views = walk.map.views
    fitting = [code for code in codes if views.of(walk.answers | {node.id: code}) in {None, view}]
    return chance.choice(fitting or codes)
