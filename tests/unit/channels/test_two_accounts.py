"""What differs between what was heard of a call and what the exchange recorded, and which holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from adviceline.channels.telephony import own_events as own
from adviceline.channels.telephony.comparing import EXCHANGE, LIVE, differences
from adviceline.channels.telephony.counting import prevailing, written_number
from adviceline.channels.telephony.live_events import account, heard_in
from adviceline.channels.telephony.queue_log import parse_line
from adviceline.channels.telephony.reconcile import reconcile_call
from adviceline.channels.telephony.records import CallRecord

AT = datetime(2026, 12, 1, 10, tzinfo=UTC)
T = AT.timestamp()
ID = "1796119200.7"


def message(event: str, after: float, **fields: str) -> dict[str, str]:
    return {"Event": event, "Uniqueid": ID, "Timestamp": f"{T + after:.3f}", **fields}


def step(name: str, after: float, said: str = "") -> dict[str, str]:
    return message("UserEvent", after, UserEvent="Advice", Step=name, Said=said)


def heard(*messages: dict[str, str]) -> tuple[list, dict[str, str]]:
    kept, numbers = [], {}
    for each in messages:
        event = heard_in(each, at=AT)
        assert event is not None
        kept.append(event.kept())
        if event.number is not None:
            numbers[event.event] = event.number
    return kept, numbers


def told(*messages: dict[str, str]) -> CallRecord | None:
    kept, numbers = heard(*messages)
    return account(ID, kept, numbers)


ANSWERED = (
    step("OFFERED", 0, "07700900123"), message("QueueCallerJoin", 2, Position="1"),
    message("AgentConnect", 9, HoldTime="7", Interface="PJSIP/1001"),
    message("AgentComplete", 69, HoldTime="7", TalkTime="60", Interface="PJSIP/1001", Reason="caller"),
    step("LEFT", 69, "queue"),
)  # fmt: skip


def test_a_number_is_never_kept_with_what_was_heard() -> None:
    kept, numbers = heard(*ANSWERED, step("CALLBACK", 70, "07700900555"))
    assert "0770" not in repr(kept)
    assert numbers == {own.OFFERED: "07700900123", own.CALLBACK: "07700900555"}


def test_a_call_is_told_once_it_is_answered_and_again_when_it_is_over() -> None:
    assert told(*ANSWERED[:2]) is None
    talking = told(*ANSWERED[:3])
    assert talking is not None
    assert (talking.outcome, talking.is_going_on, talking.agent, talking.caller) == (
        "answered", True, "PJSIP/1001", "07700900123",
    )  # fmt: skip
    over = told(*ANSWERED)
    assert over is not None
    assert (over.is_going_on, over.wait_seconds, over.talk_seconds) == (False, 7, 60)
    assert prevailing(talking, over) == prevailing(over, talking) == over


def test_the_exchanges_own_account_holds_whichever_is_told_first() -> None:
    over = told(*ANSWERED)
    assert over is not None
    theirs = replace(over, origin="queue_log", sources=("queue_log", "cdr"), talk_seconds=61)
    assert prevailing(over, theirs) == prevailing(theirs, over) == theirs
    assert list(differences(over, theirs)) == []


def test_each_difference_names_what_was_believed() -> None:
    over = told(*ANSWERED)
    assert over is not None
    other = replace(over, outcome="abandoned", callback_requested=True, wait_seconds=90, talk_seconds=0)
    assert [(each.what, each.rule) for each in differences(over, other)] == [
        ("outcome", EXCHANGE), ("wait_seconds", EXCHANGE), ("talk_seconds", EXCHANGE), ("call-back", EXCHANGE),
    ]  # fmt: skip
    assert [(each.what, each.rule) for each in differences(over, None)] == [("presence", LIVE)]
    assert [(each.what, each.rule) for each in differences(None, other)] == [("presence", EXCHANGE)]
    assert [each.what for each in differences(over, other, lost_touch=True)] == ["end"]
    assert over.agent == "PJSIP/1001"
    assert list(differences(over, replace(over, agent="1001"))) == []  # the queue log has the member's name
    assert [each.what for each in differences(over, replace(over, agent="1002"))] == ["adviser"]


@pytest.mark.parametrize("feigned, held", [("999", None), ("07700900123", "07700900123"), ("1" * 40, None)])
def test_a_number_that_is_no_callers_is_not_taken_from_the_call_records(feigned, held) -> None:
    """Who says that they ring from 999 and leaves a message would have an adviser call it back."""
    queued = told(*ANSWERED)
    assert queued is not None
    (call,), _ = reconcile_call([replace(queued, caller=None)], replace(queued, origin="cdr", caller=feigned))
    assert call.caller == held


def test_how_a_caller_left_the_queue_is_told_by_both_alike() -> None:
    waiting = (step("OFFERED", 0, "07700900123"), message("QueueCallerJoin", 1, Position="1"))
    for messages, outcome, wants in (
        ((step("KEY", 5, "1"), step("CALLBACK", 7, "07700900123"), step("LEFT", 8, "callback")), "abandoned", True),
        (
            (step("PUT_OUT", 6, "TIMEOUT"), step("VOICEMAIL", 20, "SUCCESS"), step("LEFT", 21, "voicemail")),
            "voicemail",
            False,
        ),
        ((message("QueueCallerAbandon", 41, HoldTime="40"), step("LEFT", 41, "queue")), "abandoned", False),
        ((message("QueueCallerAbandon", 6, HoldTime="5"), step("LEFT", 6, "queue")), "short_abandon", False),
    ):
        call = told(*waiting, *messages)
        assert call is not None
        assert (call.outcome, call.callback_requested) == (outcome, wants)


def test_what_is_no_call_of_ours_is_passed_over() -> None:
    for odd in ({}, {"Event": "Newchannel", "Uniqueid": ID}, {"Event": "UserEvent", "UserEvent": "Other", "Uniqueid": ID},
                step("NONSENSE", 1), {**ANSWERED[2], "Uniqueid": "x" * 500}):  # fmt: skip
        assert heard_in(odd, at=AT) is None
    strange = heard_in({**ANSWERED[2], "HoldTime": "many", "Timestamp": "soon"}, at=AT)
    assert strange is not None
    assert (strange.at, strange.data[0]) == (T, "0")


def test_the_exchanges_own_steps_are_read_from_its_log() -> None:
    line = parse_line(f"{int(T)}|{ID}|advice|NONE|ADVICE_OFFERED|07700900123")
    assert (line.event, line.data) == (own.OFFERED, ("07700900123",))
    assert AT + timedelta(0) == datetime.fromtimestamp(line.at, UTC)


@pytest.mark.parametrize("written", [
    "07700900123", "+447700900123", "00447700900123", "447700900123", "+44 (0)7700 900123", "7700900123", "07700-900-123",
])  # fmt: skip
def test_a_number_in_every_form_is_one_number(written):
    assert written_number(written) == "+447700900123"


@pytest.mark.parametrize("written, held", [("0033123456789", "+33123456789"), ("1001", "1001"), ("", ""), ("*#", "*#")])
def test_other_numbers_stay_what_they_are(written, held):
    assert written_number(written) == held
