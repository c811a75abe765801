"""Accepted evidence counted by month, region, setting and code, protected by the disclosure rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from adviceline.disclosure.one_way import protect_list
from adviceline.disclosure.primary import Cell, Rule, protect_count
from adviceline.evidence.models import EvidenceItem
from adviceline.measures.calendar import LONDON, next_month


@dataclass(frozen=True)
class Counted:
    """`rows`: (code, what is shown). `total` is the protected total of a list that adds up, else None."""

    rows: tuple[tuple[str, Cell], ...]
    total: Cell | None


@dataclass(frozen=True)
class Trends:
    """`by_month` has every month from the first to the last (yyyymm); `by_code` counts settled codes, several an item."""

    by_kind: Counted
    by_month: Counted
    by_region: Counted
    by_setting: Counted
    by_code: Counted


@dataclass(frozen=True)
class _Row:
    kind: str
    month: int
    region: str
    setting: str
    codes: tuple[str, ...]


def trends(*, rule: Rule, first: date | None = None, last: date | None = None, kind: str = "") -> Trends:
    """Of items collected on days of London from `first` to `last`; merged items count with the one they went into."""
    rows = [row for row in _rows(first, last) if not kind or row.kind == kind]
    months = sorted(row.month for row in rows)
    every_month: list[int] = []
    while months and (not every_month or every_month[-1] < months[-1]):
        every_month.append(next_month(every_month[-1]) if every_month else months[0])
    return Trends(
        by_kind=_one_way([row.kind for row in rows], rule, EvidenceItem.Kind.values),
        by_month=_one_way([str(row.month) for row in rows], rule, [str(month) for month in every_month]),
        by_region=_one_way([row.region for row in rows], rule),
        by_setting=_one_way([row.setting for row in rows], rule),
        by_code=_several([row.codes for row in rows], rule),
    )


def _rows(first: date | None, last: date | None) -> list[_Row]:
    found = []
    for kind, at, region, setting, codes in EvidenceItem.objects.filter(state=EvidenceItem.State.ACCEPTED).values_list(
        "kind", "collected_at", "region", "setting", "codes"
    ):
        day = at.astimezone(LONDON).date()
        if (first is None or day >= first) and (last is None or day <= last):
            found.append(_Row(kind, day.year * 100 + day.month, region, setting, tuple(codes)))
    return found


def _one_way(values: Sequence[str], rule: Rule, order: Sequence[str] = ()) -> Counted:
    counts = Counter(values)
    codes = list(order) or sorted(counts)
    total = protect_count(len(values), rule)
    cells = protect_list([counts[code] for code in codes], rule, total=total)
    return Counted(tuple(zip(codes, cells, strict=True)), total)


def _several(values: Iterable[tuple[str, ...]], rule: Rule) -> Counted:
    counts = Counter(code for codes in values for code in codes)
    return Counted(tuple((code, protect_count(number, rule)) for code, number in sorted(counts.items())), None)
