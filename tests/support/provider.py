"""A hosted telephone provider's REST interface for recordings, on loopback, as its documentation says."""

from __future__ import annotations

import base64
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PATH = re.compile(r"/2010-04-01/Accounts/(AC[0-9a-f]{32})/Recordings/(RE[0-9a-f]{32})\.(wav|json)")


@dataclass
class Provider:
    """`recordings` are what it holds, `not_ready` those that are still put together; `answers` are given instead, in turn."""

    account: str
    token: str
    recordings: dict[str, bytes] = field(default_factory=dict)
    not_ready: set[str] = field(default_factory=set)
    answers: list[int] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    address: str = ""

    def answer(self, method: str, path: str, proof: str) -> tuple[int, bytes]:
        self.asked.append(f"{method} {path}")
        if self.answers and (status := self.answers.pop(0)):
            return status, b""
        right = base64.b64encode(f"{self.account}:{self.token}".encode()).decode()
        found = PATH.fullmatch(path)
        if proof != f"Basic {right}":
            return 401, b'{"code": 20003, "message": "Authenticate", "status": 401}'
        if found is None or found[1] != self.account or found[2] not in self.recordings:
            return 404, b'{"code": 20404, "status": 404}'
        if method == "DELETE":
            del self.recordings[found[2]]
            return 204, b""
        return (404, b"") if found[2] in self.not_ready else (200, self.recordings[found[2]])


@contextmanager
def provider(account: str, token: str) -> Iterator[Provider]:
    told = Provider(account, token)

    class Handler(BaseHTTPRequestHandler):
        def _do(self) -> None:
            status, content = told.answer(self.command, self.path, self.headers.get("Authorization", ""))
            self.send_response(status)
            if status in {301, 302, 307}:
                self.send_header("Location", "http://127.0.0.1:9/elsewhere")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_DELETE = _do  # the names of http.server

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()
