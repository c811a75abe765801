"""Reads a month of facts as small tables of groups, by statements that any engine answers.

What is read follows from the definitions: the columns that their conditions name become the columns grouped by, and
every duration that a mean or a percentile needs becomes a histogram. Each statement reads one month of one covering
index, in the index's order wherever it can, so the work grows with the month and not with what came before it.

The SQL comes from `measures.sql`, whose parts are definitions in code and a whole number; SQLite, PostgreSQL and DuckDB
read it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import Model

from adviceline.facts.models import ContactFact, EnquiryFact
from adviceline.measures.algebra import WEIGHT, Mean, Percentile, Source, counted_in
from adviceline.measures.definitions import BEGAN, CLOSED, IN_SCOPE, MEASURES, OPENED, Measure
from adviceline.measures.predicates import All, IsKnown, Row, every
from adviceline.measures.sql import compile_groups, compile_sql
from adviceline.measures.tables import CONFIDENCE_ITEMS, ONE_WAY, OneWay
from adviceline.reporting.building import MonthFacts

Measures = Mapping[str, Measure]
#: Answers a statement with all its rows.
Execute = Callable[[str], list[tuple[Any, ...]]]


def read_month(month: int, execute: Execute, measures: Measures = MEASURES) -> MonthFacts:
    """What `measures`, and every table, are computed from."""
    groups = {
        source: read_groups(execute, source, _cube_columns(source, measures), month, every())
        for source in _sources(measures)
    }
    histograms = {
        (source, column, where): _histogram(execute, source, column, where, month)
        for source, column, where in _percentiles(measures)
    }
    return MonthFacts(
        contacts=groups[BEGAN],
        groups=groups,
        histograms=histograms,
        sums={
            mean: _sum(execute, mean, month)
            for mean in _means(measures)
            if (mean.source, mean.column, mean.where) not in histograms
        },
        one_way={
            table.id: count_by(groups[OPENED], table) if table.source == OPENED else _counts(execute, table, month)
            for table in ONE_WAY
        },
        confidence={item: read_groups(execute, CLOSED, _asked(item), month, IN_SCOPE) for item in CONFIDENCE_ITEMS},
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


def _sources(measures: Measures) -> list[Source]:
    """Each source that counts and percentages are taken from, once, in the order of the definitions."""
    return list(dict.fromkeys(part.source for measure in measures.values() for part in counted_in(measure.expression)))


def _cube_columns(source: Source, measures: Measures) -> tuple[str, ...]:
    """What a month is grouped by, so that every count and percentage of it can be had from the groups."""
    needed: set[str] = {"began_on", "half_hour"} if source == BEGAN else set()
    for table in ONE_WAY:
        if table.source == source == OPENED:
            needed |= {table.column} | table.where.columns()
    for measure in measures.values():
        for part in counted_in(measure.expression):
            needed |= part.columns() if part.source == source else set()
    return _in_order_of_index(needed, ContactFact if source == BEGAN else EnquiryFact)


def _percentiles(measures: Measures) -> set[tuple[Source, str, All]]:
    found = (measure.expression for measure in measures.values())
    return {(each.source, each.column, each.where) for each in found if isinstance(each, Percentile)}


def _means(measures: Measures) -> set[Mean]:
    return {measure.expression for measure in measures.values() if isinstance(measure.expression, Mean)}


def read_groups(
    execute: Execute, source: Source, columns: tuple[str, ...], month: int, where: All
) -> list[dict[str, Any]]:
    if not columns:
        rows = execute(f"SELECT COUNT(*) FROM {source.table} WHERE {source.month_column} = {int(month)}")  # noqa: S608
        return [{WEIGHT: number} for (number,) in rows]
    names = (*columns, WEIGHT)
    found = [dict(zip(names, row, strict=True)) for row in execute(compile_groups(source, columns, month, where))]
    if "began_on" in columns:
        for row in found:
            row["began_on"] = _date(row["began_on"])
    return found


def _counts(execute: Execute, table: OneWay, month: int) -> Counter[str]:
    return Counter(dict(execute(compile_groups(table.source, (table.column,), month, table.where))))


def _sum(execute: Execute, mean: Mean, month: int) -> tuple[int, int]:
    ((total, number),) = execute(compile_sql(mean, month))
    return int(total), number


def _histogram(execute: Execute, source: Source, column: str, where: All, month: int) -> Counter[int]:
    known = every(where, IsKnown(column))
    return Counter(dict(execute(compile_groups(source, (column,), month, known))))


def _date(value: str | date) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
