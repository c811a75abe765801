"""Visitors who fill in the public forms over HTTP and, as people do, send again what was cut off."""

from __future__ import annotations

import itertools
import random
import re
import threading
import time
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode

FIELD = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
REFERENCE = re.compile(r"\bHSB-[0-9A-Z]{4}-[0-9A-Z]{4}\b")
QUESTION = "How should we plan for a return to lessons?"
#: What is answered on whichever page of the form asks for it; the page that asks for nothing is the last.
ANSWERS = {
    "/get-advice": {"role": "dsl"},
    "/get-advice/setting": {"setting": "mainstream_school"},
    "/get-advice/organisation": {"organisation": "", "establishment": "not_listed"},
    "/get-advice/area": {"area": "202"},
    "/get-advice/question": {"question": QUESTION},
    "/get-advice/reply": {"reply": "email"},
}


class Crowd:
    """Several visitors at once. `confirmed` is address → reference shown; `answered` counts requests, `cut_off` those
    that died with the server; `problems` are answers that no visitor should have had."""

    def __init__(self, port: int, *, visitors: int, seed: int) -> None:
        self.port = port
        self.confirmed: dict[str, str] = {}
        self.sent: set[str] = set()
        self.answered = self.cut_off = 0
        self.problems: list[str] = []
        self._closing = threading.Event()
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self._threads = [
            threading.Thread(target=self._be_a_visitor, args=(random.Random(seed + number),), daemon=True)
            for number in range(visitors)
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def finish(self, seconds: float = 60) -> None:
        """Everybody ends the form at hand."""
        self._closing.set()
        deadline = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0, deadline - time.monotonic()))
        assert not any(thread.is_alive() for thread in self._threads), "A visitor never got an answer."

    def _be_a_visitor(self, chance: random.Random) -> None:
        while not self._closing.is_set():
            with self._lock:
                address = f"visitor-{next(self._numbers)}@school.example.org"
                self.sent.add(address)
            try:
                visit = _Visit(self)
                journey = visit.ask_for_a_call if chance.random() < 0.85 else visit.ask_for_advice
                reference = journey(address)
                with self._lock:
                    self.confirmed[address] = reference
            except AssertionError as problem:
                with self._lock:
                    self.problems.append(f"{address}: {problem}")

    def count(self, *, answered: bool) -> None:
        with self._lock:
            self.answered += answered
            self.cut_off += not answered


class _Visit:
    """One browser: its cookies and the hidden fields of the page it is on."""

    def __init__(self, crowd: Crowd) -> None:
        self._crowd = crowd
        self._cookies: dict[str, str] = {}
        self._hidden: dict[str, str] = {}

    def ask_for_a_call(self, address: str) -> str:
        self._open("/call-back")
        return self._sent(
            "/call-back",
            {"role": "dsl", "phone": "07700 900123", "call_when": "soon", "question": QUESTION, "email": address},
        )

    def ask_for_advice(self, address: str) -> str:
        path = "/get-advice"
        while path != "/get-advice/check":
            self._open(path)
            status, onward, page = self._request("POST", path, ANSWERS.get(path, {"email": address}))
            assert status == 302, f"{path} answered {status}: {_words(page)}"
            path = onward
        self._open(path)
        return self._sent(path, {})

    def _sent(self, path: str, answer: dict[str, str]) -> str:
        status, location, page = self._request("POST", path, answer)
        assert status == 302, f"{path} answered {status}: {_words(page)}"
        assert "/sent/" in location, f"{path} led to {location}"
        status, _, page = self._request("GET", location)
        assert status == 200, f"{location} answered {status}"
        found = REFERENCE.search(page)
        assert found, "The confirmation shows no reference"
        return found[0]

    def _open(self, path: str) -> None:
        status, location, page = self._request("GET", path)
        assert status == 200, f"{path} answered {status} {location}: {_words(page)}"
        self._hidden = dict(FIELD.findall(page))

    def _request(self, method: str, path: str, answer: dict[str, str] | None = None) -> tuple[int, str, str]:
        """(status, location, body); sent again, the same, as often as it takes."""
        body = urlencode({**self._hidden, **answer}) if answer is not None else None
        for _ in range(200):
            connection = HTTPConnection("127.0.0.1", self._crowd.port, timeout=60)
            try:
                headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
                if body is not None:
                    headers["Content-Type"] = "application/x-www-form-urlencoded"
                connection.request(method, path, body, headers)
                response = connection.getresponse()
                page = response.read().decode()
            except (OSError, HTTPException):
                self._crowd.count(answered=False)
                time.sleep(0.02)
                continue
            finally:
                connection.close()
            self._crowd.count(answered=True)
            for cookie in response.headers.get_all("Set-Cookie") or []:
                name, _, value = cookie.split(";")[0].partition("=")
                self._cookies[name] = value
            return response.status, response.headers.get("Location", ""), page
        raise AssertionError(f"{path} was cut off two hundred times")


def _words(page: str) -> str:
    main = page.partition("<main")[2]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())[:400]
