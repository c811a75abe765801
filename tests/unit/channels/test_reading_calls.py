"""An exchange's files, as they are found on its disk."""

import gzip
from datetime import UTC, datetime
from pathlib import Path

from adviceline.channels.telephony.reading import read_calls
from adviceline.channels.telephony.reconcile import reconcile
from adviceline.channels.telephony.records import CallRecord, SetAside, Tally
from adviceline.channels.telephony.sources import LONGEST_LINE, detect_format
from tests.unit.channels.test_cdr import ANSWERED, row

T = 1644829200  # 14 February 2022, 09:00 in London


def queued(call_id: str = f"{T}.7", at: int = T, caller: str = "07700900123") -> list[str]:
    return [
        f"{at}|{call_id}|hsb|NONE|ENTERQUEUE||{caller}|1",
        f"{at + 12}|{call_id}|hsb|PJSIP/1001|CONNECT|12|{at + 9}.8|3",
        f"{at + 312}|{call_id}|hsb|PJSIP/1001|COMPLETECALLER|12|300|1",
    ]


def write(path: Path, lines: list[str]) -> Path:
    path.write_text("\n".join(lines) + "\n")
    return path


def read(*paths: Path, **options) -> tuple[list[CallRecord], list[SetAside]]:
    found = list(read_calls(paths, **options))
    return (
        [item for item in found if isinstance(item, CallRecord)],
        [item for item in found if isinstance(item, SetAside)],
    )


def test_a_folder_with_both_records_gives_each_call_once(tmp_path):
    write(tmp_path / "queue_log", [f"{T}|NONE|NONE|NONE|QUEUESTART|", *queued(caller="anonymous")])
    (tmp_path / "cdr-csv").mkdir()
    write(
        tmp_path / "cdr-csv" / "Master.csv",
        [
            row(**ANSWERED | {"lastapp": "Queue"}),
            row(uniqueid=f"{T + 900}.9", linkedid=f"{T + 900}.9", start="2022-02-14 09:15:00",
                end="2022-02-14 09:15:40", duration=40, lastapp="VoiceMail", disposition="ANSWERED"),
        ],
    )  # fmt: skip
    write(tmp_path / "messages", ["[Feb 14 09:00:00] NOTICE[1] a line of some other log"])
    tally = Tally()
    calls, aside = read(tmp_path, tally=tally)
    assert [(call.outcome, call.origin, call.caller) for call in calls] == [
        ("answered", "queue_log", "07700900123"),
        ("voicemail", "cdr", "07700900123"),
    ]
    assert not aside
    assert (tally.files["other"], tally.not_calls["QUEUESTART"], tally.differences) == (1, 1, [])


def test_a_call_that_left_the_queue_for_voicemail_is_voicemail(tmp_path):
    write(
        tmp_path / "queue_log",
        [f"{T}|{T}.7|hsb|NONE|ENTERQUEUE||07700900123|1", f"{T + 60}|{T}.7|hsb|NONE|EXITWITHTIMEOUT|1|1|60"],
    )
    write(tmp_path / "Master.csv", [row(lastapp="VoiceMail", disposition="ANSWERED", duration=90,
                                        end="2022-02-14 09:01:30", billsec=90)])  # fmt: skip
    calls, _ = read(tmp_path)
    assert [(call.outcome, call.wait_seconds) for call in calls] == [("voicemail", 60)]


def test_rotated_and_compressed_files_are_one_log_whatever_their_order(tmp_path):
    first, *rest = queued()
    write(tmp_path / "queue_log", rest)
    (tmp_path / "queue_log.1.gz").write_bytes(gzip.compress(f"{first}\n".encode()))
    write(tmp_path / "queue_log.1", [first])  # left beside its compressed copy
    tally = Tally()
    calls, aside = read(tmp_path, tally=tally)
    assert [(call.outcome, call.caller) for call in calls] == [("answered", "07700900123")]
    assert (aside, tally.repeated_lines) == ([], 1)


def test_a_call_still_open_waits_for_the_file_to_grow(tmp_path):
    log = write(tmp_path / "queue_log", queued()[:2])
    calls, aside = read(log)
    assert calls == []
    assert "still open" in aside[0].reason
    write(log, queued())
    again, aside = read(log)
    assert [call.idempotency_key for call in again] == [f"call:{T}.7"]
    assert aside == []


