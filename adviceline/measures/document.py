"""The reference page of measures, made from the definitions that compute them."""

from __future__ import annotations

from collections.abc import Iterator

from adviceline.measures.algebra import Count, Expression, Mean, MeanPairedDifference, Percentage, Percentile, Rate
from adviceline.measures.definitions import MEASURES, Measure
from adviceline.measures.tables import RETURN_TABLES, TABLES, TableDefinition

INTRODUCTION = """\
# Measures

Every figure that leaves the service is one of these, computed from the de-identified facts and from nothing else. This
page is made from the definitions in the code (`adviceline measures doc --write docs/reference/measures.md`).

A month is a month of London. A measure's id is the name it has in the JSON and CSV of a report. *Counted* rows are
those that the counting rule leaves in: tests never are; automatic messages and spam are not, in written channels;
enquiries merged into another are counted there.

Always true: `calls_offered` = `calls_answered` + `calls_not_answered`, and `calls_not_answered` =
`calls_short_abandoned` + `calls_abandoned` + `calls_voicemail` + `calls_out_of_hours` + `calls_refused`.

A percentile is found by linear interpolation between closest ranks: with the n values in order as x(0) … x(n−1), the
p-th percentile is x at position (n−1)·p/100 and, between two positions, on the straight line between them (type 7 of
Hyndman and Fan, 1996; `percentile_cont` of SQL). The median is the 50th.

Figures of the service's own work are exact. Tables of people, behaviour and places are protected: see the settings
`ADVICELINE_SUPPRESS_UP_TO`, `ADVICELINE_ROUND_TO` and those beside them. A hidden cell is `[c]` on pages and in CSV,
and `{"value": null, "suppressed": true}` in JSON; `[x]` is a figure that there was nothing to compute from.
"""


def reference() -> str:
    return "\n".join(_lines()).rstrip() + "\n"


def _lines() -> Iterator[str]:
    yield INTRODUCTION
    yield "## Figures"
    yield ""
    for measure in MEASURES.values():
        yield from _measure(measure)
    yield "## Tables"
    yield ""
    for table in TABLES.values():
        yield from _table(table)
    yield "## Tables of a return only"
    yield ""
    for table in RETURN_TABLES.values():
        yield from _table(table)


def _measure(measure: Measure) -> Iterator[str]:
    yield f"### {measure.id}"
    yield ""
    yield f"**{measure.title}.** {measure.definition}"
    yield ""
    if measure.numerator and measure.denominator:
        yield f"- Numerator: {measure.numerator}"
    if measure.denominator:
        yield f"- {'Denominator' if measure.numerator else 'Number of values'}: {measure.denominator}"
    yield f"- Unit: {measure.unit}"
    yield f"- Placed in {measure.placed}"
    yield f"- Leaves out: {measure.excludes}"
    yield f"- Protection: {measure.protection.value}"
    yield f"- Requirement: {measure.requirement}"
    yield f"- Computed as: {formula(measure.expression)}"
    yield ""


def _table(table: TableDefinition) -> Iterator[str]:
    yield f"### {table.id}"
    yield ""
    yield f"**{table.title}.** {table.definition}"
    yield ""
    yield f"- Unit: {table.unit}"
    yield f"- Placed in {table.source.placed}"
    yield f"- Counted where: {table.where.words()}"
    yield f"- Protection: {'threshold and rounding' if table.protected else 'none: a table of the service’s own work'}"
    yield f"- Requirement: {table.requirement}"
    yield ""


def formula(expression: Expression) -> str:
    """In the words of the facts' columns: what the code does, for those who check it."""
    table = f"`{expression.source.table}`"
    match expression:
        case Count(_, where):
            return f"count of {table} where {where.words()}"
        case Percentage(_, part, whole):
            return f"100 × count of {table} where {part.words()}; over that where {whole.words()}"
        case Rate(part, whole):
            return f"100 × {formula(part)}; over {formula(whole)}"
        case Mean(_, column, where):
            return f"mean of {column} of {table} where {where.words()}"
        case Percentile(_, column, percent, where):
            return f"percentile {percent} of {column} of {table} where {where.words()}"
        case MeanPairedDifference(_, before, after, where):
            return f"mean of {after} less {before} of {table} where {where.words()} and both are known"
