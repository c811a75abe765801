"""Context processor: the rail and who is signed in, for every page of the desk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from adviceline.accounts.models import Person
from adviceline.accounts.roles import ROLES, Permission
from adviceline.channels.email.correspondence.elsewhere import to_look_through
from adviceline.feedback.queries.cases import cases_to_see_to
from adviceline.followups.queries.sessions import given_up_sessions
from adviceline.quality.queries.wellbeing import waiting_for_a_debrief
from adviceline.ui.context import address
from adviceline.workforce.queries.cover import cover_now
from adviceline.workforce.queries.presence import InState, state_of
from adviceline.workforce.queries.rota import waits_for_a_decision
from adviceline.workforce.rules.presence import STATES


@dataclass(frozen=True)
class MyState:
    """What the top bar shows of the person; `found` is None for somebody who is off the line."""

    found: InState | None


#: Heading → (route, label, permission) of each page under it: shown to those who may open it, where a room has it.
RAIL: dict[str, tuple[tuple[str, str, Permission], ...]] = {
    "Enquiries": (
        ("desk:queue", "Queue", Permission.READ_ENQUIRIES),
        ("desk:enquiries", "Enquiries", Permission.READ_ENQUIRIES),
        ("desk:other_mail", "Other mail", Permission.WORK_ENQUIRIES),
        ("desk:chats", "Chats", Permission.READ_ENQUIRIES),
        ("desk:phone", "Telephone", Permission.WORK_ENQUIRIES),
        ("desk:log_call", "Log a call", Permission.WORK_ENQUIRIES),
        ("desk:wallboard", "Wallboard", Permission.SUPERVISE),
    ),
    "Follow-up": (
        ("desk:call_backs", "Call-backs", Permission.WORK_ENQUIRIES),
        ("desk:sessions", "Sessions", Permission.WORK_ENQUIRIES),
        ("desk:feedback_cases", "Feedback cases", Permission.SUPERVISE),
        ("desk:improvements", "Improvements", Permission.SUPERVISE),
        ("desk:feedback", "What people said", Permission.VIEW_REPORTS),
    ),
    "Content": (
        ("desk:directory", "Directory", Permission.USE_DESK),
        ("directory:entries", "Edit the directory", Permission.EDIT_CONTENT),
        ("directory:local_contacts", "Local contacts", Permission.USE_DESK),
        ("desk:map", "Map", Permission.USE_DESK),
        ("desk:map_review", "Map reviews", Permission.REVIEW_MAPS),
        ("evidence:examples", "Practice examples", Permission.USE_DESK),
        ("evidence:items", "Practice evidence", Permission.ANALYSE_EVIDENCE),
    ),
    "People": (
        ("desk:my_rota", "My rota", Permission.WORK_ENQUIRIES),
        ("desk:my_debriefs", "My debriefs", Permission.WORK_ENQUIRIES),
        ("desk:rota", "Rota", Permission.SEE_ROTA),
        ("desk:rota_requests", "Rota requests", Permission.SUPERVISE),
        ("desk:cover", "Cover", Permission.SUPERVISE),
        ("desk:forecast", "Forecast", Permission.SUPERVISE),
        ("desk:advisers", "Advisers", Permission.SUPERVISE),
        ("desk:quality", "Quality", Permission.SUPERVISE),
        ("desk:wellbeing", "Wellbeing", Permission.SUPERVISE),
    ),
    "Figures": (
        ("reporting:choose", "Reports", Permission.VIEW_REPORTS),
        ("reporting:trends", "Trends", Permission.VIEW_REPORTS),
        ("evaluation:show", "Evaluation", Permission.READ_EVALUATION),
        ("returns:list", "Returns", Permission.VIEW_REPORTS),
        ("portal:home", "Returns", Permission.READ_RELEASES),
        ("portal:trends", "Trends", Permission.READ_RELEASES),
        ("portal:indicators", "Indicators", Permission.READ_RELEASES),
        ("portal:claims", "Claims", Permission.READ_RELEASES),
    ),
    "Money": (
        ("finance:home", "Money", Permission.SEE_MONEY),
        ("finance:claims", "Claims", Permission.SEE_MONEY),
        ("finance:ledger", "Ledger", Permission.SEE_MONEY),
        ("finance:budget", "Budget", Permission.SEE_MONEY),
        ("evaluation:value", "Value for money", Permission.SEE_VALUE),
    ),
    "Service": (
        ("delivery:overview", "Delivery", Permission.MANAGE_DELIVERY),
        ("delivery:plan", "Plan", Permission.MANAGE_DELIVERY),
        ("delivery:profile", "Planned and done", Permission.MANAGE_DELIVERY),
        ("delivery:indicators", "Performance", Permission.MANAGE_DELIVERY),
        ("delivery:risks", "Risks", Permission.MANAGE_DELIVERY),
        ("delivery:issues", "Issues", Permission.MANAGE_DELIVERY),
        ("delivery:decisions", "Decisions", Permission.MANAGE_DELIVERY),
        ("outreach:campaigns", "Campaigns", Permission.PLAN_COMMUNICATIONS),
        ("outreach:reach", "Reach", Permission.PLAN_COMMUNICATIONS),
        ("desk:guard_reviews", "Guard reviews", Permission.REVIEW_GUARD),
        ("desk:mail", "Mail", Permission.MANAGE_JOBS),
        ("desk:two_accounts", "Calls", Permission.MANAGE_JOBS),
        ("desk:jobs", "Jobs", Permission.MANAGE_JOBS),
        ("people", "People", Permission.MANAGE_PEOPLE),
    ),
}


#: What waits behind a page of a room that stands above the desk: the room puts it here when it starts.
LOUD: dict[str, Callable[[], int]] = {}


def _waiting(route: str) -> int:
    """What waits behind an item of the rail, where that is loud: mail that nobody has looked through; cases that nobody has
    taken on, or that are overdue; sessions whose time we had to give up."""
    match route:
        case "desk:other_mail":
            return to_look_through()
        case "desk:feedback_cases":
            return cases_to_see_to(at=timezone.now())
        case "desk:sessions":
            return given_up_sessions()
        case "desk:rota_requests":
            return waits_for_a_decision(at=timezone.now())
        case "desk:wellbeing":
            return waiting_for_a_debrief(at=timezone.now())
    return LOUD[route]() if route in LOUD else 0


def rail(request: HttpRequest) -> dict[str, Any]:
    """`rail` and `person`; nothing for somebody who is not signed in."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    may = {
        route: address(route)
        for pages in RAIL.values()
        for route, _, permission in pages
        if user.may(permission) and (route != "desk:phone" or settings.EXCHANGE)
    }
    nearest = max((href for href in may.values() if href and request.path.startswith(href)), key=len, default="")
    items = [
        {"label": label, "href": href, "current": href == nearest, "count": _waiting(route), "group": group}
        for group, pages in RAIL.items()
        for route, label, _ in pages
        if (href := may.get(route, ""))
    ]
    roles = ", ".join(ROLES[code].label for code in user.roles if code in ROLES)
    found = {} if user.may(Permission.READ_ENQUIRIES) else {"search_url": ""}
    return {**found, **_on_the_line(user), "rail": items, "person": {"name": user.name, "role": roles}}


def _on_the_line(user: Person) -> dict[str, Any]:
    """`my_state` for those who take contacts, and `is_short`, the loud notice, for those who see to cover: both made only
    where a page shows them."""
    at = timezone.now()
    found: dict[str, Any] = {}
    if user.may(Permission.WORK_ENQUIRIES):
        found["state_choices"] = STATES
        found["my_state"] = SimpleLazyObject(lambda: MyState(state_of(user, at=at)))
    if user.may(Permission.SUPERVISE):
        found["cover_now"] = SimpleLazyObject(lambda: cover_now(at=at))
    return found
