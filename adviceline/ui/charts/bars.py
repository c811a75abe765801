"""One bar a row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from adviceline.ui.charts.drawing import svg_of
from adviceline.ui.charts.parts import Chart, Value
from adviceline.ui.filters import number
from adviceline.ui.palette import palette
from adviceline.ui.tables import Column, Table

BAR_HEIGHT = 30


def bar_chart(
    title: str,
    bars: Sequence[tuple[str, Value | str]],
    *,
    value_title: str,
    label_title: str,
    places: int = 0,
    hidden_text: str = "not shown",
) -> Chart:
    """One bar a row, in the order given. A value of None is withheld: no bar, and ``hidden_text`` in its place; or a
    mark of its own, when the value is text."""
    marked = [(label, hidden_text if value is None else value) for label, value in bars]
    rows = [
        {
            "label": label,
            "order": order,
            "value": None if isinstance(value, str) else value,
            "text": value if isinstance(value, str) else number(value, places),
        }
        for order, (label, value) in enumerate(marked)
    ]
    shown = [value for _, value in marked if not isinstance(value, str)]
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
    return Chart(title, svg_of(spec), _bar_words(marked, value_title, places), table)


def _bar_words(bars: Sequence[tuple[str, int | float | str]], value_title: str, places: int) -> str:
    shown = [(value, label) for label, value in bars if not isinstance(value, str)]
    if not bars:
        return "Nothing to show for this period."
    marks = Counter(value for _, value in bars if isinstance(value, str))
    withheld = "".join(
        f" {times} of {len(bars)} {'is' if times == 1 else 'are'} {mark}." for mark, times in marks.items()
    )
    if not shown:
        return f"Bar chart of {value_title.lower()}.{withheld}"
    most, least = max(shown, key=lambda pair: pair[0]), min(shown, key=lambda pair: pair[0])
    words = f"Bar chart of {value_title.lower()}. Most: {most[1]}, {number(most[0], places)}."
    if len(shown) > 1:
        words += f" Least: {least[1]}, {number(least[0], places)}."
    return words + withheld
