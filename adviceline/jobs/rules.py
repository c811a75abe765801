"""When a failed job is tried again. Pure."""

from __future__ import annotations

from datetime import timedelta

MOST_ATTEMPTS = 5
#: Longer than django-q2's `timeout` (90 s), so that a job still at work is not begun a second time.
LEASE = timedelta(seconds=140)
_WAITS = (timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=5), timedelta(minutes=30))


def wait_after(attempts: int) -> timedelta | None:
    """How long to wait after the given number of attempts; None when it is given up."""
    return None if attempts >= MOST_ATTEMPTS else _WAITS[max(attempts, 1) - 1]
