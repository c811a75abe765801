"""Calls told by an Asterisk queue_log. Every number is from Ofcom's range for fiction."""

from datetime import UTC, datetime

import pytest

from adviceline.channels.telephony.queue_log import QueueEvent, UnreadableLine, build_call, is_call_event, parse_line
from adviceline.channels.telephony.records import CallRecord

T = 1644829200  # 14 February 2022, 09:00 in London


def told(*lines: str) -> CallRecord | None:
    events = [parse_line(line, place=place) for place, line in enumerate(lines)]
    return build_call([event for event in events if is_call_event(event)])


def call(*lines: str) -> CallRecord:
    found = told(*lines)
    assert found is not None
    return found


def at(seconds: float) -> datetime:
    return datetime.fromtimestamp(T + seconds, tz=UTC)


def test_an_answered_call_has_its_wait_and_its_talk():
    found = call(
        f"{T}|{T}.7|hsb|NONE|ENTERQUEUE||07700900123|1",
        f"{T + 5}|{T}.7|hsb|PJSIP/adviser1|RINGNOANSWER|5000",
        f"{T + 12}|{T}.7|hsb|PJSIP/adviser2|CONNECT|12|{T + 9}.8|3",
        f"{T + 312}|{T}.7|hsb|PJSIP/adviser2|COMPLETECALLER|12|300|1",
    )
    assert (found.outcome, found.wait_seconds, found.talk_seconds) == ("answered", 12, 300)
    assert (found.began_at, found.answered_at, found.ended_at) == (at(0), at(12), at(312))
    assert (found.caller, found.agent, found.queue, found.direction) == ("07700900123", "PJSIP/adviser2", "hsb", "in")
    assert found.idempotency_key == f"call:{T}.7"


@pytest.mark.parametrize(("waited", "outcome"), [(0, "short_abandon"), (29, "short_abandon"), (30, "abandoned")])
def test_a_caller_who_hangs_up_in_under_thirty_seconds_is_a_short_abandon(waited, outcome):
    found = call(f"{T}|{T}.7|hsb|NONE|ENTERQUEUE||07700900123|1", f"{T + waited}|{T}.7|hsb|NONE|ABANDON|1|1|{waited}")
    assert (found.outcome, found.wait_seconds, found.talk_seconds) == (outcome, waited, 0)


def test_a_key_press_asks_for_a_call_back_and_is_never_a_short_abandon():
    found = call(f"{T}|{T}.7|hsb|NONE|ENTERQUEUE||07700900123|1", f"{T + 20}|{T}.7|hsb|NONE|EXITWITHKEY|1|1|1|20")
    assert (found.outcome, found.callback_requested) == ("abandoned", True)


def test_another_key_asks_for_nothing():
    found = call(f"{T}|{T}.7|hsb|NONE|ENTERQUEUE||07700900123|1", f"{T + 20}|{T}.7|hsb|NONE|EXITWITHKEY|9|1|1|20")
    assert not found.callback_requested


@pytest.mark.parametrize("event", ["JOINEMPTY", "FULL"])
@pytest.mark.parametrize(("is_open", "outcome"), [(True, "refused"), (False, "out_of_hours")])
def test_a_caller_turned_away(event, is_open, outcome):
    found = build_call([parse_line(f"{T}|{T}.7|hsb|NONE|{event}|")], open_hours=lambda _: is_open)
    assert found is not None
    assert (found.outcome, found.wait_seconds) == (outcome, 0)


@pytest.mark.parametrize(
    "transfer",
    [
        "TRANSFER|201|advisers|10|60|1",
        "TRANSFER|201|advisers|10|60",
        "BLINDTRANSFER|201|advisers|10|60|1",
        "ATTENDEDTRANSFER|BRIDGE|4f1c|10|60|1",
        "ATTENDEDTRANSFER|LINK|PJSIP/a-01|PJSIP/b-02|10|60|1",
    ],
)
def test_a_transfer_is_one_call(transfer):
    found = call(
        f"{T}|{T}.7|hsb|NONE|ENTERQUEUE||07700900123|1",
        f"{T + 10}|{T}.7|hsb|PJSIP/a|CONNECT|10|{T}.8|2",
        f"{T + 70}|{T}.7|hsb|PJSIP/a|{transfer}",
    )
    assert (found.outcome, found.wait_seconds, found.talk_seconds, found.transfers) == ("answered", 10, 60, 1)
    assert found.transferred_at == at(70)


def test_a_transfer_back_into_a_queue_adds_its_talk_but_not_a_call():
    found = call(
        f"{T}|{T}.7|hsb|NONE|ENTERQUEUE||07700900123|1",
        f"{T + 10}|{T}.7|hsb|PJSIP/a|CONNECT|10|{T}.8|2",
        f"{T + 70}|{T}.7|hsb|PJSIP/a|BLINDTRANSFER|600|queues|10|60|1",
        f"{T + 70}|{T}.7|supervisors|NONE|ENTERQUEUE||07700900123|1",
        f"{T + 90}|{T}.7|supervisors|PJSIP/b|CONNECT|20|{T}.9|2",
        f"{T + 190}|{T}.7|supervisors|PJSIP/b|COMPLETEAGENT|20|100|1",
    )
    assert (found.outcome, found.wait_seconds, found.talk_seconds, found.transfers) == ("answered", 10, 160, 1)
    assert (found.agent, found.ended_at, found.transferred_at) == ("PJSIP/a", at(190), None)


