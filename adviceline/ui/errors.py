"""Pages for what did not work: one plain sentence about what happened, one about what to do.

Rendered without the other context processors, so that a failing database or session cannot break its own error page.
Somebody who is signed in sees it in the frame they work in, save on a page for everybody.
A script that asks for JSON gets ``{"problem": "…"}`` with the same words.
"""

from __future__ import annotations

import html
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import structlog
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import engines
from django.template.backends.jinja2 import Jinja2
from django.urls import Resolver404, resolve
from django.views.decorators.debug import sensitive_variables
from jinja2 import Environment

from adviceline.ui.context import address, service
from adviceline.ui.kept import typed_words

log = structlog.get_logger(__name__)

PAGES: Mapping[int, tuple[str, tuple[str, ...]]] = {
    400: (
        "We could not read what was sent",
        ("Something in the address or the form was not in a form we can read.", "Go back, check it, and try again."),
    ),
    403: (
        "You cannot open this page",
        (
            "Your role does not include it, or you are not signed in.",
            "If you need it for your work, ask your service manager.",
        ),
    ),
    404: (
        "We could not find that page",
        (
            "If you typed the address, check that it is right. If you pasted it, check that you copied all of it.",
            "The page may have moved.",
        ),
    ),
    405: ("This page cannot be used that way", ("Go back to the page before and use its buttons.",)),
    409: ("Someone else changed this first", ("Go back, look at what changed, and try again.",)),
    410: ("This page is no longer here", ("It was taken away on purpose, or the link has been used already.",)),
    413: (
        "That was too large to send",
        ("Shorten the text or send a smaller file, then try again.", "Go back: your browser should have kept it."),
    ),
    429: (
        "Please wait a moment",
        ("We had several requests from you in a short time.", "Wait one minute, then try again. You can also call us."),
    ),
    500: (
        "Sorry, something went wrong",
        (
            "The fault is ours. We have recorded it, without what you wrote.",
            "Try again in a few minutes. If you need advice now, call us.",
        ),
    ),
    503: ("The service is busy", ("Try again in a few minutes. If you need advice now, call us.",)),
}
EXPIRED = (
    "This form was open too long",
    (
        "To keep what you send safe, a form works for a limited time and in one browser. What you sent was not saved.",
        "Go back, load the page again, and send it once more.",
    ),
)
AWAY = (
    "We cannot reach our records just now",
    (
        "We could not save what you sent, or show what you asked for. We have not lost anything that was saved before.",
        "Wait a minute, then load this page again to send it again. It will not be counted twice.",
        "If you need advice now, ring us on {phone}.",
    ),
)
DATABASE_AWAY = (OperationalError, InterfaceError)


def error_page(
    request: HttpRequest,
    status: int,
    *,
    title: str = "",
    paragraphs: Iterable[str] = (),
    kept: Iterable[Mapping[str, str]] = (),
    back: tuple[str, str] | None = None,
) -> HttpResponse:
    """The page for a status, in the usual words unless others are given. ``kept`` gives back what was typed:
    mappings of ``label`` and ``text``. ``back`` is the address and the words of a link to where the person was."""
    usual_title, usual_paragraphs = PAGES.get(status, PAGES[500 if status >= 500 else 400])
    error: dict[str, Any] = {
        "status": status,
        "title": title or usual_title,
        "paragraphs": list(paragraphs) or list(usual_paragraphs),
        "kept": list(kept),
        "back": back,
    }
    if prefers_json(request):
        return JsonResponse({"problem": " ".join([error["title"] + ".", *error["paragraphs"]])}, status=status)
    try:
        words = (
            _pages()
            .get_template("ui/error.html")
            .render({"error": error, "layout": "ui/public.html", **service(request), **_frame(request)})
        )
    except Exception:  # The page about a fault must not be a second one.
        log.exception("error_page_failed", status=status)
        words = _bare_page(error)
    return HttpResponse(words, status=status)


_frames: list[Callable[[HttpRequest], Mapping[str, Any]]] = []


def frame_for_staff(context: Callable[[HttpRequest], Mapping[str, Any]]) -> None:
    """The room that draws the frame of signed-in pages says here what that frame needs of a request."""
    _frames.append(context)


def _frame(request: HttpRequest) -> dict[str, Any]:
    """The frame of the desk for somebody who is signed in; nothing when that cannot be known now."""
    try:
        if not hasattr(request, "user") or _is_for_everybody(request):
            return {}
        known = hasattr(request, "_cached_user")  # Django's own: asking again would need the records that are away
        if not known and isinstance(sys.exc_info()[1], DATABASE_AWAY):
            return {}
        if not request.user.is_authenticated:
            return {}
        found = {name: value for context in _frames for name, value in context(request).items()}
    except Exception:  # The page about a fault must not be a second one.
        log.exception("error_page_frame_failed")
        return {}
    return {"layout": "ui/desk.html", "home_url": address("home") or "/", **found}


def _is_for_everybody(request: HttpRequest) -> bool:
    """Whether the address is a page that is open to anybody, by the mark of its view. No page is nobody's."""
    try:
        view = (request.resolver_match or resolve(request.path_info)).func
    except Resolver404:
        return False
    return getattr(view, "required_permission", "") is None


def _pages() -> Environment:
    """The environment of our pages, used directly: no context processor, and so no database, is asked."""
    backend = engines["jinja2"]
    assert isinstance(backend, Jinja2)
    return backend.env


def prefers_json(request: HttpRequest) -> bool:
    """Whether the asker named JSON and did not name HTML: a script, not a person."""
    accept = request.headers.get("Accept", "")
    return "application/json" in accept and "text/html" not in accept


def _bare_page(error: Mapping[str, Any]) -> str:
    sentences = "".join(f"<p>{html.escape(sentence)}</p>" for sentence in error["paragraphs"])
    title = html.escape(error["title"])
    return (
        f'<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>{title}</title></head><body>'
        f'<main><h1>{title}</h1>{sentences}<p>A child in danger now? <a href="tel:999">Call 999</a>.</p></main>'
        "</body></html>"
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 400)


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A refusal raised with words of its own shows them: ``PermissionDenied("Only a supervisor can …")``."""
    reason = str(exception)
    return error_page(request, 403, paragraphs=[reason] if reason else ())


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 404)


@sensitive_variables()
def server_error(request: HttpRequest) -> HttpResponse:
    """Django calls this while it handles the fault. Records that cannot be reached are said to be so, and what was
    typed is given back; the service goes on by itself when they are there again."""
    if not isinstance(sys.exc_info()[1], DATABASE_AWAY):
        return error_page(request, 500, kept=typed_words(request))
    title, paragraphs = AWAY
    phone = service(request)["service"]["phone"]
    answer = error_page(
        request, 503, title=title, paragraphs=[each.format(phone=phone) for each in paragraphs],
        kept=typed_words(request),
    )  # fmt: skip
    answer["Retry-After"] = "30"
    return answer


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token was missing, forged or out of date: refused, and its words given back."""
    title, paragraphs = EXPIRED
    return error_page(request, 403, title=title, paragraphs=paragraphs, kept=typed_words(request))
