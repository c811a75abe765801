"""Recording on a real exchange: one that may, of which a caller can say no, and one that cannot."""

from __future__ import annotations

import io
import wave
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.urls import reverse
from django.utils import timezone

from adviceline.channels.telephony.actions import fetch_recordings, read_exchange
from adviceline.channels.telephony.exchange.commands import telephony
from adviceline.channels.telephony.exchange.recordings import sound_in
from adviceline.channels.telephony.exchange.rendering import LANGUAGE
from adviceline.channels.telephony.models import Recording
from adviceline.contacts.models import Contact
from scripts.asterisk import why_not_here
from tests.support.people import browser_of, somebody
from tests.support.telephone import Line, telephone_line

pytestmark = [pytest.mark.system, pytest.mark.django_db]
BASIS = "A task in the public interest: the invented note of these tests"


@pytest.fixture(scope="module")
def recorded() -> Iterator[Line]:
    if problem := why_not_here():
        pytest.skip(problem)
    with telephone_line(is_recorded=True) as running:
        yield running


@pytest.fixture
def basis(recorded: Line, settings) -> Line:
    settings.EXCHANGE, settings.RECORDING_BASIS = str(recorded.settings_file), BASIS
    return recorded


def is_closed(path: Path) -> bool:
    found = sound_in(path.read_bytes())
    return found is not None and found.is_finished


def fetched(line: Line) -> int:
    """Once the exchange has closed its file and both records are read."""
    files = line.asterisk.home / "spool" / "recordings"
    line.no_calls_left()
    line.asterisk.wait(lambda: all(is_closed(each) for each in files.glob("*.wav")), "a recording is not closed")
    later = timezone.now() + timedelta(minutes=2)
    read_exchange(exchange=line.settings, at=later)
    taken = fetch_recordings(exchange=line.settings, at=later)
    assert not list(files.glob("*.wav"))
    return taken


def test_whoever_presses_nothing_is_recorded_while_an_adviser_talks_and_once(basis: Line) -> None:
    with basis.telephone("1001"):
        basis.ring("caller_speaks", user="07700900201", hold=9000)
        assert fetched(basis) == 1
    recording = Recording.objects.get()
    assert recording.contact == Contact.objects.get(outcome="answered")
    assert recording.contact.enquiry is not None
    browser = browser_of(somebody("supervisor"))
    led = browser.post(reverse("desk:recording", args=[recording.pk]), {"reason": "quality"})["Location"]
    with wave.open(io.BytesIO(browser.get(led.replace("?", "/sound?")).content)) as sound:
        seconds = sound.getnframes() / sound.getframerate()
        frames = sound.readframes(sound.getnframes())
    assert seconds == pytest.approx(recording.contact.talk_seconds or 0, abs=1.5)
    assert seconds < 8  # neither the announcement nor the wait
    assert len(set(frames)) > 10  # somebody speaks
    assert [line[5] for line in basis.told("ADVICE_RECORDING")] == ["heard"]


def test_whoever_presses_9_is_answered_and_not_recorded(basis: Line) -> None:
    with basis.telephone("1001"):
        basis.ring("caller_declines", user="07700900202", hold=3000)
        basis.no_calls_left()
        assert not list((basis.asterisk.home / "spool" / "recordings").iterdir())
        assert fetched(basis) == 0
    (call,) = basis.calls_of("07700900202")
    assert (call.outcome, call.agent) == ("answered", "PJSIP/1001")
    assert basis.told("ADVICE_RECORDING")[-1][5] == "declined"
    assert not Recording.objects.exists()


def test_a_caller_who_is_passed_on_is_recorded_to_the_end_and_one_who_declined_is_not(basis: Line) -> None:
    for number, scenario, taken in (("07700900203", "caller_speaks", 1), ("07700900204", "caller_declines", 0)):
        with (
            basis.telephone("1001", "phone_transfers", keys={"refer_to": "1002"}, hold=800),
            basis.telephone("1002", in_queue=False),
        ):
            basis.ring(scenario, user=number, hold=9000)
            assert fetched(basis) == taken
        (call,) = basis.calls_of(number)
        assert (call.outcome, call.transfers) == ("answered", 1)
    recording = Recording.objects.get()
    assert recording.seconds >= 3  # with both: the first adviser passed them on after a second


def test_what_cannot_be_announced_is_not_recorded(basis: Line) -> None:
    """An exchange whose prompts were not made anew: the caller is answered all the same."""
    sound = basis.asterisk.home / "data" / "sounds" / LANGUAGE / "phone" / "recording.wav"
    away = sound.rename(sound.with_suffix(".away"))
    with basis.telephone("1001"):
        basis.ring("caller_speaks", user="07700900206", hold=3000)
        assert fetched(basis) == 0
    away.rename(sound)
    assert [call.outcome for call in basis.calls_of("07700900206")] == ["answered"]
    assert basis.told("ADVICE_RECORDING")[-1][5] == "unsaid"
    assert not Recording.objects.exists()


def test_check_says_whether_it_can_record(basis: Line, line: Line, settings) -> None:
    ran = CliRunner().invoke(telephony, ["check"])
    assert (ran.exit_code, "unless the caller declines" in ran.output) == (0, True), ran.output
    (basis.asterisk.home / "spool" / "recordings").chmod(0o775)
    assert "Anybody on this machine" in CliRunner().invoke(telephony, ["check"]).output
    (basis.asterisk.home / "spool" / "recordings").chmod(0o770)
    settings.RECORDING_BASIS = ""
    ran = CliRunner().invoke(telephony, ["check"])
    assert (ran.exit_code, "no lawful basis is noted" in ran.output) == (1, True)

    settings.EXCHANGE = str(line.settings_file)
    ran = CliRunner().invoke(telephony, ["check"])
    assert (ran.exit_code, "It cannot record a call" in ran.output) == (0, True), ran.output
    settings.RECORDING_BASIS = BASIS
    assert CliRunner().invoke(telephony, ["check"]).exit_code == 1  # it is to be recorded, and is not


def test_without_a_basis_nothing_in_the_exchange_records(line: Line) -> None:
    assert "0 modules loaded" in line.asterisk.command("module show like mixmonitor")
    assert "not registered" in line.asterisk.command("core show application MixMonitor").casefold()
    with line.telephone("1001"):
        line.ring("caller_speaks", user="07700900205", hold=2500)
        line.no_calls_left()
    assert [call.outcome for call in line.calls_of("07700900205")] == ["answered"]
    assert not [*line.asterisk.home.glob("spool/recordings/*"), *line.asterisk.home.glob("spool/monitor/*")]
    assert line.told("ADVICE_RECORDING") == []
