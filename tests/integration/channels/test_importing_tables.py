"""Another exchange's call records: a mapping, a dry run, bad rows aside, and twice is once."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from adviceline.channels.telephony.commands import calls
from adviceline.channels.telephony.mapping import UnusableMapping, mapping_of
from adviceline.channels.telephony.models import Call
from adviceline.contacts.models import Contact
from adviceline.contacts.rows import details_of
from adviceline.followups.models import CallBack
from tests.support.people import somebody

pytestmark = pytest.mark.django_db
MAPPING = """
source: old-exchange
dates: ["%d/%m/%Y %H:%M:%S"]
columns: {id: Call ID, began_at: [Date, Start], ended_at: [Date, End], wait_seconds: Ring, talk_seconds: Talk, caller: From,
          agent: Agent, direction: Direction, outcome: Result}
directions: {Inbound: in, Outbound: out}
outcomes: {Answered: answered, Missed: abandoned, Voicemail: voicemail, Internal: not_a_call}
agents: {Line 1: adviser@northmoor.example.org}
"""
HEAD = "Call ID,Date,Start,End,Ring,Talk,From,Agent,Direction,Result\n"
GOOD = """A1,03/02/2022,10:00:00,10:02:15,0:15,0:02:00,(01632) 960 123,Line 1,Inbound,answered
A2,03/02/2022,10:05:00,10:05:12,12,,07700900123,,Inbound,Missed
A3,03/02/2022,10:06:00,10:06:45,45,,07700900123,,Inbound,Missed
A4,03/02/2022,11:00:00,11:01:00,20,,withheld,,Inbound,Voicemail
A5,03/02/2022,11:10:00,11:11:00,5,55,07700900124,Line 1,Outbound,Answered
A6,03/02/2022,11:20:00,11:21:00,5,55,1001,Line 1,Inbound,Internal
"""
BAD = """B1,03/02/2022,10:00:00,10:02:15,15,120,07700900123,Line 1,Inbound,Lost
B2,2022-02-03,10:00,10:02,15,120,07700900123,Line 1,Inbound,Answered
B3,03/02/2022,10:00:00,09:00:00,15,120,07700900123,Line 1,Inbound,Answered
B4,27/03/2022,01:30:00,01:31:00,15,120,07700900123,Line 1,Inbound,Answered
B5,03/02/2022,10:00:00
B6,03/02/2022,10:00:00,10:02:15,-5,120,07700900123,Line 1,Inbound,Answered
"""


@pytest.fixture
def run(tmp_path):
    (tmp_path / "mapping.yaml").write_text(MAPPING)

    def made(text: str, *options: str, code: int = 0) -> dict:
        (tmp_path / "calls.csv").write_text(text)
        words = [str(tmp_path / "calls.csv"), "--mapping", str(tmp_path / "mapping.yaml"), "--format", "json", *options]
        done = CliRunner().invoke(calls, words)
        assert done.exit_code == code, done.output
        return json.loads(done.stdout) if code == 0 else {"said": done.output}

    return made


def test_calls_are_counted_as_any_other_and_once(run):
    adviser = somebody("adviser", email="adviser@northmoor.example.org")
    assert run(HEAD + GOOD, "--dry-run")["outcomes"] == {
        "answered": 2, "short_abandon": 1, "abandoned": 1, "voicemail": 1,
    }  # fmt: skip
    assert not Call.objects.exists()
    assert run(HEAD + GOOD) == {"read": 5, "recorded": 5, "duplicate": 0, "set_aside": 0}
    assert run(HEAD + GOOD) == {"read": 5, "recorded": 0, "duplicate": 5, "set_aside": 0}
    assert run(HEAD + GOOD, "--dry-run")["known"] == 5
    first = Contact.objects.order_by("began_at").first()
    assert (first.outcome, first.adviser, first.wait_seconds, first.talk_seconds) == ("answered", adviser, 15, 120)
    assert first.began_at == datetime(2022, 2, 3, 10, tzinfo=UTC)
    assert details_of(first.enquiry.enquirer).phone == "+441632960123"
    assert CallBack.objects.get().asked == "voicemail"
    assert Contact.objects.filter(direction="out").count() == 1


def test_a_bad_row_is_set_aside_with_its_reason_and_the_rest_goes_on(run):
    assert run(HEAD + GOOD + BAD) == {"read": 11, "recorded": 5, "duplicate": 0, "set_aside": 6}
    reasons = list(Call.objects.filter(state="set_aside").order_by("id").values_list("reason", flat=True))
    for reason, words in zip(
        reasons, ("outcome", "forms", "before it begins", "passed over", "columns", "seconds"), strict=True
    ):
        assert words in reason
    assert "0770" not in repr(list(Call.objects.values()))


def test_rows_without_an_id_are_as_many_calls_as_they_stand_in_one_file(run, tmp_path):
    (tmp_path / "mapping.yaml").write_text(MAPPING.replace("id: Call ID, ", ""))
    row = GOOD.splitlines()[1] + "\n"
    assert run(HEAD + row + row)["recorded"] == 2
    assert run(HEAD + row)["duplicate"] == 1
    assert Contact.objects.count() == 2


def test_the_hour_that_the_clock_shows_twice(run):
    rows = "C1,30/10/2022,01:55:00,01:05:00,5,600,07700900123,,Inbound,Answered\n"
    run(HEAD + rows)
    call = Contact.objects.get()
    assert (call.ended_at - call.began_at).total_seconds() == 600


@pytest.mark.parametrize("text", ["", "\x00\x00", "a,b\n1,2\n", HEAD, '"unclosed', HEAD + '"' + "x" * 200_000])
def test_any_other_file_is_told_so(run, text):
    assert run(text)["recorded"] == 0


def test_a_mapping_says_everything_that_is_wrong_with_it(run, tmp_path):
    with pytest.raises(UnusableMapping) as said:
        mapping_of({"source": "!", "columns": {"colour": "x"}, "outcomes": {"a": "lost"}, "timezone": "Mars", "x": 1})
    assert len(str(said.value).splitlines()) >= 5
    (tmp_path / "mapping.yaml").write_text("a: [")
    assert "Nothing was read in" in run(HEAD, code=2)["said"]
