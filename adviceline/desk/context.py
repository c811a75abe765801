"""Context processor: the rail and who is signed in, for every page of the desk."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from adviceline.accounts.roles import ROLES, Permission
from adviceline.ui.context import address

#: (route, label, permission): shown to those who may open it, where a room has it.
RAIL = (
    ("desk:queue", "Queue", Permission.READ_ENQUIRIES),
    ("desk:enquiries", "Enquiries", Permission.READ_ENQUIRIES),
    ("desk:call_backs", "Call-backs", Permission.WORK_ENQUIRIES),
    ("desk:sessions", "Sessions", Permission.WORK_ENQUIRIES),
    ("desk:log_call", "Log a call", Permission.WORK_ENQUIRIES),
    ("desk:directory", "Directory", Permission.USE_DESK),
    ("directory:entries", "Edit the directory", Permission.EDIT_CONTENT),
    ("directory:local_contacts", "Local contacts", Permission.USE_DESK),
    ("evidence:examples", "Practice examples", Permission.USE_DESK),
    ("desk:map", "Map", Permission.USE_DESK),
    ("desk:map_review", "Map reviews", Permission.REVIEW_MAPS),
    ("desk:guard_reviews", "Guard reviews", Permission.REVIEW_GUARD),
    ("reporting:choose", "Reports", Permission.VIEW_REPORTS),
    ("reporting:returns", "Monthly figures", Permission.READ_RELEASES),
    ("desk:mail", "Mail", Permission.MANAGE_JOBS),
    ("desk:jobs", "Jobs", Permission.MANAGE_JOBS),
    ("people", "People", Permission.MANAGE_PEOPLE),
)


def rail(request: HttpRequest) -> dict[str, Any]:
    """`rail` and `person`; nothing for somebody who is not signed in."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    items = [
        {"label": label, "href": href, "current": request.path.startswith(href)}
        for route, label, permission in RAIL
        if user.may(permission) and (href := address(route))
    ]
    roles = ", ".join(ROLES[code].label for code in user.roles if code in ROLES)
    found = {} if user.may(Permission.READ_ENQUIRIES) else {"search_url": ""}
    return {**found, "rail": items, "person": {"name": user.name, "role": roles}}
