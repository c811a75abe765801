"""Calls told by an Asterisk CDR. Every number is from Ofcom's range for fiction."""

import csv
import io
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from adviceline.channels.telephony.cdr import Leg, UnreadableRow, parse_row
from adviceline.channels.telephony.cdr_calls import build_call, is_internal
from adviceline.channels.telephony.cdr_clock import CdrClock

LONDON = ZoneInfo("Europe/London")


def row(**said: object) -> str:
    fields = {
        "accountcode": "", "src": "07700900123", "dst": "s", "dcontext": "from-trunk", "clid": '"" <07700900123>',
        "channel": "PJSIP/trunk-0000001a", "dstchannel": "", "lastapp": "Dial", "lastdata": "PJSIP/1001,30",
        "start": "2022-02-14 09:00:00", "answer": "", "end": "2022-02-14 09:00:10", "duration": 10, "billsec": 0,
        "disposition": "NO ANSWER", "amaflags": "DOCUMENTATION", "uniqueid": "1644829200.7", "userfield": "",
        "peeraccount": "", "linkedid": "1644829200.7", "sequence": 7,
    } | said  # fmt: skip
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_NONNUMERIC).writerow(fields.values())
    return text.getvalue().rstrip("\r\n")


def leg(zone: ZoneInfo = LONDON, clock: CdrClock | None = None, **said: object) -> Leg:
    return parse_row(row(**said), clock=clock or CdrClock(zone))


ANSWERED = {
    "dstchannel": "PJSIP/1001-0000001b", "answer": "2022-02-14 09:00:12", "end": "2022-02-14 09:05:12",
    "duration": 312, "billsec": 300, "disposition": "ANSWERED",
}  # fmt: skip


def test_a_direct_call_that_an_adviser_picked_up():
    call = build_call([leg(**ANSWERED)])
    assert (call.outcome, call.direction, call.wait_seconds, call.talk_seconds) == ("answered", "in", 12, 300)
    assert (call.agent, call.caller, call.call_id) == ("PJSIP/1001", "07700900123", "1644829200.7")
    assert call.began_at == datetime(2022, 2, 14, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ({"duration": 29, "end": "2022-02-14 09:00:29"}, "short_abandon"),
        ({"duration": 30, "end": "2022-02-14 09:00:30"}, "abandoned"),
        ({"disposition": "CONGESTION"}, "refused"),
        ({"disposition": "BUSY"}, "refused"),
        ({"disposition": "FAILED"}, "refused"),
        ({"dcontext": "out-of-hours", "lastapp": "Playback", "disposition": "ANSWERED"}, "out_of_hours"),
        ({"dcontext": "knights-school"}, "short_abandon"),
        (
            {"lastapp": "VoiceMail", "answer": "2022-02-14 09:00:01", "billsec": 9, "disposition": "ANSWERED"},
            "voicemail",
        ),
        # A caller who hears a menu and hangs up has spoken to no adviser, whatever the exchange calls it.
        ({"lastapp": "BackGround", "answer": "2022-02-14 09:00:01", "billsec": 9, "disposition": "ANSWERED"},
         "short_abandon"),
    ],
)  # fmt: skip
def test_kinds_of_not_answered(said, outcome):
    call = build_call([leg(**said)])
    assert (call.outcome, call.talk_seconds, call.answered_at) == (outcome, 0, None)


def test_a_call_not_answered_while_closed_was_out_of_hours():
    assert build_call([leg()], open_hours=lambda _: False).outcome == "out_of_hours"
    assert build_call([leg(**ANSWERED)], open_hours=lambda _: False).outcome == "answered"


def test_legs_with_one_linkedid_are_one_call_and_talk_is_counted_once():
    call = build_call(
        [
            leg(**ANSWERED | {"dstchannel": "Local/1001@advisers-00000001;1"}),
            leg(**ANSWERED | {"uniqueid": "1644829201.8", "channel": "Local/1001@advisers-00000001;2", "sequence": 8}),
        ]
    )
    assert (call.call_id, call.talk_seconds, call.outcome) == ("1644829200.7", 300, "answered")
    assert call.leg_ids == ("1644829200.7", "1644829201.8")


def test_a_local_channel_into_voicemail_is_voicemail():
    voicemail = {**ANSWERED, "dstchannel": "", "lastapp": "VoiceMail", "uniqueid": "1644829201.8"}
    call = build_call([leg(**ANSWERED | {"dstchannel": "Local/vm@boxes-00000001;1"}), leg(**voicemail)])
    assert call.outcome == "voicemail"


def test_a_transfer_in_the_cdr_is_one_call():
    second = ANSWERED | {
        "dstchannel": "PJSIP/1002-0000001c", "start": "2022-02-14 09:05:12", "answer": "2022-02-14 09:05:20",
        "end": "2022-02-14 09:06:20", "duration": 68, "billsec": 60, "sequence": 9,
    }  # fmt: skip
    call = build_call([leg(**second), leg(**ANSWERED)])
    assert (call.talk_seconds, call.transfers, call.agent) == (360, 1, "PJSIP/1001")


