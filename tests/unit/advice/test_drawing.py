"""The drawing of maps that are hard to draw: circles, boxes nobody leads to, answers that lead back, one box alone."""

from __future__ import annotations

import pytest

from adviceline.advice.drawing import Layout, draw_map, layout_of
from adviceline.advice.drawing.graph import graph_of
from adviceline.advice.drawing.printing import A3, A4, LEGIBLE_POINTS, print_of
from adviceline.advice.loading import load_maps
from adviceline.content import load
from adviceline.ui.palette import contrast, palette
from tests.support.advice_maps import CONTENT, real_map, small_map


def said(layout: Layout, place: str) -> str:
    (one,) = [placed for placed in layout.boxes if placed.box.id == place]
    return " ".join(line.text for line in one.box.lines)


def test_a_draft_that_goes_in_a_circle_is_drawn_with_a_line_that_leads_up() -> None:
    layout = layout_of(small_map({"A": {"yes": "B"}, "B": {"yes": "A", "no": "O1"}}))
    assert layout.turned == {("B", "A")}
    (back,) = [one for one in layout.links if one.link.source == "B" and one.link.target == "A"]
    assert back.before[0][1] > back.label.y > back.after[-1][1]


def test_an_answer_that_leads_back_to_its_question_is_told_in_the_box() -> None:
    layout = layout_of(small_map({"A": {"yes": "A", "no": "O1"}}))
    assert "'yes' leads back to this question." in said(layout, "A")
    assert [(one.link.source, one.link.target) for one in layout.links] == [("A", "O1")]


def test_a_box_that_nothing_leads_to_and_a_way_that_leads_nowhere_spoil_nothing() -> None:
    layout = layout_of(small_map({"A": {"yes": "O1", "no": "GONE"}, "B": {"yes": "O1"}}))
    assert {one.box.id for one in layout.boxes} == {"A", "B", "O1"}


def test_all_answers_that_lead_to_one_place_share_a_line_that_names_each() -> None:
    (link,) = graph_of(small_map({"A": {"yes": "O1", "no": "O1", "not_known": "O1"}})).links
    assert link.words == "yes / no / not_known"


def test_conditions_stand_on_the_line() -> None:
    words = {(link.source, link.target): link.words for link in graph_of(real_map()).links}
    assert words["I8e", "I9h"] == "Yes / No / Not known, if the working view is H4 or H5"
    assert words["I8e", "I9r"] == "Yes / No / Not known, if flagged: Refer today"
    assert words["I13", "O10"] == "Yes / Not yet / Not known, otherwise"


def test_what_a_box_is_stands_in_its_words_too() -> None:
    layout = layout_of(real_map())
    assert said(layout, "I0").startswith("I0 · Start Ground rules")
    assert said(layout, "X1").startswith("X1 · Emergency: call 999")
    assert said(layout, "O10").startswith("O10 · Outcome")
    assert said(layout, "O1").startswith("O1 · Outcome, emergency: call 999")


def test_nothing_in_the_drawing_is_styled_inline_or_fetched() -> None:
    svg = draw_map(real_map())
    for unwanted in (" style=", "<style", "<script", "<image", "url(", "http:", "https:"):
        assert unwanted not in svg.replace("http://www.w3.org/2000/svg", "")


def test_both_maps_can_be_read_on_one_sheet_of_a4() -> None:
    for advice_map in load_maps(load(CONTENT)).values():
        printed = print_of(advice_map)
        assert printed.sheet in A4
        assert printed.smallest_points >= LEGIBLE_POINTS
        assert not printed.why
        larger = print_of(advice_map, paper="a3")
        assert larger.sheet == A3
        assert larger.smallest_points >= printed.smallest_points or not larger.why


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    ("text", "ground"),
    [("ink", "surface"), ("ink-soft", "surface"), ("ink", "action-tint"), ("ink-soft", "action-tint"), ("ink", "page")],
)
def test_its_words_can_be_read_in_either_theme(theme: str, text: str, ground: str) -> None:
    assert contrast(palette(theme)[text], palette(theme)[ground]) >= 4.5


@pytest.mark.parametrize(("theme", "danger"), [("light", ""), ("dark", "#ff8f8f")])
@pytest.mark.parametrize("ground", ["page", "surface"])
def test_its_lines_can_be_seen_in_either_theme(theme: str, danger: str, ground: str) -> None:
    colours = palette(theme)
    for line in (colours["control"], colours["action"], danger or colours["danger"]):
        assert contrast(line, colours[ground]) >= 3
