"""Two processes of one service show the same conversation: at once through Redis, a little later without it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.support.always_open import content
from tests.support.chat_pages import Socket, Visitor
from tests.support.redis_server import PROGRAM, RedisServer
from tests.support.server import Service

pytestmark = [pytest.mark.system, pytest.mark.both_engines]
Pair = tuple[Service, Service]


@pytest.fixture
def bell(tmp_path: Path) -> Iterator[RedisServer]:
    if PROGRAM is None:
        pytest.skip("No redis-server on this machine. Install it (on Debian: apt install redis-server).")
    running = RedisServer(tmp_path).start()
    yield running
    running.stop()


@pytest.fixture
def two(new_service: Callable[..., Service], tmp_path: Path) -> Iterator[Callable[..., Pair]]:
    with ExitStack() as opened:

        def make(**extra: str) -> Pair:
            first = new_service(**extra).prepare()
            first.environment["ADVICELINE_CONTENT"] = content()
            return first.start(), opened.enter_context(first.another(tmp_path)).start()

        yield make


def both_tabs(services: Pair) -> tuple[Socket, Socket]:
    """Somebody's chat, one tab served by each process."""
    first, second = services
    here = Visitor(first.url("")).starts_chat()
    there = Visitor(second.url(""))
    there.jar = here.jar
    return here.socket(), Socket(there, token=here.data("token"), after=0, origin=there.base)


def hear_each_other(here: Socket, there: Socket, words: str) -> None:
    for one, other in ((here, there), (there, here)):
        text = f"{words}, from {'here' if one is here else 'there'}"
        one.hear_own(one.say(text))
        other.hear(lambda frame, text=text: frame.get("text") == text)
    assert [frame["seq"] for frame in here.messages] == [frame["seq"] for frame in there.messages]


def test_without_redis_they_find_each_others_messages_in_the_table(two: Callable[..., Pair]) -> None:
    here, there = both_tabs(two())
    hear_each_other(here, there, "No bell")


def test_with_redis_they_ring_each_other_and_its_loss_loses_nothing(
    two: Callable[..., Pair], bell: RedisServer
) -> None:
    here, there = both_tabs(two(REDIS_URL=bell.url))
    hear_each_other(here, there, "With the bell")
    bell.stop()
    hear_each_other(here, there, "The bell is away")
    bell.start()
    hear_each_other(here, there, "The bell is back")
