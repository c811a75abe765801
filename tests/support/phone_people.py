"""Made inside the service (see in_service): advisers with telephones, and what is kept of their calls."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from adviceline.audit.actors import SYSTEM
from adviceline.contacts.models import Contact
from adviceline.workforce.models import StateInterval
from adviceline.workforce.queries.presence import state_of
from tests.support import people, rota_sample


def make(**names: str) -> None:
    """An adviser for each address, `name="address"`, who may be on the line and signs in to the demo by the name; a supervisor."""
    for name, email in names.items():
        held = rota_sample.adviser(name=name.replace("_", " "), email=email)
        held.person.is_fictional = True
        held.person.save()
    people.somebody("supervisor", name="Robin Sample", strong=False, is_fictional=True)


def kept() -> list[dict[str, Any]]:
    """Of every call: what it is counted as."""
    rows = Contact.objects.filter(channel="call").order_by("began_at")
    return list(rows.values("outcome", "adviser__name", "talk_seconds", "enquiry__reference"))


def states() -> list[str]:
    return list(StateInterval.objects.order_by("began_at").values_list("state", flat=True))


def state(name: str) -> str:
    from adviceline.accounts.models import Person

    found = state_of(Person.objects.get(name=name), at=timezone.now())
    return found.state if found else ""


__all__ = ["SYSTEM", "kept", "make", "state", "states"]
