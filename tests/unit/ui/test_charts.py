"""Charts: the same figures draw the same picture, which a strict content policy lets in and everyone can read."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from lxml import etree

from adviceline.ui.charts import bar_chart, heat_grid, line_chart
from adviceline.ui.tables import Column, Table

BARS = [("Phone", 148), ("E-mail", 61), ("Form", None), ("<script>alert(1)</script>", 3)]
WEEKS = [(dt.date(2022, 1, 3) + dt.timedelta(weeks=week), value) for week, value in enumerate([31, 44, None, 58])]


def bars():
    return bar_chart("Contacts by channel", BARS, value_title="Contacts", label_title="Channel")


def line():
    return line_chart("Contacts each week", WEEKS, value_title="Contacts", label_title="Week beginning")


@pytest.mark.parametrize("make", [bars, line])
def test_a_chart_is_safe_inside_a_page(make) -> None:
    root = etree.fromstring(make().svg)
    for element in root.iter():
        assert etree.QName(element).localname in {
            "svg",
            "g",
            "path",
            "text",
            "line",
            "rect",
            "tspan",
            "clipPath",
            "defs",
        }
        for name, value in element.attrib.items():
            assert name not in ("style", "id")
            assert not name.startswith("on")
            assert "url(" not in value
            assert "http" not in value
    assert root.attrib["aria-hidden"] == "true"


@pytest.mark.parametrize("make", [bars, line])
def test_a_chart_is_the_same_each_time(make) -> None:
    assert make() == make()


def test_bars_are_as_long_as_their_figures_and_in_the_order_given() -> None:
    svg = bars().svg
    assert re.findall(r">(Phone|E-mail|Form)<", svg) == ["Phone", "E-mail", "Form"]
    lengths = [float(found) for found in re.findall(r'd="M0,[\d.]+h([\d.]+)v20', svg)]
    assert len(lengths) == 3
    assert lengths[0] / lengths[1] == pytest.approx(148 / 61)


def test_a_withheld_figure_is_neither_drawn_nor_said() -> None:
    chart = bars()
    assert chart.table.rows[2] == ("Form", "not shown")
    assert chart.alt == (
        "Bar chart of contacts. Most: Phone, 148. Least: <script>alert(1)</script>, 3. 1 of 4 is not shown."
    )


def test_a_line_says_where_it_starts_ends_and_peaks() -> None:
    assert line().alt == (
        "Line chart of contacts: 31 on 3 January 2022, 58 on 24 January 2022; highest 58 on 24 January 2022. "
        "1 of 4 is not shown."
    )
    assert line().table.rows[2] == ("17 January 2022", "not shown")


def test_nothing_to_show_is_said() -> None:
    assert (
        bar_chart("None", [], value_title="Contacts", label_title="Channel").alt == "Nothing to show for this period."
    )
    assert line_chart("None", [], value_title="Contacts", label_title="Week").alt == "Nothing to show for this period."


def test_the_heat_grid_shades_by_fifths_of_the_most() -> None:
    grid = heat_grid("Calls", ["Monday", "Tuesday"], ["08:00", "08:30"], [[0, 10], [2, None]], unit="calls")
    assert [[(cell.text, cell.level) for cell in row.cells] for row in grid.rows] == [
        [("0", 0), ("2", 1)],
        [("10", 5), ("–", 0)],
    ]
    assert grid.alt == "12 calls. Busiest: Monday at 08:30, 10. Darker means more."


def test_an_empty_heat_grid_and_a_crooked_one() -> None:
    assert heat_grid("Calls", ["Monday"], ["08:00"], [[0]], unit="calls").alt == "No calls in this period."
    with pytest.raises(ValueError, match="needs 1 columns of 2"):
        heat_grid("Calls", ["Monday"], ["08:00", "08:30"], [[1]], unit="calls")


def test_a_table_refuses_a_row_of_the_wrong_width() -> None:
    with pytest.raises(ValueError, match="2 columns and a row of 1"):
        Table("Calls", (Column("Day"), Column("Calls")), (("Monday",),))
