"""Whatever an exchange's files hold, reading them never fails; and what was true of the calls is read back."""

import contextlib
import csv
import io
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adviceline.channels.telephony.cdr import HeaderRow, UnreadableRow, parse_row
from adviceline.channels.telephony.cdr_calls import build_call as build_from_cdr
from adviceline.channels.telephony.cdr_clock import CdrClock
from adviceline.channels.telephony.queue_log import CALL_EVENTS, UnreadableLine, build_call, is_call_event, parse_line
from adviceline.channels.telephony.reading import read_calls
from adviceline.channels.telephony.records import CallRecord, SetAside

LONDON = ZoneInfo("Europe/London")
SPAN = (int(datetime(2022, 1, 1, tzinfo=UTC).timestamp()), int(datetime(2022, 12, 31, tzinfo=UTC).timestamp()))
KINDS = ["answered", "abandoned", "key", "timeout", "voicemail", "refused", "direct", "out_of_hours", "transferred"]


@dataclass(frozen=True)
class Truth:
    """A call as it happened: what the exchange would write of it is worked out from this."""

    number: int
    began: int
    kind: str
    wait: int
    talk: int
    more_talk: int
    withheld: bool

    @property
    def call_id(self) -> str:
        return f"{self.began}.{self.number}"

    @property
    def outcome(self) -> str:
        if self.kind == "abandoned":
            return "short_abandon" if self.wait < 30 else "abandoned"
        return {"direct": "answered", "transferred": "answered", "key": "abandoned", "timeout": "abandoned"}.get(
            self.kind, self.kind
        )

    @property
    def expected(self) -> tuple[object, ...]:
        talk = {"answered": self.talk, "direct": self.talk, "transferred": self.talk + self.more_talk}
        waited = 0 if self.kind in ("refused", "out_of_hours") else self.wait
        caller = None if self.withheld else f"07700900{self.number % 1000:03d}"
        return (self.call_id, self.outcome, waited if self.kind != "out_of_hours" else None, talk.get(self.kind, 0),
                caller, self.kind == "key", int(self.kind == "transferred"))  # fmt: skip


def seen(call: CallRecord) -> tuple[object, ...]:
    waited = None if call.outcome == "out_of_hours" else call.wait_seconds
    return (call.call_id, call.outcome, waited, call.talk_seconds, call.caller, call.callback_requested,
            call.transfers)  # fmt: skip


truths = st.lists(
    st.builds(
        Truth, number=st.integers(1, 10**6), began=st.integers(*SPAN), kind=st.sampled_from(KINDS),
        wait=st.integers(0, 400), talk=st.integers(1, 5000), more_talk=st.integers(1, 900), withheld=st.booleans(),
    ),
    max_size=12, unique_by=lambda truth: truth.call_id,
)  # fmt: skip


def queue_lines(truth: Truth) -> list[str]:
    t, call, wait, talk = truth.began, truth.call_id, truth.wait, truth.talk
    caller = "anonymous" if truth.withheld else f"07700900{truth.number % 1000:03d}"
    enter = f"{t}|{call}|hsb|NONE|ENTERQUEUE||{caller}|1"
    connect = f"{t + wait}|{call}|hsb|PJSIP/a1|CONNECT|{wait}|{t}.1|2"
    end = t + wait + talk
    return {
        "answered": [enter, connect, f"{end}|{call}|hsb|PJSIP/a1|COMPLETECALLER|{wait}|{talk}|1"],
        "transferred": [
            enter, connect, f"{end}|{call}|hsb|PJSIP/a1|BLINDTRANSFER|600|q|{wait}|{talk}|1",
            f"{end}|{call}|second|NONE|ENTERQUEUE||{caller}|1",
            f"{end + 5}|{call}|second|PJSIP/a2|CONNECT|5|{t}.2|2",
            f"{end + 5 + truth.more_talk}|{call}|second|PJSIP/a2|COMPLETEAGENT|5|{truth.more_talk}|1",
        ],
        "abandoned": [enter, f"{t + wait}|{call}|hsb|NONE|ABANDON|1|1|{wait}"],
        "key": [enter, f"{t + wait}|{call}|hsb|NONE|EXITWITHKEY|1|1|1|{wait}"],
        "timeout": [enter, f"{t + wait}|{call}|hsb|NONE|EXITWITHTIMEOUT|1|1|{wait}"],
        "voicemail": [enter, f"{t + wait}|{call}|hsb|NONE|EXITWITHTIMEOUT|1|1|{wait}"],
        "refused": [f"{t}|{call}|hsb|NONE|FULL|"],
    }.get(truth.kind, [])  # fmt: skip


