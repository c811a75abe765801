"""The month as a page: what is shown of each figure, in words, and its charts. No database, no request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from importlib.resources import files
from typing import Any

from django.template.loader import get_template

from adviceline.disclosure.primary import HIDDEN_MARK, Cell
from adviceline.facts.figures import MeasureFigure
from adviceline.measures.calendar import format_month
from adviceline.measures.definitions import M2_FIRST, MEASURES
from adviceline.measures.document import formula
from adviceline.measures.runs import Run
from adviceline.measures.tables import CONFIDENCE, CONFIDENCE_ITEMS, ONE_WAY, TABLES
from adviceline.reporting.building import SCORES
from adviceline.reporting.exports import NOT_AVAILABLE, WEEKDAYS
from adviceline.reporting.figures import (
    ChannelTable,
    ConfidenceRow,
    ConfidenceTable,
    CountTable,
    MonthlyFigures,
    SlotTable,
    cell_words,
    half_hour_words,
)
from adviceline.reporting.links import CellLink, linked, linked_table
from adviceline.ui import charts
from adviceline.ui.charts import Chart, HeatGrid
from adviceline.ui.filters import count, duration, long_date
from adviceline.ui.tables import Column, Table

GROUPS = (
    ("calls", "Calls", (
        "calls_offered", "calls_answered", "calls_not_answered", "calls_not_answered_percent",
        "calls_not_answered_percent_excluding_short", "calls_short_abandoned", "calls_abandoned", "calls_voicemail",
        "calls_out_of_hours", "calls_refused", "call_duration_mean_seconds", "call_duration_median_seconds",
        "call_duration_p95_seconds", "call_wait_median_seconds", "call_wrap_up_mean_seconds", "calls_made",
    )),
    ("callbacks", "Call-backs", (
        "callbacks_requested", "callbacks_made", "callbacks_completed", "callbacks_completed_in_slot_percent",
        "callbacks_completed_in_three_percent",
    )),
    ("written", "Chats, e-mails, forms and sessions", (
        "chats_offered", "chats_answered", "chats_abandoned", "emails_received", "emails_replied",
        "emails_replied_percent", "email_first_reply_median_open_seconds", "email_first_reply_p90_open_seconds",
        "emails_sent", "emails_auto_replies", "emails_bounced", "emails_spam", "web_forms_received",
        "sessions_delivered",
    )),
    ("enquiries", "Contacts and enquiries", (
        "contacts_total", "billable_contacts", "enquiries_opened", "enquiries_closed",
        "first_contact_resolution_percent",
    )),
    ("confidence", "Confidence", tuple(f"confidence_{item}_change_mean" for item in CONFIDENCE_ITEMS)),
    ("feedback", "Feedback", (
        "feedback_eligible", "feedback_offered", "feedback_answered", "feedback_response_percent",
        "feedback_satisfaction_mean", "feedback_satisfied_percent", "feedback_recommend_percent",
        "feedback_helped_percent", "feedback_agreed_done_percent", "dissatisfaction_cases",
        "dissatisfaction_acknowledged_in_time_percent", "dissatisfaction_answered_in_time_percent",
        "improvements_published",
    )),
    ("staffing", "Minimum cover", (
        "cover_half_hours_open", "cover_half_hours_met", "cover_half_hours_not_met", "cover_met_percent",
        "cover_rostered_percent",
    )),
)  # fmt: skip
assert {name for _, _, names in GROUPS for name in names} == set(MEASURES)


@dataclass(frozen=True, slots=True)
class Shown:
    """A measure as the page shows it: `short` on a card. `of` gives the numerator and denominator of a quotient."""

    id: str
    label: str
    value: str
    short: str
    of: str
    hidden: bool


def page(figures: MonthlyFigures, *, link: CellLink | None = None) -> dict[str, Any]:
    """What the templates draw. `link`: where a cell of a table leads; those of figures are the template's own affair."""
    shown = {name: _shown(figure) for name, figure in figures.measures.items()}
    channels, slots, confidence = (
        figures.tables[name] for name in ("contacts_by_channel", "calls_by_weekday_half_hour", "confidence")
    )
    assert isinstance(channels, ChannelTable)
    assert isinstance(slots, SlotTable)
    assert isinstance(confidence, ConfidenceTable)
    return {
        "period": format_month(figures.month),
        "rule": figures.rule,
        "first": [shown[name] for name in M2_FIRST],
        "groups": {name: {"title": title, "figures": [shown[each] for each in names]} for name, title, names in GROUPS},
        "channels": _channels(channels, link),
        "grid": _grid(slots),
        "slots": _slots(slots, link),
        "run": run_words(slots.longest_run),
        "breakdowns": [
            _breakdown(table, link) for name in ONE_WAY if isinstance(table := figures.tables[name.id], CountTable)
        ],
        "confidence": [_confidence(row, link) for row in confidence.rows],
        "definitions": definitions(),
    }


