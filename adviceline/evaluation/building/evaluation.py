"""The whole evaluation of a period, protected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from adviceline.disclosure.one_way import protect_list
from adviceline.disclosure.primary import Cell, Rule, protect_count
from adviceline.evaluation.building.feedback import Cases, Share, cases, shares
from adviceline.evaluation.building.limits import limitations
from adviceline.evaluation.building.outcomes import (
    START_CLOSE,
    Bias,
    Breakdown,
    Comparison,
    breakdowns,
    comparisons,
    response_bias,
)
from adviceline.evaluation.building.process import Shown, process
from adviceline.evaluation.building.reach import ReachList, reach
from adviceline.evaluation.building.value import Value, value
from adviceline.evaluation.data import Facts


@dataclass(frozen=True, slots=True)
class PracticeShown:
    kinds: tuple[tuple[str, Cell], ...]
    total: Cell
    codes: tuple[tuple[str, Cell], ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Everything here may leave the service."""

    facts_first: int
    facts_last: int
    months: int
    process: Mapping[str, Shown]
    reach: tuple[ReachList, ...]
    comparisons: tuple[Comparison, ...]
    breakdowns: tuple[Breakdown, ...]
    biases: tuple[Bias, ...]
    shares: tuple[Share, ...]
    cases: Cases
    practice: PracticeShown
    value: Value
    limitations: tuple[str, ...]
    rule: Rule


def evaluate(facts: Facts, rule: Rule, *, refused: Mapping[str, str] | None = None) -> Evaluation:
    """`refused`: the parts that may not be shown beside what was told elsewhere, with the reason (evaluation.beside)."""
    no = refused or {}
    reached = tuple(one.refused(no[one.id]) if one.id in no else one for one in reach(facts, rule))
    steps, said = process(facts, rule), shares(facts, rule)
    compared = tuple(
        each.refused(no[f"confidence_{each.item}"])
        if each.design is START_CLOSE and f"confidence_{each.item}" in no else each
        for each in comparisons(facts, rule)
    )  # fmt: skip
    broken = tuple(each for each in breakdowns(facts, rule) if f"confidence_{each.item}" not in no)
    biases = tuple(each for each in response_bias(facts, rule) if f"confidence_{each.item}" not in no)
    worth = value(facts, steps, compared, said, reached)
    return Evaluation(
        facts_first=facts.first, facts_last=facts.last, months=facts.months, process=steps, reach=reached,
        comparisons=compared, breakdowns=broken, biases=biases, shares=said, cases=cases(facts, rule),
        practice=_practice(facts, rule), value=worth,
        limitations=limitations(facts, compared, biases, reached, worth, rule), rule=rule,
    )  # fmt: skip


def _practice(facts: Facts, rule: Rule) -> PracticeShown:
    kinds = list(facts.labels.get("evidence_kind", {})) or sorted(facts.practice.items)
    total = protect_count(sum(facts.practice.items.values()), rule)
    cells = protect_list([facts.practice.items.get(kind, 0) for kind in kinds], rule, total=total)
    fields = ("good_practice", "challenge_identifying", "challenge_responding", "barrier")
    codes = [
        (f"{code}: {label}", protect_count(facts.practice.codes.get(code, 0), rule))
        for field in fields
        for code, label in facts.labels.get(field, {}).items()
        if facts.practice.codes.get(code) and code != "other"
    ]
    return PracticeShown(
        tuple((facts.label("evidence_kind", kind), cell) for kind, cell in zip(kinds, cells, strict=True)),
        total,
        tuple(codes),
    )
