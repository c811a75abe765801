"""What the wallboard shows: five numbers over all channels, a row for each channel, and who is at the desk.

A channel joins by a function of its own in `CHANNELS`; what it cannot say is None, and shown as such.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from adviceline.channels.chat import queries as chats


@dataclass(frozen=True)
class AtDesk:
    """Somebody who answers; `busy_with` as it is said: '2 chats'."""

    name: str
    channel: str
    busy_with: int
    state: str
    is_ready: bool


@dataclass(frozen=True)
class ChannelNow:
    """One channel at this moment, and of today (in London)."""

    name: str
    route: str
    waiting: int
    longest_wait_seconds: int | None
    going_on: int
    ready: int | None
    offered: int
    answered: int
    unanswered: int
    median_wait_seconds: int | None
    people: tuple[AtDesk, ...] = ()


@dataclass(frozen=True)
class Wallboard:
    """`longest_wait_seconds` is None when nobody waits."""

    channels: tuple[ChannelNow, ...]

    @property
    def waiting(self) -> int:
        return sum(each.waiting for each in self.channels)

    @property
    def longest_wait_seconds(self) -> int | None:
        return max(
            (each.longest_wait_seconds for each in self.channels if each.longest_wait_seconds is not None), default=None
        )

    @property
    def going_on(self) -> int:
        return sum(each.going_on for each in self.channels)

    @property
    def ready(self) -> int:
        """Of people: somebody ready in two channels is one."""
        return len({person.name for each in self.channels for person in each.people if person.is_ready})

    @property
    def unanswered(self) -> int:
        return sum(each.unanswered for each in self.channels)

    @property
    def people(self) -> list[AtDesk]:
        return sorted((person for each in self.channels for person in each.people), key=lambda one: not one.is_ready)


def chat_now(at: datetime) -> ChannelNow:
    found = chats.figures(at=at)
    return ChannelNow(
        name="Chat", route="desk:chats", waiting=found.waiting, longest_wait_seconds=found.longest_wait_seconds,
        going_on=found.talking, ready=found.ready, offered=found.offered, answered=found.answered,
        unanswered=found.unanswered, median_wait_seconds=found.median_wait_seconds,
        people=tuple(
            AtDesk(
                name=each.name, channel="Chat", busy_with=each.chats, is_ready=each.is_ready,
                state="Ready" if each.is_ready else "Has as many as can be at once" if each.is_here else "Not ready",
            )
            for each in found.people
        ),
    )  # fmt: skip


CHANNELS: tuple[Callable[[datetime], ChannelNow], ...] = (chat_now,)


def wallboard(*, at: datetime, channels: Iterable[Callable[[datetime], ChannelNow]] = CHANNELS) -> Wallboard:
    return Wallboard(tuple(each(at) for each in channels))
