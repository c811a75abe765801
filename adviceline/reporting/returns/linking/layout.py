"""Where each quantity stands in a table: row, column, quantity. Tables are written and read back by this alone. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from adviceline.measures.tables import CONFIDENCE_ITEMS
from adviceline.reporting.returns.linking.plan import (
    CONFIDENCE_TABLE,
    PLANNED,
    SCORES_TABLE,
    PlannedTable,
    Rung,
)
from adviceline.reporting.returns.linking.quantities import (
    CONFIDENCE,
    COUNTED,
    Amounts,
    Quantity,
    quantity,
)

TOTAL, VALUE = "total", "value"


@dataclass(frozen=True, slots=True)
class Line:
    """One row. `code` is unique in the table; `parent` is the row beneath which it stands."""

    code: str
    label: str
    total: bool = False
    level: int = 0
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """`columns`: (code, label). `cells`: by (row, column)."""

    table: str
    levels: Rung
    lines: tuple[Line, ...]
    columns: tuple[tuple[str, str], ...]
    cells: dict[tuple[str, str], Quantity]


def lay_out(table: str, levels: Rung, amounts: Amounts) -> Layout:
    if table == CONFIDENCE_TABLE:
        return _confidence()
    if table == SCORES_TABLE:
        return _scores(levels, amounts)
    planned = PLANNED[table]
    if planned.within:
        return _nested(planned, levels, amounts)
    return _one_way(planned, levels, amounts) if len(levels) == 1 else _two_way(planned, levels, amounts)


def _one_way(planned: PlannedTable, levels: Rung, amounts: Amounts) -> Layout:
    (level,) = levels
    codes = amounts.codes(level)
    lines = [Line(code, amounts.wording.label(level, code)) for code in codes]
    cells = {(code, VALUE): quantity(planned.family, (level, code)) for code in codes}
    if planned.additive:
        lines.append(Line(TOTAL, "Total", total=True))
        cells[TOTAL, VALUE] = Quantity(planned.family)
    return Layout(planned.id, levels, tuple(lines), ((VALUE, planned.definition.unit.capitalize()),), cells)


def _two_way(planned: PlannedTable, levels: Rung, amounts: Amounts) -> Layout:
    down, across = levels
    rows = [*amounts.codes(down), TOTAL]
    columns = [*amounts.codes(across), TOTAL]
    label = amounts.wording.label
    cells = {
        (row, column): quantity(
            planned.family,
            *([(down, row)] if row != TOTAL else []),
            *([(across, column)] if column != TOTAL else []),
        )
        for row in rows
        for column in columns
    }
    return Layout(
        planned.id,
        levels,
        tuple(Line(row, "Total" if row == TOTAL else label(down, row), total=row == TOTAL) for row in rows),
        tuple((column, "Total" if column == TOTAL else label(across, column)) for column in columns),
        cells,
    )


def _nested(planned: PlannedTable, levels: Rung, amounts: Amounts) -> Layout:
    """Local authorities beneath their regions."""
    (level,) = levels
    upper, wording = planned.within, amounts.wording
    lines: list[Line] = []
    cells: dict[tuple[str, str], Quantity] = {}
    inside: dict[str, list[str]] = {}
    for code in amounts.codes(level):
        inside.setdefault(wording.coarser(code, level, upper), []).append(code)
    for outer in amounts.codes(upper):
        lines.append(Line(outer, wording.label(upper, outer), total=True))
        cells[outer, VALUE] = quantity(planned.family, (upper, outer))
        for code in inside.get(outer, []):
            name = f"{outer}.{code.removesuffix('.' + outer)}"
            lines.append(Line(name, wording.label(level, code), level=1, parent=outer))
            cells[name, VALUE] = quantity(planned.family, (level, code))
    lines.append(Line(TOTAL, "Total", total=True))
    cells[TOTAL, VALUE] = Quantity(planned.family)
    return Layout(planned.id, levels, tuple(lines), ((VALUE, planned.definition.unit.capitalize()),), cells)


def _confidence() -> Layout:
    labels = {"identifying": "Identifying harmful sexual behaviour", "responding": "Responding to it"}
    titles = {
        "eligible": "Eligible", "offered": "Asked at the close", "answered": "Answered at the close",
        "paired": "Answered both times", "rose": "Rose", "same": "Stayed the same", "fell": "Fell",
    }  # fmt: skip
    return Layout(
        CONFIDENCE_TABLE,
        (),
        tuple(Line(item, labels[item]) for item in CONFIDENCE_ITEMS),
        tuple(titles.items()),
        {(item, what): confidence(item, what) for item in CONFIDENCE_ITEMS for what in COUNTED},
    )


def _scores(levels: Rung, amounts: Amounts) -> Layout:
    (level,) = levels
    codes = amounts.codes(level)
    titles = {"identifying": "Identifying", "responding": "Responding"}
    times = {"before": "at the start", "after": "at the close"}
    columns = {f"{item}_{when}": (item, when) for item in CONFIDENCE_ITEMS for when in times}
    return Layout(
        SCORES_TABLE,
        levels,
        tuple(Line(code, amounts.wording.label(level, code)) for code in codes),
        tuple((name, f"{titles[item]}, {times[when]}") for name, (item, when) in columns.items()),
        {(code, name): confidence(item, when, level, code) for code in codes for name, (item, when) in columns.items()},
    )


def confidence(item: str, what: str, *more: str) -> Quantity:
    """`more`: the level and code of a score, or the two scores of a pair."""
    return Quantity(CONFIDENCE, (("item", item), ("what", what), *(("of", one) for one in more)))