def standalone(figures: MonthlyFigures) -> str:
    """The page as one file that needs nothing else: its style is within it, and its links lead to its own end."""
    style = files("adviceline.reporting").joinpath("static/reporting/standalone.css").read_text(encoding="utf-8")
    return get_template("reporting/standalone.html").render({"page": page(figures), "style": style})


def definitions() -> list[dict[str, str]]:
    return [
        {
            "id": measure.id,
            "title": measure.title,
            "definition": measure.definition,
            "numerator": measure.numerator,
            "denominator": measure.denominator,
            "unit": measure.unit,
            "placed": measure.placed,
            "excludes": measure.excludes,
            "protection": measure.protection.value,
            "requirement": measure.requirement,
            "formula": formula(measure.expression),
        }
        for measure in MEASURES.values()
    ] + [
        {
            "id": table.id,
            "title": table.title,
            "definition": table.definition,
            "numerator": "",
            "denominator": "",
            "unit": table.unit,
            "placed": table.source.placed,
            "excludes": "",
            "protection": "Threshold and rounding." if table.protected else "Shown exactly.",
            "requirement": table.requirement,
            "formula": f"`{table.source.table}` where {table.where.words()}",
        }
        for table in TABLES.values()
    ]


def value_words(value: float | None, unit: str, *, hidden: bool = False) -> str:
    if value is None:
        return HIDDEN_MARK if hidden else NOT_AVAILABLE
    if unit == "percent":
        return f"{value:.1f}%"
    if unit == "seconds":
        return duration(value)
    if unit == "points":
        return f"{value:+.2f}".replace("-", "−")
    return f"{value:,}"


def minutes_and_seconds(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes:,} min {rest} s" if minutes else f"{rest} s"


def run_words(run: Run) -> str:
    if run.first is None or run.last is None:
        return "No half hour in which people called while the service was open went without an answered call."
    days = [long_date(place[0]) for place in (run.first, run.last)]
    begins, ends = half_hour_words(run.first[1]), half_hour_words((run.last[1] + 1) % 48)
    when = (
        f"from {begins} to {ends} on {days[0]}"
        if days[0] == days[1]
        else f"from {begins} on {days[0]} to {ends} on {days[1]}"
    )
    return (
        f"Longest run without an answered call: {count(run.half_hours, 'half hour')} in which people called "
        f"({count(run.calls, 'call')}), {when}."
    )


def month_words(month: int) -> str:
    return f"{date(month // 100, month % 100, 1):%B %Y}"


def _shown(figure: MeasureFigure) -> Shown:
    measure = figure.measure
    of = ""
    if figure.denominator is not None and not figure.suppressed:
        if measure.unit == "percent":
            of = f"{figure.numerator:,} of {figure.denominator:,}"
        elif measure.unit == "seconds":
            of = f"of {figure.denominator:,}"
        else:
            of = count(figure.denominator, "pair")
    elif figure.suppressed:
        of = "too few to show"
    words = value_words(figure.value, measure.unit, hidden=figure.suppressed)
    short = minutes_and_seconds(figure.value) if measure.unit == "seconds" and figure.value is not None else words
    return Shown(measure.id, measure.title, words, short, of, figure.suppressed)


def _channels(table: ChannelTable, link: CellLink | None) -> dict[str, Any]:
    chart = charts.bar_chart(
        table.definition.title,
        [(row.channel.label, row.contacts) for row in table.rows],
        value_title="Contacts",
        label_title="Channel",
    )
    data = Table(
        table.definition.title,
        (Column("Channel"), *(Column(name, numeric=True) for name in ("In", "Out", "Contacts"))),
        tuple((row.channel.label, *_counted(row.incoming, row.outgoing, row.contacts)) for row in table.rows),
        foot=("Total", *_counted(table.total.incoming, table.total.outgoing, table.total.contacts)),
    )
    rows = [row.channel.code for row in (*table.rows, table.total)]
    data = linked_table(data, link, table.definition.id, rows, ("in", "out", "contacts"))
    return {"id": table.definition.id, "title": table.definition.title, "chart": replace(chart, table=data)}


def _counted(*numbers: int) -> tuple[str, ...]:
    return tuple(f"{each:,}" for each in numbers)