def test_calls_that_an_exchange_took_down_with_it_are_over_when_it_starts_again(tmp_path):
    waiting = f"{T}|{T}.7|hsb|NONE|ENTERQUEUE||07700900123|1"
    talking = queued(f"{T}.9", T + 5, "07700900124")[:2]
    still_running = f"{T + 47}|{T}.11|hsb|NONE|FULL|"
    log = write(tmp_path / "queue_log", [waiting, *talking, still_running])
    assert [call.call_id for call in read(log)[0]] == [f"{T}.11"]
    write(
        log,
        [waiting, *talking, still_running, f"{T + 600}|NONE|NONE|NONE|QUEUESTART|", f"{T + 700}|{T}.12|hsb|NONE|FULL|"],
    )
    calls, aside = read(log)
    told = {call.call_id: (call.outcome, call.left_by, call.wait_seconds, call.talk_seconds) for call in calls}
    assert told[f"{T}.7"] == ("abandoned", "cut_off", 47, 0)
    assert told[f"{T}.9"] == ("answered", "", 12, 30)  # to the last moment at which the exchange is known to have run
    assert aside == []


def test_a_call_that_a_start_of_the_exchange_came_before_may_go_on(tmp_path):
    start = f"{T - 60}|NONE|NONE|NONE|QUEUESTART|"
    calls, aside = read(write(tmp_path / "queue_log", [start, *queued()[:2]]))
    assert (calls, len(aside)) == ([], 1)


def test_a_call_whose_end_was_lost_is_over_when_the_log_goes_on_for_a_day(tmp_path):
    day_after = T + 24 * 3600
    lost = f"{T}|{T}.7|hsb|NONE|ENTERQUEUE||07700900123|1"
    log = write(tmp_path / "queue_log", [lost, f"{day_after}|{day_after}.1|hsb|NONE|FULL|"])
    assert [call.outcome for call in read(log)[0]] == ["refused"]
    write(log, [lost, f"{day_after + 1}|{day_after}.1|hsb|NONE|FULL|"])
    calls, aside = read(log)
    assert ([call.outcome for call in calls], aside) == (["abandoned", "refused"], [])


def test_the_cdr_ends_a_call_that_the_queue_log_lost(tmp_path):
    write(tmp_path / "queue_log", [*queued()[:2], f"{T + 312}|{T}.7|hsb|PJS"])
    write(tmp_path / "Master.csv", [row(**ANSWERED | {"lastapp": "Queue"})])
    calls, aside = read(tmp_path)
    assert [(call.outcome, call.wait_seconds, call.talk_seconds) for call in calls] == [("answered", 12, 300)]
    assert [item.origin for item in aside] == [f"{tmp_path / 'queue_log'}:3"]


def test_a_bad_line_is_set_aside_with_its_place_and_the_rest_goes_on(tmp_path):
    lines = [queued()[0], "\x00\x00\x00", "rubbish", "x" * (3 * LONGEST_LINE), *queued()[1:]]
    log = write(tmp_path / "queue_log", lines)
    calls, aside = read(log)
    assert len(calls) == 1
    assert [item.origin for item in aside] == [f"{log}:2", f"{log}:3", f"{log}:4"]


def test_a_file_that_is_neither_is_set_aside_when_named(tmp_path):
    notes = write(tmp_path / "notes.txt", ["Shopping: tea, milk"])
    missing = tmp_path / "nowhere"
    broken = tmp_path / "queue_log.2.gz"
    broken.write_bytes(gzip.compress(b"1644829200|x|hsb|NONE|FULL|\n" * 50)[:-20])
    calls, aside = read(notes, missing, broken, write(tmp_path / "empty", []))
    assert calls == []
    assert [item.origin for item in aside] == [str(notes), str(missing), str(broken)]


def test_talk_after_a_transfer_out_of_the_queue_is_the_cdrs_to_tell(tmp_path):
    write(tmp_path / "queue_log", [*queued()[:2], f"{T + 312}|{T}.7|hsb|PJSIP/1001|BLINDTRANSFER|201|a|12|300|1"])
    after = {
        "start": "2022-02-14 09:05:12", "answer": "2022-02-14 09:05:20", "end": "2022-02-14 09:06:20", "duration": 68,
        "billsec": 60, "sequence": 8, "dstchannel": "PJSIP/1002-0000001c",
    }  # fmt: skip
    write(tmp_path / "Master.csv", [row(**ANSWERED | {"lastapp": "Queue"}), row(**ANSWERED | after)])
    calls, _ = read(tmp_path)
    assert [(call.talk_seconds, call.transfers) for call in calls] == [(360, 1)]
    assert calls[0].ended_at == datetime(2022, 2, 14, 9, 6, 20, tzinfo=UTC)


