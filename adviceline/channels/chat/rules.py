"""Decisions of chat: no database, no clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median

LONGEST_MESSAGE = 4_000
MOST_MESSAGES = 3_000
"""Of one chat: a day's writing at several messages a minute. What is more is a program, not a person."""

LEFT_AFTER = timedelta(minutes=10)
"""Somebody waiting whose page has been gone so long is not waiting any more."""
LAPSED_AFTER = timedelta(minutes=45)
"""A talk in which the enquirer's page has been gone, and nobody wrote, for so long is over."""

FEWEST_WAITS = 3
"""From fewer than this nothing is said about how long it takes."""


@dataclass
class Allowance:
    """How often one socket may write: `burst` at once, then `each_second`. Time is passed in, in seconds."""

    each_second: float
    burst: float
    left: float = field(init=False)
    counted_at: float | None = None

    def __post_init__(self) -> None:
        self.left = self.burst

    def take(self, now: float) -> bool:
        """Whether one more is allowed at `now`."""
        if self.counted_at is not None:
            self.left = min(self.burst, self.left + (now - self.counted_at) * self.each_second)
        self.counted_at = now
        if self.left < 1:
            return False
        self.left -= 1
        return True


def expected_minutes(waits_seconds: Sequence[int], place: int) -> int | None:
    """About how long somebody at that place will wait, in whole minutes: the median of recent waits for the first, and
    as much again for each before them. None where too few waits are known to say anything honest."""
    if len(waits_seconds) < FEWEST_WAITS or place < 1:
        return None
    return max(1, round(median(waits_seconds) * place / 60))


def is_gone(*, state: str, seen_at: datetime, wrote_at: datetime, at: datetime) -> bool:
    """Whether a chat is over because nobody has been at the enquirer's end."""
    if state == "waiting":
        return at - seen_at > LEFT_AFTER
    return at - max(seen_at, wrote_at) > LAPSED_AFTER


def first_name(name: str) -> str:
    """By which an adviser is known to an enquirer: never the whole name."""
    return name.split()[0] if name.split() else ""