def test_a_timeout_into_a_second_queue_waits_in_both():
    found = call(
        f"{T}|{T}.7|hsb|NONE|ENTERQUEUE||07700900123|1",
        f"{T + 60}|{T}.7|hsb|NONE|EXITWITHTIMEOUT|1|1|60",
        f"{T + 60}|{T}.7|overflow|NONE|ENTERQUEUE||07700900123|1",
        f"{T + 65}|{T}.7|overflow|NONE|ABANDON|1|1|5",
    )
    assert (found.outcome, found.wait_seconds) == ("abandoned", 65)


def test_an_agent_who_drops_the_caller_puts_them_back_in_the_queue():
    lines = [
        f"{T}|{T}.7|hsb|NONE|ENTERQUEUE||07700900123|1",
        f"{T + 8}|{T}.7|hsb|PJSIP/a|AGENTDUMP|",
        f"{T + 20}|{T}.7|hsb|PJSIP/b|CONNECT|20|{T}.8|2",
        f"{T + 50}|{T}.7|hsb|PJSIP/b|COMPLETECALLER|20|30|1",
    ]
    assert call(*lines).outcome == "answered"
    assert call(*lines[:2]).outcome == "abandoned"


def test_lines_out_of_order_tell_the_same_call():
    lines = [
        f"{T}|{T}.7|hsb|NONE|ENTERQUEUE||07700900123|1",
        f"{T}|{T}.7|hsb|PJSIP/a|CONNECT|0|{T}.8|0",
        f"{T + 40}|{T}.7|hsb|PJSIP/a|COMPLETEAGENT|0|40|1",
    ]
    assert call(*reversed(lines)) == call(*lines)


def test_a_call_without_an_end_is_no_call_yet():
    lines = [f"{T}|{T}.7|hsb|NONE|ENTERQUEUE||07700900123|1", f"{T + 10}|{T}.7|hsb|PJSIP/a|CONNECT|10|{T}.8|2"]
    assert told(*lines[:1]) is None
    assert told(*lines) is None


def test_a_call_whose_beginning_was_rotated_away_is_worked_out_from_its_end():
    found = call(f"{T + 112}|{T}.7|hsb|PJSIP/a|COMPLETEAGENT|12|100|1")
    assert (found.began_at, found.answered_at, found.wait_seconds, found.caller) == (at(0), at(12), 12, None)


def test_a_call_past_midnight_and_a_clock_change_has_its_true_length():
    eve = int(datetime(2022, 3, 27, 0, 50, tzinfo=UTC).timestamp())
    found = call(
        f"{eve}|{eve}.1|hsb|NONE|ENTERQUEUE||07700900123|1",
        f"{eve + 10}|{eve}.1|hsb|PJSIP/a|CONNECT|10|{eve}.2|2",
        f"{eve + 1810}|{eve}.1|hsb|PJSIP/a|COMPLETECALLER|10|1800|1",
    )
    assert (found.ended_at - found.began_at).total_seconds() == 1810


def test_fractions_of_a_second_are_read():
    assert parse_line("1644829200.538712|1644829200.7|hsb|NONE|ABANDON|1|1|4").at == 1644829200.538712


@pytest.mark.parametrize("callerid", ["anonymous", "", "unknown", "Withheld", '"Somebody" <anonymous>'])
def test_a_withheld_number_is_no_number(callerid):
    found = call(f"{T}|{T}.7|hsb|NONE|ENTERQUEUE||{callerid}|1", f"{T + 1}|{T}.7|hsb|NONE|ABANDON|1|1|1")
    assert found.caller is None


@pytest.mark.parametrize("callerid", ["+447700900123", '"A name" <+447700900123>', "sip:+447700900123@example.org"])
def test_the_number_is_found_in_a_caller_id(callerid):
    found = call(f"{T}|{T}.7|hsb|NONE|ENTERQUEUE||{callerid}|1", f"{T + 1}|{T}.7|hsb|NONE|ABANDON|1|1|1")
    assert found.caller == "+447700900123"


@pytest.mark.parametrize(
    "line",
    [
        "not a log line",
        "1644829200|1644829200.7|hsb",
        "1644829200|1644829200.7|hsb|NONE|ENTERQ",
        "1644829200|1644829200.7|hsb|NONE|ENTERQUEUE|",
        "1644829200|1644829200.7|hsb|PJSIP/a|COMPLETEAGENT|12",
        "1644829200|1644829200.7|hsb|PJSIP/a|COMPLETEAGENT|12|many|1",
        "1644829200|1644829200.7|hsb|NONE|ABANDON|1|1",
        "1644829200|NONE|hsb|NONE|ABANDON|1|1|4",
        "yesterday|1644829200.7|hsb|NONE|ABANDON|1|1|4",
        "1644829200|1644829200.7|hsb|NONE|ABANDON|1|\x00\x00|4",
    ],
)
def test_a_line_that_is_not_whole_is_refused_with_a_reason_that_repeats_nothing(line):
    with pytest.raises(UnreadableLine) as refused:
        parse_line(line)
    assert str(refused.value)
    assert "1644829200.7" not in str(refused.value)


def test_a_last_line_still_being_written_is_not_taken_for_whole():
    line = "1644829200|1644829200.7|hsb|PJSIP/a|COMPLETEAGENT|12|1"
    assert parse_line(line, terminated=True).data == ("12", "1")
    with pytest.raises(UnreadableLine):
        parse_line(line, terminated=False)


def test_a_member_joining_by_phone_is_not_a_call():
    assert not is_call_event(parse_line(f"{T}|{T}.3|hsb|PJSIP/a|ADDMEMBER|"))
    assert told(f"{T}|NONE|NONE|NONE|QUEUESTART|", f"{T}|{T}.3|hsb|PJSIP/a|PAUSE|break") is None


def test_no_events_make_no_call():
    assert build_call([]) is None
    assert build_call([QueueEvent(T, "x", "hsb", "NONE", "ENTERQUEUE", ())]) is None
