"""The drawing of any map: nothing over anything else, every line whole, every word there, hostile words harmless."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from adviceline.advice.drawing import SCREEN, Layout, layout_of, to_svg
from adviceline.advice.drawing.graph import Style, graph_of
from adviceline.advice.drawing.layers import rows_of
from adviceline.advice.drawing.printing import print_of
from adviceline.advice.drawing.text import drawable, wrap
from adviceline.advice.model import AdviceMap
from tests.support.random_maps import maps, words

BRIEF = Style(
    box_width=80, label_width=64, text=9.2, small=9, pad=4, apart=8, lane=7, row_gap=6.5, abreast=2, brief=True
)
layouts = st.sampled_from([(SCREEN, 1), (SCREEN, 3), (BRIEF, 1), (BRIEF, 4)])
slowly = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
SVG = "{http://www.w3.org/2000/svg}"
EDGE = 0.1


@slowly
@given(maps(), layouts)
def test_no_box_and_no_label_is_over_another(advice_map: AdviceMap, how: tuple[Style, int]) -> None:
    style, bands = how
    layout = layout_of(advice_map, style, bands=bands)
    placed = [*(one.at for one in layout.boxes), *(link.label for link in layout.links if link.link.lines)]
    ordered = sorted(placed, key=lambda at: at.y)
    for index, at in enumerate(ordered):
        assert at.x >= 0 <= at.y
        assert at.x + at.width <= layout.width
        assert at.y + at.height <= layout.height
        for other in ordered[index + 1 :]:
            if other.y >= at.y + at.height:
                break
            assert not at.touches(other)


@slowly
@given(maps(), layouts)
def test_every_answer_has_a_line_from_its_question_to_where_it_leads(
    advice_map: AdviceMap, how: tuple[Style, int]
) -> None:
    style, bands = how
    layout = layout_of(advice_map, style, bands=bands)
    at = {one.box.id: one.at for one in layout.boxes}
    assert set(at) == {*advice_map.nodes, *advice_map.outcomes}
    wanted = {
        (node.id, branch.to)
        for node in advice_map.nodes.values() for answer in node.answers.values() for branch in answer.branches
    }  # fmt: skip
    assert {(one.link.source, one.link.target) for one in layout.links} == wanted
    for one in layout.links:
        source, target, label = at[one.link.source], at[one.link.target], one.label
        assert one.before[0] == pytest.approx((source.x + source.width / 2, source.y + source.height), abs=EDGE)
        assert one.before[-1] == pytest.approx((label.x + label.width / 2, label.y), abs=EDGE)
        assert one.after[0] == pytest.approx((label.x + label.width / 2, label.y + label.height), abs=EDGE)
        assert one.after[-1] == pytest.approx((target.x + target.width / 2, target.y), abs=EDGE)


@slowly
@given(maps(), layouts)
def test_lines_pass_beside_boxes(advice_map: AdviceMap, how: tuple[Style, int]) -> None:
    """No corner of a line lies inside a box, nor does a straight part of one pass through."""
    style, bands = how
    layout = layout_of(advice_map, style, bands=bands)
    for one in layout.links:
        for points in (one.before, one.after):
            for (x, y), (next_x, next_y) in pairwise(points):
                if x == pytest.approx(next_x, abs=EDGE):
                    top, foot = sorted((y, next_y))
                    assert not [
                        box.box.id for box in layout.boxes
                        if box.at.x + EDGE < x < box.at.x + box.at.width - EDGE
                        and box.at.y + EDGE < foot and top < box.at.y + box.at.height - EDGE
                    ]  # fmt: skip


@slowly
@given(maps(), layouts)
def test_no_word_is_lost_and_none_runs_out_of_its_box(advice_map: AdviceMap, how: tuple[Style, int]) -> None:
    style, bands = how
    layout = layout_of(advice_map, style, bands=bands)
    for one in layout.boxes:
        place = advice_map.nodes.get(one.box.id) or advice_map.outcomes[one.box.id]
        assert _letters(place.title) in _letters(" ".join(line.text for line in one.box.lines))
        assert all(line.width <= one.at.width for line in one.box.lines)
        assert sum(line.height for line in one.box.lines) <= one.at.height + EDGE
    for link in layout.links:
        said = _letters(" ".join(line.text for line in link.link.lines))
        assert all(line.width <= link.label.width for line in link.link.lines)
        for answer in advice_map.nodes[link.link.source].answers.values():
            if not style.brief and any(branch.to == link.link.target for branch in answer.branches):
                assert _letters(answer.label) in said


@slowly
@given(maps(most=40))
def test_it_is_well_formed_and_hostile_words_stay_words(advice_map: AdviceMap) -> None:
    root = etree.fromstring(to_svg(layout_of(advice_map), title=advice_map.title).encode("utf-8"))
    assert {element.tag for element in root.iter()} <= {SVG + tag for tag in ("svg", "g", "path", "a", "rect", "text")}
    for element in root.iter():
        assert not [name for name in element.attrib if name.startswith("on") or name == "style"]
        assert re.fullmatch(r"#place-[A-Za-z0-9]+", element.get("href", "#place-A"))
    drawn = [text.text or "" for text in root.iter(SVG + "text")]
    assert all(drawable(text) == text.strip() or text.strip() != text for text in drawn)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(maps(most=60))
def test_the_same_map_is_always_drawn_the_same(advice_map: AdviceMap) -> None:
    first, again = (to_svg(layout_of(advice_map), title="A map") for _ in range(2))
    assert first == again


@slowly
@given(maps())
def test_the_work_is_bounded_by_boxes_and_rows_however_many_lines_there_are(advice_map: AdviceMap) -> None:
    graph = graph_of(advice_map)
    made = rows_of(graph, SCREEN)
    boxes, rows = len(graph.boxes), len(made.rows)
    assert rows <= 2 * boxes + 1
    assert len(made.lanes) <= boxes * rows
    assert sum(map(len, made.rows)) == boxes + len(graph.links) + len(made.lanes)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(maps(most=60))
def test_it_is_printed_on_one_sheet(advice_map: AdviceMap) -> None:
    printed = print_of(advice_map)
    width, height = printed.sheet.room
    assert printed.layout.width * printed.scale <= width + EDGE
    assert printed.layout.height * printed.scale <= height + EDGE
    assert printed.sheet.code.startswith("a4") or "On A4 the smallest letters would be" in printed.why


@given(words, st.floats(6, 20), st.floats(10, 300), st.booleans())
def test_wrapping_leaves_nothing_out(text: str, size: float, width: float, bold: bool) -> None:
    lines = wrap(text, size, width, bold=bold)
    assert _letters(" ".join(lines)) == _letters(text)


def _letters(text: str) -> str:
    return "".join(drawable(text).split())


def test_reading_order_goes_from_the_top_and_from_the_left() -> None:
    from tests.support.advice_maps import real_map

    layout: Layout = layout_of(real_map())
    ids = [one.box.id for one in layout.boxes]
    assert ids[:4] == ["I0", "I1", "X1", "O1"]
    assert set(ids[-6:]) == {"O5", "O6", "O7", "O8", "O9", "O10"}
