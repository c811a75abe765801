"""Every rule tried on every path."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from adviceline.advice.model import AdviceMap
from adviceline.advice.safety.at_the_end import END_RULES
from adviceline.advice.safety.moments import CONSULTATION, ESCALATION, INDIVIDUAL, Broken, Moment, SafetyReport
from adviceline.advice.safety.of_the_map import (
    every_place_is_reached,
    marked_questions_are_there,
    marks_of_the_other_flow,
    questions_ask_for_no_identifier,
    sources_are_in_date,
)
from adviceline.advice.safety.on_the_way import ANY_FLOW, WAY_RULES
from adviceline.advice.walk import Loop, Reached, Walker


def check_map(advice_map: AdviceMap, *, today: date) -> SafetyReport:
    """Tries every rule on every path. One example path is given for each rule and place where it is broken."""
    broken: dict[tuple[str, str], Broken] = {}
    for found in (*questions_ask_for_no_identifier(advice_map), *sources_are_in_date(advice_map, today)):
        broken.setdefault((found.rule, found.at), found)
    individual = advice_map.flow == INDIVIDUAL
    for found in () if individual else marks_of_the_other_flow(advice_map):
        broken.setdefault((found.rule, found.at), found)
    if individual and (missing := tuple(marked_questions_are_there(advice_map))):
        return SafetyReport((*missing, *broken.values()), 0, 0)
    if advice_map.start not in advice_map.nodes:
        return SafetyReport((Broken("start", "The map has no first question.", (), advice_map.start),), 0, 0)
    walker = Walker(advice_map, frozenset({CONSULTATION, ESCALATION}))
    try:
        reached = list(walker.walk())
    except Loop as loop:
        way_round = tuple((node, "…") for node in loop.nodes[:-1])
        looped = Broken("no_cycle", f"The map goes round in a circle: {loop}.", way_round, loop.nodes[-1])
        return SafetyReport((looped, *broken.values()), 0, 0)
    for stand in reached:
        for rule, message in _broken_at(walker, stand, individual=individual):
            found = Broken(rule, message, stand.example, stand.state.at)
            broken.setdefault((rule, stand.state.at), found)
    for unreached in every_place_is_reached(advice_map, {stand.state.at for stand in reached}):
        broken.setdefault((unreached.rule, unreached.at), unreached)
    paths = sum(stand.paths for stand in reached if stand.state.at in advice_map.outcomes)
    return SafetyReport(_first_places(broken.values()), paths, len(reached))


def _first_places(broken: Iterable[Broken]) -> tuple[Broken, ...]:
    """Shortest path first, without those places that are only broken because their path has passed a broken one."""
    first: list[Broken] = []
    for found in sorted(broken, key=lambda one: len(one.path)):
        passed = {node_id for node_id, _ in found.path}
        if not any(earlier.rule == found.rule and earlier.at in passed for earlier in first):
            first.append(found)
    return tuple(first)


def _broken_at(walker: Walker, stand: Reached, *, individual: bool) -> Iterator[tuple[str, str]]:
    moment = Moment(walker, stand.state, stand.state.view.settled)
    node = walker.map.nodes.get(stand.state.at)
    if node is not None:
        for way_rule in WAY_RULES if individual else ANY_FLOW:
            if message := way_rule(moment, node):
                yield way_rule.__name__, message
    elif individual:
        outcome = walker.map.outcomes[stand.state.at]
        for end_rule in END_RULES:
            if message := end_rule(moment, outcome):
                yield end_rule.__name__, message