def _grid(table: SlotTable) -> HeatGrid | None:
    """Calls not answered: the weekdays and the half hours between the first and the last in which anybody called."""
    if not table.rows:
        return None
    missed = {(row.iso_weekday, row.half_hour): row.not_answered for row in table.rows}
    days = range(1, max(5, *(row.iso_weekday for row in table.rows)) + 1)
    halves = range(min(row.half_hour for row in table.rows), max(row.half_hour for row in table.rows) + 1)
    return charts.heat_grid(
        "Calls not answered, by weekday and half hour",
        [WEEKDAYS[day - 1] for day in days],
        [half_hour_words(half) for half in halves],
        [[missed.get((day, half)) for half in halves] for day in days],
        unit="calls not answered",
    )


def _slots(table: SlotTable, link: CellLink | None) -> Table:
    data = Table(
        table.definition.title,
        (
            Column("Weekday and half hour"),
            *(Column(name, numeric=True) for name in ("Offered", "Answered", "Not answered", "Not answered, %")),
        ),
        tuple(
            (
                f"{WEEKDAYS[row.iso_weekday - 1]} {row.begins}",
                *_counted(row.offered, row.answered, row.not_answered),
                f"{row.not_answered_percent:.1f}",
            )
            for row in table.rows
        ),
    )
    rows = [f"{row.iso_weekday}-{row.begins}" for row in table.rows]
    return linked_table(data, link, table.definition.id, rows, ("offered", "answered", "not_answered", ""))


def _breakdown(table: CountTable, link: CellLink | None) -> dict[str, Any]:
    unit = table.definition.unit.capitalize()
    data = Table(
        table.definition.title,
        (Column(table.definition.title.partition(" by ")[2].capitalize()), Column(unit, numeric=True)),
        tuple((row.group.label, cell_words(row.cell)) for row in table.rows),
        foot=() if table.total is None else ("Total", cell_words(table.total)),
        note="[c]: hidden, because the number is small or would give a small one away." if table.hides else "",
    )
    data = linked_table(data, link, table.definition.id, [*(row.group.code for row in table.rows), "total"], ("value",))
    return {
        "id": table.definition.id,
        "title": table.definition.title,
        "definition": table.definition.definition,
        "chart": _cells_chart(table.definition.title, [(r.group.label, r.cell) for r in table.rows], unit, data),
        "table": data,
    }


def _cells_chart(title: str, rows: Sequence[tuple[str, Cell]], unit: str, data: Table) -> Chart | None:
    """None where nothing but zeros and hidden counts would be drawn. Zeros are in the table alone."""
    drawn = [(label, cell.value) for label, cell in rows if cell.value != 0]
    if not any(value for _, value in drawn):
        return None
    chart = charts.bar_chart(title, drawn, value_title=unit, label_title=data.columns[0].text, hidden_text=HIDDEN_MARK)
    return replace(chart, table=data)


def _confidence(row: ConfidenceRow, link: CellLink | None) -> dict[str, Any]:
    def shown(column: str, cell: Cell) -> str:
        words = cell_words(cell)
        address = link(CONFIDENCE.id, row.item.code, column) if link else ""
        return linked(words, address, f"{row.item.label}, {column}") if address else words

    numbers = row.statistics
    facts: list[tuple[str, str]] = [
        ("Eligible", shown("eligible", row.eligible)),
        ("Offered at the close", shown("offered", row.offered)),
        ("Answered at the close", shown("answered", row.answered)),
        ("Response rate", HIDDEN_MARK if row.response_percent is None else f"{row.response_percent:.0f}%"),
        ("Paired", shown("paired", row.paired)),
    ]
    if numbers:
        interval = numbers.interval
        facts += [
            ("Median at the start", f"{numbers.before_median:g}"),
            ("Median at the close", f"{numbers.after_median:g}"),
            ("Mean change", value_words(numbers.mean_difference, "points")),
            (
                "95% interval",
                f"{value_words(interval[0], 'points')} to {value_words(interval[1], 'points')}"
                if interval
                else NOT_AVAILABLE,
            ),
            ("Wilcoxon signed-rank test", _p_words(numbers.wilcoxon_p)),
            (
                "Effect size (mean over deviation)",
                NOT_AVAILABLE if numbers.effect_size is None else f"{numbers.effect_size:.2f}",
            ),
            ("Rose, stayed, fell", ", ".join(cell_words(cell) for cell in (row.up, row.same, row.down))),
        ]
    distribution = Table(
        f"{row.item.label}: answers at the start and at the close",
        (Column("Score"), Column("Start", numeric=True), Column("Close", numeric=True)),
        tuple(
            (str(score), cell_words(before), cell_words(after))
            for score, before, after in zip(SCORES, row.before, row.after, strict=True)
        ),
    )
    return {
        "title": row.item.label,
        "words": row.words,
        "facts": facts,
        "distribution": distribution if numbers else None,
    }


def _p_words(value: float | None) -> str:
    if value is None:
        return "no change to test"
    return "p < 0.001" if value < 0.001 else f"p = {value:.3f}"
