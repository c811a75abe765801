"""The layout as SVG that can stand in a page: no inline style, no script, nothing fetched, every text escaped.

Presentation attributes carry the light palette; classes let the style sheet repaint it for the dark, for forced colours
and for print.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from html import escape

from adviceline.advice.drawing.graph import Kind
from adviceline.advice.drawing.placing import Layout, Placed, PlacedBox, PlacedLink, Point
from adviceline.advice.drawing.text import Line, drawable
from adviceline.ui.palette import palette

FONT = "Arial, Helvetica, 'Liberation Sans', sans-serif"
_FILLS = {
    Kind.QUESTION: "surface",
    Kind.EMERGENCY: "surface",
    Kind.OUTCOME: "action-tint",
    Kind.EMERGENCY_OUTCOME: "action-tint",
}
_STROKES = {
    Kind.QUESTION: "control",
    Kind.EMERGENCY: "danger",
    Kind.OUTCOME: "action",
    Kind.EMERGENCY_OUTCOME: "danger",
}


def to_svg(
    layout: Layout,
    *,
    title: str,
    prefix: str = "drawn-",
    link_to: str = "#place-",
    found: Collection[str] = (),
    scale: float = 1.0,
    head: float = 6.0,
) -> str:
    """The drawing, `scale` times its natural size, with arrow heads of `head` pixels.

    Each box is a link to `link_to` + its id, has the id `prefix` + its id, and is read by its words; the lines are
    hidden from screen readers, which have the outline. Boxes whose id is in `found` are marked.
    """
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="al-drawn" role="group" aria-label="{escape(drawable(title))}" '
        f'viewBox="0 0 {_n(layout.width)} {_n(layout.height)}" width="{_n(layout.width * scale)}" '
        f'height="{_n(layout.height * scale)}" font-family="{FONT}">'
    )
    lines = "".join([*(_link(link) for link in layout.links), *_heads(layout, head)])
    boxes = "".join(_box(placed, prefix, link_to, placed.box.id in found) for placed in layout.boxes)
    return f'{opening}<g class="al-drawn__lines" aria-hidden="true">{lines}</g>{boxes}</svg>'


def _link(placed: PlacedLink) -> str:
    d = _path(placed.before) + _path(placed.after)
    ends = f'data-from="{escape(placed.link.source)}" data-to="{escape(placed.link.target)}"'
    line = f'<path class="al-drawn__line" fill="none" stroke="{_colour("control")}" stroke-width="1.5" d="{d}"/>'
    return f'<g class="al-drawn__link" {ends}>{line}{_text(placed.link.lines, placed.label)}</g>'


def _path(points: tuple[Point, ...]) -> str:
    """Straight down and across; where it goes both ways at once, a curve that leaves and arrives upright."""
    if len(points) < 2:
        return ""
    (x, y), *others = points
    parts = [f"M{_n(x)} {_n(y)}"]
    for next_x, next_y in others:
        if abs(next_x - x) < 0.05 or abs(next_y - y) < 0.05:
            parts.append(f"L{_n(next_x)} {_n(next_y)}")
        else:
            middle = (y + next_y) / 2
            parts.append(f"C{_n(x)} {_n(middle)} {_n(next_x)} {_n(middle)} {_n(next_x)} {_n(next_y)}")
        x, y = next_x, next_y
    return "".join(parts)


def _heads(layout: Layout, head: float) -> Iterator[str]:
    """One arrow head where lines arrive at a box."""
    drawn: set[str] = set()
    for placed in layout.links:
        x, y = placed.after[-1]
        upwards = (placed.link.source, placed.link.target) in layout.turned
        d = f"M{_n(x)} {_n(y)}l{_n(-head * 0.7)} {_n(head if upwards else -head)}h{_n(head * 1.4)}z"
        if d not in drawn:
            drawn.add(d)
            yield f'<path class="al-drawn__head" fill="{_colour("control")}" d="{d}"/>'


def _box(placed: PlacedBox, prefix: str, link_to: str, found: bool) -> str:
    box, at = placed.box, placed.at
    mark = " is-found" if found else ""
    return (
        f'<a class="al-drawn__box al-drawn__box--{box.kind}{mark}" id="{escape(prefix + box.id)}" '
        f'href="{escape(link_to + box.id)}" data-place="{escape(box.id)}">'
        f"{_frame(box.kind, at, max(0.35 * box.pad, 2.3))}{_text(box.lines, at, box.pad)}</a>"
    )


def _frame(kind: Kind, at: Placed, inset: float) -> str:
    """Round for a question, square and thick for an emergency, a double line for an outcome; a ring for the focus."""
    emergency = kind in (Kind.EMERGENCY, Kind.EMERGENCY_OUTCOME)
    outcome = kind in (Kind.OUTCOME, Kind.EMERGENCY_OUTCOME)
    frame = _rectangle(
        at,
        0,
        "al-drawn__frame",
        _FILLS[kind],
        _STROKES[kind],
        3 if emergency else 1.5,
        0 if emergency or outcome else 8,
    )
    inner = _rectangle(at, inset, "al-drawn__inner", "", _STROKES[kind], 1, 0) if outcome else ""
    return _rectangle(at, -4, "al-drawn__ring", "", "", 4, 8) + frame + inner


def _rectangle(at: Placed, inset: float, name: str, fill: str, stroke: str, width: float, radius: float) -> str:
    return (
        f'<rect class="{name}" x="{_n(at.x + inset)}" y="{_n(at.y + inset)}" width="{_n(at.width - 2 * inset)}" '
        f'height="{_n(at.height - 2 * inset)}" rx="{_n(radius)}" fill="{_colour(fill)}" stroke="{_colour(stroke)}" '
        f'stroke-width="{_n(width)}"/>'
    )


def _text(lines: tuple[Line, ...], at: Placed, pad: float | None = None) -> str:
    """The lines below each other, in the middle of the height; `pad` from the left, or else in the middle across."""
    y = at.y + (at.height - sum(line.height for line in lines)) / 2
    parts = []
    for line in lines:
        x = at.x + (at.width / 2 if pad is None else pad)
        anchor = ' text-anchor="middle"' if pad is None else ""
        fitted = (
            f' textLength="{_n(line.width)}" lengthAdjust="spacingAndGlyphs"' if line.measured and line.text else ""
        )
        weight = ' font-weight="bold"' if line.bold else ""
        soft = " al-drawn__text--soft" if line.soft else ""
        parts.append(
            f'<text class="al-drawn__text{soft}" x="{_n(x)}" y="{_n(y + line.size)}" font-size="{_n(line.size)}"'
            f'{weight}{anchor}{fitted} fill="{_colour("ink-soft" if line.soft else "ink")}">{escape(line.text)}</text>'
        )
        y += line.height
    return " ".join(parts)  # the spaces keep the last word of a line from the first of the next when it is read out


def _colour(name: str) -> str:
    return palette()[name] if name else "none"


def _n(number: float) -> str:
    """At most one decimal place: a tenth of a pixel is not seen."""
    return f"{number:.1f}".rstrip("0").rstrip(".") if number else "0"
