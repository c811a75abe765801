"""Refuses, before any view, what no view could use: with a clear page and a 4xx instead of a fault deeper down."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.http.multipartparser import MultiPartParserError
from django.http.request import RawPostDataException, UnreadablePostError

from adviceline.ui.errors import error_page
from adviceline.ui.forms import UNREADABLE, readable
from adviceline.ui.kept import SECRET_WORDS

LONGEST_ADDRESS = 8192


def refuse_unreadable_input(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Stands after those that say who is signed in, so that a refusal comes in the frame the person works in."""

    def refuse(request: HttpRequest) -> HttpResponseBase:
        return _refusal(request) or _in_words(request, get_response(request))

    return refuse


def forget_unreadable_cookies(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Forgotten, not refused: a browser would send it again with every page. PostgreSQL cannot look up a NUL, so this
    stands before the session is looked up."""

    def forget(request: HttpRequest) -> HttpResponseBase:
        for name in [name for name, value in request.COOKIES.items() if UNREADABLE.search(name + value)]:
            del request.COOKIES[name]
        return get_response(request)

    return forget


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
            if any(UNREADABLE.search(name) or _is_secret(name, values) for name, values in request.POST.lists()):
                return error_page(request, 400)
            request.POST = readable(request.POST)  # type: ignore[assignment]  # the view's form tells of it: ReadableForm
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


def _is_secret(name: str, values: list[str]) -> bool:
    """Whether it is a password or a token with hidden characters: cleaned, it would be another one."""
    return _unreadable([(name, values)]) and any(word in name.lower() for word in SECRET_WORDS)


def _unreadable(fields: Iterable[tuple[str, list[str]]]) -> bool:
    return any(UNREADABLE.search(text) for name, values in fields for text in (name, *values) if isinstance(text, str))
