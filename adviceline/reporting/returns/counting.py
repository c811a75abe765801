"""What is counted for a return: a month from its frozen facts, and a quarter as the sum of its months."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from adviceline.measures.algebra import weight
from adviceline.measures.definitions import COUNTED, IN_RETURNS, OPENED, STAFFED, THEMES, Measure
from adviceline.measures.definitions.staffing import STAFFING_MEASURES
from adviceline.measures.predicates import every
from adviceline.measures.sql import compile_distinct
from adviceline.measures.tables import CONFIDENCE_ITEMS
from adviceline.reporting.building import MonthFacts, measured, pairs_of
from adviceline.reporting.reading import Execute, read_groups, read_month
from adviceline.reporting.returns.counted import Asked, Counts
from adviceline.reporting.returns.snapshot import OpenSnapshot
from adviceline.reporting.returns.wording import NOT_GROUPED, NOT_RECORDED, Wording

#: What is measured of a month with which cover was not frozen.
WITHOUT_COVER: dict[str, Measure] = {
    name: measure for name, measure in IN_RETURNS.items() if measure not in STAFFING_MEASURES
}
COLUMNS = ("kind", "role", "setting", "region", "la_code")
Key = TypeVar("Key")
_COUNTED = every(COUNTED)


def count(snapshot: OpenSnapshot, wording: Wording) -> Counts:
    """All that a return is made from. Each month is read from its own snapshot, by its own month."""
    months = []
    for month, part in snapshot.months:
        with part.answering() as execute:
            months.append(_month(execute, month, wording, has_cover=part.has(STAFFED.table)))
    return _together(months)


@dataclass(frozen=True)
class _Month:
    facts: MonthFacts
    enquiries: Counter[tuple[str, ...]]
    theme_groups: Counter[str]
    cover: Counter[tuple[int, int, bool]] | None


def _month(execute: Execute, month: int, wording: Wording, *, has_cover: bool) -> _Month:
    enquiries: Counter[tuple[str, ...]] = Counter()
    for row in read_groups(execute, OPENED, COLUMNS, month, _COUNTED):
        region = row["region"] or NOT_RECORDED
        codes = (row["kind"], row["role"], row["setting"], region)
        enquiries[(*(code or NOT_RECORDED for code in codes), wording.authority(row["la_code"], region))] += weight(row)
    groups = {code: group for code, (_, group, _) in wording.fields["theme"].items() if group}
    found = execute(compile_distinct(THEMES, "enquiry_fact_id", "theme", groups, month))
    known = wording.groups["theme_group"]
    theme_groups: Counter[str] = Counter()
    for group, number in found:
        theme_groups[group if group in known else NOT_GROUPED] += number
    facts = read_month(month, execute, IN_RETURNS if has_cover else WITHOUT_COVER)
    return _Month(facts, enquiries, theme_groups, _cover(execute, month) if has_cover else None)


def _cover(execute: Execute, month: int) -> Counter[tuple[int, int, bool]]:
    rows = read_groups(execute, STAFFED, ("iso_weekday", "half_hour", "met"), month, every())
    return Counter({(row["iso_weekday"], row["half_hour"], bool(row["met"])): weight(row) for row in rows})


def _together(months: Sequence[_Month]) -> Counts:
    facts = merge([month.facts for month in months])
    one_way, cover = facts.one_way, [month.cover for month in months]
    return Counts(
        facts=facts,
        figures=measured(facts, WITHOUT_COVER if None in cover else IN_RETURNS),
        enquiries=_summed(month.enquiries for month in months),
        themes=one_way["enquiries_by_theme"],
        theme_groups=_summed(month.theme_groups for month in months),
        signposts=one_way["signposts_by_resource"],
        asked={item: _asked(item, facts) for item in CONFIDENCE_ITEMS},
        cover=None if None in cover else _summed(each for each in cover if each is not None),
    )


def _asked(item: str, facts: MonthFacts) -> Asked:
    rows = facts.confidence[item]
    return Asked(
        eligible=sum(weight(row) for row in rows),
        offered=sum(weight(row) for row in rows if row["confidence_close_offered"]),
        answered=sum(weight(row) for row in rows if row[f"{item}_close"] is not None),
        pairs=pairs_of(item, rows),
    )


def merge(months: Sequence[MonthFacts]) -> MonthFacts:
    """The facts of several months as those of one period: a row of groups stands for its weight, wherever it is from."""
    first = months[0]
    shared = [source for source in first.groups if all(source in month.groups for month in months)]
    groups = {source: [row for month in months for row in month.groups[source]] for source in shared}
    return MonthFacts(
        contacts=[row for month in months for row in month.contacts],
        groups=groups,
        histograms={key: _summed(month.histograms[key] for month in months) for key in first.histograms},
        sums={
            mean: (sum(month.sums[mean][0] for month in months), sum(month.sums[mean][1] for month in months))
            for mean in first.sums
        },
        one_way={table: _summed(month.one_way[table] for month in months) for table in first.one_way},
        confidence={item: [row for month in months for row in month.confidence[item]] for item in first.confidence},
    )


def _summed(counts: Iterable[Mapping[Key, int]]) -> Counter[Key]:
    found: Counter[Key] = Counter()
    for each in counts:
        found.update(each)
    return found
