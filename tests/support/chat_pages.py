"""Both ends of a chat without a browser: the pages by HTTP with a cookie jar, the socket by `websockets`."""

from __future__ import annotations

import html
import json
import re
import time
import uuid
from collections.abc import Callable
from http.cookiejar import CookieJar
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

from websockets.sync.client import ClientConnection, connect

PATIENCE_SECONDS = 60


class Visitor:
    """Somebody's browser without scripts: keeps cookies and the last page."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.jar = CookieJar()
        self._opener = build_opener(HTTPCookieProcessor(self.jar))
        self.text, self.url, self.status = "", "", 0

    def opens(self, path: str) -> str:
        return self._ask(Request(self.base + path))

    def sends(self, path: str, **fields: str) -> str:
        """Send a form with the token of the page that is open."""
        fields = {"csrfmiddlewaretoken": self.field("csrfmiddlewaretoken"), **fields}
        return self._ask(Request(self.base + path, data=urlencode(fields).encode()))

    def field(self, name: str) -> str:
        found = re.search(rf'name="{name}" value="([^"]*)"', self.text)
        return html.unescape(found[1]) if found else ""

    def data(self, name: str) -> str:
        found = re.search(rf'data-{name}="([^"]*)"', self.text)
        return html.unescape(found[1]) if found else ""

    @property
    def cookies(self) -> str:
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.jar)

    def starts_chat(self, *, role: str = "dsl", name: str = "") -> Visitor:
        self.opens("/chat")
        self.sends("/chat", form=self.field("form"), role=role, name=name)
        assert self.url.endswith("/chat/talk"), (self.url, self.text[:2000])
        return self

    def signs_in(self, name: str) -> Visitor:
        """The demo's one click."""
        self.opens("/demo")
        button = re.search(rf'name="person" value="(\d+)">Sign in<span[^>]*> as {re.escape(name)}', self.text)
        assert button, f"{name} cannot sign in"
        self.sends("/demo", person=button[1])
        return self

    def socket(self, *, after: int = 0, origin: str = "") -> Socket:
        """The socket of the page that is open, greeted."""
        return Socket(self, token=self.data("token"), after=after, origin=origin or self.base)

    def _ask(self, request: Request) -> str:
        try:
            with self._opener.open(request, timeout=PATIENCE_SECONDS) as answer:
                self.status, self.url, self.text = answer.status, answer.url, answer.read().decode()
        except HTTPError as refusal:
            with refusal:
                self.status, self.url, self.text = refusal.code, refusal.url, refusal.read().decode()
        return self.text


class Socket:
    """One socket of a chat's page. What was heard is kept in `heard`."""

    def __init__(self, visitor: Visitor, *, token: str, after: int, origin: str) -> None:
        self.connection = open_socket(visitor.base, cookies=visitor.cookies, origin=origin)
        self.heard: list[dict[str, Any]] = []
        self.send(type="hello", token=token, after=after)

    def send(self, **frame: Any) -> None:
        self.connection.send(json.dumps(frame))

    def say(self, text: str, *, id: str = "", **how: Any) -> str:
        id = id or str(uuid.uuid4())
        self.send(type="say", id=id, text=text, **how)
        return id

    def hear(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The next frame that is wanted; the others are kept too."""
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            frame = json.loads(self.connection.recv(timeout=max(0.1, until - time.monotonic())))
            self.heard.append(frame)
            if wanted(frame):
                return frame

    def hear_type(self, *types: str) -> dict[str, Any]:
        return self.hear(lambda frame: frame["type"] in types)

    def hear_own(self, id: str) -> dict[str, Any]:
        """What became of what was said: the message, kept, or why it was refused."""
        return self.hear(lambda frame: frame.get("id") == id)

    @property
    def messages(self) -> list[dict[str, Any]]:
        return [frame for frame in self.heard if frame["type"] == "message"]

    def close(self) -> None:
        self.connection.close()


def open_socket(base: str, *, cookies: str, origin: str | None) -> ClientConnection:
    return connect(
        base.replace("http", "ws", 1) + "/chat/socket", origin=origin, additional_headers={"Cookie": cookies},
        open_timeout=PATIENCE_SECONDS, close_timeout=5, proxy=None, compression=None, legacy=True,
    )  # fmt: skip
