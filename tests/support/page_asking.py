"""Asks every address as a person would and finds the answers that have a part that no page before them had.

A program beside a running service, in its settings and on its databases: the same middleware and views, with the
cookies of a browser, and without the way through sockets and browser that most of five thousand answers do not need.
It goes on only when what it found was looked at, so that nothing is sent meanwhile that would change it.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import IO, Any

from lxml import html

from tests.support.nursery import nursery
from tests.support.server import Service


@dataclass(frozen=True)
class Answer:
    """What an address answered; `is_sent` when a form without answers was sent there, since it takes nothing else: then
    `address` is where that led."""

    name: str
    address: str
    is_sent: bool
    status: int
    headers: Mapping[str, str]
    text: str


class Asker:
    """The other end: starts the program below, and speaks with it, a line each way."""

    def __init__(self, service: Service) -> None:
        heard, says = os.pipe()
        answers, told = os.pipe()
        with service.log.open("ab") as errors:
            self._process = nursery().bear(
                f"{__name__}:main", [str(service.port)], service.environment, stdin=heard, stdout=told, stderr=errors
            )
        for theirs in (heard, told):
            os.close(theirs)
        self._says, self._answers = os.fdopen(says, "w"), os.fdopen(answers)
        self.asked = 0

    def new_pages(self, addresses: list[list[str]], *, cookies: Mapping[str, str]) -> Iterator[Answer]:
        """Asks each of the addresses ([name, address]); whoever is signed in with the cookies also sends empty forms."""
        _say(self._says, [addresses, dict(cookies)])
        while said := self._heard():
            yield Answer(**said)
            _say(self._says, "go on")
        self.asked += len(addresses)

    def _heard(self) -> Any:
        line = self._answers.readline()
        assert line, "It ended; what it said is in the service's log."
        return json.loads(line)

    def end(self) -> None:
        self._says.close()
        self._answers.close()
        self._process.wait(60)


# ---- The program -------------------------------------------------------------------------------------------------------


def main() -> None:
    """Reads who asks and what; says each answer that is new, and null at the end."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    seen: set[tuple[Any, ...]] = set()
    for line in sys.stdin:
        addresses, cookies = json.loads(line)
        for found in _new_ones(addresses, cookies, port=sys.argv[1], seen=seen):
            _say(answers, asdict(found))
            sys.stdin.readline()
        _say(answers, None)


def _new_ones(
    addresses: list[list[str]], cookies: dict[str, str], *, port: str, seen: set[tuple[Any, ...]]
) -> Iterator[Answer]:
    from django.conf import settings
    from django.test import Client

    browser = Client(
        enforce_csrf_checks=True,
        SERVER_NAME="127.0.0.1",
        SERVER_PORT=port,
        HTTP_ACCEPT="*/*",
        raise_request_exception=False,
    )
    for name, value in cookies.items():
        browser.cookies[name] = value
    is_signed_in = settings.SESSION_COOKIE_NAME in cookies
    for name, address in addresses:
        answer = browser.get(address)
        if not _is_page(answer):
            continue
        text = answer.content.decode()
        if answer.status_code == 200 and not text.lstrip().lower().startswith("<!doctype"):
            continue  # a part that a script puts into a page
        if _is_new(text, seen):
            yield Answer(name, address, False, answer.status_code, dict(answer.headers), text)
        if answer.status_code == 405 and is_signed_in:
            token = browser.cookies[settings.CSRF_COOKIE_NAME].value
            answer = browser.post(address, {"csrfmiddlewaretoken": token}, follow=True)
            if _is_page(answer) and _is_new(text := answer.content.decode(), seen):
                shown_at = answer.request["PATH_INFO"]
                yield Answer(name, shown_at, True, answer.status_code, dict(answer.headers), text)


def _is_page(answer: Any) -> bool:
    return not answer.streaming and answer.headers.get("content-type", "").startswith("text/html")


def _is_new(text: str, seen: set[tuple[Any, ...]]) -> bool:
    """Whether a page has a part that no page had before, whatever its words, and counts it as looked at.

    A part is an element with its class, type and role within such an element; the order of the headings is one more.
    """
    if not text.strip():
        return False  # it leads to another page and has none itself
    page = html.document_fromstring(text.encode())
    parts: set[tuple[Any, ...]] = {(_kind(one), _kind(one.getparent())) for one in page.body.iter("*")}
    parts.add((*(one.tag for one in page.body.iter("h1", "h2", "h3", "h4", "h5", "h6")),))
    if parts <= seen:
        return False
    seen.update(parts)
    return True


def _kind(one: html.HtmlElement) -> tuple[str | None, ...]:
    return (one.tag, *(one.get(name) for name in ("class", "type", "role", "data-module")))


def _say(to: IO[str], what: object) -> None:
    to.write(json.dumps(what) + "\n")
    to.flush()
