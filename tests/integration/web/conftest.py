"""A visitor of the public site, and the clock that the site sees."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.core import mail
from django.core.cache import cache
from django.utils import timezone

from adviceline.audit.actors import SYSTEM
from adviceline.jobs.models import OutgoingMessage
from adviceline.jobs.tasks import deliver
from adviceline.places import actions as places
from adviceline.places.gias import read_register
from tests.support.clock import Clock
from tests.support.register import register_row, write_register
from tests.support.visitor import Visitor

SCHOOL = 900101


@pytest.fixture(autouse=True)
def still(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The site's clock is the test's: Thursday 3 February 2022, 10am."""
    monkeypatch.setattr(timezone, "now", lambda: clock.now)
    cache.clear()
    return clock


@pytest.fixture
def school(db, tmp_path, clock: Clock) -> int:
    """A fictional primary school in Leeds, by URN."""
    rows = [
        register_row(SCHOOL, "Fictional Heron Primary School"),
        register_row(SCHOOL + 1, "Fictional Heron Infant School"),
    ]
    path = write_register(tmp_path / "register.csv", rows)
    places.import_register(rows=read_register(path), by=SYSTEM, at=clock.now)
    return SCHOOL


@pytest.fixture
def visitor(db) -> Visitor:
    return Visitor()


@pytest.fixture
def post_leaves(clock: Clock):
    """Sends what waits in the outbox; answers the messages."""

    def leave(at: datetime | None = None) -> list[mail.EmailMessage]:
        for message in OutgoingMessage.objects.filter(state="waiting"):
            deliver(message=str(message.pk), at=at or clock.now)
        return mail.outbox

    return leave
