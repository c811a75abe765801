"""Reading facts that are shown as they are. Figures are read by `reporting.queries`."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date

from django.db import connection
from django.db.models import Count, Q

from adviceline.facts.models import ContactFact, CoverFact, PublishedImprovementFact
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


def cover_counted_between(first: date, last: date) -> set[uuid.UUID]:
    """The half hours of these days that are counted already, by their facts."""
    return set(CoverFact.objects.filter(began_on__range=(first, last)).values_list("fact_id", flat=True))


def cover_by_month(months: int) -> list[tuple[int, int, int, int]]:
    """The latest months with anything counted, the latest first: (yyyymm, open half hours, rostered to the rule, met)."""
    rows = CoverFact.objects.values("month").annotate(
        number=Count("pk"), rostered=Count("pk", filter=Q(planned_met=True)), kept=Count("pk", filter=Q(met=True))
    )
    return list(rows.order_by("-month").values_list("month", "number", "rostered", "kept")[:months])
