"""Decisions of chat: no database, no clock."""

from __future__ import annotations

import re
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

AT_DESK = timedelta(seconds=90)
"""Somebody whose page of chats showed itself so lately is at the desk: it does every half minute, or loads again."""

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


THE_NAME = "[your name]"
"""Stands in a message for the first name that the enquirer gave: the name itself is kept sealed, and in no message."""

_GREETING = (
    r"hello|hi|hey|dear|welcome|thanks|thank you|many thanks|good (?:morning|afternoon|evening)|goodbye|bye|take care|"
    r"best wishes"
)
_NAME = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_MOST_WORDS_OF_A_NAME, _LONGEST_FIRST_NAME = 3, 30
#: What says more of somebody after a comma: 'Hello Sam, who is nine'.
_SAYS_MORE = (
    r"(?:who|whose|whom|which|that|aged?|is|was|has|had|and|or|the|a|an|my|our|his|her|their|from|in|at|of|with|year|yr|not|but)\b"
    r"|\d"
)


def greeted(text: str, given: str) -> str:
    """The text with `THE_NAME` for the enquirer's own first name where it greets, thanks or takes leave by it.

    As it came where there is any doubt: the name stands anywhere else in it too, or more is said after it. `given` is
    what the enquirer typed; only what looks like a person's name is taken for one.
    """
    words = given.split()
    if not words or len(words) > _MOST_WORDS_OF_A_NAME or not all(_NAME.fullmatch(word) for word in words):
        return text
    name = words[0]
    if not 2 <= len(name) <= _LONGEST_FIRST_NAME:
        return text
    greeting = re.compile(
        rf"(?P<greets>(?:^|[.!?\n,:;–-])\s*(?:{_GREETING})(?:,\s*|\s+)){re.escape(name)}"
        rf"(?=\s*(?:$|[.!?:;\n]|,(?!\s*(?:{_SAYS_MORE}))))",
        re.IGNORECASE,
    )
    changed = greeting.sub(rf"\g<greets>{THE_NAME}", text)
    return text if re.search(rf"\b{re.escape(name)}", changed.replace(THE_NAME, ""), re.IGNORECASE) else changed


def named(body: str, name: str) -> str:
    """A message as it is shown to who may read the name; an empty one leaves it as it is kept."""
    return body.replace(THE_NAME, name) if name else body


def may_greet(text: str) -> bool:
    """Whether it is worth asking what the enquirer is called."""
    return re.search(rf"\b(?:{_GREETING})\b", text, re.IGNORECASE) is not None


def first_name(name: str) -> str:
    """By which an adviser is known to an enquirer: never the whole name."""
    return name.split()[0] if name.split() else ""
