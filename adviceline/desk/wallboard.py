"""What the wallboard shows: five numbers over all channels, a row for each channel, and who is at the desk.

A channel joins by a function of its own in `channels`; what it cannot say is None, and shown as such.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from adviceline.channels.chat import queries as chats
from adviceline.channels.telephony.line_now import line_now
from adviceline.workforce.queries.cover import Now, cover_now


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
    is_heard: bool = True
    service_level: int | None = None
    answer_within: int | None = None
    lost_this_half_hour: int | None = None


@dataclass(frozen=True)
class Wallboard:
    """`longest_wait_seconds` is None when nobody waits; `cover` where the rule of minimum cover can be known."""

    channels: tuple[ChannelNow, ...]
    cover: Now | None = None

    @property
    def line(self) -> ChannelNow | None:
        """The channel in which the half hour counts: the telephone."""
        return next((each for each in self.channels if each.answer_within is not None), None)

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


def telephone_now(at: datetime) -> ChannelNow:
    found = line_now(at=at)
    return ChannelNow(
        name="Telephone", route="desk:phone" if settings.EXCHANGE else "desk:call_backs",
        waiting=found.waiting, longest_wait_seconds=found.longest_wait_seconds,
        going_on=found.talking, ready=found.ready if found.is_heard and settings.EXCHANGE else None, offered=found.offered,
        answered=found.answered, unanswered=found.unanswered, median_wait_seconds=found.median_wait_seconds,
        people=tuple(
            AtDesk(
                name=each.name, channel="Telephone", busy_with=int(each.has_call), state=each.words,
                is_ready=each.is_ready,
            )
            for each in found.people
        ),
        is_heard=found.is_heard, service_level=found.service_level, answer_within=found.answer_within,
        lost_this_half_hour=found.lost_this_half_hour,
    )  # fmt: skip


def channels() -> tuple[Callable[[datetime], ChannelNow], ...]:
    """Those that this service has: a telephone where the settings name an exchange or a hosted provider."""
    return (telephone_now, chat_now) if settings.EXCHANGE or settings.PHONE_WEBHOOKS else (chat_now,)


def wallboard(*, at: datetime, shown: Iterable[Callable[[datetime], ChannelNow]] | None = None) -> Wallboard:
    found = tuple(each(at) for each in (channels() if shown is None else shown))
    cover = cover_now(at=at)
    return Wallboard(found, cover if cover.is_open and cover.is_kept else None)
