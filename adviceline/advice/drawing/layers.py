"""Which row each box stands on, and in what order from left to right: Sugiyama's way of drawing a graph in layers.

Rows of boxes and rows of labels take turns, so a label has a place of its own and nothing is written over it. A line
that passes a row has a place there too, a lane; all lines to one box share one lane a row, so they join early and the
number of places is at most the boxes times the rows, however many lines there are.

Everything is decided from the order in the map, so the same map is always drawn the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from adviceline.advice.drawing.graph import Graph, Style

BOX, LABEL, LANE = "box", "label", "lane"
SWEEPS = 12
EXCHANGES = 6
# Above this many places, neighbours are not exchanged one by one: the sweeps alone decide.
MOST_EXCHANGED = 4_000


@dataclass(eq=False, slots=True)
class Item:
    """A place on a row. `key` is the box's id, the (source, target) of a label, or the target of a lane."""

    kind: str
    key: tuple[str, str]
    row: int
    width: float
    height: float
    up: list[Item] = field(default_factory=list)
    down: list[Item] = field(default_factory=list)
    order: int = 0
    x: float = 0.0  # the middle
    top: float = 0.0
    band: int = 0


@dataclass(slots=True)
class Rows:
    """`rows`: the items of each row from left to right; even rows hold boxes, odd rows labels, both hold lanes."""

    rows: list[list[Item]]
    boxes: dict[str, Item]
    labels: dict[tuple[str, str], Item]
    lanes: dict[tuple[str, int], Item]
    turned: frozenset[tuple[str, str]]  # links that lead up, drawn from their target down to their source

    def chain(self, source: str, target: str) -> list[Item]:
        """The items of a link from top to bottom: a box, its label and lanes in the order of their rows, a box."""
        upper, lower = (target, source) if (source, target) in self.turned else (source, target)
        label = self.labels[source, target]
        between = range(self.boxes[upper].row + 1, self.boxes[lower].row)
        places = [label if row == label.row else self.lanes[lower, row] for row in between]
        return [self.boxes[upper], *places, self.boxes[lower]]


def rows_of(graph: Graph, style: Style) -> Rows:
    """Every box, label and lane on its row, the rows ordered so that few lines cross."""
    turned = _turned(graph)
    ranks = _ranks(graph, turned, style.abreast)
    rows: list[list[Item]] = [[] for _ in range(2 * max(ranks.values(), default=0) + 1)]
    boxes: dict[str, Item] = {}
    labels: dict[tuple[str, str], Item] = {}
    lanes: dict[tuple[str, int], Item] = {}
    for box in graph.boxes.values():
        boxes[box.id] = _place(rows, Item(BOX, (box.id, ""), 2 * ranks[box.id], box.width, box.height))
    ends = _ends_with_one_way_in(graph)
    for link in graph.links:
        pair = (link.source, link.target)
        upper, lower = reversed(pair) if pair in turned else pair
        first, last = boxes[upper].row + 1, boxes[lower].row - 1
        # Beside the box that it leads from, so that lines may join below it; beside the end that only it leads to.
        label = _place(rows, Item(LABEL, pair, last if lower in ends else first, link.width, link.height))
        labels[pair] = label
        above = boxes[upper]
        for row in range(first, last + 1):
            if row == label.row:
                below = label
            elif (lower, row) in lanes:
                below = lanes[lower, row]
            else:
                below = lanes[lower, row] = _place(rows, Item(LANE, (lower, ""), row, style.lane, 0))
            if above not in below.up:
                _join(above, below)
            above = below
        if above not in boxes[lower].up:
            _join(above, boxes[lower])
    made = Rows(rows, boxes, labels, lanes, turned)
    _order(made, graph)
    return made


def _place(rows: list[list[Item]], item: Item) -> Item:
    rows[item.row].append(item)
    return item


def _join(upper: Item, lower: Item) -> None:
    upper.down.append(lower)
    lower.up.append(upper)


def _following(graph: Graph) -> dict[str, list[str]]:
    following: dict[str, list[str]] = {box: [] for box in graph.boxes}
    for link in graph.links:
        following[link.source].append(link.target)
    return following


def _ends_with_one_way_in(graph: Graph) -> frozenset[str]:
    ways_in = Counter(link.target for link in graph.links)
    leading_on = {link.source for link in graph.links}
    return frozenset(box for box in graph.boxes if ways_in[box] == 1 and box not in leading_on)


def _turned(graph: Graph) -> frozenset[tuple[str, str]]:
    """The links that close a circle. A valid map has none; a draft that has one is drawn all the same."""
    following = _following(graph)
    done: set[str] = set()
    trail: set[str] = set()
    turned: set[tuple[str, str]] = set()
    for first in [graph.start, *graph.boxes]:
        if first in done or first not in following:
            continue
        stack = [(first, iter(following[first]))]
        trail.add(first)
        while stack:
            place, ahead = stack[-1]
            target = next(ahead, None)
            if target is None:
                stack.pop()
                trail.discard(place)
                done.add(place)
            elif target in trail:
                turned.add((place, target))
            elif target not in done:
                trail.add(target)
                stack.append((target, iter(following[target])))
    return frozenset(turned)


