"""The socket of a chat's page: who it is, what it sends, what it is sent. See `frames` for the words it speaks."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from adviceline.accounts.limits import client_address, count
from adviceline.channels.chat import doorbell, identity
from adviceline.channels.chat.frames import BadFrame, Frame, Hello, Here, Say, Typing, frame, parse
from adviceline.channels.chat.hub import Hub, hub
from adviceline.channels.chat.identity import AtSocket, NotLetIn
from adviceline.channels.chat.pages import Page
from adviceline.channels.chat.rules import Allowance
from adviceline.channels.chat.shown import PUBLIC_SIDE, STAFF
from adviceline.channels.chat.writing import Draft
from adviceline.ui.words import sentence

HELLO_SECONDS = 15
AGAIN_SECONDS = 30
MOST_BAD = 20
"""After so many frames that cannot be read or come too often, the socket is closed."""
MOST_CONNECTIONS, IN_SECONDS = 600, 60
"""From one address: a school's whole staff may share one."""
SAY_EACH_SECOND, SAY_BURST = 2.0, 20.0
SEND_EACH_SECOND, SEND_BURST = 2.0, 20.0
MOST_PAGES_A_CHAT = 12
#: 1008 refused for good, 1013 come again.
REFUSED, COME_AGAIN = 1008, 1013


async def chat(websocket: WebSocket) -> None:
    """One page, from its first word to its last."""
    if not identity.is_of_this_site(websocket.scope["headers"]):
        await websocket.close(REFUSED)
        return
    here = hub()
    if await here.ask(_comes_too_often, websocket):
        await websocket.close(COME_AGAIN)
        return
    await websocket.accept()
    with suppress(WebSocketDisconnect):
        try:
            visit = await _welcome(websocket, here)
        except BadFrame as problem:
            await _close(websocket, REFUSED, str(problem))
        except (NotLetIn, TimeoutError):
            await _close(websocket, REFUSED, sentence("chat.socket_refused"))
        except DatabaseError:
            await _close(websocket, COME_AGAIN, sentence("chat.later"))
        else:
            await visit.last()


class Visit:
    """A page that was let in."""

    def __init__(self, websocket: WebSocket, here: Hub, page: Page, found: AtSocket, token: str) -> None:
        self.websocket, self.here, self.page, self.found, self.token = websocket, here, page, found, token
        self.bad = 0
        self.may_say = Allowance(each_second=SAY_EACH_SECOND, burst=SAY_BURST)
        self.may_send = Allowance(each_second=SEND_EACH_SECOND, burst=SEND_BURST)

    async def last(self) -> None:
        """Read and write until the page goes, does not read, floods us, or is nobody's any more."""
        self.page.push(frame("ready"))
        self.here.join(self.page)
        ways = (self._hear(), self._tell(), self._look_again(), self._until_dropped())
        work = [asyncio.create_task(each) for each in ways]
        code = REFUSED
        try:
            await asyncio.wait(work, return_when=asyncio.FIRST_COMPLETED)
            code = COME_AGAIN if self.page.dropped.is_set() else REFUSED
        finally:
            self.here.leave(self.page)
            for each in work:
                each.cancel()
            await asyncio.gather(*work, return_exceptions=True)
        await _close(self.websocket, code)

    async def _hear(self) -> None:
        """Until the page sends what no page sends too often."""
        while self.bad < MOST_BAD:
            try:
                sent = await _read(self.websocket)
                if not self._is_allowed(sent):
                    self.bad += 1
                    continue
                await self._do(sent)
            except BadFrame as problem:
                self.bad += 1
                self.page.push(frame("error", words=str(problem)))

    def _is_allowed(self, sent: Frame) -> bool:
        now = self.here.loop.time()
        if not settings.RATE_LIMITS:
            return True
        if not isinstance(sent, Say):
            return self.may_send.take(now)
        if self.may_say.take(now):
            return True
        words = sentence("chat.too_fast")
        self.page.push(frame("refused", id=str(sent.id), reason="too_fast", words=words, findings=[], again=True))
        return False

    async def _do(self, sent: Frame) -> None:
        match sent:
            case Say() if self.page.chat_id is not None:
                await self.page.unkept.acquire()  # no more is read before some of it is kept
                self.here.writer.put(self.page, Draft(
                    chat_id=self.page.chat_id, client_id=sent.id, text=sent.text, author=self.found.person,
                    blank=sent.blank, whisper=sent.whisper,
                ))  # fmt: skip
            case Typing() if self.page.chat_id is not None:
                self.here.typing(self.page)
            case Here():
                self.page.push(frame("here", last=self.page.sent))
            case _:
                raise BadFrame("That cannot be sent here.")

    async def _tell(self) -> None:
        while True:
            await self.websocket.send_text(await self.page.frames.get())

    async def _until_dropped(self) -> None:
        await self.page.dropped.wait()

    async def _look_again(self) -> None:
        """Staff sign out, or lose a role, while their page is open."""
        while True:
            await asyncio.sleep(AGAIN_SECONDS)
            if self.found.person is not None:
                with suppress(DatabaseError):
                    await self.here.ask(identity.who, self.websocket.scope["headers"], self.token)


async def _welcome(websocket: WebSocket, here: Hub) -> Visit:
    async with asyncio.timeout(HELLO_SECONDS):
        hello = await _read(websocket)
    if not isinstance(hello, Hello):
        raise BadFrame("Say hello first.")
    found = await here.ask(identity.who, websocket.scope["headers"], hello.token)
    if found.chat_id is not None and len(here.pages.get(found.chat_id, ())) >= MOST_PAGES_A_CHAT:
        raise NotLetIn
    ready = found.person.pk if found.person and not found.only_watches else None
    page = Page(
        chat_id=found.chat_id, side=STAFF if found.person else PUBLIC_SIDE, last=hello.after, ready=ready,
        watches=hello.watch, person=found.person.pk if found.person else None,
    )  # fmt: skip
    return Visit(websocket, here, page, found, hello.token)


async def _read(websocket: WebSocket) -> Frame:
    """Raises `BadFrame`; `WebSocketDisconnect` when the page has gone."""
    event = await websocket.receive()
    if event["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(event.get("code", 1005))
    text = event.get("text")
    if text is None:
        raise BadFrame("That is not text.")
    return parse(text)


async def _close(websocket: WebSocket, code: int, words: str = "") -> None:
    """Say why, where it can still be said, and close."""
    with suppress(RuntimeError, WebSocketDisconnect, OSError):
        if websocket.application_state == WebSocketState.CONNECTED:
            if words:
                await websocket.send_text(frame("error", words=words))
            await websocket.close(code)


def _comes_too_often(websocket: WebSocket) -> bool:
    request = HttpRequest()
    request.META["REMOTE_ADDR"] = websocket.client.host if websocket.client else ""
    request.META["HTTP_X_FORWARDED_FOR"] = websocket.headers.get("x-forwarded-for", "")
    try:
        return count("chat.socket", client_address(request), most=MOST_CONNECTIONS, seconds=IN_SECONDS) > 0
    except doorbell.faults():
        return False  # the cache is away: nobody is kept from their chat for that


application = Starlette(routes=[WebSocketRoute("/chat/socket", chat)])
