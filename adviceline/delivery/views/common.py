"""What the views of this room share."""

from __future__ import annotations

from datetime import date
from typing import cast

from django.http import HttpRequest
from django.utils import timezone

from adviceline.accounts.models import Person
from adviceline.accounts.permissions import permission_required
from adviceline.accounts.roles import Permission

LARGEST = 2**63 - 1
REFUSED = 422
METHODS = ["GET", "HEAD", "POST"]
manager_only = permission_required(Permission.MANAGE_DELIVERY)


def person(request: HttpRequest) -> Person:
    """Who is signed in; the view's decorator has made sure that somebody is."""
    return cast(Person, request.user)


def today() -> date:
    """Of London."""
    return timezone.localdate()


def number(text: str) -> int | None:
    """A small whole number as it was sent; None where it is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else None


def chosen_person(value: str) -> Person | None:
    """By a choice of a form, which is checked already."""
    return Person.objects.get(pk=value) if value else None
