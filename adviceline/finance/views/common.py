"""What the pages of money share."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest

from adviceline.accounts.models import Person

REFUSED = 422


def person_of(request: HttpRequest) -> Person:
    return cast(Person, request.user)
