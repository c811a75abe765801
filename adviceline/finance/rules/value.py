"""Economy and efficiency from what was really spent, with ranges. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from adviceline.finance.rules.money import rounded


@dataclass(frozen=True, slots=True)
class UnitCost:
    """The cost of one. `low`: of what is in the ledger; `high`: of the budget, where that is more, since bills come late.
    None where there were none."""

    e: str
    title: str
    units: Decimal
    unit_words: str
    low: Decimal | None
    high: Decimal | None


def unit_costs(
    *, spent: Decimal, budget: Decimal, staffed_hours: Decimal, contacts: int, closed: int, claimed: Decimal
) -> list[UnitCost]:
    """`staffed_hours`: an adviser for an hour of an open half hour, the fewest there at any moment of it."""
    most = max(spent, budget)
    asked = (
        ("Economy", "An adviser’s hour on the line", staffed_hours, "hours", spent, most),
        ("Efficiency", "A contact that may be charged for", Decimal(contacts), "contacts", spent, most),
        ("Efficiency", "An enquiry closed", Decimal(closed), "enquiries", spent, most),
        ("Efficiency", "A contact, to the Authority", Decimal(contacts), "contacts", claimed, claimed),
    )
    return [
        UnitCost(e, title, units, words, *(rounded(amount / units) if units else None for amount in (low, high)))
        for e, title, units, words, low, high in asked
    ]
