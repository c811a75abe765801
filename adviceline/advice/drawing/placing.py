"""Where everything stands, in pixels: near its neighbours, never over another, long lines straight.

For print the rows may be folded into bands that stand side by side; the lines that lead from the foot of one band to
the head of the next go up between them.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from adviceline.advice.drawing.across import place_across
from adviceline.advice.drawing.graph import SCREEN, Box, Graph, Link, Style
from adviceline.advice.drawing.layers import Item, Rows, rows_of

Point = tuple[float, float]
MARGIN = 12.0
TRACK = 7.0  # between lines that run beside each other from one band to the next
STEEPEST = 0.09  # of the widest step sideways in a gap: how much room a gap gets for it


@dataclass(frozen=True, slots=True)
class Placed:
    """A box, or the label of a line, by its left upper corner."""

    x: float
    y: float
    width: float
    height: float

    def touches(self, other: Placed) -> bool:
        """Whether the two overlap; sharing an edge does not count."""
        return (
            self.x < other.x + other.width
            and other.x < self.x + self.width
            and self.y < other.y + other.height
            and other.y < self.y + self.height
        )


@dataclass(frozen=True, slots=True)
class PlacedBox:
    box: Box
    at: Placed


@dataclass(frozen=True, slots=True)
class PlacedLink:
    """`before` leads from the source to the label, `after` from the label to the target."""

    link: Link
    label: Placed
    before: tuple[Point, ...]
    after: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """The drawing as numbers. `boxes` are in reading order: from the top, and from the left."""

    width: float
    height: float
    boxes: tuple[PlacedBox, ...]
    links: tuple[PlacedLink, ...]
    turned: frozenset[tuple[str, str]]


@dataclass(slots=True)
class _Band:
    """Rows `first` to `last` (not included) that stand above each other. `tracks`: row items entered from the left."""

    first: int
    last: int
    left: float = 0.0
    width: float = 0.0
    top: float = 0.0
    bottom: float = 0.0
    entering: tuple[Item, ...] = ()


def lay_out(graph: Graph, style: Style = SCREEN, *, bands: int = 1, made: Rows | None = None) -> Layout:
    """Places everything; with `bands` above 1, folded into at most so many bands.

    `made`: the rows of this graph in this style, when they are known; ordering them is most of the work.
    """
    made = made or rows_of(graph, style)
    heights = [max((item.height for item in row), default=0.0) for row in made.rows]
    parts = _fold(made.rows, heights, style, bands)
    for index, part in enumerate(parts):
        place_across(made.rows[part.first : part.last], style, index)
    _side_by_side(parts, made.rows)
    _downwards(parts, made.rows, heights, style)
    return _measured(graph, made, parts, heights)


# ---- Bands -----------------------------------------------------------------------------------------------------------


def _fold(rows: list[list[Item]], heights: list[float], style: Style, bands: int) -> list[_Band]:
    """Cuts above rows of boxes so that the highest band, with the lines that go round to it, is as low as can be."""
    places = [0, *range(2, len(rows), 2), len(rows)]
    reached = [0.0]
    for height in heights:
        reached.append(reached[-1] + height + style.row_gap)
    around = [TRACK * (len({id(lower) for item in rows[at - 1] for lower in item.down}) + 1) if at else 0.0
              for at in places[:-1]] + [0.0]  # fmt: skip
    bands = min(bands, len(places) - 1)
    # lowest[place] is the height of the highest band when the rows above that place are cut in `number` bands.
    lowest = [reached[at] + turn for at, turn in zip(places, around, strict=True)]
    chosen: list[list[int]] = []
    for _ in range(1, bands):
        following, from_ = list(lowest), [0] * len(places)
        for end in range(1, len(places)):
            options = (
                (max(lowest[cut], reached[places[end]] - reached[places[cut]] + around[cut] + around[end]), cut)
                for cut in range(1, end)
            )
            height, cut = min(options, default=(lowest[end], 0))
            if height < following[end]:
                following[end], from_[end] = height, cut
        chosen.append(from_)
        lowest = following
    cuts: list[int] = []
    end = len(places) - 1
    for from_ in reversed(chosen):
        end = from_[end] or end
        if places[end] != len(rows) and places[end] not in cuts:
            cuts.insert(0, places[end])
    edges = [0, *cuts, len(rows)]
    parts = [_Band(first, last) for first, last in pairwise(edges)]
    for part in parts[1:]:
        part.entering = tuple(item for item in rows[part.first] if item.up)
    return parts


def _side_by_side(parts: list[_Band], rows: list[list[Item]]) -> None:
    left = MARGIN
    for part in parts:
        items = [item for row in rows[part.first : part.last] for item in row]
        outer = min((item.x - item.width / 2 for item in items), default=0.0)
        left += TRACK * (len(part.entering) + 2) if part.entering else 0.0
        for item in items:
            item.x += left - outer
        part.left = left
        part.width = max((item.x + item.width / 2 for item in items), default=left) - left
        left += part.width


def _downwards(parts: list[_Band], rows: list[list[Item]], heights: list[float], style: Style) -> None:
    for part in parts:
        y = MARGIN + (TRACK * (len(part.entering) + 1) if part.entering else 0.0)
        part.top = y
        for row in range(part.first, part.last):
            for item in rows[row]:
                item.top = y
            steps = (abs(item.x - lower.x) for item in rows[row] for lower in item.down if lower.band == item.band)
            y += heights[row]
            part.bottom = y
            y += style.row_gap + min(max(steps, default=0.0) * STEEPEST, 3 * style.row_gap)


# ---- Lines -----------------------------------------------------------------------------------------------------------


def _measured(graph: Graph, made: Rows, parts: list[_Band], heights: list[float]) -> Layout:
    links = []
    for link in graph.links:
        chain = made.chain(link.source, link.target)
        label = made.labels[link.source, link.target]
        at = chain.index(label)
        before = _way(chain[: at + 1], heights, parts)
        after = _way(chain[at:], heights, parts)
        if (link.source, link.target) in made.turned:
            before, after = after[::-1], before[::-1]
        links.append(PlacedLink(link, _placed(label), _without_repeats(before), _without_repeats(after)))
    placed = sorted(
        (PlacedBox(graph.boxes[item.key[0]], _placed(item)) for item in made.boxes.values()),
        key=lambda one: (made.boxes[one.box.id].row, one.at.x),
    )
    exits = [part.entering for part in parts[1:]]
    foot = max((part.bottom for part in parts), default=0.0)
    width = max((part.left + part.width for part in parts), default=0.0) + MARGIN
    height = foot + max((TRACK * (len(entering) + 1) for entering in exits), default=0.0) + MARGIN
    return Layout(width, height, tuple(placed), tuple(links), made.turned)


def _placed(item: Item) -> Placed:
    return Placed(item.x - item.width / 2, item.top, item.width, item.height)


def _way(chain: list[Item], heights: list[float], parts: list[_Band]) -> list[Point]:
    points: list[Point] = [(chain[0].x, chain[0].top + chain[0].height)]
    for upper, lower in pairwise(chain):
        points += _towards(upper, lower, heights, parts)
    return points


def _towards(upper: Item, lower: Item, heights: list[float], parts: list[_Band]) -> list[Point]:
    """From the foot of `upper`'s row to the top of `lower`: within a band one step, between bands round the corner."""
    foot = upper.top + heights[upper.row]
    if upper.band == lower.band:
        return [(upper.x, foot), (lower.x, lower.top)]
    part = parts[lower.band]
    track = part.entering.index(lower)
    turns = len(part.entering)
    down = parts[upper.band].bottom + TRACK * (turns - track)
    # Nested, so that lines keep their order round both corners: the outermost at the foot is the innermost at the head.
    aside = part.left - TRACK * (track + 1.5)
    up = part.top - TRACK * (track + 1)
    return [(upper.x, foot), (upper.x, down), (aside, down), (aside, up), (lower.x, up), (lower.x, lower.top)]


def _without_repeats(points: list[Point]) -> tuple[Point, ...]:
    """Without points that stand still or lie straight between their neighbours."""
    kept: list[Point] = []
    for point in points:
        if kept and abs(kept[-1][0] - point[0]) < 0.05 and abs(kept[-1][1] - point[1]) < 0.05:
            continue
        if len(kept) > 1 and abs(kept[-2][0] - point[0]) < 0.05 and abs(kept[-1][0] - point[0]) < 0.05:
            kept[-1] = point
        else:
            kept.append(point)
    return tuple(kept)
