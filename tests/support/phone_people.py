"""Made inside the service (see in_service): advisers with telephones, and what is kept of their calls."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import timezone

from adviceline.accounts.models import Person
from adviceline.contacts.models import Contact
from adviceline.workforce.actions.presence import set_state
from tests.support import people, rota_sample


def make(**names: str) -> None:
    """An adviser for each `Name="address"` who may be on the line."""
    for name, email in names.items():
        people.add_app(rota_sample.adviser(name=name, email=email).person)


def make_ready(names: list[str], supervisor: str) -> None:
    """All of them say that they are ready; somebody supervises."""
    people.somebody("supervisor", name=supervisor)
    for each in Person.objects.filter(name__in=names):
        set_state(adviser=each, state="ready", by=each, at=timezone.now())


def cookie(name: str) -> dict[str, str]:
    """The cookie of a browser in which they are signed in."""
    browser = people.browser_of(Person.objects.get(name=name))
    return {"name": settings.SESSION_COOKIE_NAME, "value": browser.cookies[settings.SESSION_COOKIE_NAME].value}


def kept() -> list[dict[str, Any]]:
    """Of every call: what it is counted as."""
    rows = Contact.objects.filter(channel="call").order_by("began_at")
    return list(rows.values("outcome", "adviser__name", "talk_seconds", "enquiry__reference"))
