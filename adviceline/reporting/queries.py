"""The figures of a month from the facts as they are now, and which months there are."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Max

from adviceline.content import ServiceContent
from adviceline.content.current import current_content
from adviceline.disclosure.primary import Rule
from adviceline.facts.models import ContactFact, EnquiryFact
from adviceline.facts.protecting import disclosure_rule
from adviceline.measures.calendar import london_moment
from adviceline.reporting.building import build
from adviceline.reporting.figures import MonthlyFigures
from adviceline.reporting.labels import Labels, labels_from
from adviceline.reporting.reading import read_month


def monthly_figures(month: int, *, rule: Rule | None = None, content: ServiceContent | None = None) -> MonthlyFigures:
    """The protected figures of `month` (yyyymm of London), from the facts as they are now."""
    labels: Labels = labels_from(content or current_content())
    return build(month, read_month(month, _execute), rule=rule or disclosure_rule(), labels=labels)


def months_with_contacts() -> list[int]:
    """yyyymm of every month in which something was counted, latest first. One step of an index for each month."""
    found: set[int] = set()
    for rows, name in ((ContactFact.objects, "month"), (EnquiryFact.objects, "opened_month")):
        month = rows.aggregate(last=Max(name))["last"]
        while month is not None:
            found.add(month)
            month = rows.filter(**{f"{name}__lt": month}).aggregate(last=Max(name))["last"]
    return sorted(found, reverse=True)


def months_that_ended(*, at: datetime) -> list[int]:
    """Of those, the ones that are over at `at`: what is shown outside the service."""
    now = london_moment(at).month
    return [month for month in months_with_contacts() if month < now]


def _execute(statement: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
