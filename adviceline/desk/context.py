"""Context processor: the rail and who is signed in, for every page of the desk."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from adviceline.accounts.roles import ROLES, Permission
from adviceline.feedback.queries.cases import cases_to_see_to
from adviceline.followups.queries.sessions import given_up_sessions
from adviceline.ui.context import address

#: (route, label, permission): shown to those who may open it, where a room has it.
RAIL = (
    ("desk:queue", "Queue", Permission.READ_ENQUIRIES),
    ("desk:enquiries", "Enquiries", Permission.READ_ENQUIRIES),
    ("desk:chats", "Chats", Permission.READ_ENQUIRIES),
    ("desk:call_backs", "Call-backs", Permission.WORK_ENQUIRIES),
    ("desk:sessions", "Sessions", Permission.WORK_ENQUIRIES),
    ("desk:log_call", "Log a call", Permission.WORK_ENQUIRIES),
    ("desk:directory", "Directory", Permission.USE_DESK),
    ("directory:entries", "Edit the directory", Permission.EDIT_CONTENT),
    ("directory:local_contacts", "Local contacts", Permission.USE_DESK),
    ("evidence:examples", "Practice examples", Permission.USE_DESK),
    ("evidence:items", "Practice evidence", Permission.ANALYSE_EVIDENCE),
    ("desk:map", "Map", Permission.USE_DESK),
    ("desk:map_review", "Map reviews", Permission.REVIEW_MAPS),
    ("desk:feedback_cases", "Feedback cases", Permission.SUPERVISE),
    ("desk:improvements", "Improvements", Permission.SUPERVISE),
    ("desk:feedback", "What people said", Permission.VIEW_REPORTS),
    ("desk:guard_reviews", "Guard reviews", Permission.REVIEW_GUARD),
    ("reporting:choose", "Reports", Permission.VIEW_REPORTS),
    ("evaluation:show", "Evaluation", Permission.READ_EVALUATION),
    ("reporting:trends", "Trends", Permission.VIEW_REPORTS),
    ("returns:list", "Returns", Permission.VIEW_REPORTS),
    ("portal:home", "Returns", Permission.READ_RELEASES),
    ("portal:trends", "Trends", Permission.READ_RELEASES),
    ("portal:indicators", "Indicators", Permission.READ_RELEASES),
    ("desk:mail", "Mail", Permission.MANAGE_JOBS),
    ("desk:two_accounts", "Calls", Permission.MANAGE_JOBS),
    ("desk:jobs", "Jobs", Permission.MANAGE_JOBS),
    ("people", "People", Permission.MANAGE_PEOPLE),
)


def _waiting(route: str) -> int:
    """What waits behind an item of the rail, where that is loud: cases that nobody has taken on, or that are overdue; sessions
    whose time we had to give up."""
    match route:
        case "desk:feedback_cases":
            return cases_to_see_to(at=timezone.now())
        case "desk:sessions":
            return given_up_sessions()
    return 0


def rail(request: HttpRequest) -> dict[str, Any]:
    """`rail` and `person`; nothing for somebody who is not signed in."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    may = {route: address(route) for route, _, permission in RAIL if user.may(permission)}
    nearest = max((href for href in may.values() if href and request.path.startswith(href)), key=len, default="")
    items = [
        {"label": label, "href": href, "current": href == nearest, "count": _waiting(route)}
        for route, label, _ in RAIL
        if (href := may.get(route, ""))
    ]
    roles = ", ".join(ROLES[code].label for code in user.roles if code in ROLES)
    found = {} if user.may(Permission.READ_ENQUIRIES) else {"search_url": ""}
    return {**found, "rail": items, "person": {"name": user.name, "role": roles}}
