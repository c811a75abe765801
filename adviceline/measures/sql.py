"""A figure as one SQL statement that SQLite, PostgreSQL and DuckDB all read, with the columns of `Figure`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from adviceline.measures.algebra import (
    Count,
    Expression,
    Figure,
    Mean,
    MeanPairedDifference,
    Percentage,
    Percentile,
    Rate,
    Source,
)
from adviceline.measures.predicates import Predicate, quoted


def in_month(source: Source, month: int, where: Predicate) -> str:
    return f"{source.month_column} = {int(month)} AND {where.sql()}"


def compile_sql(expression: Expression, month: int, *, table: str | None = None) -> str:
    """Gives `numerator`, `denominator` and, for a percentile only, `value`: quotients are taken by the reader of the
    row, so that whole numbers stay whole on every engine. `table` stands in for the source's (a Parquet file, say).
    """
    rows = table or expression.source.table
    match expression:
        case Count(source, where):
            return (
                f"SELECT COUNT(*) AS numerator, NULL AS denominator FROM {rows} WHERE {in_month(source, month, where)}"
            )
        case Percentage(source, part, whole):
            return (
                f"SELECT COALESCE(SUM(CASE WHEN {part.sql()} THEN 1 ELSE 0 END), 0) AS numerator, "
                f"COUNT(*) AS denominator FROM {rows} WHERE {in_month(source, month, whole)}"
            )
        case Rate(part, whole):
            top, bottom = (
                f"(SELECT COUNT(*) FROM {table or each.source.table} WHERE {in_month(each.source, month, each.where)})"
                for each in (part, whole)
            )
            return f"SELECT {top} AS numerator, {bottom} AS denominator"
        case Mean(source, column, where):
            return (
                f"SELECT COALESCE(SUM({column}), 0) AS numerator, COUNT({column}) AS denominator "
                f"FROM {rows} WHERE {in_month(source, month, where)}"
            )
        case MeanPairedDifference(source, before, after, where):
            return (
                f"SELECT COALESCE(SUM({after} - {before}), 0) AS numerator, COUNT({after} - {before}) AS denominator "
                f"FROM {rows} WHERE {in_month(source, month, where)}"
            )
        case Percentile(source, column, percent, where):
            # Each value weighs by how close its position is to the one sought: the two on either side share 100.
            distance = f"ABS((n - 1) * {percent} - position * 100)"
            return (
                f"WITH ordered AS (SELECT {column} AS x, ROW_NUMBER() OVER (ORDER BY {column}) - 1 AS position, "
                f"COUNT(*) OVER () AS n FROM {rows} WHERE {in_month(source, month, where)} AND {column} IS NOT NULL) "
                f"SELECT SUM(CASE WHEN {distance} < 100 THEN x * (100 - {distance}) ELSE 0 END) / 100.0 AS value, "
                f"NULL AS numerator, COUNT(*) AS denominator FROM ordered"
            )


def read_figure(expression: Expression, row: Sequence[Any]) -> Figure:
    """The figure of the row that `compile_sql` gives."""
    if isinstance(expression, Percentile):
        value, _, number = row
        return Figure(None if value is None else float(value), None, int(number))
    top, bottom = row
    match expression:
        case Count():
            return Figure(int(top), int(top), None)
        case Percentage() | Rate():
            return Figure(100 * top / bottom if bottom else None, int(top), int(bottom))
        case Mean() | MeanPairedDifference():
            return Figure(float(top) / bottom if bottom else None, int(top), int(bottom))


def compile_groups(source: Source, columns: tuple[str, ...], month: int, where: Predicate, *, table: str = "") -> str:
    """The month's rows as groups: `columns`, then how many rows each group stands for."""
    named = ", ".join(columns)
    return (
        f"SELECT {named}, COUNT(*) AS weight FROM {table or source.table} "
        f"WHERE {in_month(source, month, where)} GROUP BY {named}"
    )


def compile_distinct(source: Source, of: str, column: str, groups: Mapping[str, str], month: int) -> str:
    """How many different values of `of` the month has for each group of `column`'s codes: (group, number).

    `groups` gives the group of a code; a code that is not in it is in the group ''.
    """
    cases = " ".join(f"WHEN {quoted(code)} THEN {quoted(group)}" for code, group in sorted(groups.items()))
    named = f"CASE {column} {cases} ELSE '' END" if cases else "''"
    return (
        f"SELECT grouped, COUNT(DISTINCT counted) FROM (SELECT {named} AS grouped, {of} AS counted "
        f"FROM {source.table} WHERE {source.month_column} = {int(month)}) AS rows_of_month GROUP BY grouped"
    )
