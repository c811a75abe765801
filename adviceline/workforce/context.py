"""What every page may say of the service's hours."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone

from adviceline.workforce.hours import OpenState
from adviceline.workforce.queries import opening_hours


def service_status(request: HttpRequest) -> dict[str, OpenState]:
    """`service_status.open` and `service_status.text`: 'Open now until 8pm'."""
    return {"service_status": opening_hours().open_state(timezone.now())}
