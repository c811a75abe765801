"""What no browser sends, to the real server: broken HTTP on raw sockets. It answers 4xx or hangs up, and goes on."""

from __future__ import annotations

import random
import re
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from http.client import HTTPConnection

import pytest

from tests.support import hostile
from tests.support.routes import routes
from tests.support.server import Service

pytestmark = pytest.mark.system
HOST = b"Host: 127.0.0.1\r\n"
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"

BROKEN: dict[str, bytes] = {
    "nothing": b"\r\n\r\n",
    "noise": bytes(range(256)) * 8,
    "tls": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 200,
    "http2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "no version": b"GET /\r\n\r\n",
    "version 9": b"GET / HTTP/9.9\r\n" + HOST + b"\r\n",
    "no host": b"GET / HTTP/1.1\r\n\r\n",
    "two hosts": b"GET / HTTP/1.1\r\n" + HOST + b"Host: evil.example\r\n\r\n",
    "another host": b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    "a host of odd bytes": b"GET / HTTP/1.1\r\nHost: \xff\xfe\r\n\r\n",
    "whole address": b"GET http://evil.example/ HTTP/1.1\r\n" + HOST + b"\r\n",
    "asterisk": b"OPTIONS * HTTP/1.1\r\n" + HOST + b"\r\n",
    "connect": b"CONNECT evil.example:443 HTTP/1.1\r\n" + HOST + b"\r\n",
    "upgrade": b"GET / HTTP/1.1\r\n" + HOST + b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
    "path of odd bytes": b"GET /\xff\xfe%ff%00%ed%a0%80 HTTP/1.1\r\n" + HOST + b"\r\n",
    "path that climbs": b"GET /static/../../../../etc/passwd HTTP/1.1\r\n" + HOST + b"\r\n",
    "static path that climbs": b"GET /static/%2e%2e/%2e%2e/%2e%2e/config/settings.py HTTP/1.1\r\n" + HOST + b"\r\n",
    "static path with NUL": b"GET /static/ui/app.css%00 HTTP/1.1\r\n" + HOST + b"\r\n",
    "folded header": b"GET / HTTP/1.1\r\n" + HOST + b"X: a\r\n b\r\n\r\n",
    "header without a colon": b"GET / HTTP/1.1\r\n" + HOST + b"banana\r\n\r\n",
    "header of odd bytes": b"GET / HTTP/1.1\r\n" + HOST + b"X: \xff\xfe\x01\r\nAccept: \xff\r\n\r\n",
    "header with NUL": b"GET / HTTP/1.1\r\n" + HOST + b"X: a\x00b\r\n\r\n",
    "cookie of odd bytes": b"GET /desk/queue HTTP/1.1\r\n" + HOST + b"Cookie: adviceline_session=\xff\xfe; =; ;;\r\n\r\n",
    "cookie with NUL": b'GET /desk/queue HTTP/1.1\r\n' + HOST + b'Cookie: adviceline_session="\\000\\000abcdefgh"\r\n\r\n',
    "charset that is not text": b"POST / HTTP/1.1\r\n" + HOST + b"Content-Type: application/x-www-form-urlencoded; charset=rot13\r\n"
    b"Content-Length: 3\r\n\r\na=1",
    "charset of odd bytes": b"POST / HTTP/1.1\r\n" + HOST + b"Content-Type: text/plain; charset=\xff\xfe\r\nContent-Length: 3\r\n\r\na=1",
    "charset with a path": b"POST / HTTP/1.1\r\n" + HOST + b"Content-Type: text/plain; charset=../../x\r\nContent-Length: 3\r\n\r\na=1",
    "two lengths": b"POST / HTTP/1.1\r\n" + HOST + FORM + b"Content-Length: 3\r\nContent-Length: 9\r\n\r\na=1",
    "length and chunks": b"POST / HTTP/1.1\r\n" + HOST + FORM + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "length below nothing": b"POST / HTTP/1.1\r\n" + HOST + FORM + b"Content-Length: -1\r\n\r\n",
    "length in letters": b"POST / HTTP/1.1\r\n" + HOST + FORM + b"Content-Length: banana\r\n\r\n",
    "length of a planet": b"POST / HTTP/1.1\r\n" + HOST + FORM + b"Content-Length: 99999999999999999999\r\n\r\n",
    "bad chunk": b"POST / HTTP/1.1\r\n" + HOST + FORM + b"Transfer-Encoding: chunked\r\n\r\nZZ\r\na=1\r\n0\r\n\r\n",
    "unknown coding": b"POST / HTTP/1.1\r\n" + HOST + FORM + b"Transfer-Encoding: banana\r\n\r\n",
    "expectation": b"POST / HTTP/1.1\r\n" + HOST + FORM + b"Expect: the-unexpected\r\nContent-Length: 3\r\n\r\na=1",
    "body cut short": b"POST /check-text HTTP/1.1\r\n" + HOST + FORM + b"Content-Length: 500\r\n\r\ntext=a",
    "long address": b"GET /?" + b"q" * 200_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n",
    "address of 20,000": b"GET /?" + b"q" * 20_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n",
    "long method": b"B" * 70_000 + b" / HTTP/1.1\r\n" + HOST + b"\r\n",
    "long header": b"GET / HTTP/1.1\r\n" + HOST + b"X: " + b"x" * 200_000 + b"\r\n\r\n",
    "header of 20,000": b"GET / HTTP/1.1\r\n" + HOST + b"Cookie: " + b"x=1; " * 4000 + b"\r\n\r\n",
    "many headers": b"GET / HTTP/1.1\r\n" + HOST + b"".join(b"X-%d: 1\r\n" % n for n in range(3000)) + b"\r\n",
    "many requests at once": (b"GET /health HTTP/1.1\r\n" + HOST + b"\r\n") * 40,
    "one request inside another": b"POST / HTTP/1.1\r\n" + HOST + FORM + b"Content-Length: 0\r\n\r\nGET /desk/queue HTTP/1.1\r\n" + HOST + b"\r\n",
    "large body": b"POST /check-text HTTP/1.1\r\n" + HOST + FORM + b"Content-Length: 3000005\r\n\r\ntext=" + b"x" * 3_000_000,
    "large body in chunks": b"POST /check-text HTTP/1.1\r\n" + HOST + FORM + b"Transfer-Encoding: chunked\r\n\r\n"
    + (b"10000\r\n" + b"x" * 65536 + b"\r\n") * 40 + b"0\r\n\r\n",
}  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def still_well(service: Service) -> Iterator[None]:
    yield
    assert status_of(service, "GET", "/") == 200
    assert "Traceback" not in service.log_tail(1_000_000)
    assert service.process is not None
    assert service.process.poll() is None


