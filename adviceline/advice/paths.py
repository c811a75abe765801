"""What the paths of a map lead to: how many end at each outcome, the shortest, and what each emergency answer allows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from adviceline.advice.model import EMERGENCY_QUESTIONS, AdviceMap
from adviceline.advice.walk import State, Step, Walker

# A map that the checks let through has some thousands of states; one that has more is not worth a web page's wait.
MOST_STATES = 100_000


class UnableToWalk(Exception):
    """The paths cannot be counted; the words say why."""


@dataclass(frozen=True, slots=True)
class Paths:
    """`count`: how many paths end there. `shortest`: the answers of one of the shortest, in order."""

    count: int
    shortest: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class PathsOfMap:
    """`to`: paths by outcome; an outcome that none leads to is missing.

    `after`: the outcomes that can still be reached once an emergency question has had an answer, by (node, answer).
    """

    to: Mapping[str, Paths]
    after: Mapping[tuple[str, str], frozenset[str]]

    @property
    def count(self) -> int:
        return sum(paths.count for paths in self.to.values())


_KEPT: dict[str, PathsOfMap] = {}
_MOST_KEPT = 64


def paths_of(advice_map: AdviceMap) -> PathsOfMap:
    """Every path, walked once a process and version. Raises Loop for a map that goes in circles, and UnableToWalk."""
    if advice_map.hash not in _KEPT:
        if len(_KEPT) >= _MOST_KEPT:
            _KEPT.clear()
        _KEPT[advice_map.hash] = _walked(advice_map)
    return _KEPT[advice_map.hash]


def _walked(advice_map: AdviceMap) -> PathsOfMap:
    if advice_map.start not in advice_map.nodes:
        raise UnableToWalk("The map has no first question.")
    walker = Walker(advice_map, frozenset())
    counts, shortest = _forwards(walker)
    ends: dict[str, Paths] = {}
    for state, count in counts.items():
        if state.at in advice_map.outcomes:
            known = ends.get(state.at, Paths(0, shortest[state]))
            ends[state.at] = Paths(known.count + count, min(known.shortest, shortest[state], key=len))
    return PathsOfMap({key: ends[key] for key in advice_map.outcomes if key in ends}, _after(walker, list(counts)))


def _forwards(walker: Walker) -> tuple[dict[State, int], dict[State, tuple[Step, ...]]]:
    """How many paths lead to each state, and one of the shortest; states in an order in which all lead forward."""
    first = walker.start()
    waiting: dict[str, dict[State, int]] = {first.at: {first: 1}}
    shortest: dict[State, tuple[Step, ...]] = {first: ()}
    counts: dict[State, int] = {}
    for node_id in walker.order:
        for state, count in waiting.pop(node_id, {}).items():
            counts[state] = count
            for given in walker.map.nodes[node_id].answers.values():
                following = walker.step(state, given)
                if following is None:
                    continue
                there = waiting.setdefault(following.at, {})
                there[following] = there.get(following, 0) + count
                if following not in shortest or len(shortest[state]) + 1 < len(shortest[following]):
                    shortest[following] = (*shortest[state], (node_id, given.code))
            if len(shortest) > MOST_STATES:
                raise UnableToWalk("The map has more turns than can be counted here. Run: adviceline content check")
    for states in waiting.values():
        counts.update(states)
    return counts, shortest


def _after(walker: Walker, states: list[State]) -> dict[tuple[str, str], frozenset[str]]:
    ahead: dict[State, frozenset[str]] = {}
    found: dict[tuple[str, str], frozenset[str]] = {}
    for state in reversed(states):
        node = walker.map.nodes.get(state.at)
        if node is None:
            ahead[state] = frozenset({state.at})
            continue
        by_answer = {
            given.code: ahead[following] if (following := walker.step(state, given)) else frozenset()
            for given in node.answers.values()
        }
        ahead[state] = frozenset().union(*by_answer.values())
        if node.safety in EMERGENCY_QUESTIONS:
            for code, outcomes in by_answer.items():
                found[node.id, code] = found.get((node.id, code), frozenset()) | outcomes
    return {
        (node.id, code): found[node.id, code]
        for node in walker.map.nodes.values()
        for code in node.answers
        if (node.id, code) in found
    }
