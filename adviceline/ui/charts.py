"""Charts drawn on the server: the same figures always give the same SVG, which asks the network for nothing.

The SVG goes into the page itself under a policy that refuses inline styles, so it carries presentation attributes and
classes only; the classes let the style sheet repaint it for the dark. Each chart comes with its words and its table.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

from adviceline.ui.filters import long_date, number
from adviceline.ui.palette import palette
from adviceline.ui.tables import Column, Table

WIDTH = 480
BAR_HEIGHT = 30
LINE_HEIGHT = 220
FONT = "system-ui, -apple-system, Segoe UI, Roboto, Helvetica Neue, Arial, sans-serif"
#: Colours whose marks follow the page's theme, by class.
THEMED = ("ink", "ink-soft", "line", "surface", "action", "waiting-solid", "control")

Value = int | float | None


@dataclass(frozen=True)
class Chart:
    """``svg`` is safe to put in a page; ``alt`` says in a sentence or two what the picture shows."""

    title: str
    svg: str
    alt: str
    table: Table


@dataclass(frozen=True)
class HeatCell:
    """``level`` 0 (none) to 5 (most) shades the cell; ``text`` is its figure, or why it is not shown."""

    text: str
    level: int


@dataclass(frozen=True)
class HeatRow:
    label: str
    cells: tuple[HeatCell, ...]


@dataclass(frozen=True)
class HeatGrid:
    caption: str
    columns: tuple[str, ...]
    rows: tuple[HeatRow, ...]
    alt: str


def bar_chart(
    title: str,
    bars: Sequence[tuple[str, Value]],
    *,
    value_title: str,
    label_title: str,
    places: int = 0,
    hidden_text: str = "not shown",
) -> Chart:
    """One bar a row, in the order given. A value of None is withheld: no bar, and ``hidden_text`` in its place."""
    rows = [
        {
            "label": label,
            "order": order,
            "value": value,
            "text": hidden_text if value is None else number(value, places),
        }
        for order, (label, value) in enumerate(bars)
    ]
    shown = [value for _, value in bars if value is not None]
    table = Table(
        title,
        (Column(label_title), Column(value_title, numeric=True)),
        tuple((row["label"], row["text"]) for row in rows),
    )
    y = {
        "field": "label",
        "type": "nominal",
        "sort": [label for label, _ in bars],  # said outright: a bar that is withheld would otherwise come last
        "axis": {"title": None, "labelLimit": 300, "ticks": False, "domain": False},
    }
    x = {
        "field": "value",
        "type": "quantitative",
        "scale": {"domain": [0, max([*shown, 1]) * 1.12], "nice": False},
        "axis": None,
    }
    colours = palette()
    spec = {
        "data": {"values": rows},
        "height": BAR_HEIGHT * max(len(rows), 1),
        "layer": [
            {"mark": {"type": "bar", "color": colours["action"], "height": 20}, "encoding": {"x": x, "y": y}},
            {
                "mark": {"type": "text", "align": "left", "dx": 6, "color": colours["ink"], "fontWeight": 600},
                "encoding": {
                    "x": {"field": "at", "type": "quantitative", "scale": x["scale"], "axis": None},
                    "y": y,
                    "text": {"field": "text"},
                },
                "transform": [{"calculate": "datum.value === null ? 0 : datum.value", "as": "at"}],
            },
        ],
    }
    return Chart(title, _svg(spec), _bar_words(bars, value_title, places, hidden_text), table)


def _bar_words(bars: Sequence[tuple[str, Value]], value_title: str, places: int, hidden_text: str) -> str:
    shown = [(value, label) for label, value in bars if value is not None]
    if not bars:
        return "Nothing to show for this period."
    hidden = len(bars) - len(shown)
    withheld = f" {hidden} of {len(bars)} {'is' if hidden == 1 else 'are'} {hidden_text}." if hidden else ""
    if not shown:
        return f"Bar chart of {value_title.lower()}.{withheld}"
    most, least = max(shown, key=lambda pair: pair[0]), min(shown, key=lambda pair: pair[0])
    words = f"Bar chart of {value_title.lower()}. Most: {most[1]}, {number(most[0], places)}."
    if len(shown) > 1:
        words += f" Least: {least[1]}, {number(least[0], places)}."
    return words + withheld


def line_chart(
    title: str,
    points: Sequence[tuple[dt.date, Value]],
    *,
    value_title: str,
    label_title: str,
    places: int = 0,
    hidden_text: str = "not shown",
) -> Chart:
    """A figure over time, dates ascending. A value of None is a gap in the line."""
    ordered = sorted(points)
    rows = [{"at": day.isoformat(), "value": value} for day, value in ordered]
    shown = [value for _, value in ordered if value is not None]
    one_year = len({day.year for day, _ in ordered}) <= 1
    table = Table(
        title,
        (Column(label_title), Column(value_title, numeric=True)),
        tuple((long_date(day), hidden_text if value is None else number(value, places)) for day, value in ordered),
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
                "format": "%-d %b" if one_year else "%b %Y",
                "grid": False,
                "values": _ticks([day for day, _ in ordered]),
                "labelOverlap": True,
                "labelFlush": True,
            },
        },
        "y": {
            "field": "value",
            "type": "quantitative",
            "scale": {"domain": [0, max([*shown, 1]) * 1.08], "nice": True},
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
    return Chart(title, _svg(spec), _line_words(ordered, value_title, places, hidden_text), table)


def _ticks(days: Sequence[dt.date], most: int = 5) -> list[int]:
    """At most ``most`` of the dates, evenly apart, the first among them, in the milliseconds that Vega counts in."""
    step = -(-len(days) // most) or 1
    return [int(dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC).timestamp() * 1000) for day in days[::step]]


def _line_words(points: Sequence[tuple[dt.date, Value]], value_title: str, places: int, hidden_text: str) -> str:
    shown = [(day, value) for day, value in points if value is not None]
    if not shown:
        return "Nothing to show for this period."
    hidden = len(points) - len(shown)
    first, last = shown[0], shown[-1]
    words = f"Line chart of {value_title.lower()}: {number(first[1], places)} on {long_date(first[0])}"
    if len(shown) > 1:
        top = max(shown, key=lambda pair: pair[1])
        words += f", {number(last[1], places)} on {long_date(last[0])}"
        words += f"; highest {number(top[1], places)} on {long_date(top[0])}"
    return (
        words + "." + (f" {hidden} of {len(points)} {'is' if hidden == 1 else 'are'} {hidden_text}." if hidden else "")
    )


def heat_grid(
    caption: str,
    columns: Sequence[str],
    rows: Sequence[str],
    values: Sequence[Sequence[Value]],
    *,
    unit: str,
    hidden_text: str = "–",
) -> HeatGrid:
    """A grid of counts, ``values[column][row]``, drawn as a table (``heat_table``) and shaded in five equal steps."""
    if len(values) != len(columns) or any(len(column) != len(rows) for column in values):
        raise ValueError(f"'{caption}' needs {len(columns)} columns of {len(rows)} values")
    cells = [
        (value, column, row)
        for column, across in zip(columns, values, strict=True)
        for row, value in zip(rows, across, strict=True)
    ]
    top = max([value for value, _, _ in cells if value is not None], default=0)
    made = tuple(
        HeatRow(label, tuple(_heat_cell(column[place], top, hidden_text) for column in values))
        for place, label in enumerate(rows)
    )
    if not top:
        return HeatGrid(caption, tuple(columns), made, f"No {unit} in this period.")
    _, column, row = max((cell for cell in cells if cell[0] is not None), key=lambda cell: cell[0] or 0)
    total = sum(value for value, _, _ in cells if value is not None)
    words = f"{number(total)} {unit}. Busiest: {column} at {row}, {number(top)}. Darker means more."
    return HeatGrid(caption, tuple(columns), made, words)


def _heat_cell(value: Value, top: float, hidden_text: str) -> HeatCell:
    if value is None:
        return HeatCell(hidden_text, 0)
    return HeatCell(number(value), min(5, 1 + int(5 * (value - 1e-9) / top)) if value > 0 and top else 0)


def _theme() -> dict[str, Any]:
    colours = palette()
    return {
        "background": "transparent",
        "font": "Liberation Sans",  # measured with; the page's own type face is named in the result
        "view": {"stroke": None},
        "axis": {
            "labelColor": colours["ink"],
            "labelFontSize": 14,
            "labelPadding": 8,
            "titleColor": colours["ink-soft"],
            "titleFontSize": 14,
            "titleFontWeight": 400,
            "gridColor": colours["line"],
            "domainColor": colours["control"],
            "tickColor": colours["control"],
        },
        "text": {"fontSize": 14},
    }


def _svg(spec: dict[str, Any]) -> str:
    import vl_convert  # starts an engine of its own, and only pages with charts need it

    drawn: str = vl_convert.vegalite_to_svg({**spec, "width": WIDTH - 130, "config": _theme()}, allowed_base_urls=[])
    return _safe(drawn)


_STYLE_ATTRIBUTES = re.compile(r"\s*([a-z-]+)\s*:\s*([^;]+?)\s*(?:;|$)")


def _safe(svg: str) -> str:
    """The SVG without styles, scripts, links, ids or a size of its own, its colours also given as classes."""
    root = etree.fromstring(svg.encode())
    names = {value: name for name, value in palette().items() if name in THEMED}
    for element in list(root.iter()):
        tag = etree.QName(element).localname if isinstance(element.tag, str) else ""
        if tag in ("", "style", "script", "image", "a", "foreignObject", "use"):
            element.getparent().remove(element)
            continue
        for name, value in _STYLE_ATTRIBUTES.findall(element.attrib.pop("style", "")):
            element.attrib[name] = value
        for name in list(element.attrib):
            if name.startswith(("on", "aria-", "{")) or name in ("id", "class", "role", "tabindex"):
                del element.attrib[name]
        if "font-family" in element.attrib:
            element.attrib["font-family"] = FONT
        classes = [
            f"al-{side}-{names[element.attrib[side].lower()]}"
            for side in ("fill", "stroke")
            if element.attrib.get(side, "").lower() in names
        ]
        if classes:
            element.attrib["class"] = " ".join(classes)
    root.attrib["aria-hidden"] = "true"  # the words beside it and the table say what it shows
    root.attrib["focusable"] = "false"
    etree.cleanup_namespaces(root)
    return etree.tostring(root, encoding="unicode")
