"""One page that is connected, and what waits to be sent to it."""

from __future__ import annotations

import asyncio

from adviceline.channels.chat.frames import QUEUE

MOST_FRAMES = 400
"""What waits for a page that does not read; one more, and the page is dropped: it catches up when it comes again."""
MOST_UNKEPT = 16


class Page:
    """One socket. `chat_id` is None for a page that shows what it `watches`, to `person`; `ready` is who of the staff is ready
    by it."""

    def __init__(
        self, *, chat_id: int | None, side: str, last: int, ready: int | None = None, watches: str = QUEUE,
        person: int | None = None,
    ) -> None:  # fmt: skip
        self.chat_id, self.side, self.last, self.ready = chat_id, side, last, ready
        self.watches, self.person = watches, person
        self.sent = last
        self.frames: asyncio.Queue[str] = asyncio.Queue()
        self.unkept = asyncio.Semaphore(MOST_UNKEPT)
        self.dropped = asyncio.Event()
        self.is_catching_up = self.must_look_again = False
        self.last_place = ""

    def push_message(self, text: str, seq: int) -> None:
        """One that the page is to show; `sent` is the last of them, which it compares with what it has."""
        self.sent = max(self.sent, seq)
        self.push(text)

    def push(self, text: str) -> None:
        if self.frames.qsize() >= MOST_FRAMES:
            self.dropped.set()
        elif not self.dropped.is_set():
            self.frames.put_nowait(text)
