"""Budget against spending, and what it will come to. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from adviceline.finance.rules.money import NOTHING

#: yyyymm → amount.
Months = Mapping[int, Decimal]


@dataclass(frozen=True, slots=True)
class Variance:
    """`budget` and `spent` up to the last month that is over; `forecast`: spent so far and what is expected after it.
    `difference`: spent above the budget; below nought, under it."""

    budget: Decimal
    spent: Decimal
    whole_budget: Decimal
    forecast: Decimal
    needs_a_reason: bool

    @property
    def difference(self) -> Decimal:
        return self.spent - self.budget

    @property
    def forecast_difference(self) -> Decimal:
        return self.forecast - self.whole_budget

    @property
    def percent(self) -> Decimal | None:
        return self.difference * 100 / self.budget if self.budget else None


def variance(
    budget: Months, spent: Months, expected: Months, *, until: int, above: tuple[Decimal, Decimal]
) -> Variance:
    """`until`: the last month that is over. A month after it comes to what was said of it, else to its budget; never to less
    than was spent in it already. `above`: percent and pounds."""
    so_far = sum((amount for month, amount in budget.items() if month <= until), NOTHING)
    gone = sum((amount for month, amount in spent.items() if month <= until), NOTHING)
    ahead = {month for month in (*budget, *expected, *spent) if month > until}
    rest = sum(
        (max(expected.get(month, budget.get(month, NOTHING)), spent.get(month, NOTHING)) for month in ahead), NOTHING
    )
    percent, pounds = above
    differs = abs(gone - so_far)
    return Variance(
        so_far, gone, sum(budget.values(), NOTHING), gone + rest,
        differs > pounds and differs * 100 > percent * so_far,
    )  # fmt: skip


def together(each: Sequence[Variance]) -> Variance:
    return Variance(
        sum((one.budget for one in each), NOTHING), sum((one.spent for one in each), NOTHING),
        sum((one.whole_budget for one in each), NOTHING), sum((one.forecast for one in each), NOTHING), needs_a_reason=False,
    )  # fmt: skip
