from __future__ import annotations

import inspect
from datetime import UTC, datetime, timedelta

from django.conf import settings

from adviceline.jobs import registry
from adviceline.jobs.rules import LEASE, MOST_ATTEMPTS, wait_after
from adviceline.jobs.schedules import SCHEDULES


def test_each_wait_is_longer_than_the_last_and_the_fifth_attempt_is_the_end():
    waits = [wait_after(attempts) for attempts in range(1, MOST_ATTEMPTS)]

    assert waits == sorted(waits)
    assert len(set(waits)) == len(waits) == 4
    assert wait_after(MOST_ATTEMPTS) is None
    assert wait_after(MOST_ATTEMPTS + 1) is None


def test_a_job_is_not_begun_again_while_its_worker_may_still_be_at_it():
    assert timedelta(seconds=settings.Q_CLUSTER["timeout"]) < LEASE


def test_what_recurs_can_be_begun_as_it_will_be():
    """A schedule names a task that there is, and a turn gives it the time and nothing else."""
    assert SCHEDULES
    for name in SCHEDULES:
        inspect.signature(registry.TASKS[name]).bind(at=datetime(2022, 3, 7, 12, tzinfo=UTC))
