"""What the pages of value for money are made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Sum

from adviceline.facts.models import ContactFact, CoverFact, EnquiryFact
from adviceline.finance.models import Budget, ClaimLine, Entry
from adviceline.finance.rules.money import NOTHING
from adviceline.finance.rules.value import UnitCost, unit_costs
from adviceline.measures.calendar import london_moment


@dataclass(frozen=True, slots=True)
class ValueView:
    """The months that have spending in the ledger and are over, from `first` to `last`; none where `first` is None."""

    first: int | None
    last: int | None
    spent: Decimal
    budget: Decimal
    claimed: Decimal
    units: tuple[UnitCost, ...]


def value_view(*, at: datetime) -> ValueView:
    now = london_moment(at).month
    costs = Entry.objects.filter(kind=Entry.Kind.COST, month__lt=now)
    months = sorted(set(costs.values_list("month", flat=True)))
    if not months:
        return ValueView(None, None, NOTHING, NOTHING, NOTHING, ())
    within = {"month__gte": months[0], "month__lte": months[-1]}
    budget = Budget.objects.first()
    spent: Decimal = costs.aggregate(sum=Sum("cost"))["sum"] or NOTHING
    planned: Decimal = (
        budget.lines.filter(**within).aggregate(sum=Sum("amount"))["sum"] if budget else None
    ) or NOTHING
    claimed: Decimal = ClaimLine.objects.filter(**within).aggregate(sum=Sum("amount"))["sum"] or NOTHING
    there: int = CoverFact.objects.filter(**within).aggregate(sum=Sum("there"))["sum"] or 0
    units = unit_costs(
        spent=spent, budget=planned, staffed_hours=Decimal(there) / 2, claimed=claimed,
        contacts=ContactFact.objects.filter(**within, counts=True, billable=True).count(),
        closed=EnquiryFact.objects.filter(counts=True, closed_month__gte=months[0], closed_month__lte=months[-1]).count(),
    )  # fmt: skip
    return ValueView(months[0], months[-1], spent, planned, claimed, tuple(units))
