"""Where advisers leave a map, hesitate and go back, by question. Pure: works on the histories of runs alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any


@dataclass(frozen=True)
class NodeFigures:
    """Counts at one question. `answered`: runs that answered it at least once; `left`, `went_back`, `changed`: how often.

    `median_seconds`: from when the question came up until it was answered, over all answers; None without any.
    """

    node: str
    answered: int
    left: int
    went_back: int
    changed: int
    median_seconds: float | None


@dataclass(frozen=True)
class MapFigures:
    """`runs`: how many began; `left_runs`: how many of them were left at least once, taken up again or not."""

    runs: int
    left_runs: int
    nodes: dict[str, NodeFigures]
    left_elsewhere: int


def figures_of(histories: Iterable[tuple[datetime, list[list[Any]]]], *, nodes: Iterable[str]) -> MapFigures:
    """The figures of each of `nodes`, in that order. A history is (when the run began, [[at, what, node, answer], …]).

    A departure from before its place was kept counts in `left_elsewhere`.
    """
    answered: Counter[str] = Counter()
    left: Counter[str] = Counter()
    back: Counter[str] = Counter()
    changed: Counter[str] = Counter()
    seconds: dict[str, list[float]] = defaultdict(list)
    runs = left_runs = 0
    for began_at, history in histories:
        runs += 1
        came_up_at, asked, was_left = began_at, set(), False
        for written, what, node, _ in history:
            at = datetime.fromisoformat(written)
            if what == "answered":
                seconds[node].append(max((at - came_up_at).total_seconds(), 0.0))
                asked.add(node)
            elif what == "went_back":
                back[node] += 1
            elif what == "changed":
                changed[node] += 1
            elif what == "left":
                left[node] += 1
                was_left = True
            came_up_at = at
        answered.update(asked)
        left_runs += was_left
    order = list(nodes)
    return MapFigures(
        runs=runs,
        left_runs=left_runs,
        nodes={
            node: NodeFigures(
                node, answered[node], left[node], back[node], changed[node],
                median(seconds[node]) if seconds[node] else None,
            )
            for node in order
        },
        left_elsewhere=sum(left.values()) - sum(left[node] for node in order),
    )  # fmt: skip
