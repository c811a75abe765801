"""Many people who write in chats at once, come again whenever the server is gone, and remember what they were told."""

from __future__ import annotations

import asyncio
import json
import uuid
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

PAUSE_SECONDS = 0.05


@dataclass
class Member:
    """One page of a chat. A writer sends its next line once the last is acknowledged; a listener only hears."""

    base: str
    page: dict[str, str]
    writes: bool
    last: int = 0
    heard: list[int] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)
    pending: dict[str, Any] | None = None
    doubled: list[int] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    connections: int = 0

    async def live(self, ending: asyncio.Event) -> None:
        """Until the crowd is to end, and what was sent is acknowledged."""
        while not (ending.is_set() and self.pending is None):
            try:
                await self._visit(ending)
            except (OSError, WebSocketException, TimeoutError, EOFError):
                await asyncio.sleep(PAUSE_SECONDS)

    async def _visit(self, ending: asyncio.Event) -> None:
        address = self.base.replace("http", "ws", 1) + "/chat/socket"
        headers = {"Cookie": self.page["cookie"]}
        async with connect(address, origin=self.base, additional_headers=headers, proxy=None, compression=None) as ws:
            self.connections += 1
            await ws.send(json.dumps({"type": "hello", "token": self.page["token"], "after": self.last}))
            if self.pending:
                await ws.send(json.dumps(self.pending))
            while True:
                if self.writes and self.pending is None:
                    if ending.is_set():
                        return
                    self.pending = {"type": "say", "id": str(uuid.uuid4()), "text": f"Line {len(self.acknowledged)}"}
                    self.names.add(self.pending["id"])
                    await ws.send(json.dumps(self.pending))
                try:
                    frame = json.loads(await asyncio.wait_for(ws.recv(), 1))
                except TimeoutError:
                    if ending.is_set() and self.pending is None:
                        return
                    continue
                self._hear(frame)

    def _hear(self, frame: dict[str, Any]) -> None:
        if frame["type"] == "error":
            raise AssertionError(frame)
        if frame["type"] == "refused":
            assert frame["again"], frame
        if frame["type"] != "message":
            return
        own = self.pending is not None and frame.get("id") == self.pending["id"]
        if own:
            self.acknowledged.append(frame["text"])
            self.pending = None
        if frame["seq"] > self.last:
            self.last = frame["seq"]
            self.heard.append(frame["seq"])
        elif frame.get("id") not in self.names:  # what was sent again is acknowledged again
            self.doubled.append(frame["seq"])
