"""The fictional advisers on their rota: made with the pilot, whole, and the same each time."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from adviceline.audit.actors import SYSTEM
from adviceline.demo.people import ensure_staff, shifts
from adviceline.demo.pilot import Adviser, Pilot
from adviceline.demo.staffing import add_staffing
from adviceline.facts.queries import cover_by_month
from adviceline.workforce.models import Shift, StateInterval
from adviceline.workforce.queries import opening_hours
from adviceline.workforce.queries.cover import cover_now, gaps_ahead
from adviceline.workforce.queries.rota import waits_for_a_decision
from adviceline.workforce.queries.standing import watched

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 30, 10, 30, tzinfo=UTC)


def test_a_month_of_the_pilot_and_the_weeks_around_today() -> None:
    pilot = Pilot(
        seed=7, first=date(2022, 1, 1), months=1, hours=opening_hours(), places=[],
        advisers=[Adviser(person, shift) for person, shift in shifts()],
    )  # fmt: skip
    day = datetime(2022, 1, 4, 8, tzinfo=UTC)
    pilot.rostered = [
        (0, day, day.replace(hour=14)),
        (10, day, day.replace(hour=14)),
        (9, day.replace(hour=14), day.replace(hour=20)),
    ]
    pilot.said = [
        (place, state, day.replace(hour=hour))
        for place in (0, 10)
        for hour, state in ((8, "ready"), (13, "break"), (14, ""))
    ]
    pilot.end = day.replace(hour=20)
    add_staffing(pilot=pilot, staff=ensure_staff(by=SYSTEM, at=AT), at=AT)
    assert cover_by_month(1) == [(202201, 24, 12, 10)]
    assert StateInterval.objects.filter(ended_at__isnull=False).count() == 4
    now = cover_now(at=AT)
    assert now.is_open
    assert len(now.there) >= 2
    assert gaps_ahead(at=AT, days=14)
    assert waits_for_a_decision(at=AT) == 2
    assert [each.problems for each in watched(today=AT.date())] == [[]] * 6
    assert sum(bool(each.endings) for each in watched(today=AT.date())) == 2
    assert Shift.objects.filter(starts_at__gt=AT).exists()
