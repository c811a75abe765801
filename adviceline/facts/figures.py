"""A measure's figure as it may be shown. Pure: no database, no clock."""

from __future__ import annotations

from dataclasses import dataclass

from adviceline.disclosure.primary import Rule, is_sensitive, may_show_pairs, may_show_percentage, protect_count
from adviceline.measures.algebra import Figure, Mean
from adviceline.measures.definitions import Measure, Protection


@dataclass(frozen=True, slots=True)
class MeasureFigure:
    """`value` None and not `suppressed`: there was nothing to compute it from."""

    measure: Measure
    value: int | float | None
    numerator: int | float | None
    denominator: int | None
    suppressed: bool = False


def protected_figure(measure: Measure, figure: Figure, rule: Rule) -> MeasureFigure:
    """By the measure's own protection."""
    if measure.protection is Protection.PEOPLE:
        return _of_people(measure, figure, rule)
    base = figure.denominator or 0
    hidden = (measure.protection is Protection.PERCENTAGE_OF_ENOUGH and not may_show_percentage(base, rule)) or (
        measure.protection is Protection.PAIRS_OF_ENOUGH and not may_show_pairs(base, rule)
    )
    if not hidden or not base:
        return MeasureFigure(measure, figure.value, figure.numerator, figure.denominator)
    people = measure.protection is Protection.PAIRS_OF_ENOUGH
    return MeasureFigure(measure, None, None, None if people and is_sensitive(base, rule) else base, suppressed=True)


def _of_people(measure: Measure, figure: Figure, rule: Rule) -> MeasureFigure:
    """Counts of people as cells of a table are; percentages from what is shown of them; means to one place."""
    if figure.denominator is None:
        cell = protect_count(int(figure.value or 0), rule)
        return MeasureFigure(measure, cell.value, cell.value, None, suppressed=cell.hidden)
    if not figure.denominator:
        return MeasureFigure(measure, None, 0, 0)
    bottom = protect_count(figure.denominator, rule).value
    if isinstance(measure.expression, Mean):
        enough = may_show_pairs(figure.denominator, rule) and figure.value is not None
        value = round(figure.value, 1) if enough and figure.value is not None else None
        return MeasureFigure(measure, value, None, bottom, suppressed=not enough)
    top = protect_count(int(figure.numerator or 0), rule).value
    if not may_show_percentage(figure.denominator, rule) or top is None or not bottom:
        return MeasureFigure(measure, None, None, bottom, suppressed=True)
    return MeasureFigure(measure, 100 * top / bottom, top, bottom)
