"""kill -9 of the server and of the worker, at random moments of their work: nothing lost, nothing twice."""

from __future__ import annotations

import json
import os
import random
import time
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.support.in_service import call
from tests.support.mail_sink import MailSink
from tests.support.server import Service
from tests.system.durability.visitors import Crowd
from tests.system.durability.zygote import Zygote

pytestmark = [pytest.mark.system, pytest.mark.both_engines]

SEED = int(os.environ.get("KILL_SEED", "20260223"))
TOGETHER, APART = 140, 60  # deaths of one process that does both; deaths of a server or a worker of its own
LONGEST_LIFE_SECONDS = 2
SETTLE_SECONDS = 240


@pytest.fixture
def sink() -> Iterator[MailSink]:
    chance = random.Random(SEED)
    made = MailSink(
        manners=lambda: chance.choices(["take", "refuse", "hang_up"], [94, 4, 2])[0],
        pause_seconds=lambda: chance.uniform(0, 0.06),
    )
    yield made
    made.close()


@pytest.mark.timeout(900)
def test_nothing_is_lost_and_nothing_happens_twice_however_often_it_is_killed(new_service, sink, record_property):
    service: Service = new_service(
        EMAIL_URL=f"smtp://127.0.0.1:{sink.port}", ADVICELINE_RATE_LIMITS="off", ADVICELINE_LOG_LEVEL="WARNING"
    ).prepare()
    zygote = Zygote(service.environment, service.log)
    chance = random.Random(SEED)
    crowd = Crowd(zygote.port, visitors=4, seed=SEED)
    began = time.monotonic()
    try:
        crowd.start()
        hits = _kill_one_that_does_both(zygote, crowd, sink, chance)
        hits += _kill_server_and_worker(zygote, crowd, sink, chance)
        killed_for = time.monotonic() - began
        last = zygote.start("serve")
        crowd.finish()
        state = _settled(service)
        zygote.kill(last)
    finally:
        zygote.end()

    said = {
        "seed": SEED, "kills": hits["kills"], "seconds": round(killed_for), "hit a request": hits["request"],
        "hit a message": hits["message"], "requests cut off": crowd.cut_off, "forms": len(crowd.confirmed),
        "messages cut off": sink.cut_off,
        "messages": dict(Counter(outcome for sent in state["messages"].values() for outcome, _ in sent)),
        "most attempts at a job": state["most_attempts"],
    }  # fmt: skip
    print(json.dumps(said))  # noqa: T201  # what it did, for whoever runs it with -s
    record_property("kills", json.dumps(said))

    assert not crowd.problems, service.log_tail(6000)
    assert hits["kills"] >= 200
    assert hits["request"] >= hits["kills"] // 3, "Too few of the kills fell on a request."
    assert hits["message"] >= 10, "Too few of the kills fell on a message being sent."

    assert crowd.sent == set(crowd.confirmed)
    assert state["enquiries"] == {address: [shown] for address, shown in crowd.confirmed.items()}
    forms = len(crowd.confirmed)
    assert state["contacts"] == state["contact_facts"] == state["enquiry_facts"] == forms
    assert state["events"]["contact.recorded"] == forms
    assert state["call_backs"] == state["call_back_facts"] == state["events"]["call_back.requested"]
    assert state["audit_faults"] == []

    assert set(state["messages"]) == set(crowd.confirmed)
    for address, sent in state["messages"].items():
        ((outcome, message_id),) = sent
        taken = sink.taken[address]
        assert (outcome, taken) in {("sent", 1), ("uncertain", 0), ("uncertain", 1)}, f"{address}: {outcome}, {taken}"
        assert set(sink.ids.get(address, [message_id])) == {message_id}


def _kill_one_that_does_both(zygote: Zygote, crowd: Crowd, sink: MailSink, chance: random.Random) -> Counter[str]:
    hits: Counter[str] = Counter()
    for _ in range(TOGETHER):
        life = zygote.start("serve")
        _live_a_while(crowd, sink, chance, sends_mail=True)
        _kill(zygote, [life], crowd, sink, hits)
    return hits


def _kill_server_and_worker(zygote: Zygote, crowd: Crowd, sink: MailSink, chance: random.Random) -> Counter[str]:
    """Now the one, now the other, now both at once."""
    hits: Counter[str] = Counter()
    lives = {"serve-alone": zygote.start("serve-alone"), "work": zygote.start("work")}
    while hits["kills"] < APART:
        doomed = chance.choice([["serve-alone"], ["work"], ["serve-alone", "work"]])
        _live_a_while(crowd, sink, chance, sends_mail="work" in doomed)
        _kill(zygote, [lives[each] for each in doomed], crowd, sink, hits)
        lives |= {each: zygote.start(each) for each in doomed}
    for life in lives.values():
        zygote.kill(life)
    return hits


def _live_a_while(crowd: Crowd, sink: MailSink, chance: random.Random, *, sends_mail: bool) -> None:
    """Until some requests were answered, or a message is on its way; then a moment more, of any length.

    Counted in work done, not in seconds, so that a slow machine is killed in the middle of things as well.
    """
    wanted = crowd.answered + chance.randrange(5)
    for_mail = sends_mail and chance.random() < 0.4
    moment = chance.uniform(0, 0.06)
    deadline = time.monotonic() + LONGEST_LIFE_SECONDS
    while time.monotonic() < deadline:
        if sink.talking if for_mail else crowd.answered >= wanted:
            break
        time.sleep(0.002)
    time.sleep(moment)


def _kill(zygote: Zygote, lives: list[int], crowd: Crowd, sink: MailSink, hits: Counter[str]) -> None:
    requests, messages = crowd.cut_off, sink.talking
    for life in lives:
        zygote.kill(life)
    time.sleep(0.01)  # for the other ends to notice
    hits["kills"] += len(lives)
    hits["request"] += crowd.cut_off > requests
    hits["message"] += messages > 0


def _settled(service: Service) -> dict:
    """Wait, with leases and pauses gone by, until no message is on its way."""
    deadline = time.monotonic() + SETTLE_SECONDS
    while time.monotonic() < deadline:
        call(service, "tests.system.durability.verdict:let_time_pass")
        state = _verdict(service)
        states = Counter(message[0] for messages in state["messages"].values() for message in messages)
        if not states["waiting"] + states["sending"]:
            return _verdict(service)
        time.sleep(2)  # a job at hand, whose lease is now said to have run out, is left to end
    raise AssertionError(f"Messages are still on their way: {states}\n{service.log_tail()}")


def _verdict(service: Service) -> dict:
    return call(service, "tests.system.durability.verdict:state")
