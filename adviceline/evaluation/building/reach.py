"""Who got in touch, against how many establishments there are."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from adviceline.disclosure.one_way import protect_list
from adviceline.disclosure.primary import Cell, Rule
from adviceline.evaluation.building.attacking import gives_away
from adviceline.evaluation.data import REACH, WITH_BASE, Facts
from adviceline.measures.algebra import weight
from adviceline.measures.calendar import next_month


@dataclass(frozen=True, slots=True)
class ReachRow:
    """`rate` is enquiries per 1,000 open establishments, from the count as it is shown; None where it is hidden or there
    is no base."""

    code: str
    label: str
    cell: Cell
    base: int | None = None
    rate: float | None = None


@dataclass(frozen=True, slots=True)
class ReachList:
    """Enquiries opened, by one thing. The total is exact, as in the monthly figures. A list that would give a small count
    away even with all of it hidden, or that was `refused` for the reason in `why`, is `withheld`: it has no rows."""

    id: str
    title: str
    rows: tuple[ReachRow, ...]
    total: int
    withheld: bool = False
    why: str = ""

    def refused(self, why: str) -> ReachList:
        return replace(self, rows=(), withheld=True, why=why)


def reach(facts: Facts, rule: Rule) -> tuple[ReachList, ...]:
    return (*(_by(column, title, facts, rule) for column, title in REACH.items()), _by_month(facts, rule))


def _by(column: str, title: str, facts: Facts, rule: Rule) -> ReachList:
    counts: Counter[str] = Counter()
    for row in facts.opened:
        if row["counts"]:
            counts[row[column]] += weight(row)
    bases = facts.bases.get(column, {}) if column in WITH_BASE else {}
    known = [code for code in facts.labels.get(column, {}) if code in counts or code in bases]
    codes = known + sorted(set(counts) - set(known) - {""}) + ([""] if "" in counts else [])
    cells = protect_list([counts[code] for code in codes], rule, total=Cell(sum(counts.values())))
    if gives_away([counts[code] for code in codes], cells, rule):
        return ReachList(f"enquiries_by_{column}", title, (), sum(counts.values()), withheld=True)
    rows = []
    for code, cell in zip(codes, cells, strict=True):
        base = bases.get(code)
        rate = 1000 * cell.value / base if base and cell.value is not None else None
        rows.append(ReachRow(code, facts.label(column, code), cell, base, rate))
    return ReachList(f"enquiries_by_{column}", title, tuple(rows), sum(counts.values()))


def _by_month(facts: Facts, rule: Rule) -> ReachList:
    """Exact: the number of enquiries opened in a month is a figure of the service's own work."""
    counts: Counter[int] = Counter()
    for row in facts.opened:
        if row["counts"]:
            counts[row["opened_month"]] += weight(row)
    rows, month = [], facts.first
    while month <= facts.last:
        rows.append(ReachRow(str(month), str(month), Cell(counts[month])))
        month = next_month(month)
    return ReachList("enquiries_by_month", "Month", tuple(rows), sum(counts.values()))
