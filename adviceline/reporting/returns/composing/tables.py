"""The tables of a return. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import sqrt

from adviceline.measures.tables import (
    CALLS_BY_WEEKDAY_HALF_HOUR,
    CONTACTS_BY_CHANNEL,
    COVER_BY_WEEKDAY_HALF_HOUR,
    RETURN_TABLES,
    TABLES,
)
from adviceline.reporting.building import channels_of, slots_of
from adviceline.reporting.exports import WEEKDAYS
from adviceline.reporting.figures import half_hour_words
from adviceline.reporting.pages import run_words
from adviceline.reporting.returns.cells import NOT_COMPUTED, SUPPRESSED, Cell
from adviceline.reporting.returns.document import Chart, ChartKind, Column, Row, Table
from adviceline.reporting.returns.linking.layout import Layout
from adviceline.reporting.returns.linking.plan import CONFIDENCE_TABLE, PLANNED, PROTECTED
from adviceline.reporting.returns.linking.protecting import INTERVAL, ProtectedReturn, mean_change
from adviceline.reporting.returns.linking.statements import HIGHEST, LOWEST, MEAN, POINTS, RESPONSE, rounded
from adviceline.reporting.returns.linking.versions import Version

HEADS = {
    "kind": "Kind of enquiry", "kind_group": "Group of kinds", "role": "Role", "role_group": "Group of roles",
    "setting": "Setting", "setting_group": "Group of settings", "region": "Region", "region_group": "Group of regions",
    "local_authority": "Region or local authority", "theme": "Theme", "theme_group": "Group of themes",
    "resource": "Resource", "resource_kind": "Kind of resource", "score": "Score", "score_band": "Score",
}  # fmt: skip


def tables(protected: ProtectedReturn, before: Version | None) -> tuple[Table, ...]:
    """`before`: the return that this one corrects."""
    version = protected.version
    facts = version.amounts.counts.facts
    found = [_channels(facts.contacts), _slots(facts.contacts)]
    if cover := version.amounts.counts.cover:
        found.append(_cover(cover))
    for table in PROTECTED:
        layout = version.layouts.get(table)
        if layout is not None:
            made = _confidence(layout, protected) if table == CONFIDENCE_TABLE else _protected(layout, protected)
            found.append(replace(made, revised=_revised(layout, version, before)))
    return tuple(found)


def charts(made: tuple[Table, ...]) -> tuple[Chart, ...]:
    """One for each table that a picture helps to read: bars of single counts, and when calls went unanswered."""
    found = []
    for table in made:
        if table.id == CALLS_BY_WEEKDAY_HALF_HOUR.id:
            title = "Calls not answered, by weekday and half hour"
            kind, column = ChartKind.HEAT, "not_answered"
        elif table.id == COVER_BY_WEEKDAY_HALF_HOUR.id:
            title = "Half hours below minimum cover, by weekday and half hour"
            kind, column = ChartKind.HEAT, "not_met"
        elif table.id == CONTACTS_BY_CHANNEL.id or (len(table.columns) == 1 and not PLANNED[table.id].within):
            title, kind, column = table.title, ChartKind.BAR, table.columns[-1].code
        else:
            continue
        if any(cell.value for row in table.rows for cell in row.cells):
            found.append(Chart(id=f"chart_{table.id}", title=title, kind=kind, table=table.id, column=column))
    return tuple(found)


def _channels(contacts: object) -> Table:
    made = channels_of(contacts)  # type: ignore[arg-type]  # rows of groups
    counts = [(row.channel.code, row.channel.label, row, False) for row in (*made.rows, made.total)]
    return Table(
        id=CONTACTS_BY_CHANNEL.id, title=CONTACTS_BY_CHANNEL.title, definition=CONTACTS_BY_CHANNEL.definition,
        unit=CONTACTS_BY_CHANNEL.unit, method="exact", row_heads=("Channel",),
        columns=(Column(code="in", label="In"), Column(code="out", label="Out"), Column(code="contacts", label="Contacts")),
        rows=tuple(
            Row(
                code=code, labels=(label,), total=code == "total",
                cells=tuple(Cell.exact(number) for number in (row.incoming, row.outgoing, row.contacts)),
            )
            for code, label, row, _ in counts
        ),
        requirement=CONTACTS_BY_CHANNEL.requirement,
    )  # fmt: skip


def _slots(contacts: object) -> Table:
    made = slots_of(contacts)  # type: ignore[arg-type]  # rows of groups
    definition = CALLS_BY_WEEKDAY_HALF_HOUR
    columns = (("offered", "Offered", 0), ("answered", "Answered", 0), ("not_answered", "Not answered", 0),
               ("not_answered_percent", "Not answered, %", 1))  # fmt: skip
    return Table(
        id=definition.id, title=definition.title, definition=definition.definition, unit=definition.unit, method="exact",
        row_heads=("Weekday", "Half hour from"),
        columns=tuple(Column(code=code, label=label, decimals=decimals) for code, label, decimals in columns),
        rows=tuple(
            Row(
                code=f"{row.iso_weekday}-{row.begins}", labels=(WEEKDAYS[row.iso_weekday - 1], row.begins),
                cells=(
                    Cell.exact(row.offered), Cell.exact(row.answered), Cell.exact(row.not_answered),
                    Cell.exact(float(rounded(row.not_answered_percent, 1))),
                ),
            )
            for row in made.rows
        ),
        note=run_words(made.longest_run), requirement=definition.requirement,
    )  # fmt: skip


def _cover(counted: Mapping[tuple[int, int, bool], int]) -> Table:
    """Whether the rule was met, by weekday and not by date: no day of anybody’s absence can be read off it."""
    definition = COVER_BY_WEEKDAY_HALF_HOUR
    columns = (
        ("open", "Open", 0),
        ("met", "Rule met", 0),
        ("not_met", "Below the rule", 0),
        ("met_percent", "Rule met, %", 1),
    )
    rows = []
    for weekday, half in sorted({(weekday, half) for weekday, half, _ in counted}):
        met, not_met = (counted.get((weekday, half, kept), 0) for kept in (True, False))
        begins = half_hour_words(half)
        share = Cell.exact(float(rounded(100 * met / (met + not_met), 1)))
        rows.append(
            Row(
                code=f"{weekday}-{begins}", labels=(WEEKDAYS[weekday - 1], begins),
                cells=(Cell.exact(met + not_met), Cell.exact(met), Cell.exact(not_met), share),
            )
        )  # fmt: skip
    return Table(
        id=definition.id, title=definition.title, definition=definition.definition, unit=definition.unit, method="exact",
        row_heads=("Weekday", "Half hour from"), rows=tuple(rows), requirement=definition.requirement,
        columns=tuple(Column(code=code, label=label, decimals=decimals) for code, label, decimals in columns),
    )  # fmt: skip


def _method(protected: ProtectedReturn) -> str:
    return "rounding" if protected.version.rules.method == "round" else "suppression"


def _protected(layout: Layout, protected: ProtectedReturn) -> Table:
    definition = TABLES.get(layout.table) or RETURN_TABLES[layout.table]
    cells = protected.cells[layout.table]
    return Table(
        id=layout.table, title=definition.title, definition=definition.definition, unit=definition.unit,
        method=_method(protected), row_heads=(HEADS[layout.levels[0]],),
        columns=tuple(Column(code=code, label=label) for code, label in layout.columns),
        rows=tuple(
            Row(
                code=line.code, labels=(line.label,), total=line.total, level=line.level, parent=line.parent,
                cells=tuple(cells[line.code, code] for code, _ in layout.columns),
            )
            for line in layout.lines
        ),
        notes=("groupings", "protection"), note=protected.fell_back.get(layout.table, ""),
        requirement=definition.requirement, grouping=layout.levels,
    )  # fmt: skip


def _confidence(layout: Layout, protected: ProtectedReturn) -> Table:
    definition = TABLES[CONFIDENCE_TABLE]
    titles = dict(layout.columns)
    order = (
        ("eligible", 0), ("offered", 0), ("answered", 0), (RESPONSE, 0), ("paired", 0), (MEAN, POINTS), (LOWEST, POINTS),
        (HIGHEST, POINTS), ("rose", 0), ("same", 0), ("fell", 0),
    )  # fmt: skip
    titles |= {
        RESPONSE: "Response rate, %", MEAN: "Mean change", LOWEST: "95% interval, from", HIGHEST: "95% interval, to",
    }  # fmt: skip
    rows = []
    for line in layout.lines:
        cells = {column: protected.cells[CONFIDENCE_TABLE][line.code, column] for column in dict(layout.columns)}
        cells |= _change(line.code, protected)
        cells[RESPONSE] = _response(cells["answered"], cells["offered"], protected)
        rows.append(Row(code=line.code, labels=(line.label,), cells=tuple(cells[column] for column, _ in order)))
    return Table(
        id=layout.table, title=definition.title, definition=CONFIDENCE_WORDS, unit=definition.unit,
        method=_method(protected), row_heads=("Confidence in",),
        columns=tuple(Column(code=code, label=titles[code], decimals=decimals) for code, decimals in order),
        rows=tuple(rows), notes=("confidence", "protection"), requirement=definition.requirement,
    )  # fmt: skip


CONFIDENCE_WORDS = (
    "Confidence in identifying and in responding to harmful sexual behaviour, 0 to 10, asked at the start and at the "
    "close of an enquiry. Eligible: enquiries closed in the period and in scope. Those answered both times are paired: "
    "the mean change with its 95% interval, and whether confidence rose, stayed or fell, are theirs. The response rate "
    "is those who answered of those asked, from the counts as they are shown."
)


def _change(item: str, protected: ProtectedReturn) -> dict[str, Cell]:
    how = protected.said.get(item)
    if how is None:
        return dict.fromkeys((MEAN, LOWEST, HIGHEST), SUPPRESSED)
    amounts = protected.version.amounts
    mean = Cell.exact(mean_change(amounts, item))
    if how != INTERVAL:
        return {MEAN: mean, LOWEST: SUPPRESSED, HIGHEST: SUPPRESSED}
    ends = _interval(amounts.counts.asked[item].pairs)
    return {MEAN: mean, LOWEST: Cell.exact(_plain(ends[0])), HIGHEST: Cell.exact(_plain(ends[1]))}


def _plain(value: float) -> float:
    return float(rounded(value)) + 0.0  # never -0.0


def _interval(pairs: object) -> tuple[float, float]:
    """Of the mean, by Student's t."""
    assert hasattr(pairs, "items")
    changes = [(after - before, times) for (before, after), times in pairs.items()]
    number = sum(times for _, times in changes)
    mean = sum(change * times for change, times in changes) / number
    squares = sum(times * (change - mean) ** 2 for change, times in changes)
    from scipy.special import stdtrit  # late: only a return with enough pairs needs it

    reach = float(stdtrit(number - 1, 0.975)) * sqrt(squares / (number - 1)) / sqrt(number)
    return mean - reach, mean + reach


def _response(answered: Cell, offered: Cell, protected: ProtectedReturn) -> Cell:
    """From what is shown, so that it says nothing more."""
    if answered.value is None or offered.value is None:
        return SUPPRESSED
    if not offered.value:
        return NOT_COMPUTED
    if offered.value < protected.version.rules.smallest_percentage_base:
        return SUPPRESSED
    return Cell.rounded(min(100, int(rounded(100 * answered.value / offered.value, 0))))


def _revised(layout: Layout, version: Version, before: Version | None) -> tuple[str, ...]:
    """Every row, where any count of the table is another: to name the rows would tell of whoever came late."""
    if before is None or all(
        before.amounts.value(what) == version.amounts.value(what) for what in layout.cells.values()
    ):
        return ()
    return tuple(line.code for line in layout.lines)
