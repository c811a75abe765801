"""SVG written by hand, for charts that a grammar of graphics does not draw: every text escaped, no style, no script, no id.

Colours are named: presentation attributes carry the light palette, classes let the style sheet repaint it for the dark.
"""

from __future__ import annotations

from html import escape

from adviceline.ui.charts.drawing import FONT
from adviceline.ui.palette import palette

CHARACTER = 0.56  # of the size of type: a mean width of our type faces, a little above the truth


def drawing(width: float, height: float, *parts: str) -> str:
    """The whole picture. It is hidden from screen readers: the words beside it and the table say what it shows."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_n(width)} {_n(height)}" font-family="{FONT}" '
        f'font-size="14" aria-hidden="true" focusable="false">{"".join(parts)}</svg>'
    )


def box(
    x: float, y: float, width: float, height: float, *, fill: str = "", stroke: str = "", dashed: bool = False,
    thick: float = 1.5, round_by: float = 2,
) -> str:  # fmt: skip
    """A rectangle. `fill` and `stroke` are names of the palette; without one it is left out."""
    return (
        f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(max(width, 0))}" height="{_n(height)}" rx="{_n(round_by)}"'
        f"{_paint(fill, stroke, dashed, thick)}/>"
    )


def line(x1: float, y1: float, x2: float, y2: float, *, stroke: str, dashed: bool = False, thick: float = 1) -> str:
    return f'<line x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}"{_paint("", stroke, dashed, thick, is_line=True)}/>'


def diamond(x: float, y: float, radius: float, *, fill: str = "", stroke: str = "") -> str:
    points = f"{_n(x)},{_n(y - radius)} {_n(x + radius)},{_n(y)} {_n(x)},{_n(y + radius)} {_n(x - radius)},{_n(y)}"
    return f'<polygon points="{points}"{_paint(fill, stroke, False, 1.5)}/>'


def text(
    x: float, y: float, words: str, *, fill: str = "ink", size: float = 14, anchor: str = "start", bold: bool = False,
    room: float = 0,
) -> str:  # fmt: skip
    """Words at a base line; cut with an ellipsis where they would be wider than `room`."""
    cut = words
    if room and len(words) * size * CHARACTER > room:
        cut = words[: max(1, int(room / (size * CHARACTER)) - 1)].rstrip() + "…"
    weight = ' font-weight="700"' if bold else ""
    return (
        f'<text x="{_n(x)}" y="{_n(y)}" font-size="{_n(size)}" text-anchor="{anchor}"{weight}'
        f"{_paint(fill, '', False, 0)}>{escape(cut)}</text>"
    )


def _paint(fill: str, stroke: str, dashed: bool, thick: float, *, is_line: bool = False) -> str:
    colours = palette()
    classes = [f"al-{side}-{name}" for side, name in (("fill", fill), ("stroke", stroke)) if name]
    made = f' class="{" ".join(classes)}"' if classes else ""
    if not is_line:
        made += f' fill="{colours[fill]}"' if fill else ' fill="none"'
    if stroke:
        made += f' stroke="{colours[stroke]}" stroke-width="{_n(thick)}"'
    return made + (' stroke-dasharray="4 3"' if dashed else "")


def _n(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")
