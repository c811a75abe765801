"""Where the answers of a map lead, in words: for the drawing, the outline and the differences alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from adviceline.advice.model import AdviceMap, Answer, Branch, Node


@dataclass(frozen=True, slots=True)
class Lead:
    """One place that an answer can lead to. `when` says in words on what condition; empty: always."""

    to: str
    title: str
    when: str


@dataclass(frozen=True, slots=True)
class Way:
    """All that leads from one question to one place. `groups`: the answers, by the condition they share."""

    source: str
    to: str
    groups: tuple[tuple[str, tuple[str, ...]], ...]


def leads_of(advice_map: AdviceMap, answer: Answer) -> tuple[Lead, ...]:
    """Where an answer can lead, in the order in which the conditions are tried."""
    titles = titles_of(advice_map)
    return tuple(
        Lead(branch.to, titles.get(branch.to, branch.to), condition(advice_map, answer, branch))
        for branch in answer.branches
    )


def ways_from(advice_map: AdviceMap, node: Node) -> tuple[Way, ...]:
    """Each place that the question leads to, once, in the order of its answers."""
    found: dict[str, dict[str, dict[str, None]]] = {}
    for answer in node.answers.values():
        for branch in answer.branches:
            groups = found.setdefault(branch.to, {})
            groups.setdefault(condition(advice_map, answer, branch), {})[answer.label] = None
    return tuple(
        Way(node.id, to, tuple((when, tuple(labels)) for when, labels in groups.items()))
        for to, groups in found.items()
    )


def condition(advice_map: AdviceMap, answer: Answer, branch: Branch) -> str:
    """'if the working view is H4 or H5', 'if flagged: Images', 'otherwise'; empty when nothing is asked."""
    if branch.unconditional:
        return "otherwise" if len(answer.branches) > 1 else ""
    parts = []
    if branch.any_flag:
        parts.append(f"if flagged: {either(_flag_labels(advice_map, branch.any_flag))}")
    if branch.view:
        parts.append(f"{'' if parts else 'if '}the working view is {either(sorted(branch.view))}")
    return " and ".join(parts)


def _flag_labels(advice_map: AdviceMap, flag_ids: Iterable[str]) -> list[str]:
    """In the map's order, so that the same map always gives the same words."""
    wanted = set(flag_ids)
    known = [flag.label for flag in advice_map.flags.values() if flag.id in wanted]
    return [*known, *sorted(wanted - set(advice_map.flags))]


def either(words: list[str]) -> str:
    """'A', 'A or B', 'A, B or C'."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}" if words else ""


def titles_of(advice_map: AdviceMap) -> Mapping[str, str]:
    """The title of each question and outcome."""
    titles = {node.id: node.title for node in advice_map.nodes.values()}
    return titles | {outcome.id: outcome.title for outcome in advice_map.outcomes.values()}