def cdr_line(truth: Truth) -> tuple[int, str]:
    """When the line was written (as the call ended) and the line, in London's wall-clock time."""
    spoken = truth.kind in ("answered", "transferred", "direct")
    talk = truth.talk + (5 + truth.more_talk if truth.kind == "transferred" else 0)
    picked_up = truth.wait if truth.kind == "direct" else 0
    length = {"voicemail": truth.wait + 20, "refused": 1, "out_of_hours": 9}.get(truth.kind, truth.wait)
    length += talk if spoken else 0
    app = {"voicemail": "VoiceMail", "direct": "Dial", "out_of_hours": "Playback", "refused": "Hangup"}

    def local(after: int) -> str:
        return datetime.fromtimestamp(truth.began + after, tz=LONDON).strftime("%Y-%m-%d %H:%M:%S")

    text = io.StringIO()
    caller = "anonymous" if truth.withheld else f"07700900{truth.number % 1000:03d}"
    context = "out-of-hours" if truth.kind == "out_of_hours" else "from-trunk"
    answered = truth.kind != "refused"
    csv.writer(text, quoting=csv.QUOTE_NONNUMERIC).writerow(
        ["", caller, "s", context, f'"Somebody, fictional" <{caller}>', f"PJSIP/trunk-{truth.number:08x}",
         f"PJSIP/a1-{truth.number:08x}" if spoken else "", app.get(truth.kind, "Queue"), "", local(0),
         local(picked_up) if answered else "", local(length), length, length - picked_up if answered else 0,
         "ANSWERED" if answered else "CONGESTION", "DOCUMENTATION", truth.call_id, "", "", truth.call_id,
         truth.number]
    )  # fmt: skip
    return truth.began + length, text.getvalue().rstrip("\r\n")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(truths, st.randoms(use_true_random=False))
def test_calls_written_to_both_records_are_read_back_as_they_were(calls, random):
    events = [line for truth in calls for line in queue_lines(truth)]
    events.sort(key=lambda line: int(line.split("|", 1)[0]))
    if random.random() < 0.3:
        cut = random.randrange(len(events) + 1)  # a rotation somewhere
        parts = [events[:cut], events[cut:]]
    else:
        parts = [events]
    with tempfile.TemporaryDirectory() as folder:
        for place, part in enumerate(parts):
            Path(folder, f"queue_log.{place}").write_text("".join(f"{line}\n" for line in part))
        rows = [line for _, line in sorted(map(cdr_line, calls))]
        Path(folder, "Master.csv").write_text("".join(f"{line}\n" for line in rows))
        found = list(read_calls([folder]))
    assert not [item for item in found if isinstance(item, SetAside)]
    assert sorted(map(seen, found), key=str) == sorted((truth.expected for truth in calls), key=str)
    for call in found:
        assert call.began_at <= call.ended_at
        assert call.began_at.timestamp() == int(call.call_id.split(".")[0])


anything = st.one_of(st.text(max_size=200), st.text(alphabet='0123456789.|,"-: ABCDEFGHIJKLMNOPQRSTUVWXYZ\n\r\x00'))


@given(anything)
def test_any_line_is_read_or_refused(line):
    try:
        event = parse_line(line)
    except UnreadableLine:
        pass
    else:
        if is_call_event(event):
            build_call([event])
    with contextlib.suppress(UnreadableRow, HeaderRow):
        build_from_cdr([parse_row(line, clock=CdrClock(LONDON))])


whole = st.builds(
    Truth, number=st.integers(1, 99), began=st.integers(*SPAN), kind=st.sampled_from(KINDS), wait=st.integers(0, 400),
    talk=st.integers(1, 500), more_talk=st.integers(1, 90), withheld=st.booleans(),
)  # fmt: skip


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(st.binary(max_size=120), whole), max_size=8), st.data())
def test_damaged_files_never_stop_the_reading(pieces, data):
    log, master = b"", b""
    for piece in pieces:
        if isinstance(piece, bytes):
            log, master = log + piece + b"\n", master + piece + b"\n"
        else:
            log += "".join(f"{line}\n" for line in queue_lines(piece)).encode()
            master += f"{cdr_line(piece)[1]}\n".encode()
    with tempfile.TemporaryDirectory() as folder:
        for name, content in (("queue_log", log), ("Master.csv", master)):
            cut = data.draw(st.integers(0, len(content)))
            Path(folder, name).write_bytes(content[:cut] + data.draw(st.binary(max_size=8)) + content[cut + 3 :])
        calls = [item for item in read_calls([folder]) if isinstance(item, CallRecord)]
    assert len({call.call_id for call in calls}) == len(calls)
    for call in calls:
        assert call.wait_seconds >= 0
        assert call.talk_seconds >= 0
        assert (call.outcome == "answered") == (call.answered_at is not None)


event_lines = st.builds(
    "{}|1644829200.7|q|PJSIP/a|{}|{}".format,
    st.integers(1644829200, 1644829300),
    st.sampled_from(sorted(CALL_EVENTS)),
    st.sampled_from(["1|1|4", "1|1|1|9", "12|30|1", "||1", "", "BRIDGE|x|3|9|1"]),
)  # fmt: skip


@given(st.lists(event_lines, max_size=10))
def test_any_order_of_events_makes_one_possible_call(lines):
    events = []
    for place, line in enumerate(lines):
        try:
            event = parse_line(line, place=place)
        except UnreadableLine:
            continue
        if is_call_event(event):
            events.append(event)
    call = build_call(events)
    if call is not None:
        assert call.began_at <= call.ended_at
        assert min(call.wait_seconds, call.talk_seconds, call.transfers) >= 0
        assert (call.outcome == "answered") == (call.answered_at is not None)
