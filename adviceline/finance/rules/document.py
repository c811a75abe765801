"""A claim as one document: the lines, the sums, and a seal over every contact behind them. Pure.

The document is what is signed. It holds no pseudonym of a fact and no date: what stands behind a line is listed, for the
Authority, under numbers that lead nowhere outside the service.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from adviceline.finance.rules.charging import Kind, Line, Tariff, total
from adviceline.finance.rules.turns import Turn

FORMAT = "adviceline.claim/1"


@dataclass(frozen=True, slots=True)
class ClaimDocument:
    """`claimed_before`: all claims before this one. `tariffs`: month → the hash of the tariff by which it was claimed."""

    name: str
    number: int
    month: int
    final: bool
    tariff: str
    agreed: str
    vat_words: str
    tariffs: dict[str, str]
    grant: Decimal
    claimed_before: Decimal
    lines: tuple[Line, ...]
    contacts_charged: int
    contacts_credited: int
    turns_hash: str

    @property
    def net(self) -> Decimal:
        return total(line for line in self.lines if line.kind != Kind.VAT)

    @property
    def vat(self) -> Decimal:
        return total(line for line in self.lines if line.kind == Kind.VAT)

    @property
    def gross(self) -> Decimal:
        return self.net + self.vat

    @property
    def claimed_after(self) -> Decimal:
        return self.claimed_before + self.gross

    @property
    def left_of_grant(self) -> Decimal:
        return self.grant - self.claimed_after

    def lines_of(self, *, current: bool) -> list[Line]:
        """Of the month that is claimed, or of earlier months."""
        return [line for line in self.lines if line.month and (line.month == self.month) == current]

    @property
    def lines_for_all(self) -> list[Line]:
        return [line for line in self.lines if not line.month]


def draw_up(
    *, name: str, number: int, month: int, final: bool, tariff: Tariff, tariffs: dict[str, str], grant: Decimal,
    claimed_before: Decimal, lines: Sequence[Line], turns: Sequence[Turn],
) -> ClaimDocument:  # fmt: skip
    return ClaimDocument(
        name=name, number=number, month=month, final=final, tariff=f"{tariff.title} ({tariff.version})",
        agreed=tariff.agreed, vat_words=tariff.vat_words, tariffs=tariffs, grant=grant, claimed_before=claimed_before,
        lines=tuple(lines), contacts_charged=sum(turn.sign == 1 for turn in turns),
        contacts_credited=sum(turn.sign == -1 for turn in turns), turns_hash=hash_of(turns_data(turns)),
    )  # fmt: skip


def turns_data(turns: Iterable[Turn]) -> list[list[Any]]:
    """As they are kept in a claim: one list for each, in their order."""
    return [
        [
            each.fact_id,
            each.turn,
            each.sign,
            each.month,
            each.channel,
            each.band,
            str(each.price),
            each.partner,
            each.why,
        ]
        for each in turns
    ]


def turns_from(data: Iterable[Sequence[Any]]) -> list[Turn]:
    return [
        Turn(fact_id, turn, sign, month, channel, band, Decimal(price), partner, why)
        for fact_id, turn, sign, month, channel, band, price, partner, why in data
    ]


def to_text(document: ClaimDocument) -> str:
    """Canonical JSON: the same claim is the same text."""
    data = {
        "format": FORMAT, "name": document.name, "number": document.number, "month": document.month,
        "final": document.final, "tariff": document.tariff, "agreed": document.agreed, "vat_words": document.vat_words,
        "tariffs": document.tariffs, "grant": str(document.grant), "claimed_before": str(document.claimed_before),
        "net": str(document.net), "vat": str(document.vat), "gross": str(document.gross),
        "lines": [
            [line.month, line.kind.value, line.code, line.label, line.quantity,
             None if line.price is None else str(line.price), str(line.amount)]
            for line in document.lines
        ],
        "contacts_charged": document.contacts_charged, "contacts_credited": document.contacts_credited,
        "turns": document.turns_hash,
    }  # fmt: skip
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def from_text(text: str) -> ClaimDocument:
    data = json.loads(text)
    return ClaimDocument(
        name=data["name"], number=data["number"], month=data["month"], final=data["final"], tariff=data["tariff"],
        agreed=data["agreed"], vat_words=data["vat_words"], tariffs=data["tariffs"], grant=Decimal(data["grant"]),
        claimed_before=Decimal(data["claimed_before"]),
        lines=tuple(
            Line(month, Kind(kind), code, label, quantity, None if price is None else Decimal(price), Decimal(amount))
            for month, kind, code, label, quantity, price, amount in data["lines"]
        ),
        contacts_charged=data["contacts_charged"], contacts_credited=data["contacts_credited"], turns_hash=data["turns"],
    )  # fmt: skip


def hash_of(data: object) -> str:
    text = data if isinstance(data, str) else json.dumps(data, separators=(",", ":"), ensure_ascii=False)
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"
