"""The figures of a return: exact where they are of the service's own work, else as far as protection allows. Pure."""

from __future__ import annotations

from adviceline.measures.algebra import Figure as Counted
from adviceline.measures.algebra import Mean, MeanPairedDifference, Percentage, Percentile
from adviceline.measures.definitions import IN_RETURNS, Measure
from adviceline.measures.document import formula
from adviceline.measures.tables import CONFIDENCE_ITEMS
from adviceline.reporting.pages import GROUPS
from adviceline.reporting.returns.cells import NOT_APPLICABLE, NOT_COMPUTED, SUPPRESSED, Cell
from adviceline.reporting.returns.document import Figure
from adviceline.reporting.returns.linking.protecting import INTERVAL, ProtectedReturn, mean_change
from adviceline.reporting.returns.linking.statements import CHANGE, PERCENT, POINTS, RESOLUTION, rounded

DECIMALS = {"percent": PERCENT, "points": POINTS}
_ITEM_OF = {name: item for item, name in CHANGE.items()}


def figures(protected: ProtectedReturn) -> tuple[Figure, ...]:
    counted = protected.version.amounts.counts.figures
    return tuple(
        _figure(IN_RETURNS[name], title, counted[name], protected)
        for _, title, names in GROUPS
        for name in names
        if name in counted
    )


def _figure(measure: Measure, group: str, counted: Counted, protected: ProtectedReturn) -> Figure:
    decimals = DECIMALS.get(measure.unit, 0)
    value, numerator, denominator = _exact(measure, counted, decimals)
    if measure.id == RESOLUTION and counted.denominator and not protected.resolution:
        value = numerator = SUPPRESSED
    if measure.id in _ITEM_OF:
        value, numerator, denominator = _change(_ITEM_OF[measure.id], counted, protected)
    return Figure(
        id=measure.id, title=measure.title, definition=measure.definition, group=group, unit=measure.unit,
        decimals=decimals, value=value, numerator=numerator,
        numerator_words=measure.numerator if numerator is not NOT_APPLICABLE else "",
        denominator=denominator, denominator_words=measure.denominator if denominator is not NOT_APPLICABLE else "",
        protection=measure.protection.value, placed=measure.placed, excludes=measure.excludes,
        requirement=measure.requirement, formula=formula(measure.expression),
    )  # fmt: skip


def _exact(measure: Measure, counted: Counted, decimals: int) -> tuple[Cell, Cell, Cell]:
    value = NOT_COMPUTED
    if counted.value is not None:
        exactly = rounded(float(counted.value), decimals) if isinstance(counted.value, float) else counted.value
        value = Cell.exact(float(exactly) if decimals else int(exactly))
    if not isinstance(measure.expression, Percentage | Mean | Percentile | MeanPairedDifference):
        return value, NOT_APPLICABLE, NOT_APPLICABLE
    numerator = NOT_APPLICABLE if counted.numerator is None else Cell.exact(int(counted.numerator))
    return value, numerator, Cell.exact(counted.denominator or 0)


def _change(item: str, counted: Counted, protected: ProtectedReturn) -> tuple[Cell, Cell, Cell]:
    how = protected.said.get(item)
    pairs = Cell.exact(counted.denominator or 0) if item in protected.version.shown_items else SUPPRESSED
    if how is None:
        return SUPPRESSED, SUPPRESSED, pairs
    value = Cell.exact(mean_change(protected.version.amounts, item))
    return value, Cell.exact(int(counted.numerator or 0)) if how == INTERVAL else SUPPRESSED, pairs


assert set(_ITEM_OF.values()) == set(CONFIDENCE_ITEMS)
