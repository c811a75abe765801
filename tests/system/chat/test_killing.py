"""kill -9 of the server while many chat: what was acknowledged is there, once and in order, and everybody hears it."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.support.always_open import content
from tests.support.chat_crowd import Member
from tests.support.in_service import call
from tests.support.server import Service

pytestmark = [pytest.mark.system, pytest.mark.both_engines]
CHATS, KILLS, SEED = 12, 2, 20261130
LIFE_SECONDS = (0.4, 1.6)


def test_every_acknowledged_message_is_there_once_and_in_order(new_service: Callable[..., Service]) -> None:
    service = new_service(ADVICELINE_RATE_LIMITS="off", ADVICELINE_LOG_LEVEL="WARNING").prepare()
    service.environment["ADVICELINE_CONTENT"] = content()
    pages = call(service, "tests.support.chat_people:pages", count=CHATS)
    service.start()
    writers = [Member(service.url(""), page, writes=True) for page in pages]
    listeners = [Member(service.url(""), page, writes=False) for page in pages]

    with ThreadPoolExecutor(1) as pool:  # the browser's own loop runs in this thread
        pool.submit(lambda: asyncio.run(_live_through_kills(service, [*writers, *listeners]))).result()

    kept = call(service, "tests.support.chat_people:kept")
    for writer, listener in zip(writers, listeners, strict=True):
        lines = kept[writer.page["chat"]]
        assert [text for _, text in lines] == writer.acknowledged  # nothing lost, nothing doubled, in order
        for page in (writer, listener):
            assert page.heard == list(range(1, page.last + 1))
            assert page.doubled == []
        assert writer.last == lines[-1][0]
    assert sum(len(writer.acknowledged) for writer in writers) > CHATS
    assert all(page.connections > KILLS for page in writers)


async def _live_through_kills(service: Service, crowd: list[Member]) -> None:
    """Each death comes a random moment after somebody was acknowledged anything in that life."""
    chance, ending = random.Random(SEED), asyncio.Event()
    living = [asyncio.create_task(member.live(ending)) for member in crowd]
    for _ in range(KILLS):
        await _until_acknowledged(crowd, living)
        await asyncio.sleep(chance.uniform(*LIFE_SECONDS))
        await asyncio.to_thread(service.kill)
        await asyncio.to_thread(service.start)
    await _until_acknowledged(crowd, living)
    ending.set()
    await asyncio.gather(*living)


async def _until_acknowledged(crowd: list[Member], living: list[asyncio.Task[None]]) -> None:
    """Until every writer was acknowledged another line."""
    before = [len(member.acknowledged) for member in crowd]
    while not all(
        len(member.acknowledged) > count for member, count in zip(crowd, before, strict=True) if member.writes
    ):
        for task in living:
            if task.done():
                task.result()
        await asyncio.sleep(0.05)
