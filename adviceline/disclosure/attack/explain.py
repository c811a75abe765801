"""Which of the things said give a cell away: a smallest set, found by leaving out what is not needed (QuickXplain,
Junker 2004)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

Item = TypeVar("Item")


def smallest(items: Sequence[Item], leaks: Callable[[Sequence[Item]], bool], *, most: int = 300) -> list[Item] | None:
    """A subset of `items` that leaks, none of which can be left out. None when `most` questions do not suffice.

    `leaks` must be true of all items together, and stay true when items are added.
    """
    left = [most]

    def ask(chosen: Sequence[Item]) -> bool:
        left[0] -= 1
        if left[0] < 0:
            raise _TooMany
        return leaks(chosen)

    def reduce(background: list[Item], changed: bool, candidates: list[Item]) -> list[Item]:
        if changed and ask(background):
            return []
        if len(candidates) <= 1:
            return candidates
        half = len(candidates) // 2
        first, second = candidates[:half], candidates[half:]
        from_second = reduce(background + first, bool(first), second)
        from_first = reduce(background + from_second, bool(from_second), first)
        return from_first + from_second

    try:
        if ask([]):
            return []
        chosen = set(map(id, reduce([], False, list(items))))
    except _TooMany:
        return None
    return [item for item in items if id(item) in chosen]


class _TooMany(Exception):
    pass