def _ranks(graph: Graph, turned: frozenset[tuple[str, str]], abreast: int) -> Mapping[str, int]:
    """The length of the longest way to each box; outcomes too many for a row are moved on to the next."""
    below: dict[str, list[str]] = {box: [] for box in graph.boxes}
    waiting = dict.fromkeys(graph.boxes, 0)
    for link in graph.links:
        upper, lower = (
            (link.target, link.source) if (link.source, link.target) in turned else (link.source, link.target)
        )
        below[upper].append(lower)
        waiting[lower] += 1
    ranks = dict.fromkeys(graph.boxes, 0)
    ready = [box for box in graph.boxes if not waiting[box]]
    for box in ready:  # grows as it goes
        for lower in below[box]:
            ranks[lower] = max(ranks[lower], ranks[box] + 1)
            waiting[lower] -= 1
            if not waiting[lower]:
                ready.append(lower)
    rank = 0
    while rank <= max(ranks.values(), default=0):
        row = [box for box in graph.boxes if ranks[box] == rank]
        ends = [box for box in row if not below[box]]
        for box in ends[max(abreast - (len(row) - len(ends)), 1 if len(ends) == len(row) else 0) :]:
            ranks[box] += 1
        rank += 1
    return ranks


def _order(made: Rows, graph: Graph) -> None:
    _first_order(made, graph)
    best = [list(row) for row in made.rows]
    fewest = _crossings(made.rows)
    stale = 0
    for sweep in range(SWEEPS):
        if not fewest or stale == 4:
            break
        down = sweep % 2 == 0
        for row in made.rows[1:] if down else made.rows[-2::-1]:
            _by_neighbours(row, up=down)
        if sum(map(len, made.rows)) <= MOST_EXCHANGED:
            _exchange(made.rows)
        crossings = _crossings(made.rows)
        stale += 1
        if crossings < fewest:
            best, fewest, stale = [list(row) for row in made.rows], crossings, 0
    for row, ordered in zip(made.rows, best, strict=True):
        row[:] = ordered
        _number(row)


def _first_order(made: Rows, graph: Graph) -> None:
    """As a walk from the start finds them, first answers first."""
    seen: dict[int, int] = {}
    starts = [made.boxes[graph.start]] if graph.start in made.boxes else []
    stack = [*reversed([*starts, *made.boxes.values()])]
    while stack:
        item = stack.pop()
        if id(item) not in seen:
            seen[id(item)] = len(seen)
            stack.extend(reversed(item.down))
    for row in made.rows:
        row.sort(key=lambda item: seen[id(item)])
        _number(row)


def _number(row: list[Item]) -> None:
    for order, item in enumerate(row):
        item.order = order


def _by_neighbours(row: list[Item], *, up: bool) -> None:
    """Each item to the mean place of its neighbours above (or below); those without keep their place."""
    moving: list[tuple[float, int, Item]] = []
    places: list[Item | None] = [None] * len(row)
    for item in row:
        neighbours = item.up if up else item.down
        if neighbours:
            moving.append((sum(other.order for other in neighbours) / len(neighbours), item.order, item))
        else:
            places[item.order] = item
    free = (item for _, _, item in sorted(moving, key=lambda one: one[:2]))
    row[:] = [place if place is not None else next(free) for place in places]
    _number(row)


def _exchange(rows: list[list[Item]]) -> None:
    """Neighbours change places where fewer lines cross so."""
    for _ in range(EXCHANGES):
        better = False
        for row in rows:
            for index in range(len(row) - 1):
                left, right = row[index], row[index + 1]
                gain = _between(left.up, right.up) + _between(left.down, right.down)
                if gain > 0:
                    row[index], row[index + 1] = right, left
                    right.order, left.order = index, index + 1
                    better = True
        if not better:
            return


def _between(left: Iterable[Item], right: Iterable[Item]) -> int:
    """How many crossings fewer if the two changed places."""
    gain = 0
    orders = [other.order for other in right]
    for one in left:
        for order in orders:
            gain += (one.order > order) - (one.order < order)
    return gain


def _crossings(rows: list[list[Item]]) -> int:
    """How often lines cross, all gaps together."""
    total = 0
    for index, row in enumerate(rows[:-1]):
        ends = [other.order for item in row for other in sorted(item.down, key=lambda lower: lower.order)]
        total += _inversions(ends, len(rows[index + 1]))
    return total


def _inversions(ends: list[int], places: int) -> int:
    """Pairs out of order, counted with a tree of sums."""
    tree = [0] * (places + 1)
    total = 0
    for count, end in enumerate(ends):
        before, index = 0, end + 1
        while index:
            before += tree[index]
            index -= index & -index
        total += count - before
        index = end + 1
        while index <= places:
            tree[index] += 1
            index += index & -index
    return total
