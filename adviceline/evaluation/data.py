"""What an evaluation is made from, once it has been read. A row stands for `weight` equal facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from adviceline.measures.predicates import Row

#: The parts that reach is shown by: column of an enquiry's fact → its heading. `phase` and `region` have a base.
REACH = {
    "region": "Region",
    "phase": "Phase",
    "setting": "Setting",
    "role": "Role",
    "kind": "Kind of enquiry",
}
WITH_BASE = ("region", "phase")


@dataclass(frozen=True, slots=True)
class Practice:
    """What was learnt of practice. `items` are (kind, accepted items), not yet protected."""

    items: Mapping[str, int]
    codes: Mapping[str, int]
    notes: tuple[tuple[str, str], ...]
    examples: tuple[str, ...]
    candidates: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """`first` and `last` are months (yyyymm), both included. `contacts`, `opened`, `closed`, `asks` and `cases` are
    groups; `answers` are single sets of answers, which hold no role and no place. `bases` counts open establishments by
    region and by phase. `labels` gives each coded field its codes in order, with their words.

    `open_hours` has every month of the period. `staffed_hours`, of advisers on the line, has those months in which cover was
    counted throughout. `spent` and `planned` are cost line → month → pence, of the ledger and of the budget; `claimed` is
    month → pence.
    """

    first: int
    last: int
    contacts: Sequence[Row]
    callback_requests: int
    opened: Sequence[Row]
    closed: Sequence[Row]
    asks: Sequence[Row]
    answers: Sequence[Row]
    cases: Sequence[Row]
    improvements: Sequence[tuple[str, str]]
    signposts: int
    helps: Mapping[str, int]
    bases: Mapping[str, Mapping[str, int]]
    open_hours: Mapping[int, float]
    staffed_hours: Mapping[int, float]
    spent: Mapping[str, Mapping[int, int]]
    planned: Mapping[str, Mapping[int, int]]
    claimed: Mapping[int, int]
    practice: Practice
    recommendations: Sequence[tuple[str, str]]
    sharings: Sequence[tuple[date, str, str, str]]
    plan: Mapping[str, Any]
    labels: Mapping[str, Mapping[str, str]]
    is_over: bool

    @property
    def months(self) -> int:
        return (self.last // 100 - self.first // 100) * 12 + self.last % 100 - self.first % 100 + 1

    def label(self, field: str, code: str) -> str:
        return self.labels.get(field, {}).get(code, code) if code else "Not recorded"
