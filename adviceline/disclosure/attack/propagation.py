"""Bounds that follow from bounds, one fact at a time, in whole numbers: exact, quick, and never narrower than the truth."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from adviceline.disclosure.system.knowledge import Knowledge, Row


class Contradiction(Exception):
    """No values satisfy what was said; `said_by` names the fact at which that showed, or `unknown` whose bounds cross."""

    def __init__(self, said_by: str, unknown: int | None = None) -> None:
        self.said_by, self.unknown = said_by, unknown
        super().__init__(said_by)


#: A fact is looked at so often at most; bounds that creep (a ratio against a ratio) stop there, still valid.
MOST_LOOKS = 60
#: A bound beyond this is not taken up: no count is so great, and the one before stays valid.
FAR = 2**50


def propagate(knowledge: Knowledge) -> tuple[list[int], list[int | None]]:
    """The bounds of all unknowns after every fact has been used to a fixed point. Raises Contradiction."""
    low, high = list(knowledge.low), list(knowledge.high)
    for place, (least, most) in enumerate(zip(low, high, strict=True)):
        if most is not None and least > most:
            raise Contradiction("", place)
    facts_of: list[list[int]] = [[] for _ in low]
    for number, row in enumerate(knowledge.rows):
        for place, _ in row.terms:
            facts_of[place].append(number)
    waiting = deque(range(len(knowledge.rows)))
    queued = [True] * len(knowledge.rows)
    looks = [0] * len(knowledge.rows)
    while waiting:
        number = waiting.popleft()
        queued[number] = False
        if looks[number] >= MOST_LOOKS:
            continue
        looks[number] += 1
        row = knowledge.rows[number]
        for place in _tighten(row, low, high):
            for other in facts_of[place]:
                if not queued[other]:
                    queued[other] = True
                    waiting.append(other)
    return low, high


def _tighten(row: Row, low: list[int], high: list[int | None]) -> list[int]:
    """Narrow the unknowns of one fact; answers those that changed."""
    least, least_open, most, most_open = _range(row.terms, low, high)
    if (not least_open and row.high is not None and least > row.high) or (
        not most_open and row.low is not None and most < row.low
    ):
        raise Contradiction(row.said_by)
    changed: list[int] = []
    for place, coefficient in row.terms:
        own_low, own_high = low[place], high[place]
        at_least, at_most = _ends(coefficient, own_low, own_high)
        new_low, new_high = own_low, own_high
        if row.high is not None:
            # The others come to at least `rest`, so coefficient × x ≤ row.high − rest.
            others_open = least_open - (at_least is None)
            if not others_open:
                room = row.high - (least - (at_least or 0))
                if coefficient > 0:
                    new_high = room // coefficient if new_high is None else min(new_high, room // coefficient)
                else:
                    new_low = max(new_low, -(room // -coefficient))
        if row.low is not None:
            others_open = most_open - (at_most is None)
            if not others_open:
                room = row.low - (most - (at_most or 0))
                if coefficient > 0:
                    new_low = max(new_low, -(-room // coefficient))
                else:
                    bound = -room // -coefficient
                    new_high = bound if new_high is None else min(new_high, bound)
        if new_high is not None and new_high > FAR:
            new_high = own_high
        if new_low > FAR:
            new_low = own_low
        if new_high is not None and new_low > new_high:
            raise Contradiction(row.said_by)
        if new_low != own_low or new_high != own_high:
            low[place], high[place] = new_low, new_high
            changed.append(place)
            least, least_open, most, most_open = _range(row.terms, low, high)
    return changed


def _ends(coefficient: int, low: int, high: int | None) -> tuple[int | None, int | None]:
    """The least and greatest of coefficient × x; None where there is none."""
    above = None if high is None else coefficient * high
    return (coefficient * low, above) if coefficient > 0 else (above, coefficient * low)


def _range(terms: Sequence[tuple[int, int]], low: list[int], high: list[int | None]) -> tuple[int, int, int, int]:
    """Least and greatest of the sum over the terms that have one, each with the count of those that have none."""
    least = most = least_open = most_open = 0
    for place, coefficient in terms:
        at_least, at_most = _ends(coefficient, low[place], high[place])
        if at_least is None:
            least_open += 1
        else:
            least += at_least
        if at_most is None:
            most_open += 1
        else:
            most += at_most
    return least, least_open, most, most_open
