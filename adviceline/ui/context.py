"""Context processor: what every page may count on without its view giving it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.backends.utils import csrf_input
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject

from adviceline.content import load

THEME_COOKIE = "adviceline_theme"
THEMES = ("auto", "light", "dark")

#: (route, label): a link appears when the room that owns the route is there.
NAVIGATION = (
    ("web:ask", "Get advice"),
    ("web:call_back", "Ask for a call"),
    ("web:map", "Advice map"),
    ("web:directory", "Directory"),
    ("evidence:library", "Good practice"),
    ("web:young_people", "Under 18?"),
)
FOOTER = (
    ("web:about", "About"),
    ("evidence:library", "Good practice"),
    ("web:share", "Share what worked"),
    ("web:young_people", "Under 18?"),
    ("web:privacy", "Privacy"),
    ("web:accessibility", "Accessibility"),
    ("web:cookies", "Cookies"),
    ("web:you_said", "You said, we did"),
    ("web:feedback", "Feedback and complaints"),
)


def service(request: HttpRequest) -> dict[str, Any]:
    """``service`` (name, short_name, phone…), ``emergency`` (strip, number), ``nav``, ``footer_links``, ``theme``,
    ``demo_banner`` and the addresses of the desk's top bar. Reads files once and no database.

    ``csrf_input`` is made once a page, and only for a page with a form, instead of once a form."""
    content = load(Path(settings.CONTENT_DIR)).service
    chosen = request.COOKIES.get(THEME_COOKIE, "auto")
    return {
        "csrf_input": SimpleLazyObject(lambda: csrf_input(request)),
        "service": {
            "name": content.name,
            "short_name": content.short_name,
            "phone": content.phone.display,
            "phone_href": f"tel:{content.phone.link}",
            "email": content.email,
            "hours": content.opening.words,
            "home_url": address("web:home") or "/",
        },
        "emergency": {"strip": content.emergency.strip, "number": content.emergency.number},
        "nav": _links(request, NAVIGATION),
        "footer_links": _links(request, FOOTER),
        "footer_text": f"Open {content.opening.words}.",
        "theme": chosen if chosen in THEMES else "auto",
        "theme_url": address("ui:theme"),
        "sign_out_url": address("account_logout"),
        "search_url": address("desk:search"),
        "demo_banner": demo_banner(),
    }


def demo_banner() -> str:
    """What a demonstration says of itself on every page; empty outside one."""
    if not settings.DEMO:
        return ""
    said = "Demonstration: everyone and everything here is made up."
    return f"{said} The line is open at any hour." if settings.ALWAYS_OPEN_FROM else said


def address(route: str) -> str:
    """The address of a route, or an empty string when no room has it."""
    try:
        return reverse(route)
    except NoReverseMatch:
        return ""


def _links(request: HttpRequest, routes: tuple[tuple[str, str], ...]) -> list[dict[str, Any]]:
    found = [(address(route), label) for route, label in routes]
    return [{"href": href, "label": label, "current": request.path == href} for href, label in found if href]
