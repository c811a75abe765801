"""A figure over time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from adviceline.ui.charts.drawing import svg_of
from adviceline.ui.charts.parts import Chart, Value
from adviceline.ui.filters import long_date, month, number
from adviceline.ui.palette import palette
from adviceline.ui.tables import Column, Table

LINE_HEIGHT = 220


def line_chart(
    title: str,
    points: Sequence[tuple[dt.date, Value]],
    *,
    value_title: str,
    label_title: str,
    places: int = 0,
    hidden_text: str = "not shown",
    by_month: bool = False,
    band: Sequence[tuple[float, float] | None] = (),
) -> Chart:
    """A figure over time, dates ascending. A value of None is a gap in the line. ``by_month``: each date stands for
    its month. ``band``: for each of ``points``, in their order, between which values the truth may lie."""
    ordered = sorted(points)
    ends = dict(zip((day for day, _ in points), band, strict=True)) if band else {}
    named = month if by_month else long_date
    rows = [
        {"at": day.isoformat(), "value": value}
        | dict(zip(("low", "high"), ends.get(day) or (None, None), strict=True) if ends else ())
        for day, value in ordered
    ]
    highest = [each[1] for each in ends.values() if each]
    shown = [value for _, value in ordered if value is not None]
    one_year = len({day.year for day, _ in ordered}) <= 1
    table = Table(
        title,
        (Column(label_title), Column(value_title, numeric=True)),
        tuple((named(day), hidden_text if value is None else number(value, places)) for day, value in ordered),
    )
    colours = palette()
    encoding = {
        "x": {
            "field": "at",
            "type": "temporal",
            "scale": {"type": "utc"},
            "timeUnit": "utcyearmonthdate",
            "axis": {
                "title": None,
                "format": "%b %Y" if by_month or not one_year else "%-d %b",
                "grid": False,
                "values": _ticks([day for day, _ in ordered]),
                "labelOverlap": True,
                "labelFlush": True,
            },
        },
        "y": {
            "field": "value",
            "type": "quantitative",
            "scale": {"domain": [0, max([*shown, *highest, 1]) * 1.08], "nice": True},
            "axis": {
                "title": value_title,
                "titleAngle": 0,
                "titleAlign": "left",
                "titleAnchor": "start",
                "titleY": -14,
                "titleX": -30,
                "tickCount": 5,
                "domain": False,
                "ticks": False,
            },
        },
    }
    spec = {
        "data": {"values": rows},
        "height": LINE_HEIGHT,
        "encoding": encoding,
        "layer": [
            *([_band(colours["heat-2"])] if ends else []),
            {
                "mark": {
                    "type": "line",
                    "color": colours["action"],
                    "strokeWidth": 3,
                    "invalid": "break-paths-show-path-domains",
                }
            },
            {
                "mark": {
                    "type": "point",
                    "filled": True,
                    "size": 55,
                    "color": colours["action"],
                    "opacity": 1,
                    "invalid": "filter",
                }
            },
        ],
    }
    return Chart(
        title,
        svg_of(spec),
        _line_words(
            [(named(day), value) for day, value in ordered],
            value_title,
            places,
            hidden_text,
            "in" if by_month else "on",
        ),
        table,
    )


def _band(colour: str) -> dict[str, object]:
    """Drawn beneath the line; the point of a single date has a bar of its own."""
    return {
        "mark": {"type": "errorband", "color": colour, "opacity": 0.6, "borders": True},
        "encoding": {
            "y": {"field": "low", "type": "quantitative"},
            "y2": {"field": "high"},
        },
    }


def _ticks(days: Sequence[dt.date], most: int = 5) -> list[int]:
    """At most ``most`` of the dates, evenly apart, the first among them, in the milliseconds that Vega counts in."""
    step = -(-len(days) // most) or 1
    return [int(dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC).timestamp() * 1000) for day in days[::step]]


def _line_words(points: Sequence[tuple[str, Value]], value_title: str, places: int, hidden_text: str, at: str) -> str:
    shown = [(name, value) for name, value in points if value is not None]
    if not shown:
        return "Nothing to show for this period."
    hidden = len(points) - len(shown)
    first, last = shown[0], shown[-1]
    words = f"Line chart of {value_title.lower()}: {number(first[1], places)} {at} {first[0]}"
    if len(shown) > 1:
        top = max(shown, key=lambda pair: pair[1])
        words += f", {number(last[1], places)} {at} {last[0]}"
        words += f"; highest {number(top[1], places)} {at} {top[0]}"
    return (
        words + "." + (f" {hidden} of {len(points)} {'is' if hidden == 1 else 'are'} {hidden_text}." if hidden else "")
    )
