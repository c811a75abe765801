"""What a request of the feed asks for: its parameters, read strictly and refused in words."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, time

from django.http import HttpRequest
from django.utils.dateparse import parse_date, parse_datetime

from adviceline.directory.oruk.answers import NotUnderstood
from adviceline.directory.oruk.queries import MOST_PER_PAGE, USUAL_PER_PAGE, Wanted

HIGHEST_PAGE = 1_000_000
LONGEST_SEARCH = 200
#: Named by the standard or the profile, for data that this directory does not hold.
NOT_HELD = {
    "minimum_age": "ages",
    "maximum_age": "ages",
    "start_time": "hours in a form that can be compared",
    "end_time": "hours in a form that can be compared",
    "day": "hours in a form that can be compared",
    "postcode": "addresses of premises",
    "proximity": "addresses of premises",
}


def page_of(request: HttpRequest) -> dict[str, int]:
    """`page` and `per_page`; more than a page may hold gives a full page."""
    per_page = _number(request, "per_page", USUAL_PER_PAGE)
    return {"page": _number(request, "page", 1), "per_page": min(per_page, MOST_PER_PAGE)}


def check_known(request: HttpRequest) -> None:
    """Refuse a filter that cannot be kept to: to leave it out would answer another question."""
    for name, what in NOT_HELD.items():
        if request.GET.get(name):
            raise NotUnderstood(f"This directory holds no {what}, so '{name}' cannot be used. Leave it out.")
    if request.GET.get("format", "json") != "json":
        raise NotUnderstood("The 'format' can only be json.")


def wanted_services(request: HttpRequest) -> Wanted:
    search = search_of(request)
    return Wanted(
        search=search,
        modified_after=_instant(request, "modified_after"),
        taxonomy_term_id=identifier_of(request, "taxonomy_term_id"),
        taxonomy_id=identifier_of(request, "taxonomy_id"),
        organization_id=identifier_of(request, "organization_id"),
        minimal=_flag(request, "minimal"),
        full=_flag(request, "full"),
    )


def search_of(request: HttpRequest) -> str:
    search = request.GET.get("search", "")
    if len(search) > LONGEST_SEARCH:
        raise NotUnderstood(f"The 'search' may have {LONGEST_SEARCH} characters at most.")
    return search


def identifier_of(request: HttpRequest, name: str) -> uuid.UUID | None:
    text = request.GET.get(name, "")
    if not text:
        return None
    try:
        return uuid.UUID(text)
    except ValueError:
        raise NotUnderstood(f"'{name}' is a UUID, as this API gives it.") from None


def _number(request: HttpRequest, name: str, usual: int) -> int:
    text = request.GET.get(name, "")
    if not text:
        return usual
    if not (text.isascii() and text.isdigit()) or len(text) > 9 or not 1 <= int(text) <= HIGHEST_PAGE:
        raise NotUnderstood(f"'{name}' is a whole number from 1 to {HIGHEST_PAGE:,}.")
    return int(text)


def _flag(request: HttpRequest, name: str) -> bool:
    text = request.GET.get(name, "").lower()
    if text not in ("", "true", "false"):
        raise NotUnderstood(f"'{name}' is true or false.")
    return text == "true"


def _instant(request: HttpRequest, name: str) -> datetime | None:
    """A date, or a date and time; without an offset, in UTC. A plus sign often arrives as a space."""
    text = request.GET.get(name, "").strip().replace(" ", "+" if "T" in request.GET.get(name, "") else " ")
    if not text:
        return None
    try:
        day = parse_date(text) if len(text) <= 10 else None
        found = datetime.combine(day, time.min) if day else parse_datetime(text)
        if found is None:
            raise ValueError(text)
        aware = found if found.tzinfo else found.replace(tzinfo=UTC)
        return aware.astimezone(UTC)
    except (ValueError, OverflowError):
        raise NotUnderstood(f"'{name}' is a date and time such as 2026-11-23T09:30:00Z, or a date.") from None
