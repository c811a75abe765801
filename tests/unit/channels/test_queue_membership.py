"""What a state means for the queue, and what a telephone means for a state."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from adviceline.channels.telephony.membership import Kept, Member, follow, steps, wanted

AT = datetime(2026, 12, 1, 10, tzinfo=UTC)


def made(wants: Member | None, there: Member | None) -> list[tuple[str, str]]:
    return [(each.action, each.fields.get("Paused", "")) for each in steps("1001", wants, there, queue="advice")]


@pytest.mark.parametrize(
    "state, may, expected",
    [
        ("ready", True, Member(False)), ("ready", False, None), ("away", True, None), (None, True, None),
        ("break", True, Member(True, "break")), ("wrap_up", True, Member(True, "wrap_up")), ("wrap_up", False, None),
    ],
)  # fmt: skip
def test_only_who_is_there_and_may_answer_is_in_the_queue(state, may, expected) -> None:
    assert wanted(state, may_answer=may) == expected


def test_each_step_leads_to_what_is_wanted_and_none_is_taken_twice() -> None:
    ready, paused = Member(False), Member(True, "break")
    assert made(ready, None) == [("QueueAdd", "false")]
    assert made(paused, None) == [("QueueAdd", "true"), ("QueuePause", "true")]
    assert made(paused, ready) == made(Member(True, "wrap_up"), paused) == [("QueuePause", "true")]
    assert made(ready, paused) == [("QueuePause", "false")]
    assert made(None, ready) == [("QueueRemove", "")]
    assert made(ready, ready) == made(paused, paused) == made(None, None) == []
    fixed = Member(False, is_fixed=True)
    assert made(None, fixed) == [("QueuePause", "true")]
    assert made(None, Member(True, "off", is_fixed=True)) == []


def test_a_call_leads_through_wrap_up_back_to_ready() -> None:
    lifted, kept = follow("ready", Kept(), device="INUSE", wrap_up_seconds=60, at=AT)
    assert (lifted, kept.put_on_call) == ("on_call", True)
    assert follow("on_call", kept, device="INUSE", wrap_up_seconds=60, at=AT) == (None, kept)
    over, wrapping = follow("on_call", kept, device="NOT_INUSE", wrap_up_seconds=60, at=AT)
    assert (over, wrapping.wrap_up_until) == ("wrap_up", AT + timedelta(seconds=60))
    assert follow("wrap_up", wrapping, device="NOT_INUSE", wrap_up_seconds=60, at=AT)[0] is None
    later = AT + timedelta(seconds=60)
    assert follow("wrap_up", wrapping, device="UNAVAILABLE", wrap_up_seconds=60, at=later)[0] is None
    assert follow("wrap_up", wrapping, device="NOT_INUSE", wrap_up_seconds=60, at=later)[0] == "ready"
    assert follow("on_call", kept, device="NOT_INUSE", wrap_up_seconds=0, at=AT)[0] == "ready"


@pytest.mark.parametrize("state", ["break", "away", None])
def test_a_telephone_moves_nobody_who_is_not_answering(state) -> None:
    follows, kept = follow(state, Kept(put_on_call=True), device="INUSE", wrap_up_seconds=60, at=AT)
    assert (follows, kept.put_on_call, kept.wrap_up_until) == (None, False, None)


def test_what_a_person_said_themselves_is_not_taken_back() -> None:
    assert follow("on_call", Kept(), device="NOT_INUSE", wrap_up_seconds=60, at=AT)[0] is None
    assert follow("wrap_up", Kept(), device="NOT_INUSE", wrap_up_seconds=60, at=AT + timedelta(hours=1))[0] is None
