"""The tile map has every authority once; small counts cannot be worked out; gaps and words follow their stated rules."""

from __future__ import annotations

from collections import Counter

import pytest

from adviceline.disclosure.primary import Rule
from adviceline.outreach.rules.gaps import Area, gaps
from adviceline.outreach.rules.protecting import TOTAL, protect_reach
from adviceline.outreach.rules.wording import HouseWord, remarks
from adviceline.outreach.tile_chart import ABOVE, BELOW, CLASSES, HIDDEN, NONE, REGION_PLACES, class_of
from adviceline.outreach.tiles import tiles
from adviceline.places.area_data import local_authorities, regions
from adviceline.ui.palette import palette

RULE = Rule(threshold=4, rounding_base=5)
HOUSE = [HouseWord("perpetrator", "a child who displayed the behaviour", "It fixes a child."),
         HouseWord("child pornography", "indecent images of children", "It is not that.")]  # fmt: skip


def test_every_authority_has_one_square_beside_its_region():
    assert Counter(tile.la_code for tile in tiles()) == Counter(each.la_code for each in local_authorities())
    squares = {(tile.row, tile.column): tile.region for tile in tiles()}
    assert len(squares) == 153
    assert set(REGION_PLACES) == {each.code for each in regions()}
    for tile in tiles():
        beside = [
            squares.get((tile.row + down, tile.column + right)) for down, right in ((0, 1), (1, 0), (0, -1), (-1, 0))
        ]
        assert tile.region in beside, tile.name


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_mark_can_be_read_on_its_square(theme):
    def light(colour):
        parts = [int(palette(theme)[colour][place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    assert len({each.mark for each in CLASSES}) == len(CLASSES)
    for each in CLASSES:
        lighter, darker = sorted((light(each.fill), light(each.ink)), reverse=True)
        assert (lighter + 0.05) / (darker + 0.05) >= 4.5, each


def test_a_class_says_nothing_of_what_is_hidden():
    assert class_of(None, None, 10) is HIDDEN
    assert class_of(0, 0.0, 10) is NONE
    assert class_of(5, 7.4, 10) is BELOW
    assert class_of(20, 12.6, 10) is ABOVE
    assert class_of(5, None, 10) is HIDDEN


def test_a_small_count_is_hidden_and_cannot_be_had_from_the_sums():
    """In the first region two authorities have 3 and 30: hiding the 3 alone would tell it from the region's 33."""
    authorities = {("a", "1"): 3, ("a", "2"): 30, ("b", "3"): 20, ("b", "4"): 25, ("c", "5"): 40, ("c", "6"): 12}
    cells = protect_reach({"a": 33, "b": 45, "c": 52}, authorities, {"primary": 100, "secondary": 30}, RULE)
    assert cells["authority", "1"].hidden
    assert cells["authority", "2"].hidden or cells["region", "a"].hidden
    assert cells[TOTAL].value == 130
    assert cells["authority", "3"].value == 20
    _nobody_can_tell(cells, authorities)


def test_a_small_region_is_protected_through_all_three_levels():
    authorities = {("a", "1"): 2, ("b", "2"): 20, ("c", "3"): 30, ("", ""): 0}
    cells = protect_reach({"a": 2, "b": 20, "c": 30, "": 0}, {k: v for k, v in authorities.items() if k[0]}, {}, RULE)
    assert cells["region", "a"].hidden
    assert cells["authority", "1"].hidden
    shown = [code for code in "bc" if not cells["region", code].hidden]
    assert len(shown) < 2
    for code, la in (("b", "2"), ("c", "3")):
        assert cells["region", code].hidden == cells["authority", la].hidden


def _nobody_can_tell(cells, authorities):
    """Every value from 1 to 4 of the hidden 3 is possible with all that is shown: by trying."""
    left = 33 - sum(cells["authority", code].value or 0 for (_, code) in authorities if code in "12")
    if not cells["region", "a"].hidden:
        hidden = [code for (region, code) in authorities if region == "a" and cells["authority", code].hidden]
        assert len(hidden) >= 2
        assert left >= 5


def test_where_everything_is_small_nothing_but_the_total_is_shown():
    cells = protect_reach({"a": 2, "b": 1}, {("a", "1"): 2, ("b", "2"): 1}, {"primary": 3}, RULE)
    assert [key for key, cell in cells.items() if not cell.hidden] == [TOTAL]


def test_gaps_are_ordered_by_what_is_missing_and_leave_out_what_is_hidden():
    areas = [
        Area("1", "Hidden", "a", None, 100), Area("2", "Shown", "b", 10, 200), Area("3", "Planned", "c", 0, 300),
        Area("4", "None", "d", 0, 100), Area("5", "Enough", "d", 30, 100),
    ]  # fmt: skip
    found = gaps(areas, total=60, base=600, planned={"c"}, most=5)
    assert [(each.area.name, each.missing, each.has_plans) for each in found] == [
        ("None", 10, False), ("Shown", 10, False), ("Planned", 30, True),
    ]  # fmt: skip
    assert gaps([], total=0, base=0, planned=(), most=5) == []


@pytest.mark.parametrize(
    "text", ["The Perpetrators were told.", "a perpetrator’s family", "child-pornography", "Child   pornography"]
)
def test_words_that_the_house_does_not_use_are_found_however_they_are_written(text):
    assert [each.must for each in remarks(text, HOUSE) if each.must] == [True]


def test_words_that_only_look_alike_are_let_through_and_hard_reading_is_remarked():
    assert not any(each.must for each in remarks("Perpetration is a word. Call us.", HOUSE))
    long = "We " + "really " * 30 + "care."
    assert any("longer than 25" in each.words and not each.must for each in remarks(long, HOUSE))
    assert remarks("", HOUSE) == []
