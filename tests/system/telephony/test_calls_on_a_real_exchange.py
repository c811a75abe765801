"""What becomes of a call, on the exchange that our own command set up: SIPp rings, the exchange's own records tell."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from adviceline.channels.telephony.records import CallRecord
from tests.support.telephone import Line

pytestmark = pytest.mark.system


def only_call(line: Line, number: str) -> CallRecord:
    line.no_calls_left()
    (call,) = line.calls_of(number)
    return call


def test_an_adviser_answers(line: Line) -> None:
    with line.telephone("1001", "phone"):
        line.ring("caller", user="07700900101", hold=2500)
        call = only_call(line, "07700900101")
    assert (call.outcome, call.agent, call.is_whole) == ("answered", "PJSIP/1001", True)
    assert call.sources == ("queue_log", "cdr")


@pytest.mark.parametrize("milliseconds, number", [(1500, "07700900102"), (4000, "07700900103")])
def test_a_caller_gives_up_in_the_queue(line: Line, milliseconds: int, number: str) -> None:
    """Short waits stand for long ones; the threshold of 30 seconds between the two kinds is tested with records."""
    with line.somebody_on_a_break():
        line.ring("caller", user=number, hold=milliseconds)
        call = only_call(line, number)
    assert (call.outcome, call.left_by, call.queue) == ("short_abandon", "hung_up", "advice")


def test_a_caller_hangs_up_during_the_greeting_and_is_counted(line: Line) -> None:
    line.ring("caller", user="07700900104", hold=1)
    assert only_call(line, "07700900104").outcome == "short_abandon"


def test_the_queue_is_full(line: Line) -> None:
    with line.somebody_on_a_break():
        waiting = line.ring("caller", user="07700900105", calls=2, hold=6000, wait=False)
        line.wait_for("ENTERQUEUE", len(line.told("ENTERQUEUE")) + 2 - _entered(line, "07700900105"))
        line.ring("caller_presses_1", user="07700900106")
        waiting.end()
        call = only_call(line, "07700900106")
    assert (call.outcome, call.callback_requested, call.left_by) == ("refused", True, "refused")
    assert len(line.calls_of("07700900105")) == 2


def _entered(line: Line, number: str) -> int:
    return sum(1 for event in line.told("ENTERQUEUE") if event[6] == number)


def test_a_caller_presses_1_and_keeps_the_place(line: Line) -> None:
    with line.somebody_on_a_break():
        line.ring("caller_presses_1", user="07700900107")
        call = only_call(line, "07700900107")
    assert (call.callback_requested, call.callback_number, call.left_by) == (True, "07700900107", "key")


def test_a_caller_who_presses_1_and_hangs_up_at_once_is_called_back_too(line: Line) -> None:
    with line.somebody_on_a_break():
        line.ring("caller_presses_1_and_goes", user="07700900108")
        call = only_call(line, "07700900108")
    assert (call.callback_requested, call.callback_number) == (True, "07700900108")


def test_a_caller_without_a_number_keys_one_in(line: Line) -> None:
    before = len(line.told("ADVICE_CALLBACK"))
    with line.somebody_on_a_break():
        line.ring("caller_keys_a_number", user="withheld")
        line.no_calls_left()
    (told,) = line.told("ADVICE_CALLBACK")[before:]
    assert told[5] == "07700900555"
    assert [event[5] for event in line.told("ADVICE_OFFERED") if event[1] == told[1]] == [""]


@pytest.fixture
def closed(line: Line):
    """The service tells the exchange that today is closed, as it does when its hours change."""
    today = datetime.now(UTC).astimezone(ZoneInfo("Europe/London"))
    line.asterisk.command(f"database put hours {today:%Y%m%d} closed")
    yield
    line.asterisk.command(f"database del hours {today:%Y%m%d}")


def test_out_of_hours_a_caller_hears_so_and_goes(line: Line, closed: None) -> None:
    line.ring("caller", user="07700900110", hold=600)
    assert only_call(line, "07700900110").outcome == "out_of_hours"


def test_out_of_hours_a_caller_leaves_a_message(line: Line, closed: None) -> None:
    line.ring("caller_speaks", user="07700900111", hold=9000)
    call = only_call(line, "07700900111")
    assert (call.outcome, call.callback_requested) == ("voicemail", False)
    assert list((line.asterisk.home / "spool" / "voicemail").rglob("msg*.wav"))


def test_out_of_hours_a_caller_who_says_nothing_is_a_message_too(line: Line, closed: None) -> None:
    """Silence leads to the message, and a silent message is one to answer: nobody is lost for want of words or keys."""
    line.ring("caller_quiet", user="07700900112")
    assert only_call(line, "07700900112").outcome == "voicemail"


def test_with_no_telephone_signed_in_a_caller_is_told_and_called_back(line: Line) -> None:
    line.ring("caller_presses_1", user="07700900113")
    call = only_call(line, "07700900113")
    assert (call.outcome, call.callback_number) == ("refused", "07700900113")


def test_the_first_adviser_does_not_answer_and_the_second_does(line: Line) -> None:
    with line.telephone("1001", "phone_silent", calls=20), line.telephone("1002", "phone", in_queue=False):
        caller = line.ring("caller", user="07700900114", hold=12000, wait=False)
        line.asterisk.wait(lambda: any(event[4] == "RINGNOANSWER" for event in line.events()), "nobody rang")
        line.asterisk.command("queue add member PJSIP/1002 to advice")
        caller.end()
        call = only_call(line, "07700900114")
    assert (call.outcome, call.agent) == ("answered", "PJSIP/1002")
    assert call.wait_seconds >= 2


def test_two_advisers_answer_two_callers(line: Line) -> None:
    with line.telephone("1001"), line.telephone("1002"):
        line.ring("caller", user="07700900115", calls=2, hold=3000)
        line.no_calls_left()
        calls = line.calls_of("07700900115")
    assert {(call.outcome, call.agent) for call in calls} == {("answered", "PJSIP/1001"), ("answered", "PJSIP/1002")}


def test_an_adviser_passes_a_caller_on(line: Line) -> None:
    with (
        line.telephone("1001", "phone_transfers", keys={"refer_to": "1002"}, hold=800),
        line.telephone("1002", in_queue=False),
    ):
        line.ring("caller", user="07700900116", hold=6000)
        call = only_call(line, "07700900116")
    assert (call.outcome, call.agent, call.transfers) == ("answered", "PJSIP/1001", 1)
    assert call.talk_seconds >= 3  # with both


def test_a_caller_passed_on_to_a_telephone_that_nobody_answers_is_back_in_the_queue(line: Line) -> None:
    with (
        line.telephone("1001", "phone_transfers", keys={"refer_to": "1002"}, hold=500),
        line.telephone("1002", "phone_silent", in_queue=False),
    ):
        caller = line.ring("caller", user="07700900117", hold=9000, wait=False)
        line.asterisk.wait(lambda: _entered(line, "07700900117") == 2, "the caller is not in the queue again")
        caller.end()
        call = only_call(line, "07700900117")
    assert call.outcome == "answered"


def test_the_outside_line_is_down(line: Line) -> None:
    """The adviser hears so; the attempt is in the records as one that reached nobody."""
    down = line.sipp("trunk_down", caller=True, port=line.settings.trunk.port, wait=False)
    line.sipp("phone_dials", caller=False, user="1001", to="07700900118", keys={"password": line.passwords["1001"]})
    down.stop()
    call = only_call(line, "07700900118")
    assert (call.direction, call.outcome, call.agent) == ("out", "not_reached", "PJSIP/1001")


@pytest.mark.parametrize(
    "number", ["00441632960001", "0900123456", "09098790123", "0012025550123", "07012345678", "118500"]
)
def test_no_number_outside_the_permitted_classes_can_be_dialled(line: Line, number: str) -> None:
    line.sipp("phone_is_refused", caller=False, user="1001", to=number, keys={"password": line.passwords["1001"]})


def test_a_telephone_with_a_wrong_password_or_no_account_gets_nowhere(line: Line) -> None:
    offered = len(line.told("ADVICE_OFFERED"))
    for user, password in (("1001", "a wrong password"), ("9999", "a wrong password"), ("trunk", "a wrong password")):
        line.sipp("stranger", caller=False, user=user, keys={"password": password})
    line.no_calls_left()
    assert len(line.told("ADVICE_OFFERED")) == offered


def test_an_address_that_is_not_known_is_refused_before_anything_else(line: Line) -> None:
    offered = len(line.told("ADVICE_OFFERED"))
    line.sipp("unknown_address", address="127.0.0.9", calls=50, rate=100)
    assert len(line.told("ADVICE_OFFERED")) == offered
