"""Every path of a map, walked at once: paths that nothing later can tell apart are walked together.

Two paths that stand at the same question, with the same facts for the safety rules, the same flags that a later branch
tests, and the same effect on the working view, have the same future. Counting them together keeps the walk exhaustive
and short: millions of paths become some thousands of states.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from adviceline.advice.model import EMERGENCY_QUESTIONS, AdviceMap, Answer, Node, ViewRule
from adviceline.advice.signs import Told

Step = tuple[str, str]
Pending = tuple[tuple[int, frozenset[str]], ...]  # (index of a view rule, its nodes not answered yet)


# A walker makes each view and each memory once, so that two that are the same are one object: states are told apart by
# their parts' identity, in a fraction of the time that comparing all they hold would take.


@dataclass(frozen=True, slots=True, eq=False)
class ViewSoFar:
    """What the answers so far can still make of the working view: the rules not yet ruled out. `settled`: what it is by
    now, None while that is open."""

    rules: Pending
    complete: bool
    settled: str | None


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """What the safety rules remember of a path."""

    emergencies_asked: tuple[str, ...]
    exit_passed: bool
    codes: frozenset[str]
    told: Told


class State(NamedTuple):
    at: str
    flags: frozenset[str]
    view: ViewSoFar
    facts: Facts


@dataclass(frozen=True, slots=True)
class Reached:
    """A state with the number of paths that lead to it, and one of them."""

    state: State
    paths: int
    example: tuple[Step, ...]


class Loop(Exception):
    """The map leads from a question back to itself. `nodes` is the way round."""

    def __init__(self, nodes: tuple[str, ...]) -> None:
        self.nodes = nodes
        super().__init__(" → ".join(nodes))


class Walker:
    """Walks `advice_map`. `codes` are the outcome codes that the safety rules ask about; other codes are forgotten."""

    def __init__(self, advice_map: AdviceMap, codes: frozenset[str]) -> None:
        self.map = advice_map
        self.codes = codes
        self._steps: dict[tuple[State, str], State | None] = {}
        self._views: dict[tuple[Pending, bool], ViewSoFar] = {}
        self._views_after: dict[tuple[ViewSoFar, str, str], ViewSoFar] = {}
        self._views_from: dict[tuple[str, ViewSoFar], ViewSoFar] = {}
        self._facts: dict[tuple[tuple[str, ...], bool, frozenset[str], Told], Facts] = {}
        self._all_facts_after: dict[tuple[Facts, str, str], Facts] = {}

    @cached_property
    def targets(self) -> Mapping[str, tuple[str, ...]]:
        """Where each node can lead, whatever the conditions; missing targets left out."""
        return {
            node.id: tuple(
                dict.fromkeys(
                    branch.to
                    for given in node.answers.values()
                    for branch in given.branches
                    if branch.to in self.map.nodes or branch.to in self.map.outcomes
                )
            )
            for node in self.map.nodes.values()
        }

    @cached_property
    def order(self) -> tuple[str, ...]:
        """The nodes that the start leads to, each before those it leads to. Raises Loop.

        Without calling itself, so that a map may be as long as it likes.
        """
        done: dict[str, None] = {}
        trail = {node_id: iter(self.targets[node_id]) for node_id in self.map.nodes if node_id == self.map.start}
        while trail:
            standing = next(reversed(trail))
            target = next(trail[standing], None)
            if target is None:
                del trail[standing]
                done[standing] = None
            elif target in trail:
                round_from = list(trail)
                raise Loop((*round_from[round_from.index(target) :], target))
            elif target in self.map.nodes and target not in done:
                trail[target] = iter(self.targets[target])
        return tuple(reversed(done))

    @cached_property
    def ahead(self) -> Mapping[str, frozenset[str]]:
        """The nodes that can still be asked once one stands at a node, itself among them."""
        found: dict[str, frozenset[str]] = {}
        for node_id in reversed(self.order):
            found[node_id] = frozenset({node_id}).union(*(found.get(to, frozenset()) for to in self.targets[node_id]))
        return found

    @cached_property
    def flags_tested_ahead(self) -> Mapping[str, frozenset[str]]:
        own = {
            node.id: frozenset(
                flag for given in node.answers.values() for branch in given.branches for flag in branch.any_flag
            )
            for node in self.map.nodes.values()
        }
        return {node_id: frozenset().union(*(own[other] for other in ahead)) for node_id, ahead in self.ahead.items()}

    def start(self) -> State:
        rules: Pending = tuple((index, frozenset(rule.when)) for index, rule in enumerate(self.map.views.rules))
        nothing = self._remembered((), False, frozenset(), Told())
        return self._grouped(self.map.start, frozenset(), self._viewed(rules, False), nothing)

    def step(self, state: State, given: Answer) -> State | None:
        """The state after an answer; None where no branch holds, or the branch leads nowhere."""
        key = (state, given.code)
        if key not in self._steps:
            self._steps[key] = self._step(state, given)
        return self._steps[key]

    def _step(self, state: State, given: Answer) -> State | None:
        node = self.map.nodes[state.at]
        flags = state.flags | given.sets if given.sets else state.flags
        view = self._view_after(state.view, node.id, given.code)
        for branch in given.branches:
            if branch.any_flag and branch.any_flag.isdisjoint(flags):
                continue
            if branch.view and view.settled not in branch.view:
                continue
            if branch.to not in self.map.nodes and branch.to not in self.map.outcomes:
                return None
            return self._grouped(branch.to, flags, view, self._facts_after(state.facts, node, given))
        return None

    def walk(self) -> Iterator[Reached]:
        """Every state that some path reaches, outcomes among them, each once and in order. Raises Loop."""
        waiting: dict[str, dict[State, tuple[int, tuple[Step, ...]]]] = {}
        first = self.start()
        waiting[first.at] = {first: (1, ())}
        for node_id in self.order:
            for state, (paths, example) in waiting.pop(node_id, {}).items():
                yield Reached(state, paths, example)
                for given in self.map.nodes[node_id].answers.values():
                    following = self.step(state, given)
                    if following is None:
                        continue
                    there = waiting.setdefault(following.at, {})
                    before, known = there.get(following, (0, (*example, (node_id, given.code))))
                    there[following] = (before + paths, known)
        for states in waiting.values():
            for state, (paths, example) in states.items():
                yield Reached(state, paths, example)

    def _viewed(self, rules: Pending, complete: bool) -> ViewSoFar:
        key = (rules, complete)
        if key not in self._views:
            views = self.map.views
            settled = (views.otherwise or None) if complete else None
            for index, pending in rules:
                if not pending:
                    settled = views.rules[index].view
                    break
            self._views[key] = ViewSoFar(rules, complete, settled)
        return self._views[key]

    def _view_after(self, view: ViewSoFar, node_id: str, code: str) -> ViewSoFar:
        key = (view, node_id, code)
        if key not in self._views_after:
            rules: list[tuple[int, frozenset[str]]] = []
            for index, pending in view.rules:
                if node_id in pending:
                    if code not in self.map.views.rules[index].when[node_id]:
                        continue
                    pending = pending - {node_id}
                rules.append((index, pending))
                if not pending:  # this rule holds, so those below it never matter again
                    break
            complete = view.complete or node_id == self.map.views.complete_when
            self._views_after[key] = self._viewed(tuple(rules), complete)
        return self._views_after[key]

    def _remembered(
        self, emergencies_asked: tuple[str, ...], exit_passed: bool, codes: frozenset[str], told: Told
    ) -> Facts:
        key = (emergencies_asked, exit_passed, codes, told)
        if key not in self._facts:
            self._facts[key] = Facts(*key)
        return self._facts[key]

    def _facts_after(self, facts: Facts, node: Node, given: Answer) -> Facts:
        key = (facts, node.id, given.code)
        if key not in self._all_facts_after:
            asked = facts.emergencies_asked
            if node.safety in EMERGENCY_QUESTIONS:
                asked = (*asked, node.safety)
            codes = facts.codes | self.codes.intersection(given.suggests.outcomes)
            exit_passed = facts.exit_passed or node.emergency is not None
            told = facts.told.after(node.safety, given.code) if node.safety else facts.told
            self._all_facts_after[key] = self._remembered(asked, exit_passed, codes, told)
        return self._all_facts_after[key]

    def _grouped(self, at: str, flags: frozenset[str], view: ViewSoFar, facts: Facts) -> State:
        """The state without what nothing ahead can see: spent flags, and view rules that can no longer come true."""
        if flags:
            flags = flags & self.flags_tested_ahead.get(at, frozenset())
        return State(at, flags, self._view_seen_from(at, view), facts)

    def _view_seen_from(self, at: str, view: ViewSoFar) -> ViewSoFar:
        key = (at, view)
        if key not in self._views_from:
            ahead = self.ahead.get(at, frozenset())
            rules = [rule for rule in view.rules if rule[1] <= ahead]
            holds = any(not pending for _, pending in rules)
            self._views_from[key] = self._viewed(_canonical(rules, self.map.views.rules), view.complete and not holds)
        return self._views_from[key]


def _canonical(rules: list[tuple[int, frozenset[str]]], written: tuple[ViewRule, ...]) -> Pending:
    """One spelling for the same future: a view that is settled is written by the first rule that gives it."""
    if len(rules) == 1 and not rules[0][1]:
        view = written[rules[0][0]].view
        return ((next(index for index, rule in enumerate(written) if rule.view == view), frozenset()),)
    return tuple(rules)
