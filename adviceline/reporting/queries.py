"""Reads a month of facts as small tables of groups, and makes its figures.

What is read follows from the definitions: the columns that their conditions name become the columns grouped by, and
every duration that a mean or a percentile needs becomes a histogram. Each statement reads one month of one covering
index, in the index's order wherever it can, so the work grows with the month and not with what came before it.

The SQL comes from `measures.sql`, whose parts are definitions in code and a whole number; both engines read it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Max, Model

from adviceline.content import ServiceContent
from adviceline.content.current import current_content
from adviceline.disclosure.primary import Rule
from adviceline.facts.models import ContactFact, EnquiryFact
from adviceline.facts.protecting import disclosure_rule
from adviceline.measures.algebra import WEIGHT, Mean, Percentile, Source, counted_in
from adviceline.measures.calendar import london_moment
from adviceline.measures.definitions import BEGAN, CLOSED, IN_SCOPE, MEASURES, OPENED
from adviceline.measures.predicates import All, IsKnown, Row, every
from adviceline.measures.sql import compile_groups, compile_sql
from adviceline.measures.tables import CONFIDENCE_ITEMS, ONE_WAY, OneWay
from adviceline.reporting.building import MonthFacts, build
from adviceline.reporting.figures import MonthlyFigures
from adviceline.reporting.labels import Labels, labels_from


def monthly_figures(month: int, *, rule: Rule | None = None, content: ServiceContent | None = None) -> MonthlyFigures:
    """The protected figures of `month` (yyyymm of London), from the facts as they are now."""
    labels: Labels = labels_from(content or current_content())
    return build(month, read_month(month), rule=rule or disclosure_rule(), labels=labels)


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


def read_month(month: int) -> MonthFacts:
    groups = {source: _groups(source, _cube_columns(source), month, every()) for source in _sources()}
    histograms = {
        (source, column, where): _histogram(source, column, where, month) for source, column, where in _percentiles()
    }
    return MonthFacts(
        contacts=groups[BEGAN],
        groups=groups,
        histograms=histograms,
        sums={mean: _sum(mean, month) for mean in _means() if (mean.source, mean.column, mean.where) not in histograms},
        one_way={
            table.id: count_by(groups[OPENED], table) if table.source == OPENED else _counts(table, month)
            for table in ONE_WAY
        },
        confidence={item: _groups(CLOSED, _asked(item), month, IN_SCOPE) for item in CONFIDENCE_ITEMS},
    )


def count_by(rows: Iterable[Row], table: OneWay) -> Counter[str]:
    found: Counter[str] = Counter()
    for row in rows:
        if table.where.holds(row):
            found[row[table.column]] += row[WEIGHT]
    return found


def _asked(item: str) -> tuple[str, ...]:
    return "confidence_start_offered", "confidence_close_offered", f"{item}_start", f"{item}_close"


def _in_order_of_index(columns: set[str], model: type[Model]) -> tuple[str, ...]:
    """Grouping in the order of the covering index needs no sorting."""
    order = [name for index in model._meta.indexes for name in index.fields]
    return tuple(sorted(columns, key=lambda name: (order.index(name) if name in order else len(order), name)))


def _sources() -> list[Source]:
    """Each source that counts and percentages are taken from, once, in the order of the definitions."""
    return list(dict.fromkeys(part.source for measure in MEASURES.values() for part in counted_in(measure.expression)))


def _cube_columns(source: Source) -> tuple[str, ...]:
    """What a month is grouped by, so that every count and percentage of it can be had from the groups."""
    needed: set[str] = {"began_on", "half_hour"} if source == BEGAN else set()
    for table in ONE_WAY:
        if table.source == source == OPENED:
            needed |= {table.column} | table.where.columns()
    for measure in MEASURES.values():
        for part in counted_in(measure.expression):
            needed |= part.columns() if part.source == source else set()
    return _in_order_of_index(needed, ContactFact if source == BEGAN else EnquiryFact)


def _percentiles() -> set[tuple[Source, str, All]]:
    found = (measure.expression for measure in MEASURES.values())
    return {(each.source, each.column, each.where) for each in found if isinstance(each, Percentile)}


def _means() -> set[Mean]:
    return {measure.expression for measure in MEASURES.values() if isinstance(measure.expression, Mean)}


def _groups(source: Source, columns: tuple[str, ...], month: int, where: All) -> list[dict[str, Any]]:
    if not columns:
        rows = _execute(f"SELECT COUNT(*) FROM {source.table} WHERE {source.month_column} = {int(month)}")  # noqa: S608
        return [{WEIGHT: number} for (number,) in rows]
    names = (*columns, WEIGHT)
    found = [dict(zip(names, row, strict=True)) for row in _execute(compile_groups(source, columns, month, where))]
    if "began_on" in columns:
        for row in found:
            row["began_on"] = _date(row["began_on"])
    return found


def _counts(table: OneWay, month: int) -> Counter[str]:
    return Counter(dict(_execute(compile_groups(table.source, (table.column,), month, table.where))))


def _sum(mean: Mean, month: int) -> tuple[int, int]:
    ((total, number),) = _execute(compile_sql(mean, month))
    return int(total), number


def _histogram(source: Source, column: str, where: All, month: int) -> Counter[int]:
    known = every(where, IsKnown(column))
    return Counter(dict(_execute(compile_groups(source, (column,), month, known))))


def _execute(statement: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _date(value: str | date) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
