"""Many who want one half hour, and two advisers who press Ring, in the same moment. Made inside the service (see in_service)."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils import timezone

from tests.support.maps_at_once import at_once


def one_half_hour(*, many: int) -> dict[str, Any]:
    """What each of so many bookings of the next free half hour raised, and which places were given."""
    from adviceline.audit.actors import PUBLIC
    from adviceline.followups.actions import request_call_back
    from adviceline.followups.models import CallBack
    from adviceline.followups.queries import free_slots
    from tests.support.samples import enquiry

    at = timezone.now()
    slot = free_slots(at=at)[-1].starts_at
    enquiries = [enquiry() for _ in range(many)]

    def booking(one: Any) -> Any:
        return lambda: request_call_back(
            enquiry=one, request_key=str(uuid.uuid4()), slot_start_at=slot, by=PUBLIC, at=at
        )  # fmt: skip

    raised = at_once([booking(one) for one in enquiries])
    places = CallBack.objects.filter(slot_start_at=slot).values_list("place_in_slot", flat=True)
    return {"raised": raised, "places": sorted(places)}


def two_who_ring(*, rounds: int) -> list[list[str]]:
    """Of each round, what the two raised."""
    from adviceline.audit.actors import PUBLIC
    from adviceline.followups.actions import dial, request_call_back
    from tests.support.people import somebody
    from tests.support.samples import enquiry

    at = timezone.now()
    one, other = somebody("adviser"), somebody("adviser")

    def ringing(call: Any, who: Any) -> Any:
        return lambda: dial(call_back=call, attempt=1, way="own", by=who, at=at)

    found = []
    for _ in range(rounds):
        call = request_call_back(enquiry=enquiry(), request_key=str(uuid.uuid4()), by=PUBLIC, at=at)
        found.append(at_once([ringing(call, one), ringing(call, other)]))
    return found
