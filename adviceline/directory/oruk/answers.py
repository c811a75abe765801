"""Answers of the public feed: JSON that anybody's page may read and any cache may keep, and problems in words."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

PREFIX = "/open-referral"
PROBLEM = "application/problem+json"
METHODS = "GET, HEAD, OPTIONS"
FRESH_SECONDS = 300

_WORDS = {
    400: "Something in the address is not in a form we can read. The description of this API says what it takes.",
    404: "There is nothing at this address. The description of this API says which addresses there are.",
    405: "This API is for reading: use GET.",
    414: "The address is too long.",
    429: "There were too many requests from your address in a short time. Wait, as Retry-After says, and try again.",
    503: "We cannot reach our records just now. Try again in a few minutes.",
}
_FAULT = "Something went wrong here. It is recorded. Try again in a few minutes."


class NotUnderstood(ValueError):
    """A request that cannot be answered as it was asked; the words say why."""


def answer(request: HttpRequest, body: Any, *, last_modified: datetime | None = None) -> HttpResponseBase:
    """The body as JSON, or 304 when whoever asks has it already."""
    content = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    made = HttpResponse(content, content_type="application/json")
    made["ETag"] = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    made["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    if last_modified:
        made["Last-Modified"] = http_date(last_modified.timestamp())
    found = get_conditional_response(
        request,
        etag=made["ETag"],
        last_modified=int(last_modified.timestamp()) if last_modified else None,
        response=made,
    )
    return found or made


def problem(status: int, detail: str = "") -> HttpResponse:
    """RFC 9457: what is wrong, in words."""
    words = detail or _WORDS.get(status, _FAULT if status >= 500 else _WORDS[400])
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": words}
    made = HttpResponse(json.dumps(body, ensure_ascii=False).encode(), content_type=PROBLEM, status=status)
    made["Cache-Control"] = "no-store"
    return made


def open_to_all(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware for the addresses of the feed alone.

    Any website may read it, what is refused before it reaches a view is refused in the feed's own form, and nothing in
    it depends on who asks.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.path != PREFIX and not request.path.startswith(f"{PREFIX}/"):
            return get_response(request)
        if request.method == "OPTIONS":
            given: HttpResponseBase = HttpResponse(status=204)
            given["Allow"] = METHODS
        elif request.method not in ("GET", "HEAD"):
            given = problem(405)
            given["Allow"] = METHODS
        else:
            given = _in_form(get_response(request))
        _share(given)
        return given

    return middleware


def _in_form(given: HttpResponseBase) -> HttpResponseBase:
    if given.status_code < 400 or given.get("Content-Type", "").startswith(PROBLEM):
        return given
    made = problem(given.status_code)
    for name in ("Retry-After", "Allow"):
        if name in given:
            made[name] = given[name]
    return made


def _share(given: HttpResponseBase) -> None:
    given["Access-Control-Allow-Origin"] = "*"
    given["Access-Control-Allow-Methods"] = METHODS
    given["Access-Control-Allow-Headers"] = "If-None-Match, If-Modified-Since"
    given["Access-Control-Expose-Headers"] = "ETag, Last-Modified, Retry-After"
    given["Access-Control-Max-Age"] = "86400"
    given["Cross-Origin-Resource-Policy"] = "cross-origin"
    if "Vary" in given:
        del given["Vary"]
