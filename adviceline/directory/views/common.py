"""What the views share."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest
from django.views.decorators.http import require_http_methods

from adviceline.accounts.models import Person

#: What was sent is wrong, and what was sent has been overtaken by a colleague's change.
REFUSED, TAKEN = 422, 409

reads_and_writes = require_http_methods(["GET", "HEAD", "POST"])


def person(request: HttpRequest) -> Person:
    """Who is signed in; the view's decorator has made sure that somebody is."""
    return cast(Person, request.user)
