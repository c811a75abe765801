"""Many people who write in chats at once, come again whenever the server is gone, and remember what they were told."""

from __future__ import annotations

import asyncio
import json
import random
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any

from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from tests.support.redis_server import RedisServer
from tests.support.server import Service

PAUSE_SECONDS = (0.05, 0.5)
AGAIN_SECONDS = 0.5


@dataclass
class Room:
    """What everybody in one chat must have seen: the number of the last message that was acknowledged to its writer."""

    acknowledged: int = 0
    waits: bool = False


@dataclass
class Member:
    """One page of a chat. A writer sends its next line once the last is acknowledged; a listener only hears.

    `caught_up` holds, for each time it came back and others had been acknowledged more than it had heard, the seconds
    until it had heard all of that.
    """

    base: str
    page: dict[str, str]
    room: Room
    writes: bool
    last: int = 0
    heard: list[int] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)
    pending: dict[str, Any] | None = None
    doubled: list[int] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    connections: int = 0
    caught_up: list[float] = field(default_factory=list)
    behind: tuple[float, int] | None = None
    must_say_again: bool = False

    async def live(self, ending: asyncio.Event) -> None:
        """Until the crowd is to end, what was sent is acknowledged, and all that was acknowledged is heard."""
        while not self._is_done(ending):
            try:
                await self._visit(ending)
            except (OSError, WebSocketException, TimeoutError, EOFError):
                await asyncio.sleep(random.uniform(*PAUSE_SECONDS))

    def _is_done(self, ending: asyncio.Event) -> bool:
        return ending.is_set() and not self.room.waits and self.last >= self.room.acknowledged

    async def _visit(self, ending: asyncio.Event) -> None:
        address = self.base.replace("http", "ws", 1) + "/chat/socket"
        headers = {"Cookie": self.page["cookie"]}
        async with connect(address, origin=self.base, additional_headers=headers, proxy=None, compression=None) as ws:
            self.connections += 1
            await ws.send(json.dumps({"type": "hello", "token": self.page["token"], "after": self.last}))
            if self.pending:
                await ws.send(json.dumps(self.pending))
            while not self._is_done(ending):
                if self.writes and self.pending is None and not ending.is_set():
                    self.pending = {"type": "say", "id": str(uuid.uuid4()), "text": f"Line {len(self.acknowledged)}"}
                    self.names.add(self.pending["id"])
                    self.room.waits = True
                    await ws.send(json.dumps(self.pending))
                if self.must_say_again and self.pending is not None:  # as a page does, a little later
                    self.must_say_again = False
                    await asyncio.sleep(AGAIN_SECONDS)
                    await ws.send(json.dumps(self.pending))
                try:
                    frame = json.loads(await asyncio.wait_for(ws.recv(), 1))
                except TimeoutError:
                    continue
                self._hear(frame)

    def _hear(self, frame: dict[str, Any]) -> None:
        if frame["type"] == "error":
            raise AssertionError(frame)
        if frame["type"] == "refused":
            assert frame["again"], frame
            self.must_say_again = True
        if frame["type"] == "ready":
            is_behind = self.room.acknowledged > self.last
            self.behind = (time.monotonic(), self.room.acknowledged) if is_behind else None
        if frame["type"] != "message":
            return
        if self.pending is not None and frame.get("id") == self.pending["id"]:
            self.acknowledged.append(frame["text"])
            self.room.acknowledged = max(self.room.acknowledged, frame["seq"])
            self.pending, self.room.waits = None, False
        if frame["seq"] > self.last:
            self.last = frame["seq"]
            self.heard.append(frame["seq"])
        elif frame.get("id") not in self.names:  # what was sent again is acknowledged again
            self.doubled.append(frame["seq"])
        if self.behind is not None and self.last >= self.behind[1]:
            self.caught_up.append(time.monotonic() - self.behind[0])
            self.behind = None


@dataclass
class Pair:
    """A chat with somebody who writes and somebody who listens, each at a process of the service."""

    writer: Member
    listener: Member

    @classmethod
    def of(cls, page: dict[str, str], *bases: str) -> Pair:
        room = Room()
        return cls(Member(bases[0], page, room, writes=True), Member(bases[-1], page, room, writes=False))

    def faults(self, kept: Sequence[Sequence[Any]]) -> list[str]:
        """What is wrong with what they saw, beside what the database keeps of the chat: [number, words] in order."""
        found = []
        if [text for _, text in kept] != self.writer.acknowledged:
            found.append("what is kept is not what was acknowledged, once and in order")
        for name, page in (("the writer", self.writer), ("the listener", self.listener)):
            if page.heard != list(range(1, page.last + 1)):
                found.append(f"{name} missed some, or heard them out of order")
            if page.doubled:
                found.append(f"{name} was shown some twice")
            if not kept or page.last != kept[-1][0]:
                found.append(f"{name} did not hear the last")
        return found


async def live_through_kills(
    services: Sequence[Service], pairs: Sequence[Pair], *, kills: int, chance: random.Random,
    life_seconds: tuple[float, float], bell: RedisServer | None = None,
) -> None:  # fmt: skip
    """Kill one process of the service after another, each a random moment after every writer was acknowledged something
    in that life; `bell` goes away in the middle, and comes back after a kill without it."""
    ending = asyncio.Event()
    crowd = [member for pair in pairs for member in (pair.writer, pair.listener)]
    living = [asyncio.create_task(member.live(ending)) for member in crowd]
    for number, service in zip(range(kills), cycle(services), strict=False):
        await _until_acknowledged(pairs, living)
        if bell is not None and number == kills // 2:
            await asyncio.to_thread(bell.stop)
            await _until_acknowledged(pairs, living)
        await asyncio.sleep(chance.uniform(*life_seconds))
        await asyncio.to_thread(service.kill)
        await asyncio.to_thread(service.start)
        if bell is not None and number == kills // 2:
            await _until_acknowledged(pairs, living)
            await asyncio.to_thread(bell.start)
    await _until_acknowledged(pairs, living)
    ending.set()
    await asyncio.gather(*living)


async def _until_acknowledged(pairs: Sequence[Pair], living: list[asyncio.Task[None]]) -> None:
    """Until every writer was acknowledged another line."""
    before = [len(pair.writer.acknowledged) for pair in pairs]
    while not all(len(pair.writer.acknowledged) > count for pair, count in zip(pairs, before, strict=True)):
        for task in living:
            if task.done():
                task.result()
        await asyncio.sleep(0.05)
