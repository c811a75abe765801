"""How what was charged for each contact follows what the facts say now: a charge, then its credit, then a charge again. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from adviceline.finance.rules.charging import Rated

#: Why a contact is charged for or credited, for those who may follow it.
WHY = {
    "new": "Of this month",
    "late": "Of an earlier month, recorded or coded since",
    "changed": "Charged before as something else",
    "gone": "No longer billable",
}


@dataclass(frozen=True, slots=True)
class Turn:
    """One charge (`sign` 1) or credit (−1) of one contact. `turn` counts from 1; odd is a charge, even a credit."""

    fact_id: str
    turn: int
    sign: int
    month: int
    channel: str
    band: str
    price: Decimal
    partner: str
    why: str

    @property
    def amount(self) -> Decimal:
        return self.price * self.sign


def next_turns(now: Iterable[Rated], last: Mapping[str, Turn], *, month: int) -> list[Turn]:
    """The turns that a claim of `month` adds. `last`: of each contact ever charged, its last turn."""
    wanted = {each.fact_id: each for each in now}
    found: list[Turn] = []
    for fact_id in sorted({*wanted, *last}):
        rated, before = wanted.get(fact_id), last.get(fact_id)
        live = before is not None and before.sign == 1
        taken = before.turn if before else 0
        if before is not None and live:
            if rated is not None and _same(rated, before):
                continue
            why = "gone" if rated is None else "changed"
            taken += 1
            found.append(
                Turn(fact_id, taken, -1, before.month, before.channel, before.band, before.price, before.partner, why)
            )
        if rated is not None:
            why = "changed" if before is not None else "new" if rated.month == month else "late"
            found.append(
                Turn(fact_id, taken + 1, 1, rated.month, rated.channel, rated.band, rated.price, rated.partner, why)
            )
    return found


def _same(rated: Rated, turn: Turn) -> bool:
    """Of the same month, at the same price, by the same partner: what claims say of partners is settled by turns too."""
    return (rated.month, rated.channel, rated.band, rated.price, rated.partner) == (
        turn.month, turn.channel, turn.band, turn.price, turn.partner,
    )  # fmt: skip
