"""Second factors told to the audit trail: allauth announces them by signals alone. All else is in the adapters."""

from __future__ import annotations

from typing import Any

from allauth.mfa import signals
from django.utils import timezone

from adviceline.accounts.actions import record_second_factor

CHANGES = {
    "added": signals.authenticator_added,
    "removed": signals.authenticator_removed,
    "replaced": signals.authenticator_reset,
    "refused": signals.authentication_failed,
}


def listen() -> None:
    """Called once, when the room is ready."""
    for change, signal in CHANGES.items():
        signal.connect(_recorder(change), weak=False, dispatch_uid=f"accounts.second_factor.{change}")


def _recorder(change: str) -> Any:
    def write(*, user: Any, authenticator: Any, **_: Any) -> None:
        record_second_factor(person=user, change=change, kind=str(authenticator.type), at=timezone.now())

    return write
