"""Figures as people read them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from adviceline.disclosure.primary import HIDDEN_MARK, Cell
from adviceline.evaluation.building.process import Shown
from adviceline.evaluation.building.value import Range, Value
from adviceline.evaluation.data import Facts
from adviceline.measures.agreement import CANNOT
from adviceline.measures.calendar import next_month
from adviceline.ui.filters import duration


def cell_words(cell: Cell) -> str:
    return HIDDEN_MARK if cell.value is None else f"{cell.value:,}"


def month_words(month: int) -> str:
    return f"{date(month // 100, month % 100, 1):%B %Y}"


def period_words(first: int, last: int) -> str:
    return month_words(first) if first == last else f"{month_words(first)} to {month_words(last)}"


def months_words(months: Sequence[int]) -> str:
    """'January 2022 and March 2022'; those that follow each other are a span."""
    spans: list[list[int]] = []
    for month in sorted(months):
        if spans and next_month(spans[-1][1]) == month:
            spans[-1][1] = month
        else:
            spans.append([month, month])
    said = [period_words(*span) for span in spans]
    return " and ".join([", ".join(said[:-1]), said[-1]] if len(said) > 1 else said)


def costs_words(value: Value, facts: Facts) -> Iterator[str]:
    """Where the costs come from."""
    if value.kept:
        yield (
            f"The cost of {months_words(value.kept)} is the spending in the ledger. The low and the central value are what was "
            "spent so far; the high value is the budget of the same months where that is more, since bills come late."
        )
    if value.assumed:
        yield (
            f"For {months_words(value.assumed)} the ledger has no spending. {facts.plan['costs']['note']} Each is given with a "
            "low and a high value."
        )
    counted = [month for month in facts.open_hours if month in facts.staffed_hours]
    if counted:
        yield (
            f"An adviser’s hour on the line is counted, for {months_words(counted)}, from the fewest qualified advisers there at "
            "any moment of each open half hour."
        )


def exact_pounds(value: float) -> str:
    return f"{'−' if value < 0 else ''}£{abs(value):,.2f}"


def points(value: float) -> str:
    return f"{value:+.2f}".replace("-", "−")


def interval_words(interval: tuple[float, float] | None) -> str:
    return f"{points(interval[0])} to {points(interval[1])}" if interval else CANNOT


def p_words(p: float | None) -> str:
    return CANNOT if p is None else "p < 0.001" if p < 0.001 else f"p = {p:.3f}"


def percent_words(value: float | None) -> str:
    return HIDDEN_MARK if value is None else f"{value:.0f}%"


def pounds(value: float) -> str:
    return f"£{value:,.2f}" if value < 1000 else f"£{value:,.0f}"


def range_words(found: Range | None) -> str:
    return f"{pounds(found.central)} ({pounds(found.low)} to {pounds(found.high)})" if found else CANNOT


def shown_words(shown: Shown) -> str:
    if shown.value is None:
        return HIDDEN_MARK if shown.hidden else CANNOT
    if shown.measure.unit == "percent":
        return f"{shown.value:.1f}% ({shown.numerator:,} of {shown.denominator:,})"
    if shown.measure.unit == "seconds":
        return duration(shown.value)
    return f"{shown.value:,}"
