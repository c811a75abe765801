"""Refuses, before any view, what no view could use: with a clear page and a 4xx instead of a fault deeper down."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.http.multipartparser import MultiPartParserError
from django.http.request import RawPostDataException, UnreadablePostError

from adviceline.ui.errors import error_page, typed_words

#: Controls that no keyboard types (tab and new line stay), lone surrogates, and marks that turn the reading order of a
#: line round, which would show a reader something other than what is stored.
UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
LONGEST_ADDRESS = 8192


def refuse_unreadable_input(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    def refuse(request: HttpRequest) -> HttpResponseBase:
        _forget_unreadable_cookies(request)
        return _refusal(request) or _in_words(request, get_response(request))

    return refuse


def _forget_unreadable_cookies(request: HttpRequest) -> None:
    """Forgotten, not refused: a browser would send it again with every page. PostgreSQL cannot look up a NUL."""
    for name in [name for name, value in request.COOKIES.items() if UNREADABLE.search(name + value)]:
        del request.COOKIES[name]


def _in_words(request: HttpRequest, answer: HttpResponseBase) -> HttpResponseBase:
    """Django refuses a method with an empty page. People meet it: signing in again after sending a form leads here."""
    if answer.status_code != 405 or not isinstance(answer, HttpResponse) or answer.content:
        return answer
    page = error_page(request, 405)
    page["Allow"] = answer.get("Allow", "")
    return page


def _refusal(request: HttpRequest) -> HttpResponse | None:
    if len(request.META.get("QUERY_STRING", "")) > LONGEST_ADDRESS:
        return error_page(
            request, 414, title="That address is too long", paragraphs=["Start again from the first page."]
        )
    try:
        if UNREADABLE.search(request.path) or _unreadable(request.GET.lists()):
            return error_page(request, 400)
        if request.method == "POST" and _unreadable(request.POST.lists()):
            return error_page(
                request,
                400,
                title="Some characters cannot be stored",
                paragraphs=[
                    "The text has hidden characters that cannot be stored safely.",
                    "They often come with text pasted from elsewhere.",
                    "Your words are below without them. Copy them, go back, and paste them in again.",
                ],
                kept=[{**item, "text": UNREADABLE.sub("", item["text"])} for item in typed_words(request)],
            )
    except RequestDataTooBig:
        return error_page(request, 413)
    except (
        BadRequest,
        SuspiciousOperation,
        MultiPartParserError,
        UnreadablePostError,
        RawPostDataException,
        LookupError,  # a charset that Python has, but not for text
        ValueError,
    ):
        return error_page(request, 400)
    return None


def _unreadable(fields: Iterable[tuple[str, list[str]]]) -> bool:
    return any(UNREADABLE.search(text) for name, values in fields for text in (name, *values) if isinstance(text, str))
