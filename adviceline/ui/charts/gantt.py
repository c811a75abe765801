"""Steps over time, with a line for today."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from adviceline.ui.charts import hand
from adviceline.ui.charts.parts import Chart
from adviceline.ui.filters import count, long_date
from adviceline.ui.tables import Table

LABELS, ROW, HEAD, WIDTH, END = 250, 30, 44, 900, 60
MOST_GRID_LINES = 14
#: From a day to its place across the picture.
Place = Callable[[date], float]


@dataclass(frozen=True)
class GanttBar:
    """A step: as it is planned, when it is expected to end, and when it was first planned to. A milestone is one day."""

    label: str
    starts: date
    ends: date
    first_planned: date
    expected_ends: date
    is_done: bool = False
    is_milestone: bool = False


def gantt_chart(title: str, bars: Sequence[GanttBar], *, today: date, table: Table) -> Chart:
    """Planned time is a hollow bar, what is done a full one; time beyond the first plan is dashed and says how many days."""
    if not bars:
        return Chart(title, hand.drawing(WIDTH, HEAD, hand.text(0, 20, "No steps yet.")), "No steps yet.", table)
    first = min(min(bar.starts for bar in bars), today) - timedelta(days=3)
    last = max(max(max(bar.ends, bar.expected_ends, bar.first_planned) for bar in bars), today) + timedelta(days=3)
    days = max((last - first).days, 1)
    height = HEAD + ROW * len(bars) + 8

    def x(day: date) -> float:
        return LABELS + (day - first).days / days * (WIDTH - LABELS - END)

    parts = [*_grid(first, last, x, height), *_today(x(today), height)]
    for place, bar in enumerate(bars):
        parts += _bar(bar, HEAD + place * ROW, x)
    return Chart(title, hand.drawing(WIDTH, height, *parts), _words(bars, today), table)


def _grid(first: date, last: date, x: Place, height: float) -> list[str]:
    months = []
    day = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    while day <= last:
        months.append(day)
        day = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    each = -(-len(months) // MOST_GRID_LINES) or 1
    found = []
    for number, month in enumerate(months):
        if number % each == 0:
            found.append(hand.line(x(month), HEAD - 16, x(month), height, stroke="line"))
            found.append(hand.text(x(month) + 4, HEAD - 20, f"{month:%b %Y}", fill="ink-soft", size=13))
    return found


def _today(at: float, height: float) -> list[str]:
    return [
        hand.line(at, HEAD - 14, at, height, stroke="ink", thick=1.5),
        hand.text(at + 4, HEAD - 4, "Today", size=13, bold=True),
    ]


def _bar(bar: GanttBar, top: float, x: Place) -> list[str]:
    middle = top + ROW / 2
    found = [hand.text(0, middle + 5, bar.label, room=LABELS - 14)]
    slip = (bar.expected_ends - bar.first_planned).days
    end = x(bar.expected_ends + timedelta(days=1))
    if bar.is_milestone:
        found.append(
            hand.diamond(x(bar.expected_ends), middle, 8, fill="action" if bar.is_done else "surface", stroke="action")
        )
        if slip > 0:
            found.insert(
                0, hand.line(x(bar.first_planned), middle, x(bar.expected_ends), middle, stroke="ink", dashed=True)
            )
        end += 8
    else:
        fill = "action" if bar.is_done else "surface"
        planned_end = min(bar.expected_ends, bar.first_planned) if slip > 0 else bar.expected_ends
        begins = min(bar.starts, planned_end)
        found.append(
            hand.box(
                x(begins), top + 7, x(planned_end + timedelta(days=1)) - x(begins), ROW - 14, fill=fill, stroke="action"
            )
        )
        if slip > 0:
            start = x(planned_end + timedelta(days=1))
            found.append(
                hand.box(start, top + 7, end - start, ROW - 14, fill="waiting-solid", stroke="ink", dashed=True)
            )
    if slip > 0:
        found.append(hand.text(end + 4, middle + 5, f"+{slip} d", size=13, bold=True))
    return found


def _words(bars: Sequence[GanttBar], today: date) -> str:
    done = sum(bar.is_done for bar in bars)
    late = [bar for bar in bars if bar.expected_ends > bar.first_planned]
    words = f"{count(len(bars), 'step')} over time on {long_date(today)}: {done} done (full), {len(bars) - done} to do (hollow)."
    if late:
        worst = max(late, key=lambda bar: bar.expected_ends - bar.first_planned)
        days = (worst.expected_ends - worst.first_planned).days
        words += f" {len(late)} later than first planned (dashed), the most {worst.label}, by {count(days, 'day')}."
    return words + " Diamonds are milestones."
