"""A site that is not ours, with a strict content policy of its own: it embeds chat by one line of script."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>A school</title>
<meta name="viewport" content="width=device-width"></head><body><main><h1>A school of nowhere</h1>
<p><a href="/another?from={service}">Another page of ours</a></p></main>
<script src="{service}/static/ui/embed.js" async></script></body></html>"""


class _Pages(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        """`?from=` says where the service is."""
        service = parse_qs(urlsplit(self.path).query).get("from", [""])[0]
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        policy = f"default-src 'none'; script-src {service}; frame-src {service}"
        self.send_header("Content-Security-Policy", policy)
        self.end_headers()
        self.wfile.write(PAGE.format(service=service).encode())

    def log_message(self, format: str, *arguments: object) -> None:
        """Quiet."""


@contextmanager
def other_pages() -> Iterator[str]:
    """Its origin, by a name under which the service itself is never asked: another site to every browser."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
