"""Figures as people read them."""

from __future__ import annotations

from datetime import date

from adviceline.disclosure.primary import HIDDEN_MARK, Cell
from adviceline.evaluation.building.process import Shown
from adviceline.evaluation.building.value import Range
from adviceline.measures.agreement import CANNOT
from adviceline.ui.filters import duration


def cell_words(cell: Cell) -> str:
    return HIDDEN_MARK if cell.value is None else f"{cell.value:,}"


def month_words(month: int) -> str:
    return f"{date(month // 100, month % 100, 1):%B %Y}"


def period_words(first: int, last: int) -> str:
    return month_words(first) if first == last else f"{month_words(first)} to {month_words(last)}"


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
