"""Many processes write at the same moment: nobody is turned away, nothing is doubled, the chain has no fork."""

from __future__ import annotations

import time

import pytest

from tests.support.in_service import call
from tests.system.durability.labour import at_once
from tests.system.durability.test_killing import _verdict
from tests.system.durability.visitors import Crowd

pytestmark = [pytest.mark.system, pytest.mark.both_engines]


@pytest.fixture(scope="module")
def quiet_service(tmp_path_factory):
    """Migrated, with content, and not running."""
    from tests.support.server import Service

    with Service(tmp_path_factory.mktemp("at-once"), ADVICELINE_RATE_LIMITS="off") as made:
        yield made.prepare()


def test_eight_writers_make_one_chain_without_gap_or_fork(quiet_service):
    before = sum(_verdict(quiet_service)["events"].values())

    kept = at_once(quiet_service, "append_events", processes=8, times=30)

    numbers = sorted(seq for each in kept for seq in each)
    assert numbers == list(range(before + 1, before + 8 * 20 + 1))
    assert quiet_service.run("audit", "verify").returncode == 0


def test_actions_made_of_several_never_wait_for_each_other_in_a_circle(quiet_service):
    assert at_once(quiet_service, "lock_the_other_way_round", processes=4, times=25) == [25] * 4
    assert quiet_service.run("audit", "verify").returncode == 0


def test_each_turn_of_a_schedule_is_started_by_one_process_only(quiet_service):
    started = at_once(quiet_service, "start_schedules", processes=4, times=3)

    from_the_rooms = sum(started)
    assert from_the_rooms >= 4
    assert sum(_verdict(quiet_service)["jobs"].values()) == from_the_rooms
    again = at_once(quiet_service, "start_schedules", processes=2)
    assert again == [0, 0]


def test_two_workers_share_the_queue_and_do_each_job_once(quiet_service):
    at_once(quiet_service, "start_schedules", processes=1)

    at_once(quiet_service, "run_jobs", processes=3)

    state = _verdict(quiet_service)
    assert set(state["jobs"]) == {"done"}
    assert state["most_attempts"] == 1


def test_twenty_writers_at_once_are_all_served_and_what_is_the_same_is_recorded_once(quiet_service):
    before = _verdict(quiet_service)["contacts"]

    made = at_once(quiet_service, "record_contacts", processes=20, times=5)

    keys = [key for each in made for key in each]
    assert len(keys) == len(set(keys)) == 20 * 5 + 5
    state = _verdict(quiet_service)
    assert state["contacts"] - before == len(keys)
    assert state["contacts"] == state["contact_facts"] == state["events"]["contact.recorded"]
    assert state["audit_faults"] == []


def test_a_hundred_people_want_one_time_and_exactly_one_gets_it(new_service):
    service = new_service(ADVICELINE_RATE_LIMITS="off").prepare()
    call(service, "tests.support.session_sample:racers", many=100)

    said = [each for process in at_once(service, "race_for_a_slot", processes=10, times=10) for each in process]

    assert len(said) == 100
    assert said.count("booked") == 1
    assert set(said) == {"booked", "That time has just been taken. Choose another."}
    assert call(service, "tests.support.session_sample:booked") == {
        "sessions": 1, "cells": 5, "invitations": 1, "events": 1, "untouched": 99,
    }  # fmt: skip
    assert service.run("audit", "verify").returncode == 0


def test_twenty_visitors_at_once_are_all_answered(new_service):
    service = new_service(ADVICELINE_RATE_LIMITS="off").prepare().start()
    crowd = Crowd(service.port, visitors=20, seed=5)

    crowd.start()
    deadline = time.monotonic() + 60
    while len(crowd.confirmed) < 40 and time.monotonic() < deadline:
        time.sleep(0.05)
    crowd.finish()

    assert crowd.problems == []
    assert crowd.cut_off == 0
    assert len(crowd.confirmed) >= 40
    state = _verdict(service)
    assert state["enquiries"] == {address: [shown] for address, shown in crowd.confirmed.items()}
    assert "locked" not in service.log_tail(100_000)
