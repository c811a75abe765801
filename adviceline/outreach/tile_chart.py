"""The tile maps of England's authorities and regions as pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from adviceline.outreach.tiles import tiles
from adviceline.ui.charts import Chart, hand
from adviceline.ui.tables import Table

SIDE, GAP = 62, 3


@dataclass(frozen=True)
class Class:
    """How a square is painted and what it says, so that no colour is needed to read it."""

    mark: str
    words: str
    fill: str
    ink: str


HIDDEN = Class("[c]", "hidden", "surface", "ink")
NONE = Class("0", "none", "sunk", "ink")
BELOW = Class("–", "below England", "heat-1", "ink")
ABOUT = Class("=", "about England", "heat-2", "ink")
ABOVE = Class("+", "above England", "heat-5", "action-text")
CLASSES = (HIDDEN, NONE, BELOW, ABOUT, ABOVE)


def class_of(count: int | None, rate: float | None, england: float | None) -> Class:
    """Below: under three quarters of England's rate; above: over five quarters."""
    if count is None or (count and (rate is None or not england)):
        return HIDDEN
    if not count or rate is None or not england:
        return NONE
    return BELOW if rate < 0.75 * england else ABOVE if rate > 1.25 * england else ABOUT


def authority_map(title: str, painted: Mapping[str, Class], *, table: Table) -> Chart:
    """`painted` by the code of the authority."""
    width = max(tile.column for tile in tiles()) + 1
    height = max(tile.row for tile in tiles()) + 1
    parts = [_square(tile.column, tile.row, tile.short, painted.get(tile.la_code, HIDDEN), size=12) for tile in tiles()]
    parts += _key(width * SIDE - 210, 4)
    return Chart(
        title, hand.drawing(width * SIDE, height * SIDE, *parts), _words(list(painted.values()), "authorities"), table
    )


#: Region → (column, row, name in short): three squares by four, roughly as they lie.
REGION_PLACES = {
    "north_west": (0, 0, "North W"), "north_east": (1, 0, "North E"), "yorkshire_and_the_humber": (2, 0, "Yorks"),
    "west_midlands": (0, 1, "West M"), "east_midlands": (1, 1, "East M"), "east_of_england": (2, 1, "East"),
    "south_west": (0, 2, "South W"), "south_east": (1, 2, "South E"), "london": (2, 2, "London"),
}  # fmt: skip


def region_map(title: str, painted: Mapping[str, Class], *, table: Table) -> Chart:
    """The nine regions, one square each."""
    parts = [
        _square(column, row, short, painted.get(code, HIDDEN), size=13, scale=1.5)
        for code, (column, row, short) in REGION_PLACES.items()
    ]
    parts += _key(4.5 * SIDE + 12, 0)
    return Chart(title, hand.drawing(7.6 * SIDE, 4.5 * SIDE, *parts), _words(list(painted.values()), "regions"), table)


def _square(column: int, row: int, short: str, shown: Class, *, size: float, scale: float = 1) -> str:
    side = SIDE * scale
    x, y = column * side, row * side
    return "".join(
        (
            hand.box(
                x + GAP / 2, y + GAP / 2, side - GAP, side - GAP, fill=shown.fill, stroke="control",
                dashed=shown is HIDDEN, thick=1,
            ),
            hand.text(x + side / 2, y + side / 2 - 2, short, fill=shown.ink, size=size, anchor="middle", room=side - 4),
            hand.text(x + side / 2, y + side / 2 + 17, shown.mark, fill=shown.ink, size=15, anchor="middle", bold=True),
        )
    )  # fmt: skip


def _key(x: float, y: float) -> list[str]:
    found = []
    for place, each in enumerate(CLASSES):
        top = y + place * 26
        found.append(hand.box(x, top, 30, 22, fill=each.fill, stroke="control", dashed=each is HIDDEN, thick=1))
        found.append(hand.text(x + 15, top + 16, each.mark, fill=each.ink, size=13, anchor="middle", bold=True))
        found.append(hand.text(x + 38, top + 16, each.words, size=13))
    return found


def _words(painted: Sequence[Class], what: str) -> str:
    parts = [f"{number} {each.words}" for each in CLASSES if (number := sum(one is each for one in painted))]
    return f"Tile map of {len(painted)} {what}, one equal square each: {', '.join(parts)}. Each square says which by its mark."
