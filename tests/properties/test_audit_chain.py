"""Whatever codes and numbers an event carries, it is the same event after the database gave it back."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adviceline.audit.actions import record
from adviceline.audit.actors import NamedActor
from adviceline.audit.chain import GENESIS, event_hash
from adviceline.audit.queries import verify

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.tuples(inner, inner) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
TIMES = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
EVENTS = st.fixed_dictionaries({
    "seq": st.integers(1, 10**12), "at": TIMES, "actor": TEXT, "action": TEXT, "subject": TEXT,
    "data": st.dictionaries(TEXT, st.integers() | TEXT, max_size=3), "previous_hash": st.just(GENESIS),
})  # fmt: skip


@pytest.mark.django_db
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=TIMES, subject=TEXT, data=st.dictionaries(TEXT, VALUES, max_size=4))
def test_an_event_survives_the_database(at, subject, data):
    with transaction.atomic():
        record(action="test.done", by=NamedActor("person:1"), at=at, subject=subject, data=data)

    assert verify().faults == ()


@given(one=EVENTS, other=EVENTS)
def test_two_events_that_differ_have_different_hashes(one, other):
    assert (event_hash(**one) == event_hash(**other)) == (one == other)
