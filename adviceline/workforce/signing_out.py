"""Whoever signs out is off the line: Django announces it by a signal alone."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_out
from django.utils import timezone


def listen() -> None:
    """Called once, when the room is ready."""
    user_logged_out.connect(_leave_the_line, dispatch_uid="workforce.leave_the_line")


def _leave_the_line(*, user: Any, **_: Any) -> None:
    from adviceline.workforce.actions.presence import sign_off

    if user is not None:
        sign_off(adviser=user, by=user, at=timezone.now())
