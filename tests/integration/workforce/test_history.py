"""What the forecast learns of calls that came."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from adviceline.facts.actions import write_contact_facts
from adviceline.facts.values import ContactFactValues
from adviceline.workforce.queries.forecast import PATIENCE_SECONDS, history

pytestmark = pytest.mark.django_db
AT = datetime(2022, 2, 3, 10, tzinfo=UTC)


def call(outcome: str, wait: int, talk: int | None = None, *, days: int = 0, **values: object) -> ContactFactValues:
    return ContactFactValues(
        fact_id=uuid.uuid4(), enquiry_fact=None, channel="call", direction="in", outcome=outcome,
        began_at=AT + timedelta(days=days), wait_seconds=wait, talk_seconds=talk, **values,  # type: ignore[arg-type]
    )  # fmt: skip


def test_everybody_who_hung_up_gave_up_however_soon() -> None:
    """Those who were answered, or left a message, were still willing to wait."""
    assert history().patience_seconds == PATIENCE_SECONDS
    write_contact_facts(
        [
            call("short_abandon", 4), call("abandoned", 116, days=1), call("answered", 60, 300, wrap_up_seconds=60),
            call("answered", 20, 600, days=1), call("voicemail", 40, days=4), call("out_of_hours", 9000),
        ]
    )  # fmt: skip
    found = history()
    assert found.patience_seconds == (4 + 116 + 60 + 20 + 40) / 2
    assert found.handling_seconds == (360 + 600) / 2
    assert (found.calls, found.open_days) == (5, 3)
    assert not found.arrivals.is_known
