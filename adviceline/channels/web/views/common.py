"""What the views share: which methods a page takes, and how an error of sending is shown."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core import signing
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from adviceline.channels.web.shown import sentence
from adviceline.ui.errors import error_page

View = Callable[..., HttpResponseBase]
FORM_SALT = "adviceline.web.form"
FORM_SECONDS = 24 * 60 * 60
REFUSED, TAKEN, TOO_MANY = 422, 409, 429


def methods(*allowed: str) -> Callable[[View], View]:
    """Answer other methods with a page that says so, and 405."""

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method not in allowed:
                refusal = error_page(request, 405)
                refusal["Allow"] = ", ".join(allowed)
                return refusal
            return view(request, *args, **kwargs)

        return checked

    return decorate


reads = methods("GET", "HEAD")
reads_and_sends = methods("GET", "HEAD", "POST")


def personal_page(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A page that may show what somebody typed: kept by no cache, so that nobody finds it after them."""
    answer = render(request, template, context, status=status)
    answer["Cache-Control"] = "no-store"
    return answer


def too_many_words(wait_seconds: int) -> str:
    minutes = -(-wait_seconds // 60)
    return sentence("web.too_many", minutes="one minute" if minutes <= 1 else f"{minutes} minutes")


def new_form_key() -> str:
    """A signed name for the form on a page, so that however often it is sent it is one enquiry."""
    return signed_key(uuid.uuid4())


def signed_key(key: uuid.UUID) -> str:
    return signing.dumps(str(key), salt=FORM_SALT)


def read_form_key(request: HttpRequest) -> uuid.UUID | None:
    """The key that came with a form; None when it is missing, forged or a day old."""
    try:
        return uuid.UUID(signing.loads(request.POST.get("form", ""), salt=FORM_SALT, max_age=FORM_SECONDS))
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        return None


def refuse(form: Form, problem: str) -> None:
    """Put a problem of the whole form on it, in place of all others: nothing else was looked at."""
    form.full_clean()
    assert form.errors is not None
    form.errors.clear()
    form.add_error(None, problem)


def private(answer: HttpResponse, *, referrer: str = "same-origin") -> HttpResponse:
    """Kept by no cache and no index, and its address told to no other site.

    A page with a form says 'same-origin': with 'no-referrer' a browser sends the form without its origin, and the check
    against forged forms refuses it.
    """
    answer["Cache-Control"] = "no-store"
    answer["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    answer["Referrer-Policy"] = referrer
    return answer
