"""The service manager sees every difference, and no number."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from adviceline.channels.telephony.models import CallDifference, LiveCall
from tests.support import people

pytestmark = pytest.mark.django_db


def test_the_page_shows_each_difference_with_what_was_believed() -> None:
    at = timezone.now()
    LiveCall.objects.create(call_id="1.1", began_at=at, state="over", ended_at=at)
    for what, live, exchange, rule in (
        ("outcome", "short_abandon", "answered", "exchange"), ("presence", "heard", "not in the records", "live"),
    ):  # fmt: skip
        CallDifference.objects.create(
            call_id="1.1", what=what, live=live, exchange=exchange, rule=rule, began_at=at, found_at=at
        )
    CallDifference.objects.create(
        call_id="0.1", what="end", rule="exchange", began_at=at - timedelta(days=40), found_at=at
    )
    manager = people.browser_of(people.somebody("service_manager"))
    said = manager.get("/desk/calls/accounts").content.decode()
    assert "short abandon" in said
    assert "What was heard" in said
    assert said.count('<th scope="row">') == 2  # forty days ago is no longer shown
    assert people.browser_of(people.somebody("adviser")).get("/desk/calls/accounts").status_code == 403
