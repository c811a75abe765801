"""Reading facts that are shown as they are. Figures are read by `reporting.queries`."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date

from django.db import connection
from django.db.models import Count, Exists, Max, Min, OuterRef, Q, Sum

from adviceline.facts.models import (
    ContactFact,
    CoverFact,
    EnquiryFact,
    HeardFact,
    MoneyFact,
    PublishedImprovementFact,
)
from adviceline.measures.algebra import Expression, Figure
from adviceline.measures.sql import compile_sql, read_figure


def improvements_published(month: int) -> list[PublishedImprovementFact]:
    """'You said, we did' of a month (yyyymm): what a return of that month may quote, in an order that tells nothing."""
    return list(PublishedImprovementFact.objects.filter(month=month).order_by("theme", "you_said", "pk"))


def measured(expression: Expression, months: Iterable[int]) -> dict[int, Figure]:
    """The figure of each month (yyyymm), as it is: before protection."""
    found = {}
    with connection.cursor() as cursor:
        for month in months:
            cursor.execute(compile_sql(expression, month))
            found[month] = read_figure(expression, cursor.fetchone())
    return found


def contacts_by_partner(first: date, last: date) -> dict[str, tuple[int, int]]:
    """Contacts that count of these days, and those of them that may be charged for, by the partner who had them."""
    rows = ContactFact.objects.filter(began_on__range=(first, last), counts=True).values("partner")
    found = rows.annotate(number=Count("pk"), charged=Count("pk", filter=Q(billable=True)))
    return {row["partner"]: (row["number"], row["charged"]) for row in found}


def heard_counts(column: str) -> dict[str, int]:
    """Contacts that count and said how they heard of us, by `how` or `campaign`; '' for those that did not say that."""
    counted = ContactFact.objects.filter(counts=True, fact_id=OuterRef("fact_id"))
    rows = HeardFact.objects.filter(Exists(counted)).values_list(column).annotate(number=Count("pk"))
    return dict(rows.order_by(column))


def enquiries_by_place(first: int, last: int) -> list[tuple[str, str, str, int]]:
    """Enquiries that count and were opened in these months (yyyymm): (region, authority, phase, how many)."""
    rows = EnquiryFact.objects.filter(counts=True, opened_month__range=(first, last))
    grouped = rows.values_list("region", "la_code", "phase").annotate(number=Count("pk"))
    return list(grouped.order_by("region", "la_code", "phase"))


def months_with_enquiries() -> tuple[int, int] | None:
    """The first and the last month (yyyymm) in which an enquiry was opened."""
    found = EnquiryFact.objects.aggregate(first=Min("opened_month"), last=Max("opened_month"))
    return (found["first"], found["last"]) if found["first"] else None


def cover_counted_between(first: date, last: date) -> set[uuid.UUID]:
    """The half hours of these days that are counted already, by their facts."""
    return set(CoverFact.objects.filter(began_on__range=(first, last)).values_list("fact_id", flat=True))


def cover_by_month(months: int) -> list[tuple[int, int, int, int]]:
    """The latest months with anything counted, the latest first: (yyyymm, open half hours, rostered to the rule, met)."""
    rows = CoverFact.objects.values("month").annotate(
        number=Count("pk"), rostered=Count("pk", filter=Q(planned_met=True)), kept=Count("pk", filter=Q(met=True))
    )
    return list(rows.order_by("-month").values_list("month", "number", "rostered", "kept")[:months])


def money_between(first: int, last: int) -> dict[str, dict[str, dict[int, int]]]:
    """Of these months (yyyymm): kind → cost line ('' for a claim) → month → pence."""
    found: dict[str, dict[str, dict[int, int]]] = {str(kind): {} for kind in MoneyFact.Kind}
    rows = MoneyFact.objects.filter(month__range=(first, last)).order_by("kind", "cost_line", "month")
    for kind, cost_line, month, pence in rows.values_list("kind", "cost_line", "month", "pence"):
        found[kind].setdefault(cost_line, {})[month] = pence
    return found


def staffed_between(first: int, last: int) -> dict[int, tuple[int, int]]:
    """Of these months (yyyymm) with anything counted: the open half hours that were counted, and the half hours that advisers
    were there in them, the fewest at any moment of each."""
    rows = CoverFact.objects.filter(month__range=(first, last)).values_list("month")
    found = rows.annotate(number=Count("pk"), there=Sum("there")).order_by("month")
    return {month: (number, there) for month, number, there in found}
