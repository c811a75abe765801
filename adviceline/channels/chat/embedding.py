"""Chat inside a page of another site: the same views, asked by a script of ours in a frame, without any cookie.

A frame of another site has no cookies in most browsers, and should need none. So its script sends a header instead: the
token of its chat, which it keeps for itself, or `new`. A page of another origin cannot send that header (it would have
to ask first, and we let nobody), so it stands for Django's own protection of forms too. See docs/adr/0092.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from adviceline.channels.chat.identity import EMBEDDED, EMBEDDED_SALT, chat_of_embedded
from adviceline.channels.chat.models import Chat
from adviceline.ui.errors import error_page

HEADER = "X-Chat-Embedded"
NEW = "new"
View = Callable[..., HttpResponseBase]


def either_way(view: View) -> View:
    """For a view of chat that our own page asks with a session, and a frame's script with the header alone."""
    with_session = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, *args: object, **named: object) -> HttpResponseBase:
        if HEADER not in request.headers:
            return with_session(request, *args, **named)
        if not settings.CHAT_EMBEDDED_AT:
            return error_page(request, 404)
        found = view(request, *args, **named)
        request.META["CSRF_COOKIE_NEEDS_UPDATE"] = False  # a form of the page asked for one: no cookie leaves us here
        return found

    return answer


def is_embedded(request: HttpRequest) -> bool:
    return HEADER in request.headers


def embedded_chat(request: HttpRequest) -> Chat | None:
    """The chat of the frame that asks; None for a new one, and for a token that is none."""
    return chat_of_embedded(request.headers.get(HEADER, ""))


def embedded_token(chat: Chat) -> str:
    """By which a frame is the enquirer's, until it is half a day old. It is made once, for whoever began the chat."""
    return EMBEDDED + signing.dumps(chat.key.hex, salt=EMBEDDED_SALT)


def hand_over(answer: HttpResponse, chat: Chat) -> HttpResponse:
    """The token to the frame that began the chat."""
    answer[HEADER] = embedded_token(chat)
    return answer


def in_frames(answer: HttpResponse) -> HttpResponse:
    """May be shown in a frame, by the sites of the settings and by no other."""
    answer._csp_replace = {"frame-ancestors": list(settings.CHAT_EMBEDDED_AT)}  # type: ignore[attr-defined]  # django-csp's
    answer.xframe_options_exempt = True  # Django's: that header knows no list
    return answer
