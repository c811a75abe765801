"""The pages of this process that are connected, and what is sent to them. Lives on the event loop.

A page's `last` is the number of the last message it was sent. What follows it directly is sent on; when a number is
missing the table is asked. So each page gets every message once and in order, whatever was lost on the way.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, TypeVar

import structlog
from django.conf import settings
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from adviceline.channels.chat import doorbell, queries
from adviceline.channels.chat.actions.keeping import Kept
from adviceline.channels.chat.doorbell import Ring
from adviceline.channels.chat.frames import LINE, TELEPHONE, frame
from adviceline.channels.chat.models import Message
from adviceline.channels.chat.pages import MOST_FRAMES, Page
from adviceline.channels.chat.rules import expected_minutes
from adviceline.channels.chat.shown import PUBLIC_SIDE, STAFF, message_frame, refusal_frame
from adviceline.channels.chat.states import WHISPER
from adviceline.channels.chat.writing import Draft, Refused, Writer
from adviceline.jobs.registry import describe

log = structlog.get_logger(__name__)
T = TypeVar("T")
LOOK_SECONDS, LOOK_SECONDS_WITH_REDIS = 2.0, 10.0
SEEN_SECONDS = 30.0
QUEUE_SECONDS = 15.0


class Hub:
    """Made on first use by the event loop that serves."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.pages: dict[int, set[Page]] = {}
        self.watching: set[Page] = set()
        self._threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="chat")
        self._tasks: set[asyncio.Task[None]] = set()
        self._queue_due = self._queue_rung = self._is_reading = False
        self._to_read: set[int] = set()
        self._redis = doorbell.heard_at(settings.REDIS_URL) if settings.REDIS_URL else None
        self.writer: Writer[Page] = Writer(lambda outcomes: self._from_thread(self._kept, outcomes))
        self.writer.start()
        doorbell.answer_here(lambda ring: self._from_thread(self._rung_here, ring))
        self._begin(self._look_regularly())
        self._begin(self._say_who_is_here())
        self._begin(self._watch_the_queue())
        if self._redis is not None:
            self._begin(self._hear_others())

    def join(self, page: Page) -> None:
        if page.chat_id is None:
            self.watching.add(page)
        else:
            self.pages.setdefault(page.chat_id, set()).add(page)
            self._catch_up(page)
        self._queue_changed()

    def leave(self, page: Page) -> None:
        self.watching.discard(page)
        pages = self.pages.get(page.chat_id or 0, set())
        pages.discard(page)
        if not pages:
            self.pages.pop(page.chat_id or 0, None)

    async def ask(self, function: Callable[..., T], *arguments: Any, **named: Any) -> T:
        """Run what uses the database in a thread of ours."""
        return await self.loop.run_in_executor(self._threads, lambda: _with_database(function, *arguments, **named))

    def typing(self, page: Page) -> None:
        if page.chat_id is not None:
            self._show_typing(page.chat_id, page.side)
            self._publish(Ring(typing=(page.chat_id, page.side)))

    # What became of what was said

    def _kept(self, outcomes: list[tuple[Page, Draft, Kept | Refused]]) -> None:
        rung = []
        for page, draft, outcome in outcomes:
            page.unkept.release()
            if isinstance(outcome, Refused):
                page.push(refusal_frame(draft, outcome))
            elif not outcome.is_new:
                page.push_message(message_frame(outcome.message, side=page.side), outcome.message.seq)
            else:
                rung.append(outcome.message.chat_id)
                self._deliver(outcome.message)
        if rung:
            self._publish(Ring(tuple(dict.fromkeys(rung))))

    def _deliver(self, message: Message) -> None:
        made: dict[str, str] = {}
        for page in self.pages.get(message.chat_id, ()):
            if page.is_catching_up:
                page.must_look_again = True
            elif message.seq == page.last + 1:
                page.last = message.seq
                if message.sender != WHISPER or page.side == STAFF:
                    if page.side not in made:
                        made[page.side] = message_frame(message, side=page.side)
                    page.push_message(made[page.side], message.seq)
            elif message.seq > page.last:
                self._catch_up(page)

    # Catching up from the table

    def _catch_up(self, page: Page) -> None:
        if page.is_catching_up:
            page.must_look_again = True
        else:
            page.is_catching_up = True
            self._begin(self._read_on(page))

    async def _read_on(self, page: Page) -> None:
        assert page.chat_id is not None
        try:
            while not page.dropped.is_set():
                page.must_look_again = False
                found = await self.ask(
                    queries.messages_after, page.chat_id, page.last, for_staff=page.side == STAFF, size=queries.PAGE
                )
                for message in found:
                    page.last = message.seq
                    page.push_message(message_frame(message, side=page.side), message.seq)
                while page.frames.qsize() > MOST_FRAMES // 2 and not page.dropped.is_set():
                    await asyncio.sleep(0.05)  # a long chat, read again from its beginning
                if len(found) < queries.PAGE and not page.must_look_again:
                    return
        except DatabaseError as error:
            log.warning("a page of a chat could not catch up", error=describe(error))
        finally:
            page.is_catching_up = False

    # What others say

    def _rung_here(self, ring: Ring) -> None:
        self._rung(ring)
        self._publish(ring)

    def _rung(self, ring: Ring) -> None:
        self._to_read.update(chat for chat in ring.chats if chat in self.pages)
        if self._to_read and not self._is_reading:
            self._is_reading = True
            self._begin(self._read_what_rang())
        if ring.queue:
            self._queue_rung = True
            self._queue_changed()
        if ring.typing:
            self._show_typing(*ring.typing)
        if ring.line or ring.telephones:
            self._line_changed(ring)

    def _line_changed(self, ring: Ring) -> None:
        """At once, and to those whom it concerns: a screen shows an event within a fraction of a second."""
        said = frame("line")
        for page in self.watching:
            if (ring.line and page.watches == LINE) or (page.watches == TELEPHONE and page.person in ring.telephones):
                page.push(said)

    async def _read_what_rang(self) -> None:
        """What rings while the table is asked is asked for together, next: however many ring, it is one question."""
        try:
            while self._to_read:
                chats, self._to_read = self._to_read, set()
                lasts = {}
                for chat_id in chats:
                    pages = self.pages.get(chat_id, ())
                    for page in pages:
                        page.must_look_again = page.is_catching_up
                    if ready := [page.last for page in pages if not page.is_catching_up]:
                        lasts[chat_id] = min(ready)
                for message in await self.ask(queries.messages_after_all, lasts):
                    self._deliver(message)
        except DatabaseError as error:  # the table is looked into regularly anyway
            log.warning("what rang could not be read", error=describe(error))
        finally:
            self._is_reading = False

    def _show_typing(self, chat_id: int, side: str) -> None:
        for page in self.pages.get(chat_id, ()):
            if page.side != side:
                page.push(frame("typing"))

    def _publish(self, ring: Ring) -> None:
        if self._redis is not None:
            self._begin(self._send_to_others(doorbell.to_wire(ring)))

    async def _send_to_others(self, wire: str) -> None:
        assert self._redis is not None
        with suppress(*doorbell.faults()):  # others look into the table by themselves
            await self._redis.publish(doorbell.CHANNEL, wire)

    async def _hear_others(self) -> None:
        assert self._redis is not None
        while True:
            try:
                async with self._redis.pubsub() as bell:
                    await bell.subscribe(doorbell.CHANNEL)
                    await self._look()  # what rang while nobody listened
                    async for each in bell.listen():
                        if each["type"] == "message" and (ring := doorbell.from_wire(each["data"])):
                            self._rung(ring)
            except doorbell.faults() as error:
                log.warning("the doorbell is away", error=type(error).__name__)
            await asyncio.sleep(1)

    # What is done regularly

    async def _look_regularly(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS_WITH_REDIS if self._redis is not None else LOOK_SECONDS)
            await self._look()

    async def _look(self) -> None:
        """Catch up every page that is behind the table."""
        with suppress(DatabaseError):
            for chat_id, last in (await self.ask(queries.last_numbers, list(self.pages))).items():
                for page in self.pages.get(chat_id, ()):
                    if page.last < last:
                        self._catch_up(page)

    async def _say_who_is_here(self) -> None:
        while True:
            here = [chat for chat, pages in self.pages.items() if any(page.side == PUBLIC_SIDE for page in pages)]
            open_pages = [page for pages in (*self.pages.values(), self.watching) for page in pages]
            ready = {page.ready for page in open_pages if page.ready is not None}
            with suppress(DatabaseError):
                if here:
                    await self.ask(queries.note_seen, here, at=timezone.now())
                if ready:
                    await self.ask(queries.note_at_desk, ready, at=timezone.now())
            await asyncio.sleep(SEEN_SECONDS)

    def _queue_changed(self) -> None:
        self._queue_due = True

    async def _watch_the_queue(self) -> None:
        """Tell those who wait their place, and those who watch who waits: soon after a change, and now and then."""
        since = 0.0
        while True:
            await asyncio.sleep(0.25)
            since += 0.25
            if self._queue_due or since >= QUEUE_SECONDS:
                self._queue_due, since = False, 0.0
                with suppress(DatabaseError):
                    await self._tell_the_queue()

    async def _tell_the_queue(self) -> None:
        if not self.pages and not self.watching:
            return
        at = timezone.now()
        waiting = await self.ask(queries.waiting_ids)
        waits = await self.ask(queries.recent_waits, at=at) if waiting else []
        for place, chat_id in enumerate(waiting, start=1):
            said = frame("place", place=place, minutes=expected_minutes(waits, place))
            for page in self.pages.get(chat_id, ()):
                if page.last_place != said:
                    page.last_place = said
                    page.push(said)
        said, rung = frame("queue", waiting=len(waiting), newest=max(waiting, default=0)), self._queue_rung
        self._queue_rung = False
        for page in [each for each in self.watching if each.watches != TELEPHONE]:
            if rung or page.last_place != said:  # a chat was taken, given over or ended: the pages show that too
                page.last_place = said
                page.push(said)

    def _from_thread(self, function: Callable[[T], None], value: T) -> None:
        with suppress(RuntimeError):  # the loop has ended: whoever was connected comes again
            self.loop.call_soon_threadsafe(function, value)

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = self.loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _with_database(function: Callable[..., T], *arguments: Any, **named: Any) -> T:
    close_old_connections()
    try:
        return function(*arguments, **named)
    finally:
        close_old_connections()


_hubs: dict[int, Hub] = {}


def hub() -> Hub:
    """The one of the running loop."""
    loop = asyncio.get_running_loop()
    found = _hubs.get(id(loop))
    if found is None or found.loop is not loop:
        found = _hubs[id(loop)] = Hub()
    return found
