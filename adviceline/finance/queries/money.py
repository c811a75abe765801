"""The ledger, the budget and the year, as pages show them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet, Sum

from adviceline.finance.models import Budget, Entry, Expected, Reason
from adviceline.finance.rules.money import NOTHING
from adviceline.finance.rules.variance import Variance, together, variance
from adviceline.finance.tariff import cost_lines, partners, reason_needed_above
from adviceline.measures.calendar import london_moment, next_month, previous_month

PAGE = 50


class NoSuchEntry(LookupError):
    """There is no entry of that number."""


@dataclass(frozen=True, slots=True)
class BudgetRow:
    """One cost line. `parts`: each partner's share, by code. `reason`: why it differs, as it was last said."""

    id: str
    label: str
    variance: Variance
    parts: tuple[tuple[str, Variance], ...]
    reason: Reason | None


@dataclass(frozen=True, slots=True)
class BudgetView:
    """`until`: the last month that is over, and has a budget or spending; `ended`: whether all of it is over."""

    budget: Budget | None
    until: int
    months: tuple[int, ...]
    rows: tuple[BudgetRow, ...]
    whole: Variance


@dataclass(frozen=True, slots=True)
class Year:
    """A financial year, April to March, in the ledger. `months`: yyyymm → (spent, claimed, received)."""

    first: int
    lines: tuple[tuple[str, Decimal], ...]
    partners: tuple[tuple[str, Decimal], ...]
    months: tuple[tuple[int, Decimal, Decimal, Decimal], ...]
    spent: Decimal
    claimed: Decimal
    received: Decimal
    vat_reclaimed: Decimal
    owed_before: Decimal

    @property
    def owed_after(self) -> Decimal:
        return self.owed_before + self.claimed - self.received

    @property
    def difference(self) -> Decimal:
        """Claimed less spent."""
        return self.claimed - self.spent


def entries(*, month: int | None = None, cost_line: str = "", partner: str = "", kind: str = "") -> QuerySet[Entry]:
    """The latest first."""
    rows = Entry.objects.select_related("claim", "recorded_by", "reverses", "reversed_by").order_by("-number")
    asked = {"month": month, "cost_line": cost_line, "partner": partner, "kind": kind}
    return rows.filter(**{name: value for name, value in asked.items() if value})


def page_of(rows: QuerySet[Entry], number: str) -> Page[Entry]:
    return Paginator(rows, PAGE).get_page(number)


def entry_by_number(number: int) -> Entry:
    """Raises NoSuchEntry."""
    found = entries().filter(number=number).first()
    if found is None:
        raise NoSuchEntry("There is no entry of that number.")
    return found


def spent_in(rows: QuerySet[Entry]) -> Decimal:
    found: Decimal | None = rows.aggregate(sum=Sum("cost"))["sum"]
    return found or NOTHING


def months_of_entries() -> list[int]:
    """yyyymm, latest first."""
    return list(Entry.objects.order_by("-month").values_list("month", flat=True).distinct())


def budget_view(*, at: datetime) -> BudgetView:
    """Each cost line against its budget, as things are at `at`."""
    budget = Budget.objects.select_related("set_by").first()
    planned: dict[tuple[str, str], dict[int, Decimal]] = defaultdict(dict)
    for each in budget.lines.all() if budget else ():
        planned[each.cost_line, each.partner][each.month] = each.amount
    spent: dict[tuple[str, str], dict[int, Decimal]] = defaultdict(dict)
    rows = Entry.objects.filter(kind=Entry.Kind.COST).values_list("cost_line", "partner", "month")
    for cost_line, partner, month, cost in rows.annotate(sum=Sum("cost")).order_by("month"):
        spent[cost_line, partner][month] = cost
    months = sorted({month for found in (*planned.values(), *spent.values()) for month in found})
    over = previous_month(london_moment(at).month)
    until = max((month for month in months if month <= over), default=over)
    expected: dict[str, dict[int, Decimal]] = defaultdict(dict)
    for said in Expected.objects.order_by("pk"):
        expected[said.cost_line][said.month] = said.amount
    reasons = {
        each.cost_line: each for each in Reason.objects.select_related("said_by").filter(month=until).order_by("pk")
    }
    above = reason_needed_above()
    found = []
    for code, line in cost_lines().items():
        keys = [code_and_partner for code_and_partner in {*planned, *spent} if code_and_partner[0] == code]
        whole = variance(
            _sum(planned[key] for key in keys),
            _sum(spent[key] for key in keys),
            expected[code],
            until=until,
            above=above,
        )
        parts = tuple(
            (partner, variance(planned[code, partner], spent[code, partner], {}, until=until, above=above))
            for partner in partners()
            if (code, partner) in keys
        )
        found.append(BudgetRow(code, line.label, whole, parts, reasons.get(code)))
    return BudgetView(budget, until, tuple(months), tuple(found), together([row.variance for row in found]))


def year_of(day: date) -> int:
    """The year in which the financial year of a day begins."""
    return day.year if day.month >= 4 else day.year - 1


def years() -> list[int]:
    """Those with entries, latest first."""
    return sorted({year_of(date(month // 100, month % 100, 1)) for month in months_of_entries()}, reverse=True)


def annual_statement(first: int) -> Year:
    """April of `first` to March after it."""
    months = [first * 100 + 4]
    while len(months) < 12:
        months.append(next_month(months[-1]))
    rows = Entry.objects.filter(month__in=months)
    costs = rows.filter(kind=Entry.Kind.COST)
    by_month: dict[int, dict[str, Decimal]] = defaultdict(dict)
    for month, kind, cost, gross in (
        rows.values_list("month", "kind").annotate(cost=Sum("cost"), sum=Sum("gross")).order_by("month")
    ):
        by_month[month][kind] = cost if kind == Entry.Kind.COST else gross
    before = dict(
        Entry.objects.filter(month__lt=months[0]).values_list("kind").annotate(sum=Sum("gross")).order_by("kind")
    )
    bodies, lines = partners(), cost_lines()

    def sums(column: str) -> dict[str, Decimal]:
        return dict(costs.values_list(column).annotate(sum=Sum("cost")).order_by(column))

    def of(kind: str) -> Decimal:
        return sum((found.get(kind, NOTHING) for found in by_month.values()), NOTHING)

    reclaimed: Decimal | None = costs.filter(vat_reclaimed=True).aggregate(sum=Sum("vat"))["sum"]
    return Year(
        first=first,
        lines=tuple(
            (lines[code].label if code in lines else code, amount) for code, amount in sums("cost_line").items()
        ),
        partners=tuple((bodies.get(code, code), amount) for code, amount in sums("partner").items()),
        months=tuple((month, *_three(by_month[month])) for month in months),
        spent=of("cost"),
        claimed=of("claim"),
        received=of("received"),
        vat_reclaimed=reclaimed or NOTHING,
        owed_before=before.get("claim", NOTHING) - before.get("received", NOTHING),
    )


def _three(found: dict[str, Decimal]) -> tuple[Decimal, Decimal, Decimal]:
    return found.get("cost", NOTHING), found.get("claim", NOTHING), found.get("received", NOTHING)


def _sum(found: Iterable[dict[int, Decimal]]) -> dict[int, Decimal]:
    whole: dict[int, Decimal] = defaultdict(lambda: NOTHING)
    for each in found:
        for month, amount in each.items():
            whole[month] += amount
    return dict(whole)
