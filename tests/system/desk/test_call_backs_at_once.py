"""Call-backs asked for and rung in the same moment, on a database that really commits."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from adviceline.followups.rules import CAPACITY
from tests.support.in_service import call
from tests.support.server import Service

pytestmark = [pytest.mark.system, pytest.mark.both_engines]


@pytest.fixture(scope="module")
def quiet_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with Service(tmp_path_factory.mktemp("call-backs"), environment="test") as made:
        yield made.prepare(with_content=False)


def test_however_many_ask_at_once_a_half_hour_is_promised_to_as_many_as_it_holds(quiet_service: Service) -> None:
    done = call(quiet_service, "tests.support.call_backs_at_once:one_half_hour", many=10)
    assert sorted(done["raised"]) == [""] * CAPACITY + ["UnableToBookCallBack"] * (10 - CAPACITY)
    assert done["places"] == list(range(1, CAPACITY + 1))


def test_two_who_press_ring_at_once_ring_once(quiet_service: Service) -> None:
    for raised in call(quiet_service, "tests.support.call_backs_at_once:two_who_ring", rounds=4):
        assert sorted(raised) == ["", "UnableToAttemptCallBack"]
