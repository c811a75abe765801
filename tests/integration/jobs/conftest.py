from __future__ import annotations

from datetime import datetime

import pytest
from django.db import transaction
from django.utils import timezone

from adviceline.jobs import actions, registry, runner
from adviceline.jobs.models import Job


class Work:
    """A task of the test's own: `done` holds what it was called with, `fail_with` makes it fail."""

    def __init__(self) -> None:
        self.done: list[dict] = []
        self.fail_with: BaseException | None = None

    def __call__(self, *, at: datetime, **args: object) -> None:
        if self.fail_with is not None:
            raise self.fail_with
        self.done.append(args)


@pytest.fixture
def work(monkeypatch, db):
    made = Work()
    monkeypatch.setitem(registry.TASKS, "test.work", made)
    return made


@pytest.fixture
def ask_for(clock, monkeypatch):
    """Ask for work as an action does: in a transaction."""
    monkeypatch.setattr(timezone, "now", lambda: clock.now)

    def ask(**options: object) -> Job:
        with transaction.atomic():
            return actions.enqueue("test.work", **({"args": {"enquiry": 7}, "at": clock.now} | options))

    return ask


@pytest.fixture
def attempt(clock, monkeypatch):
    """One attempt at a job, now."""
    monkeypatch.setattr(timezone, "now", lambda: clock.now)

    def once(job: Job) -> str:
        answer = runner.run(str(job.pk))
        job.refresh_from_db()
        return answer

    return once
