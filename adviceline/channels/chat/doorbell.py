"""Says that a chat has something new, after it is kept: to the pages of this process, and through Redis to the others'.

A ring carries no words: whoever hears it looks into the table. One that is lost is made up for when the table is
looked into anyway, every few seconds (`hub`).
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import structlog
from django.conf import settings

if TYPE_CHECKING:
    from redis import Redis
    from redis.asyncio import Redis as AsyncRedis

log = structlog.get_logger(__name__)
CHANNEL = "adviceline.chat"
#: Names this process, so that it does not answer its own ring.
PROCESS = uuid.uuid4().hex


@dataclass(frozen=True)
class Ring:
    """`chats` have something new; `queue`: somebody came to the queue or left it; `typing`: (chat, side). `line`: something
    on the telephone changed; `telephones`: of these people, theirs did."""

    chats: tuple[int, ...] = ()
    queue: bool = False
    typing: tuple[int, str] | None = None
    line: bool = False
    telephones: tuple[int, ...] = ()


_here: Callable[[Ring], None] | None = None


def answer_here(function: Callable[[Ring], None] | None) -> None:
    """Have rings of this process answered by `function`, in whatever thread; it also sends them on."""
    global _here
    _here = function


def ring(chats: Iterable[int], *, queue: bool = False, line: bool = False, telephones: Iterable[int] = ()) -> None:
    """Called after the commit. Never fails: what rings is kept already."""
    made = Ring(tuple(chats), queue=queue, line=line, telephones=tuple(telephones))
    if _here is not None:
        _here(made)
    elif settings.REDIS_URL:
        try:
            _redis(settings.REDIS_URL).publish(CHANNEL, to_wire(made))
        except faults() as error:
            log.warning("the doorbell is away", error=type(error).__name__)


def faults() -> tuple[type[Exception], ...]:
    """What is raised when Redis is away."""
    from redis import RedisError  # late, here and below: without the setting it is not needed

    return RedisError, OSError


@cache
def _redis(url: str) -> Redis:
    from redis import Redis

    return Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2)


def heard_at(url: str) -> AsyncRedis:
    """The same for an event loop."""
    from redis.asyncio import Redis

    return Redis.from_url(url)


def to_wire(made: Ring) -> str:
    return json.dumps({
        "from": PROCESS, "chats": made.chats, "queue": made.queue, "typing": made.typing, "line": made.line,
        "telephones": made.telephones,
    })  # fmt: skip


def from_wire(data: Any) -> Ring | None:
    """None for our own, and for what is no ring."""
    try:
        sent = json.loads(data)
        if sent["from"] == PROCESS:
            return None
        typing = sent["typing"]
        return Ring(
            tuple(int(each) for each in sent["chats"]), queue=bool(sent["queue"]),
            typing=(int(typing[0]), str(typing[1])) if typing else None, line=bool(sent.get("line")),
            telephones=tuple(int(each) for each in sent.get("telephones", ())),
        )  # fmt: skip
    except (ValueError, TypeError, KeyError, IndexError):
        return None
