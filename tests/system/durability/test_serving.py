"""Stopping, files, and what visitors see when the records are away."""

from __future__ import annotations

import gzip
import os
import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import urlencode, urlsplit, urlunsplit

import pytest

from tests.support.proxy import Door
from tests.support.server import Service, _command
from tests.system.durability.test_killing import _verdict
from tests.system.durability.visitors import FIELD, QUESTION

pytestmark = [pytest.mark.system, pytest.mark.both_engines]

ADDRESS, PHONE = "visitor-away@school.example.org", "07700 900456"


@contextmanager
def records_that_can_go_away(service: Service) -> Iterator[tuple[Callable[[], None], Callable[[], None]]]:
    """(`away`, `back`): the folder of SQLite is moved, the way to PostgreSQL is shut."""
    if "DATABASE_URL" not in service.environment:
        hidden = service.data.with_name("hidden")
        yield (lambda: service.data.rename(hidden) and None), (lambda: hidden.rename(service.data) and None)
        return
    parts = urlsplit(service.environment["DATABASE_URL"])
    door = Door(parts.hostname, parts.port)
    for name in ("DATABASE_URL", "KEYS_DATABASE_URL"):
        there = urlsplit(service.environment[name])
        service.environment[name] = urlunsplit(there._replace(netloc=f"{there.username}@127.0.0.1:{door.port}"))
    try:
        yield door.shut, door.open
    finally:
        door.open()
        service.stop()
        door.close()


class Form:
    """The call-back form as a browser holds it: the fields of its page, and its cookies."""

    def __init__(self, service: Service) -> None:
        self._port = service.port
        page, answer = self._ask("GET")
        self._cookies = "; ".join(each.split(";")[0] for each in answer.headers.get_all("Set-Cookie"))
        self._fields = dict(FIELD.findall(page)) | {
            "role": "dsl", "phone": PHONE, "call_when": "soon", "question": QUESTION, "email": ADDRESS,
        }  # fmt: skip

    def send(self) -> tuple[str, HTTPResponse]:
        return self._ask("POST", urlencode(self._fields), {
            "Cookie": self._cookies, "Content-Type": "application/x-www-form-urlencoded",
        })  # fmt: skip

    def _ask(self, method: str, body: str | None = None, headers: dict[str, str] | None = None):
        connection = HTTPConnection("127.0.0.1", self._port, timeout=60)
        try:
            connection.request(method, "/call-back", body, headers or {})
            answer = connection.getresponse()
            return answer.read().decode(), answer
        finally:
            connection.close()


def test_while_the_records_are_away_visitors_are_told_keep_their_words_and_are_served_again_after(new_service):
    service: Service = new_service(ADVICELINE_RATE_LIMITS="off").prepare()
    with records_that_can_go_away(service) as (away, back):
        service.start()
        form = Form(service)

        away()
        page, answer = form.send()
        assert answer.status == 503, page[:500]
        assert answer.headers["Retry-After"]
        assert "We cannot reach our records just now" in page
        assert QUESTION in page
        assert ADDRESS in page
        assert re.search(r"ring us on [\d ]{8,}", page)
        assert "csrfmiddlewaretoken" not in page

        back()
        _, answer = form.send()
        assert answer.status == 302
        assert "/sent/" in answer.headers["Location"]
        deadline = time.monotonic() + 60
        while not _sent(service) and time.monotonic() < deadline:
            time.sleep(0.5)
        assert _sent(service) == [ADDRESS]  # the worker came back by itself as well
        log = service.log_tail(1_000_000)
        service.stop()
    for typed in (QUESTION, ADDRESS, PHONE, PHONE.replace(" ", "")):
        assert typed not in log


def _sent(service: Service) -> list[str]:
    return [address for address, sent in _verdict(service)["messages"].items() if sent[0][0] == "sent"]


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_a_server_that_is_told_to_stop_finishes_the_request_at_hand(new_service, ending):
    service: Service = new_service(from_the_shell=True).prepare().start()
    body = urlencode({"role": "dsl"}).encode()
    with socket.create_connection(("127.0.0.1", service.port), timeout=30) as visitor:
        visitor.sendall(
            b"POST /call-back HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
            b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n" % len(body)
        )
        time.sleep(0.5)  # the server has the beginning
        os.kill(service.process.pid, ending)
        time.sleep(0.3)
        visitor.sendall(body)
        answer = b"".join(iter(lambda: visitor.recv(65536), b""))

    assert answer.startswith(b"HTTP/1.1 403")  # no token: refused, but answered, whole
    assert b"</html>" in answer
    assert service.process.wait(30) == 0
    service.process = None
    assert "Traceback" not in service.log_tail(1_000_000)


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_that_is_told_to_stop_ends_without_a_trace(new_service, ending):
    service: Service = new_service().prepare()
    with service.log.open("ab") as log:
        worker = subprocess.Popen(
            [*_command(), "worker"], env=service.environment, stdout=log, stderr=log, start_new_session=True
        )
    try:
        deadline = time.monotonic() + 60
        while _verdict(service)["jobs"].keys() != {"done"} and time.monotonic() < deadline:
            time.sleep(0.5)
        if ending is signal.SIGINT:
            os.killpg(worker.pid, ending)  # Ctrl-C reaches the whole group
        else:
            worker.send_signal(ending)
        assert worker.wait(60) == 0
    finally:
        if worker.poll() is None:
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()
    assert set(_verdict(service)["jobs"]) == {"done"}
    assert "Traceback" not in service.log_tail(1_000_000)


@pytest.fixture(scope="module")
def style_sheet(service: Service) -> str:
    with urllib.request.urlopen(service.url("/")) as page:
        return service.url(re.search(r'href="(/static/[^"]+\.css)"', page.read().decode())[1])


def fetch(url: str, *, method: str = "GET", **headers: str):
    asked = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, method=method, headers=asked)) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.headers, refusal.read()


def test_files_are_compressed_kept_and_typed(style_sheet):
    status, headers, plain = fetch(style_sheet)
    assert status == 200
    assert headers["Content-Type"].startswith("text/css")
    assert headers["Cache-Control"] == "max-age=3600, public"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Vary"] == "Accept-Encoding"

    _, packed_headers, packed = fetch(style_sheet, Accept_Encoding="gzip, br")
    assert packed_headers["Content-Encoding"] == "gzip"
    assert int(packed_headers["Content-Length"]) == len(packed) < len(plain) / 3
    assert gzip.decompress(packed) == plain

    again = fetch(style_sheet, If_None_Match=headers["ETag"])
    assert (again[0], again[2]) == (304, b"")
    head = fetch(style_sheet, method="HEAD")
    assert (head[0], head[1]["Content-Length"], head[2]) == (200, str(len(plain)), b"")
    part = fetch(style_sheet, Range="bytes=10-19")
    assert (part[0], part[2]) == (206, plain[10:20])


def test_what_is_no_file_is_not_found_and_nothing_outside_is_served(service, style_sheet):
    for path in ("/static/ui/none.css", "/static/../config/settings.py", "/static/%2e%2e/pyproject.toml", "/static/"):
        assert fetch(service.url(path))[0] in {400, 404}
    assert fetch(style_sheet, method="POST")[0] == 405
    assert "StreamingHttpResponse" not in service.log_tail(1_000_000)
