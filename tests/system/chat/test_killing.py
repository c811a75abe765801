"""kill -9 of the server while many chat, and Redis gone for a while: what was acknowledged is there, once and in order,
and everybody hears it. benchmarks/chat_kills.py does the same with 200 sockets and two processes."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.support.always_open import content
from tests.support.chat_crowd import Pair, live_through_kills
from tests.support.in_service import call
from tests.support.redis_server import PROGRAM, RedisServer
from tests.support.server import Service

pytestmark = [pytest.mark.system, pytest.mark.both_engines]
CHATS, KILLS, SEED = 12, 2, 20261130
LIFE_SECONDS = (0.4, 1.6)


def test_every_acknowledged_message_is_there_once_and_in_order(
    new_service: Callable[..., Service], tmp_path: Path
) -> None:
    if PROGRAM is None:
        pytest.skip("No redis-server on this machine. Install it (on Debian: apt install redis-server).")
    bell = RedisServer(tmp_path).start()
    try:
        service = new_service(
            ADVICELINE_RATE_LIMITS="off", ADVICELINE_LOG_LEVEL="WARNING", REDIS_URL=bell.url
        ).prepare()  # fmt: skip
        service.environment["ADVICELINE_CONTENT"] = content()
        pages = call(service, "tests.support.chat_people:pages", count=CHATS)
        service.start()
        pairs = [Pair.of(page, service.url("")) for page in pages]
        work = live_through_kills(
            [service], pairs, kills=KILLS, chance=random.Random(SEED), life_seconds=LIFE_SECONDS, bell=bell
        )
        with ThreadPoolExecutor(1) as pool:  # the browser's own loop runs in this thread
            pool.submit(lambda: asyncio.run(work)).result()
    finally:
        bell.stop()

    kept = call(service, "tests.support.chat_people:kept")
    assert [fault for pair in pairs for fault in pair.faults(kept[pair.writer.page["chat"]])] == []
    assert sum(len(pair.writer.acknowledged) for pair in pairs) > CHATS
    assert all(page.connections > KILLS for pair in pairs for page in (pair.writer, pair.listener))
    assert all(page.behind is None for pair in pairs for page in (pair.writer, pair.listener))
