"""Stretches of time as pairs of instants, end not included: what the rota, absences and states have in common."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

Span = tuple[datetime, datetime]


def joined(spans: Iterable[Span]) -> list[Span]:
    """In order, those that touch or overlap made one; those without length left out."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if end <= start:
            continue
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def minus(spans: Iterable[Span], others: Iterable[Span]) -> list[Span]:
    """What is left of the first without the second."""
    left = joined(spans)
    for away_from, away_until in joined(others):
        left = [
            piece
            for start, end in left
            for piece in ((start, min(end, away_from)), (max(start, away_until), end))
            if piece[0] < piece[1]
        ]
    return left


def fewest(spans: Sequence[Sequence[Span]], start: datetime, end: datetime, *, needed: int) -> tuple[int, timedelta]:
    """Of people, each with joined spans: the fewest there at any one moment of start to end, and for how long there were
    fewer than `needed`."""
    steps: dict[datetime, int] = {start: 0, end: 0}
    for one in spans:
        for begins, ends in one:
            if begins < end and ends > start:
                steps[max(begins, start)] = steps.get(max(begins, start), 0) + 1
                steps[min(ends, end)] = steps.get(min(ends, end), 0) - 1
    moments = sorted(steps)
    there, lowest, short = 0, None, timedelta()
    for moment, following in pairwise(moments):
        there += steps[moment]
        lowest = there if lowest is None else min(lowest, there)
        if there < needed:
            short += following - moment
    return lowest or 0, short
