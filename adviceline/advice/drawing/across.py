"""How far from the left everything stands: near its neighbours, never over another, long lines straight."""

from __future__ import annotations

from adviceline.advice.drawing.graph import Style
from adviceline.advice.drawing.layers import LANE, Item

PASSES = 14


def place_across(rows: list[list[Item]], style: Style, band: int) -> None:
    """Gives the items of a band their x: sweeps down and up, each row as near to its neighbours as its order allows."""
    inside = {id(item) for row in rows for item in row}
    for row in rows:
        x = 0.0
        before: Item | None = None
        for item in row:
            item.band = band
            x += 0 if before is None else _least(before, item, style)
            item.x = x
            before = item
        middle = x / 2
        for item in row:
            item.x -= middle
    for turn in range(PASSES):
        down = turn % 2 == 0
        both = turn >= PASSES // 2
        for row in rows if down else reversed(rows):
            _settle(row, style, inside, up=down or both, down=not down or both)
    for _ in range(3):
        _straighten(rows, style, inside)


def _least(left: Item, right: Item, style: Style) -> float:
    """The least distance between the middles of two neighbours."""
    apart = style.apart
    if LANE in (left.kind, right.kind):
        apart = style.lane / 2 if left.kind == right.kind else style.lane
    return (left.width + right.width) / 2 + apart


def _pull(one: Item, other: Item) -> float:
    """How strongly two neighbours want to stand above each other."""
    if one.kind == other.kind == LANE:
        return 8.0
    if LANE in (one.kind, other.kind):
        return 1.0
    lines = max(len(one.down), len(other.up), 1)
    return 3.0 if lines == 1 else 2.0


def _settle(row: list[Item], style: Style, inside: set[int], *, up: bool, down: bool) -> None:
    """Least squares under the order of the row: neighbours that want the same room move as one block."""
    blocks: list[list[float]] = []  # [weighted sum, weight, items]
    offset = 0.0
    offsets: list[float] = []
    for index, item in enumerate(row):
        offset += _least(row[index - 1], item, style) if index else 0.0
        offsets.append(offset)
        pulls = [
            (_pull(item, other), other.x)
            for other in ((*item.up, *item.down) if up and down else item.up if up else item.down)
            if id(other) in inside
        ]
        weight = sum(pull for pull, _ in pulls) or 0.01
        wanted = sum(pull * x for pull, x in pulls) / weight if pulls else item.x
        blocks.append([(wanted - offset) * weight, weight, 1])
        while len(blocks) > 1 and blocks[-2][0] / blocks[-2][1] > blocks[-1][0] / blocks[-1][1]:
            total, heavy, count = blocks.pop()
            blocks[-1][0] += total
            blocks[-1][1] += heavy
            blocks[-1][2] += count
    index = 0
    for total, weight, count in blocks:
        for _ in range(int(count)):
            row[index].x = total / weight + offsets[index]
            index += 1


def _straighten(rows: list[list[Item]], style: Style, inside: set[int]) -> None:
    """Moves each run of places that carry one line on, straight down, onto one x where their neighbours leave room."""
    done: set[int] = set()
    for row in rows:
        for item in row:
            if id(item) in done:
                continue
            run = [item]
            while (follower := _follower(run[-1])) is not None and id(follower) in inside and id(follower) not in done:
                run.append(follower)
            done.update(map(id, run))
            _onto_one_line(run, rows, style)


def _follower(item: Item) -> Item | None:
    """What stands straight below: where a line has one way on, and leads what several lines come together in."""
    if len(item.down) != 1:
        return None
    lower = item.down[0]
    lanes = [upper for upper in lower.up if upper.kind == LANE]
    leaders = lanes if lower.kind == LANE and lanes else sorted(lower.up, key=lambda upper: upper.order)
    return lower if leaders[(len(leaders) - 1) // 2] is item else None


def _onto_one_line(run: list[Item], rows: list[list[Item]], style: Style) -> None:
    """Greedy: as many of the run as share some free x stand on it, then the next ones."""
    first_row = rows[0][0].row
    start = 0
    while start < len(run):
        low, high = _room(run[start], rows[run[start].row - first_row], style)
        end = start + 1
        while end < len(run):
            own_low, own_high = _room(run[end], rows[run[end].row - first_row], style)
            if max(low, own_low) > min(high, own_high):
                break
            low, high = max(low, own_low), min(high, own_high)
            end += 1
        wanted = sum(item.x for item in run[start:end]) / (end - start)
        for item in run[start:end]:
            item.x = min(max(wanted, low), high)
        start = end


def _room(item: Item, row: list[Item], style: Style) -> tuple[float, float]:
    left = row[item.order - 1] if item.order else None
    right = row[item.order + 1] if item.order + 1 < len(row) else None
    return (
        left.x + _least(left, item, style) if left else float("-inf"),
        right.x - _least(item, right, style) if right else float("inf"),
    )
