"""What the views of this room share."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest

from adviceline.accounts.models import Person
from adviceline.accounts.permissions import permission_required
from adviceline.accounts.roles import Permission

LARGEST = 2**63 - 1
REFUSED = 422
METHODS = ["GET", "HEAD", "POST"]
planners_only = permission_required(Permission.PLAN_COMMUNICATIONS)


def person(request: HttpRequest) -> Person:
    """Who is signed in; the view's decorator has made sure that somebody is."""
    return cast(Person, request.user)
