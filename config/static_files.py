"""Style sheets, scripts and images, answered before Django: no thread pool, session or database for a file.

whitenoise knows the files and their headers (type, age, ETag, ranges). This sends them without its WSGI iterators,
which Django warns about under ASGI, and compresses what is text.
"""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import closing
from typing import Any

from whitenoise.middleware import WhiteNoiseMiddleware

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
Receive = Callable[[], Awaitable[Message]]
App = Callable[..., Awaitable[None]]

TEXT = ("text/", "application/javascript", "application/json", "image/svg+xml")
WITH_EVERY_FILE = {"x-content-type-options": "nosniff", "referrer-policy": "same-origin"}


class StaticFiles:
    """Answers for every known file (405 to what is no GET or HEAD); all else goes on to the application behind."""

    def __init__(self, application: App) -> None:
        self._application = application
        self._files = WhiteNoiseMiddleware(lambda request: None).files
        self._compressed: dict[str, bytes] = {}

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        found = self._files.get(scope["path"]) if scope["type"] == "http" else None
        if found is None:
            await self._application(scope, receive, send)
            return
        asked = {_as_environ(name): value.decode("latin-1") for name, value in scope["headers"]}
        status, headers, content = await asyncio.to_thread(self._read, scope, found, asked)
        pairs = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": status, "headers": pairs})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else content})

    def _read(self, scope: Message, found: Any, asked: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        """(status, headers, content) of a file as asked for. The files are a few hundred kilobytes at most."""
        path, reads = scope["path"], scope["method"] in {"GET", "HEAD"}
        answer = found.get_response("GET" if reads else scope["method"], asked)
        headers = {name.lower(): str(value) for name, value in answer.headers} | WITH_EVERY_FILE
        if answer.file is None:
            return int(answer.status), headers, b""
        with closing(answer.file):
            content = answer.file.read()
        is_text = headers.get("content-type", "").startswith(TEXT) and "content-encoding" not in headers
        if is_text:
            headers["vary"] = "Accept-Encoding"
        if is_text and answer.status == 200 and "gzip" in asked.get("HTTP_ACCEPT_ENCODING", ""):
            if path not in self._compressed:
                self._compressed[path] = gzip.compress(content, mtime=0)
            content = self._compressed[path]
            headers |= {"content-encoding": "gzip", "content-length": str(len(content))}
        return int(answer.status), headers, content


def _as_environ(name: bytes) -> str:
    """A header's name as whitenoise looks for it: `HTTP_IF_NONE_MATCH`."""
    return "HTTP_" + name.decode("latin-1").upper().replace("-", "_")
