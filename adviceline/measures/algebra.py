"""The few forms that a figure can take. Each is computed in Python over (weighted) rows and compiles to portable SQL.

A row may carry `weight`: it then stands for that many equal rows, so that a month can be read from the database as a
small table of groups and still give exact figures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from adviceline.measures.predicates import All, Predicate, Row, every

WEIGHT = "weight"


@dataclass(frozen=True, slots=True)
class Source:
    """A table of facts and the column, yyyymm of London, that places its rows in a month."""

    table: str
    month_column: str
    placed: str
    """In words: 'the month in which it began'."""


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` is None where there is nothing to compute it from (a share of nothing, a mean of no calls)."""

    value: int | float | None
    numerator: int | float | None
    denominator: int | None


def weight(row: Row) -> int:
    return int(row.get(WEIGHT, 1))


def histogram(rows: Iterable[Row], where: Predicate, column: str) -> Counter[int]:
    """How often each known value of `column` occurs."""
    found: Counter[int] = Counter()
    for row in rows:
        if row[column] is not None and where.holds(row):
            found[row[column]] += weight(row)
    return found


@dataclass(frozen=True, slots=True)
class Count:
    source: Source
    where: All

    def evaluate(self, rows: Iterable[Row]) -> Figure:
        number = sum(weight(row) for row in rows if self.where.holds(row))
        return Figure(number, number, None)

    def columns(self) -> frozenset[str]:
        return self.where.columns()


@dataclass(frozen=True, slots=True)
class Percentage:
    """`part` of `whole`, times 100. Every row of the part is a row of the whole."""

    source: Source
    part: All
    whole: All

    def evaluate(self, rows: Iterable[Row]) -> Figure:
        numerator = denominator = 0
        for row in rows:
            if self.whole.holds(row):
                denominator += weight(row)
                if self.part.holds(row):
                    numerator += weight(row)
        return Figure(100 * numerator / denominator if denominator else None, numerator, denominator)

    def columns(self) -> frozenset[str]:
        return self.part.columns() | self.whole.columns()


def percentage(source: Source, *, part: Predicate, whole: Predicate) -> Percentage:
    return Percentage(source, every(whole, part), every(whole))


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean of the known values of `column`: numerator their sum, denominator their number."""

    source: Source
    column: str
    where: All

    def of(self, values: Mapping[int, int]) -> Figure:
        return self.of_sum(sum(value * times for value, times in values.items()), sum(values.values()))

    def of_sum(self, total: int, number: int) -> Figure:
        return Figure(total / number if number else None, total, number)

    def evaluate(self, rows: Iterable[Row]) -> Figure:
        return self.of(histogram(rows, self.where, self.column))


@dataclass(frozen=True, slots=True)
class Percentile:
    """The `percent`-th percentile of the known values of `column`, by linear interpolation between closest ranks.

    With the n values in order as x(0) … x(n−1), it is x at position (n−1)·percent/100, and between two positions the
    straight line between them: type 7 of Hyndman and Fan (1996), what `percentile_cont` of SQL, numpy and most
    spreadsheets give. The 50th is the median. The denominator is n; there is no numerator.
    """

    source: Source
    column: str
    percent: int
    where: All

    def of(self, values: Mapping[int, int]) -> Figure:
        number = sum(values.values())
        return Figure(percentile(values, self.percent) if number else None, None, number)

    def evaluate(self, rows: Iterable[Row]) -> Figure:
        return self.of(histogram(rows, self.where, self.column))


@dataclass(frozen=True, slots=True)
class MeanPairedDifference:
    """The mean of `after` minus `before` over rows in which both are known: numerator the sum of the differences."""

    source: Source
    before: str
    after: str
    where: All

    def of(self, pairs: Mapping[tuple[int, int], int]) -> Figure:
        """`pairs` counts (before, after)."""
        number = sum(pairs.values())
        total = sum((after - before) * times for (before, after), times in pairs.items())
        return Figure(total / number if number else None, total, number)

    def pairs(self, rows: Iterable[Row]) -> Counter[tuple[int, int]]:
        found: Counter[tuple[int, int]] = Counter()
        for row in rows:
            if row[self.before] is not None and row[self.after] is not None and self.where.holds(row):
                found[row[self.before], row[self.after]] += weight(row)
        return found

    def evaluate(self, rows: Iterable[Row]) -> Figure:
        return self.of(self.pairs(rows))


@dataclass(frozen=True, slots=True)
class Rate:
    """`part` per 100 of `whole`, each counted by itself: what is counted apart on purpose, and can pass 100."""

    part: Count
    whole: Count

    @property
    def source(self) -> Source:
        return self.whole.source

    def of(self, part: Figure, whole: Figure) -> Figure:
        top, bottom = int(part.value or 0), int(whole.value or 0)
        return Figure(100 * top / bottom if bottom else None, top, bottom)


Expression = Count | Percentage | Rate | Mean | Percentile | MeanPairedDifference


def counted_in(expression: Expression) -> tuple[Count | Percentage, ...]:
    """The counts and percentages of rows that an expression is made of; none for one of durations or scores."""
    match expression:
        case Count() | Percentage():
            return (expression,)
        case Rate(part, whole):
            return (part, whole)
    return ()


def percentile(values: Mapping[int, int], percent: int) -> float:
    """Of a histogram that is not empty, by the rule of `Percentile`."""
    number = sum(values.values())
    lower, beyond = divmod((number - 1) * percent, 100)
    at_lower, at_upper = _at_positions(values, lower, min(lower + 1, number - 1))
    return float(Fraction(at_lower * (100 - beyond) + at_upper * beyond, 100))


def median(values: Mapping[int, int]) -> float:
    return percentile(values, 50)


def _at_positions(values: Mapping[int, int], first: int, second: int) -> tuple[int, int]:
    """The values at two positions (from 0, first ≤ second) of the ordered list that the histogram stands for."""
    seen = 0
    at_first: int | None = None
    for value in sorted(values):
        seen += values[value]
        if at_first is None and first < seen:
            at_first = value
        if second < seen:
            assert at_first is not None
            return at_first, value
    raise IndexError(second)