def test_a_call_out_is_the_services_own():
    out = {"src": "1001", "dst": "07700900456", "dcontext": "from-internal", "channel": "PJSIP/1001-0000002a"}
    call = build_call([leg(**ANSWERED | out)])
    assert (call.direction, call.caller, call.agent, call.outcome) == ("out", "07700900456", "PJSIP/1001", "answered")
    assert build_call([leg(**out)]).outcome == "not_reached"


def test_an_adviser_listening_to_the_voicemail_box_is_no_contact():
    assert is_internal([leg(src="1001", dst="*97", dcontext="from-internal", lastapp="VoiceMailMain")])
    assert not is_internal([leg()])


def test_summer_time_is_read_in_london():
    call = build_call([leg(start="2022-06-14 09:00:00", end="2022-06-14 09:00:10", uniqueid="x", linkedid="x")])
    assert call.began_at == datetime(2022, 6, 14, 8, 0, tzinfo=UTC)


def test_an_exchange_that_writes_utc_is_told_by_its_own_channel_ids():
    epoch = int(datetime(2022, 6, 14, 9, 0, tzinfo=UTC).timestamp())
    call = build_call([leg(start="2022-06-14 09:00:00", end="2022-06-14 09:00:10", uniqueid=f"{epoch}.7")])
    assert call.began_at == datetime(2022, 6, 14, 9, 0, tzinfo=UTC)
    assert (call.ended_at - call.began_at).total_seconds() == 10


def test_the_zone_can_be_said():
    call = build_call([leg(ZoneInfo("UTC"), start="2022-06-14 09:00:00", end="2022-06-14 09:00:10", uniqueid="x")])
    assert call.began_at == datetime(2022, 6, 14, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize("hour", [0, 1])
def test_the_hour_that_happens_twice_is_decided_by_the_channel(hour):
    began = datetime(2022, 10, 30, hour, 30, tzinfo=UTC)  # both are 01:30 in London
    found = leg(
        start="2022-10-30 01:30:00", answer="2022-10-30 01:30:05", end="2022-10-30 01:40:00", duration=600, billsec=595,
        disposition="ANSWERED", dstchannel="PJSIP/1001-0000001b", uniqueid=f"{int(began.timestamp())}.7",
    )  # fmt: skip
    assert found.start == began
    assert found.answer == began.replace(second=5)


def test_a_call_across_the_change_keeps_its_true_length():
    found = leg(start="2022-10-30 01:50:00", end="2022-10-30 01:10:00", duration=1200, uniqueid="x")
    assert found.start == datetime(2022, 10, 30, 0, 50, tzinfo=UTC)
    assert found.end == datetime(2022, 10, 30, 1, 10, tzinfo=UTC)


def test_the_order_of_the_file_decides_when_nothing_else_can():
    clock = CdrClock(LONDON)
    first, second = (
        leg(clock=clock, start=f"2022-10-30 {start}", end=f"2022-10-30 {end}", duration=60, uniqueid="x")
        for start, end in [("01:50:00", "01:51:00"), ("01:20:00", "01:21:00")]
    )
    assert first.start == datetime(2022, 10, 30, 0, 50, tzinfo=UTC)
    assert second.start == datetime(2022, 10, 30, 1, 20, tzinfo=UTC)


@pytest.mark.parametrize("columns", [16, 17, 18, 21])
def test_the_columns_an_exchange_leaves_out_are_done_without(columns):
    fields = next(csv.reader([row()]))[:columns]
    found = parse_row(",".join(f'"{field.replace(chr(34), chr(34) * 2)}"' for field in fields), clock=CdrClock(LONDON))
    assert found.src == "07700900123"
    assert found.unique_id == "1644829200.7" if columns > 16 else found.unique_id.startswith("cdr-")
    assert parse_row(row(), clock=CdrClock(LONDON)).linked_id == "1644829200.7"


def test_the_custom_layout_is_read():
    line = (
        '"""A"" <07700900123>","07700900123","s","from-trunk","PJSIP/trunk-0000001a","PJSIP/1001-0000001b","Dial",'
        '"PJSIP/1001","2022-02-14 09:00:00","2022-02-14 09:00:12","2022-02-14 09:05:12","312","300","ANSWERED",'
        '"DOCUMENTATION","","1644829200.7","","7"'
    )
    found = parse_row(line, clock=CdrClock(LONDON))
    assert (found.channel, found.unique_id, found.billsec) == ("PJSIP/trunk-0000001a", "1644829200.7", 300)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "a,b,c",
        row()[:-60],
        row(duration="ten"),
        row(disposition="PERHAPS"),
        row(start="14/02/2022 09:00"),
        row(start="2022-02-31 09:00:00"),
        row(end="2022-02-13 09:00:00"),
        row(userfield="\x00"),
    ],
)
def test_a_line_that_is_not_whole_is_refused(line):
    with pytest.raises(UnreadableRow):
        parse_row(line, clock=CdrClock(LONDON))
