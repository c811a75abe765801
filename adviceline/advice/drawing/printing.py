"""One page of paper for each map: the rows folded into bands, on the smallest sheet on which the words can be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from adviceline.advice.drawing.graph import Style, graph_of
from adviceline.advice.drawing.layers import rows_of
from adviceline.advice.drawing.placing import Layout, lay_out
from adviceline.advice.drawing.svg import to_svg
from adviceline.advice.model import AdviceMap

PIXELS_A_MILLIMETRE = 96 / 25.4
POINTS_A_PIXEL = 0.75
LEGIBLE_POINTS = 6.0  # the smallest letters: the answers beside the lines
COMFORTABLE_POINTS = (
    7.5  # where there is room for letters of this size, the questions are printed as well as their titles
)
LARGEST_SCALE = 1.35  # larger letters would only spread the map out
# On every sheet the margin, and the head and the foot that say which map this is.
MARGIN_MILLIMETRES = 7.0
HEAD_MILLIMETRES = 12.0
FOOT_MILLIMETRES = 8.0
BOX_WIDTHS = (80.0, 96.0, 112.0)
WHOLE_BOX_WIDTHS = (130.0, 160.0)
BANDS = range(1, 6)
MOST_TRIED = 80  # boxes: a larger map is fitted with the narrowest boxes only, so that it is fitted in seconds


@dataclass(frozen=True, slots=True)
class Sheet:
    """`code` names the page of the style sheet (`@page`)."""

    code: str
    name: str
    width: float
    height: float

    @property
    def room(self) -> tuple[float, float]:
        """The pixels that the drawing may take."""
        return (
            (self.width - 2 * MARGIN_MILLIMETRES) * PIXELS_A_MILLIMETRE,
            (self.height - 2 * MARGIN_MILLIMETRES - HEAD_MILLIMETRES - FOOT_MILLIMETRES) * PIXELS_A_MILLIMETRE,
        )


A4 = (Sheet("a4-portrait", "A4, upright", 210, 297), Sheet("a4-landscape", "A4, on its side", 297, 210))
A3 = Sheet("a3-landscape", "A3, on its side", 420, 297)


@dataclass(frozen=True, slots=True)
class Printed:
    """`smallest_points`: the size of the smallest letters on paper. `why`: why this sheet, when it is not A4."""

    sheet: Sheet
    layout: Layout
    scale: float
    smallest_points: float
    why: str

    def svg(self, title: str) -> str:
        return to_svg(self.layout, title=title, prefix="printed-", scale=self.scale, head=4.5)


def print_of(advice_map: AdviceMap, *, paper: str = "") -> Printed:
    """The map on one sheet: A4 where its letters stay legible, else A3; on A3 however small they become.

    `paper` 'a3' asks for the larger sheet in any case.
    """
    many = len(advice_map.nodes) + len(advice_map.outcomes)
    several = many <= MOST_TRIED
    layouts = list(_fitted(advice_map, map(_style, BOX_WIDTHS if several else BOX_WIDTHS[:1])))
    whole = list(_fitted(advice_map, map(_whole_style, WHOLE_BOX_WIDTHS if several else WHOLE_BOX_WIDTHS[:1])))
    with_questions = _largest(A4, whole)
    if with_questions.smallest_points >= COMFORTABLE_POINTS and paper != "a3":
        return with_questions
    a4, a3 = _largest(A4, layouts), _largest((A3,), whole)
    if a3.smallest_points < COMFORTABLE_POINTS:
        a3 = _largest((A3,), layouts)
    if a4.smallest_points >= LEGIBLE_POINTS and paper != "a3":
        return a4
    if a4.smallest_points >= LEGIBLE_POINTS:
        return a3
    why = (
        f"On A4 the smallest letters would be {a4.smallest_points:.1f} points; on A3 they are {a3.smallest_points:.1f}."
    )
    if a3.smallest_points < LEGIBLE_POINTS:
        why += " The map is too large to be read easily on one sheet: use the text, or the drawing on a screen."
    return replace(a3, why=why)


def _fitted(advice_map: AdviceMap, styles: Iterable[Style]) -> Iterator[tuple[Style, Layout]]:
    for style in styles:
        graph = graph_of(advice_map, style)
        made = rows_of(graph, style)
        for bands in BANDS:
            yield style, lay_out(graph, style, bands=bands, made=made)


def _largest(sheets: Iterable[Sheet], layouts: Iterable[tuple[Style, Layout]]) -> Printed:
    """The sheet and the layout with the largest letters."""
    return max((_on(sheet, *fitted) for sheet in sheets for fitted in layouts), key=lambda one: one.smallest_points)


def _style(box_width: float) -> Style:
    return Style(
        box_width=box_width, label_width=box_width * 0.8, text=9.2, small=9, pad=4, apart=6.5, lane=6, row_gap=6,
        abreast=2, brief=True,
    )  # fmt: skip


def _whole_style(box_width: float) -> Style:
    """With the questions."""
    return Style(
        box_width=box_width, label_width=box_width * 0.8, text=11, small=10.5, pad=6, apart=12, lane=9, row_gap=10,
        abreast=2,
    )  # fmt: skip


def _on(sheet: Sheet, style: Style, layout: Layout) -> Printed:
    width, height = sheet.room
    scale = min(width / layout.width, height / layout.height, LARGEST_SCALE)
    return Printed(sheet, layout, scale, style.small * scale * POINTS_A_PIXEL, "")
