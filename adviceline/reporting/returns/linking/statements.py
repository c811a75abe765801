"""What a document says of the cells of the system, read from the document itself: the attack's view of a release. Pure.

Nothing here is taken from the protection: a figure that stands in the document and should not is read as it stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from math import ceil, floor, sqrt

from adviceline.disclosure.system import Publication
from adviceline.disclosure.system.statements import Combination, Exact, Hidden, Ratio, Rounded, Statement
from adviceline.measures.tables import CONFIDENCE_ITEMS
from adviceline.reporting.returns.cells import Cell, CellState
from adviceline.reporting.returns.document import ReturnDocument, Table
from adviceline.reporting.returns.linking.building import ALWAYS_EXACT, Linked
from adviceline.reporting.returns.linking.layout import TOTAL, VALUE, lay_out
from adviceline.reporting.returns.linking.plan import CONFIDENCE_TABLE, PLANNED, PROTECTED, SCORES_TABLE, Rungs
from adviceline.reporting.returns.linking.plan import SCORE_RUNGS as _SCORE_RUNGS
from adviceline.reporting.returns.linking.quantities import (
    CLOSED,
    ENQUIRIES,
    NOT_RESOLVED,
    RESOLVED,
    Quantity,
    quantity,
)
from adviceline.reporting.returns.linking.versions import Version

RESOLUTION = "first_contact_resolution_percent"
CHANGE = {item: f"confidence_{item}_change_mean" for item in CONFIDENCE_ITEMS}
MEAN, LOWEST, HIGHEST, RESPONSE = "mean_change", "change_from", "change_to", "response_percent"
#: Decimals of a mean change, of its interval, and of a percentage.
POINTS, PERCENT = 1, 1


def rungs_of(document: ReturnDocument) -> Rungs:
    """On which rung each table of a document stands."""
    found: list[tuple[str, int]] = []
    for table in document.tables:
        if table.id == CONFIDENCE_TABLE:
            found.append((table.id, 0))
        elif table.id == SCORES_TABLE:
            found.append((table.id, _SCORE_RUNGS.index(table.grouping)))
        elif table.id in PLANNED:
            found.append((table.id, PLANNED[table.id].rungs.index(table.grouping)))
    return Rungs(tuple(sorted(found)))


def publications(document: ReturnDocument, version: Version, linked: Linked) -> list[Publication]:
    """Every table and figure of a document that speaks of people, as what it says of the cells."""
    levels = version.rules.levels
    found = []
    for table in document.tables:
        if table.id in PROTECTED:
            said = list(_of_table(table, version, linked))
            found.append(Publication(f"{document.name} {table.id}", tuple(said), levels=levels))
    figures = tuple(_of_figures(document, version, linked))
    found.append(Publication(f"{document.name} figures", figures, levels=levels))
    return found


def _of_table(table: Table, version: Version, linked: Linked) -> Iterator[Statement]:
    layout = lay_out(table.id, table.grouping, version.amounts)
    columns = [column.code for column in table.columns]
    for row in table.rows:
        for column, cell in zip(columns, row.cells, strict=True):
            what = layout.cells.get((row.code, column))
            if what is not None and linked.has(version, what):
                said = _of_cell(cell, linked.place(version, what), version)
                if said is not None:
                    yield said
    yield from _of_absent_rows(table, version, linked)


def _of_cell(cell: Cell, place: int, version: Version) -> Statement | None:
    if cell.state is CellState.EXACT:
        assert isinstance(cell.value, int)
        return Exact(place, cell.value)
    if cell.state is CellState.ROUNDED:
        assert isinstance(cell.value, int)
        rules = version.rules
        if rules.method == "round":
            return Rounded(place, cell.value, rules.controlled_base, "either")
        return Rounded(place, cell.value, rules.rounding_base)
    if cell.state is CellState.SUPPRESSED:
        return Hidden(place)
    return None


def _of_absent_rows(table: Table, version: Version, linked: Linked) -> Iterator[Statement]:
    """A table whose rows are what was found says of whatever it leaves out that there was none."""
    if table.id not in PLANNED or len(table.grouping) != 1:
        return
    (level,) = table.grouping
    here = {row.code for row in table.rows} | {TOTAL}
    for code in linked.codes.get(level, []):
        what = quantity(PLANNED[table.id].family, (level, code))
        if code not in here and level != "local_authority" and linked.has(version, what):
            yield Exact(linked.place(version, what), 0)


def _of_figures(document: ReturnDocument, version: Version, linked: Linked) -> Iterator[Statement]:
    for name, what in (("enquiries_opened", Quantity(ENQUIRIES)), ("enquiries_closed", Quantity(CLOSED))):
        figure = document.figure(name)
        if figure is not None and figure.value.value is not None:
            yield Exact(linked.place(version, what), int(figure.value.value))
    resolution = document.figure(RESOLUTION)
    if resolution is not None:
        yield from _of_resolution(resolution.value, resolution.numerator, version, linked)
    table = document.table(CONFIDENCE_TABLE)
    for item in CONFIDENCE_ITEMS:
        shown = _shown_change(table, item)
        figure = document.figure(CHANGE[item])
        if figure is not None:
            mean = figure.value.value
            shown = (mean if mean is not None else shown[0], shown[1] or figure.numerator.value is not None)
        yield from change_said(item, mean=shown[0], interval=shown[1], version=version, linked=linked)


def _of_resolution(value: Cell, numerator: Cell, version: Version, linked: Linked) -> Iterator[Statement]:
    resolved, closed = linked.place(version, RESOLVED), linked.place(version, ALWAYS_EXACT[1])
    if numerator.value is not None:
        yield Exact(resolved, int(numerator.value))
        # Its denominator stands beside it, so the rest is published too.
        rest = version.amounts.value(ALWAYS_EXACT[1]) - int(numerator.value)
        yield Exact(linked.place(version, NOT_RESOLVED), rest)
    if value.value is not None:
        digits = int((Decimal(str(value.value)) * 10**PERCENT).to_integral_value())
        yield Ratio(resolved, closed, None, 100, digits, PERCENT, ties="up")


def _shown_change(table: Table | None, item: str) -> tuple[float | None, bool]:
    """The mean that the table shows, and whether it shows an end of its interval."""
    if table is None:
        return None, False
    row = next((row for row in table.rows if row.code == item), None)
    if row is None:
        return None, False
    cells = dict(zip([column.code for column in table.columns], row.cells, strict=True))
    ends = (cells.get(LOWEST), cells.get(HIGHEST))
    mean = cells.get(MEAN)
    return (None if mean is None else mean.value), any(end is not None and end.value is not None for end in ends)


def change_said(
    item: str, *, mean: float | None, interval: bool, version: Version, linked: Linked
) -> Iterator[Statement]:
    """What a mean change and its interval tell. The number of pairs is published with them.

    An interval tells of the sum of differences and of their squares together. The reader is taken to know the sum
    itself, and of the sum of squares all that the rounded ends leave open: more than there is to know.
    """
    pairs = version.amounts.counts.asked[item].pairs
    number = sum(pairs.values())
    if not number or item not in linked.items:
        return
    cells = [(after - before, place) for before, after, place in linked.joint(version, item)]
    first = tuple((place, change) for change, place in cells if change)
    second = tuple((place, change * change) for change, place in cells if change)
    total = sum((after - before) * times for (before, after), times in pairs.items())
    if mean is not None:
        digits = int((Decimal(str(mean)) * 10**POINTS).to_integral_value())
        scale = 2 * 10**POINTS
        scaled = tuple((place, scale * change) for place, change in first)
        # The middle goes away from nought, so the nearer end is reached and the farther is not.
        low, high = (2 * digits - 1) * number, (2 * digits + 1) * number
        yield Combination(scaled, low + (digits <= 0), high - (digits >= 0))
    if interval and number > 1:
        yield Combination(first, total, total)
        squares = sum((after - before) ** 2 * times for (before, after), times in pairs.items())
        low, high = _squares(total, squares, number)
        yield Combination(second, low, high)


def _squares(total: int, squares: int, number: int) -> tuple[int, int]:
    """Between what the sum of squares lies, given the ends of the interval as they are rounded and the sum exactly."""
    mean = total / number
    from scipy.special import stdtrit  # late: only a return with enough pairs needs it

    width = float(stdtrit(number - 1, 0.975)) / sqrt(number)
    deviation = sqrt(max(0.0, (squares - total * total / number) / (number - 1)))
    half = Decimal("0.5") / 10**POINTS
    reach = width * deviation
    lowest, highest = 0.0, float("inf")
    for end, sign in ((mean - reach, -1), (mean + reach, 1)):
        shown = rounded(end)
        ends = sorted((float(shown - half) - mean, float(shown + half) - mean), key=lambda one: sign * one)
        lowest, highest = max(lowest, sign * ends[0]), min(highest, sign * ends[1])

    def squares_at(reach: float) -> float:
        return (max(0.0, reach) / width) ** 2 * (number - 1) + total * total / number

    # A little inward of the ends: to leave a value out is to take the reader to know more.
    low, high = ceil(squares_at(lowest) + 1e-9), floor(squares_at(highest) - 1e-9)
    return min(low, squares), max(high, squares)


def rounded(value: float, decimals: int = POINTS) -> Decimal:
    """To so many decimals, the middle away from nought."""
    return Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


__all__ = ["CHANGE", "HIGHEST", "LOWEST", "MEAN", "RESOLUTION", "RESPONSE", "VALUE", "change_said", "publications",
           "rounded", "rungs_of"]  # fmt: skip
