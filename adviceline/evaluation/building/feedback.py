"""What people said of the service, what they did, and what was changed because of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from adviceline.disclosure.one_way import protect_list
from adviceline.disclosure.primary import Cell, Rule, protect_count
from adviceline.evaluation.data import Facts
from adviceline.measures import feedback_codes as codes
from adviceline.measures.algebra import weight


@dataclass(frozen=True, slots=True)
class Share:
    """Answers to one question: (label, count) in order, and the share of those that count as yes, from what is shown."""

    id: str
    title: str
    rows: tuple[tuple[str, Cell], ...]
    total: Cell
    percent: float | None
    yes: str


QUESTIONS: tuple[tuple[str, str, str, Mapping[Any, str], tuple[Any, ...], str], ...] = (
    ("actions_confirmed", "Did what was agreed", "done",
     {"all": "All of it", "some": "Some of it", "none": "Not yet", "changed": "Something else happened",
      "not_sure": "Not sure what was agreed"}, ("all", "some"), "did all or some of it"),
    ("recommend", "Would recommend the service", "recommend", {"yes": "Yes", "maybe": "Maybe", "no": "No"}, ("yes",),
     "would recommend it"),
    ("helped", "It helped", "helped", {"yes": "Yes", "partly": "Partly", "no": "No"}, ("yes", "partly"),
     "say that it helped, or partly"),
    ("satisfaction", "How satisfied", "satisfaction",
     {5: "Very satisfied", 4: "Satisfied", 3: "Neither", 2: "Dissatisfied", 1: "Very dissatisfied"}, (5, 4),
     "are satisfied or very satisfied"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cases:
    """Expressions of dissatisfaction."""

    total: Cell
    acknowledged: Cell
    answered: Cell
    causes: tuple[tuple[str, Cell], ...]


def shares(facts: Facts, rule: Rule) -> tuple[Share, ...]:
    """The latest answer of each pair to each question: asked at the close and again later, it counts once."""
    made = []
    for name, title, column, labels, yes, words in QUESTIONS:
        latest: dict[Any, Any] = {}
        for row in sorted(facts.answers, key=lambda row: codes.WAVES.index(row["wave"])):
            if row[column] not in ("", None):
                latest[row["pair"]] = row[column]
        made.append(_share(name, title, Counter(latest.values()), labels, yes, words, rule))
    helps: Counter[Any] = Counter(facts.helps)
    resources = {"yes": "Yes", "partly": "Partly", "no": "No"}
    made.append(
        _share("resources_helped", "Resources helped", helps, resources, ("yes", "partly"), "helped, or partly", rule)
    )
    return tuple(made)


def _share(
    name: str, title: str, counts: Counter[Any], labels: Mapping[Any, str], yes: Sequence[Any], words: str,
    rule: Rule,
) -> Share:  # fmt: skip
    number = sum(counts.values())
    total = protect_count(number, rule)
    cells = protect_list([counts[code] for code in labels], rule, total=total)
    shown = dict(zip(labels, cells, strict=True))
    parts = [shown[code].value for code in yes]
    percent = None
    if number >= rule.smallest_percentage_base and total.value and None not in parts:
        percent = min(100.0, 100 * sum(part or 0 for part in parts) / total.value)
    rows = tuple((label, shown[code]) for code, label in labels.items())
    return Share(name, title, rows, total, percent, words)


def cases(facts: Facts, rule: Rule) -> Cases:
    rows = [row for row in facts.cases if row["counts"]]
    causes: Counter[str] = Counter()
    for row in rows:
        causes[row["root_cause"]] += weight(row)
    total = protect_count(sum(causes.values()), rule)
    names = [code for code in facts.labels.get("root_cause", {}) if code in causes]
    names += sorted(set(causes) - set(names))
    cells = protect_list([causes[code] for code in names], rule, total=total)
    return Cases(
        total=total,
        acknowledged=protect_count(sum(weight(row) for row in rows if row["acknowledged_in_time"]), rule),
        answered=protect_count(sum(weight(row) for row in rows if row["answered_in_time"]), rule),
        causes=tuple((facts.label("root_cause", code), cell) for code, cell in zip(names, cells, strict=True)),
    )
