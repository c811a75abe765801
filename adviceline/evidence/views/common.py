"""What the pages of evidence share."""

from __future__ import annotations

from typing import cast

from django.forms import Form
from django.http import HttpRequest
from django.views.decorators.http import require_http_methods

from adviceline.accounts.models import Person
from adviceline.content.current import current_content

GONE, REFUSED, TAKEN = 410, 422, 409
PER_PAGE = 20
reads_and_writes = require_http_methods(["GET", "HEAD", "POST"])


def person(request: HttpRequest) -> Person:
    """Who is signed in; the view's decorator has made sure that somebody is."""
    return cast(Person, request.user)


def status(form: Form) -> int:
    return REFUSED if form.is_bound else 200


def number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def label(field: str, code: str) -> str:
    return current_content().taxonomy[field].label(code)
