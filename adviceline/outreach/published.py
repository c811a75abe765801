"""Counts by place that were released already: the only ones that leave the service. The room of returns stands above this one
and says what it released; nothing is counted here, so nothing new can be worked out from what is shown of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Released:
    """Of one release. `regions` and `authorities` by code, None where the return hides the count; empty where it has no such
    table, since too much of it would have been hidden."""

    name: str
    period: str
    released_at: datetime
    total: int
    regions: Mapping[str, int | None]
    authorities: Mapping[str, int | None]


Tell = Callable[[], list[Released]]
_tellers: list[Tell] = []


def tells_releases(tell: Tell) -> Tell:
    """Have this answer what was released, the latest period first."""
    _tellers.append(tell)
    return tell


def releases() -> list[Released]:
    return [each for tell in _tellers for each in tell()]
