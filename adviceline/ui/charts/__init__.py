"""Charts drawn on the server: the same figures always give the same SVG, which asks the network for nothing.

The SVG goes into the page itself under a policy that refuses inline styles, so it carries presentation attributes and
classes only; the classes let the style sheet repaint it for the dark. Each chart comes with its words and its table.
"""

from __future__ import annotations

from adviceline.ui.charts.bars import bar_chart
from adviceline.ui.charts.gantt import GanttBar, gantt_chart
from adviceline.ui.charts.heat import heat_chart, heat_grid
from adviceline.ui.charts.lines import line_chart
from adviceline.ui.charts.pairs import pair_chart
from adviceline.ui.charts.parts import Chart, HeatCell, HeatGrid, HeatRow, Value

__all__ = [
    "Chart",
    "GanttBar",
    "HeatCell",
    "HeatGrid",
    "HeatRow",
    "Value",
    "bar_chart",
    "gantt_chart",
    "heat_chart",
    "heat_grid",
    "line_chart",
    "pair_chart",
]
