"""A map of advice drawn on the server: boxes in layers, lines that say which answers take them, as SVG."""

from __future__ import annotations

from adviceline.advice.drawing.graph import SCREEN, Style, graph_of
from adviceline.advice.drawing.placing import Layout, lay_out
from adviceline.advice.drawing.svg import to_svg
from adviceline.advice.model import AdviceMap

__all__ = ["SCREEN", "Layout", "Style", "draw_map", "layout_of", "to_svg"]


def layout_of(advice_map: AdviceMap, style: Style = SCREEN, *, bands: int = 1) -> Layout:
    """Where every box, line and label of the map stands; always the same for the same map."""
    return lay_out(graph_of(advice_map, style), style, bands=bands)


def draw_map(advice_map: AdviceMap, style: Style = SCREEN, *, bands: int = 1) -> str:
    """The map as SVG, ready to stand in a page."""
    return to_svg(layout_of(advice_map, style, bands=bands), title=f"Drawing of the map: {advice_map.title}")
