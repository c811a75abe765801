"""Housekeeping of chat."""

from __future__ import annotations

from datetime import datetime, timedelta

from adviceline.audit.actors import SYSTEM
from adviceline.channels.chat.actions import end_what_is_over
from adviceline.jobs.registry import task
from adviceline.jobs.schedules import schedule


@task("chat.end_what_is_over")
def end_over(*, at: datetime) -> None:
    """End the chats that nobody is at, and those that still waited when the service closed."""
    end_what_is_over(by=SYSTEM, at=at)


schedule("chat.end_what_is_over", every=timedelta(minutes=1))