def test_an_adviser_who_takes_the_caller_back_to_the_queue_in_person_makes_one_call(tmp_path):
    consult = f"{T + 200}.20"
    write(
        tmp_path / "queue_log",
        [
            *queued()[:2],
            f"{T + 200}|{consult}|supervisors|NONE|ENTERQUEUE||1001|1",
            f"{T + 210}|{consult}|supervisors|PJSIP/1002|CONNECT|10|{T + 201}.21|4",
            f"{T + 240}|{T}.7|hsb|PJSIP/1001|ATTENDEDTRANSFER|BRIDGE|4f1c|12|228|1",
            f"{T + 300}|{consult}|supervisors|PJSIP/1002|COMPLETECALLER|10|90|1",
        ],
    )
    write(
        tmp_path / "Master.csv",
        [
            row(**ANSWERED | {"lastapp": "Queue"}),
            row(**ANSWERED | {"uniqueid": consult, "src": "1001", "lastapp": "Queue", "sequence": 9}),
        ],
    )
    calls, _ = read(tmp_path)
    assert [(call.call_id, call.transfers, call.outcome) for call in calls] == [(f"{T}.7", 1, "answered")]


def test_calls_linked_only_by_an_agent_who_stays_logged_in_are_separate(tmp_path):
    login = f"{T - 3600}.1"
    write(tmp_path / "queue_log", [*queued(), *queued(f"{T + 900}.9", T + 900)])
    write(
        tmp_path / "Master.csv",
        [
            row(**ANSWERED | {"lastapp": "Queue", "linkedid": login}),
            row(**ANSWERED | {"lastapp": "Queue", "linkedid": login, "uniqueid": f"{T + 900}.9",
                              "start": "2022-02-14 09:15:00", "answer": "2022-02-14 09:15:12",
                              "end": "2022-02-14 09:20:12"}),
        ],
    )  # fmt: skip
    calls, _ = read(tmp_path)
    assert [call.call_id for call in calls] == [f"{T}.7", f"{T + 900}.9"]


def test_where_the_records_disagree_the_queue_log_is_believed_and_the_difference_told(tmp_path):
    write(tmp_path / "queue_log", [*queued(), *queued(f"{T + 900}.9", T + 900)])
    write(tmp_path / "Master.csv", [row()])
    tally = Tally()
    calls, _ = read(tmp_path, tally=tally)
    assert [call.outcome for call in calls] == ["answered", "answered"]
    assert [(found.what, found.used) for found in tally.differences] == [
        ("outcome", "queue_log"),
        ("presence", "queue_log"),
    ]
    assert tally.differences_count == 2


def test_reconcile_of_two_lists_is_the_same_as_reading_both(tmp_path):
    log = write(tmp_path / "queue_log", [*queued(), *queued(f"{T + 900}.9", T + 900)])
    master = write(tmp_path / "Master.csv", [row(**ANSWERED | {"lastapp": "Queue"})])
    together, differences = reconcile(read(log)[0], read(master)[0])
    assert together == read(log, master)[0]
    assert [(found.call_id, found.what) for found in differences] == [(f"{T + 900}.9", "presence")]


def test_the_format_is_told_by_what_a_file_holds(tmp_path):
    assert detect_format(write(tmp_path / "a", ["torn", *queued()])) == "queue_log"
    assert detect_format(write(tmp_path / "b", ["torn", row()])) == "cdr"
    assert detect_format(write(tmp_path / "c", ["a,b,c"])) is None


def test_an_unnamed_column_header_is_understood(tmp_path):
    header = "uniqueid,channel,src,dst,dcontext,lastapp,start,answer,end,duration,billsec,disposition,dstchannel"
    record = f"{T}.7,PJSIP/t-1,07700900123,s,from-trunk,Dial,2022-02-14 09:00:00,,2022-02-14 09:00:40,40,0,NO ANSWER,"
    calls, aside = read(write(tmp_path / "calls.csv", [header, record]))
    assert [(call.outcome, call.caller) for call in calls] == [("abandoned", "07700900123")]
    assert aside == []


def test_legs_of_one_channel_are_one_call_though_their_link_changed(tmp_path):
    later = {"linkedid": f"{T - 60}.1", "sequence": 8, "start": "2022-02-14 09:05:12", "end": "2022-02-14 09:05:22"}
    calls, _ = read(write(tmp_path / "Master.csv", [row(**ANSWERED), row(**later)]))
    assert [(call.call_id, call.outcome) for call in calls] == [(f"{T}.7", "answered")]