@pytest.fixture(scope="module")
def answers(service: Service) -> dict[str, bytes]:
    """What it says to each, several asking at once: of many the end is known only when nothing more comes."""
    with ThreadPoolExecutor(8) as several:
        return dict(zip(BROKEN, several.map(partial(talk, service), BROKEN.values()), strict=True))


@pytest.mark.parametrize("name", BROKEN)
def test_broken_http_is_refused(answers: dict[str, bytes], name: str) -> None:
    said = answers[name]

    codes = [int(code) for code in re.findall(rb"^HTTP/1\.[01] (\d{3})", said, re.MULTILINE)]
    assert all(code < 500 for code in codes), said[:500]
    assert b"Traceback" not in said
    assert b"root:" not in said
    assert b"SECRET_KEY" not in said


def test_a_body_that_trickles_in_holds_nobody_else_up(service: Service) -> None:
    slow = [socket.create_connection(("127.0.0.1", service.port), timeout=10) for _ in range(30)]
    try:
        for number, connection in enumerate(slow):
            head = b"POST /check-text HTTP/1.1\r\n" + HOST + FORM + b"Content-Length: 100\r\n\r\ntext="
            connection.sendall(head if number % 2 else head[:30])
        assert status_of(service, "GET", "/") == 200
        assert status_of(service, "GET", "/health") == 200
    finally:
        for connection in slow:
            connection.close()
    assert status_of(service, "GET", "/") == 200


def test_every_address_stands_the_real_server(service: Service) -> None:
    """A share of the walk of tests/integration/test_hostile_input.py, through the sockets and the real middleware."""
    chance = random.Random(20220203)
    wrong = []
    for route in routes():
        held = {name: "1" if name == "pk" else "00000000-0000-0000-0000-000000000000" for name in route.parameters}
        with suppress(Exception):
            held = {name: "csv" if name == "form" else value for name, value in held.items()}
            address = route.address(**held)
            for _ in range(6):
                name, value = chance.choice(["q", "next", "after", "text"]), chance.choice(hostile.VALUES)
                query = f"{address}?{name}={hostile.quoted(value)}"[:9000]
                method = chance.choice(["GET", "POST", "PUT", "TRACE", "OPTIONS", "PROPFIND", "HEAD"])
                kind, body = chance.choice(hostile.BODIES)
                kind = kind if kind.isprintable() else "text/plain"
                code = status_of(service, method, query, body if method == "POST" else b"", kind)
                if code >= 500:
                    wrong.append(f"{method} {query[:200]} {kind}: {code}")
    assert wrong == []


def talk(service: Service, sent: bytes) -> bytes:
    """Everything that the server says to these bytes, until it hangs up or says no more."""
    said = b""
    with socket.create_connection(("127.0.0.1", service.port), timeout=10) as connection:
        with suppress(OSError):  # it may hang up while a large body still travels
            connection.sendall(sent)
        connection.settimeout(2)
        with suppress(OSError):
            while part := connection.recv(65536):
                said += part
    return said


def status_of(service: Service, method: str, path: str, body: bytes = b"", kind: str = "") -> int:
    """0 when the server hung up without an answer."""
    connection = HTTPConnection("127.0.0.1", service.port, timeout=30)
    try:
        connection.request(method, path, body or None, {"Content-Type": kind} if kind else {})
        return connection.getresponse().status
    except (ConnectionError, TimeoutError):
        return 0
    finally:
        connection.close()
