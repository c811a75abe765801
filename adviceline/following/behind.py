"""Which facts stand behind a figure or a cell, as a condition on facts. Pure.

What arrives in an address is only ever a parameter of a statement; the statement's words are definitions in code.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from adviceline.measures.algebra import Count, Mean, MeanPairedDifference, Percentage, Percentile, Rate, Source
from adviceline.measures.definitions import BEGAN, CLOSED, COUNTED, IN_SCOPE, MEASURES, OFFERED, OPENED, Measure
from adviceline.measures.predicates import All, Equals, IsKnown, IsTrue, Predicate, every
from adviceline.measures.tables import (
    CALLS_BY_WEEKDAY_HALF_HOUR,
    CONFIDENCE,
    CONFIDENCE_ITEMS,
    CONTACTS_BY_CHANNEL,
    ENQUIRIES_BY_REGION_AND_KIND,
    ENQUIRIES_BY_SETTING_AND_KIND,
    ONE_WAY,
)

#: The column by which a fact leads to its live record, by table of facts.
IDENTITY = {
    "facts_contactfact": "fact_id",
    "facts_enquiryfact": "fact_id",
    "facts_enquirythemefact": "enquiry_fact_id",
    "facts_signpostfact": "fact_id",
    "facts_callbackrequestfact": "fact_id",
}
#: By what the rows, and then the columns, of a table are grouped where nothing was brought together.
ENQUIRY_TABLES: dict[str, tuple[str, ...]] = {
    **{table.id: (table.column,) for table in ONE_WAY},
    ENQUIRIES_BY_REGION_AND_KIND.id: ("region", "kind"),
    ENQUIRIES_BY_SETTING_AND_KIND.id: ("setting", "kind"),
}
TOTAL = "total"
NOT_RECORDED = "not_recorded"


@dataclass(frozen=True, slots=True)
class Behind:
    """The facts of one part of a figure: `where` in code, and `equal` (column → one of these values) from an address."""

    part: str
    words: str
    source: Source
    where: All
    equal: tuple[tuple[str, tuple[str | int, ...]], ...] = ()

    def statement(self, months: Sequence[int], *, counting: bool = False) -> tuple[str, list[str | int]]:
        """SQL and its parameters: the ids, in an order that stays; or how many there are."""
        identity = IDENTITY[self.source.table]
        conditions = [f"{self.source.month_column} IN ({', '.join(str(int(month)) for month in months)})"]
        conditions.append(self.where.sql().replace("%", "%%"))
        parameters: list[str | int] = []
        for column, values in self.equal:
            conditions.append(f"{column} IN ({', '.join(['%s'] * len(values))})")
            parameters += values
        what = "COUNT(*)" if counting else identity
        order = "" if counting else f" ORDER BY {identity} LIMIT %s OFFSET %s"
        found = " AND ".join(conditions)
        # Its words are definitions in code; whatever came in an address is a parameter.
        return f"SELECT {what} FROM {self.source.table} WHERE {found}{order}", parameters  # noqa: S608


def behind_measure(name: str) -> list[Behind]:
    """What a measure is made of: one part for a count, two for a percentage or a rate.

    Empty for what is not a measure, and for what is counted from feedback: nothing leads from an answer to who gave it.
    """
    measure = MEASURES.get(name)
    parts = [] if measure is None else _parts(measure)
    return parts if all(part.source.table in IDENTITY for part in parts) else []


def _parts(measure: Measure) -> list[Behind]:
    expression = measure.expression
    match expression:
        case Count(source, where):
            return [Behind("counted", measure.title, source, where)]
        case Percentage(source, part, whole):
            return [
                Behind("numerator", measure.numerator, source, part),
                Behind("denominator", measure.denominator, source, whole),
            ]
        case Mean(source, column, where) | Percentile(source, column, _, where):
            return [Behind("denominator", measure.denominator, source, every(where, IsKnown(column)))]
        case Rate(part, whole):
            return [
                Behind("numerator", measure.numerator, part.source, part.where),
                Behind("denominator", measure.denominator, whole.source, whole.where),
            ]
        case MeanPairedDifference(source, before, after, where):
            return [Behind("denominator", measure.denominator, source, every(where, IsKnown(before), IsKnown(after)))]


def behind_cell(
    table: str, row: str, column: str, levels: Sequence[str], codes_of: Callable[[str, str], Sequence[str]]
) -> list[Behind]:
    """The facts of one cell. `levels`: by what rows, and columns, are grouped; `codes_of`: the codes of facts that a row
    at a level brings together. Empty where the cell cannot be followed, such as one that is worked out from others."""
    if table == CONTACTS_BY_CHANNEL.id:
        return _channel(row, column)
    if table == CALLS_BY_WEEKDAY_HALF_HOUR.id:
        return _slot(row, column)
    if table == CONFIDENCE.id:
        return _confidence(row, column)
    one_way = next((each for each in ONE_WAY if each.id == table), None)
    source, where, title = (
        (one_way.source, one_way.where, one_way.title) if one_way else (OPENED, every(COUNTED), "Enquiries")
    )
    asked = [row] if column == "value" else [row, column]
    if not levels or len(asked) != len(levels):
        return []
    equal: list[tuple[str, tuple[str | int, ...]]] = []
    for level, code in zip(levels, asked, strict=True):
        if code == TOTAL:
            continue
        codes = ("",) if code == NOT_RECORDED else tuple(codes_of(level, code))
        if not codes:
            return []
        equal.append((level.removesuffix("_group"), codes))
    return [Behind("counted", title, source, where, tuple(equal))]


def _channel(row: str, column: str) -> list[Behind]:
    ways = {"in": ("in",), "out": ("out",), "contacts": (), "value": ()}
    if column not in ways:
        return []
    equal: list[tuple[str, tuple[str | int, ...]]] = [("channel", (row,))] if row != TOTAL else []
    if ways[column]:
        equal.append(("direction", ways[column]))
    return [Behind("counted", "Contacts", BEGAN, every(COUNTED), tuple(equal))]


def _slot(row: str, column: str) -> list[Behind]:
    """A row is `1-17` or `1-08:30`: the weekday, and the half hour by number or by the time at which it begins."""
    day, _, half = row.partition("-")
    hours, colon, minutes = half.partition(":")
    if not (day.isdecimal() and hours.isdecimal() and len(day) == 1 and len(hours) <= 2):
        return []
    if colon and minutes not in ("00", "30"):
        return []
    number = int(hours) * 2 + (minutes == "30") if colon else int(hours)
    conditions: dict[str, Predicate] = {
        "offered": OFFERED,
        "answered": every(OFFERED, Equals("outcome", "answered")),
        "not_answered": MEASURES["calls_not_answered"].expression.where,  # type: ignore[union-attr]  # a count
    }
    if column not in conditions or not (1 <= int(day) <= 7 and number < 48):
        return []
    equal = (("iso_weekday", (int(day),)), ("half_hour", (number,)))
    return [Behind("counted", "Calls", BEGAN, every(conditions[column]), equal)]


def _confidence(row: str, column: str) -> list[Behind]:
    if row not in CONFIDENCE_ITEMS:
        return []
    conditions: dict[str, Predicate] = {
        "eligible": IN_SCOPE,
        "offered": every(IN_SCOPE, IsTrue("confidence_close_offered")),
        "answered": every(IN_SCOPE, IsKnown(f"{row}_close")),
        "paired": every(IN_SCOPE, IsKnown(f"{row}_start"), IsKnown(f"{row}_close")),
    }
    if column not in conditions:
        return []
    return [Behind("counted", "Enquiries closed", CLOSED, every(conditions[column]))]
