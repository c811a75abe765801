from __future__ import annotations

from datetime import timedelta

from django.conf import settings

from adviceline.jobs.rules import LEASE, MOST_ATTEMPTS, wait_after


def test_each_wait_is_longer_than_the_last_and_the_fifth_attempt_is_the_end():
    waits = [wait_after(attempts) for attempts in range(1, MOST_ATTEMPTS)]

    assert waits == sorted(waits)
    assert len(set(waits)) == len(waits) == 4
    assert wait_after(MOST_ATTEMPTS) is None
    assert wait_after(MOST_ATTEMPTS + 1) is None


def test_a_job_is_not_begun_again_while_its_worker_may_still_be_at_it():
    assert timedelta(seconds=settings.Q_CLUSTER["timeout"]) < LEASE
