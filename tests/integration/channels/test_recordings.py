"""Recorded calls: from the exchange's disk into a sealed row and no further; who may hear them, why, and for how long."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from adviceline.audit.actors import SYSTEM
from adviceline.audit.models import Event
from adviceline.channels.telephony import own_events as own
from adviceline.channels.telephony.actions import UnableToHear, fetch_recordings, hear, recordings, sound_of
from adviceline.channels.telephony.exchange.commands import telephony
from adviceline.channels.telephony.exchange.settings import Exchange
from adviceline.channels.telephony.live_events import Heard
from adviceline.channels.telephony.models import Recording
from adviceline.contacts.actions import erase_enquirer
from adviceline.contacts.models import Contact
from adviceline.privacy import crypto
from adviceline.privacy.models import EnquiryKey
from adviceline.privacy.retention import apply_retention
from config.env import SettingError, note
from tests.support.clock import london
from tests.support.people import browser_of, somebody
from tests.support.samples.records import wave_of
from tests.unit.channels.test_exchange_settings import SAMPLE, sample
from tests.unit.channels.test_recorded_sounds import unfinished

pytestmark = pytest.mark.django_db
AT = london(2026, 12, 1, 10)
T = AT.timestamp()
ID = f"{int(T)}.7"
NUMBER = "07700900123"
BASIS = "A task in the public interest: the invented note of these tests"
SOUND = wave_of(b"\1\2" * 8000 * 3)
LATER = AT + timedelta(minutes=5)


@pytest.fixture
def exchange(tmp_path: Path, settings: Any) -> Exchange:
    settings.RECORDING_BASIS = BASIS
    return replace(sample(), recordings=str(tmp_path))


def call(*, choice: str = "heard", ended: bool = True) -> None:
    told = [
        Heard(ID, own.OFFERED, T, number=NUMBER), Heard(ID, own.RECORDING, T + 9, data=(choice,)),
        Heard(ID, "ENTERQUEUE", T + 10, data=("", "", "1")), Heard(ID, "CONNECT", T + 15, "PJSIP/1001", ("5", "", "")),
    ]  # fmt: skip
    if ended:
        told += [Heard(ID, "COMPLETECALLER", T + 18, "PJSIP/1001", ("5", "3", "")), Heard(ID, own.LEFT, T + 18)]
    for each in told:
        hear(event=each, numbers={own.OFFERED: NUMBER}, at=AT + timedelta(minutes=1))


def file(exchange: Exchange, content: bytes = SOUND, *, name: str = ID, changed: Any = AT) -> Path:
    path = Path(exchange.recordings) / f"{name}.wav"
    path.write_bytes(content)
    os.utime(path, (changed.timestamp(), changed.timestamp()))
    return path


def actions_of(contact: Contact) -> list[str]:
    assert contact.enquiry is not None
    found = Event.objects.filter(subject=contact.enquiry.subject, action__startswith="recording.").order_by("seq")
    return list(found.values_list("action", flat=True))


def kept(exchange: Exchange) -> Recording:
    call()
    file(exchange)
    assert fetch_recordings(exchange=exchange, at=LATER) == 1
    return Recording.objects.get()


def test_a_call_that_is_over_is_sealed_once_and_gone_from_the_exchange(exchange: Exchange) -> None:
    call(ended=False)
    path = file(exchange)
    assert fetch_recordings(exchange=exchange, at=LATER) == 0  # they are talking
    assert path.exists()
    call()
    assert fetch_recordings(exchange=exchange, at=LATER) == 1
    recording = Recording.objects.get()
    assert not path.exists()
    assert (recording.contact, recording.seconds, recording.basis) == (Contact.objects.get(), 3, BASIS)
    assert b"WAVE" not in bytes(recording.content)
    assert sound_of(recording=recording, by=somebody("supervisor")) == SOUND
    assert fetch_recordings(exchange=exchange, at=LATER) == 0
    assert actions_of(recording.contact) == ["recording.kept"]


def test_one_that_died_after_keeping_it_keeps_it_once(exchange: Exchange, monkeypatch: pytest.MonkeyPatch) -> None:
    call()
    path = file(exchange)
    with monkeypatch.context() as dying:
        dying.setattr("adviceline.channels.telephony.exchange.recordings.RecordedCall.remove", _die)
        with pytest.raises(KeyboardInterrupt):
            fetch_recordings(exchange=exchange, at=LATER)
    assert path.exists()
    assert fetch_recordings(exchange=exchange, at=LATER) == 0
    assert not path.exists()
    assert Recording.objects.count() == 1


def test_one_that_died_before_keeping_it_loses_nothing(exchange: Exchange, monkeypatch: pytest.MonkeyPatch) -> None:
    call()
    path = file(exchange)
    with monkeypatch.context() as dying:
        dying.setattr(recordings, "record", _die)
        with pytest.raises(KeyboardInterrupt):
            fetch_recordings(exchange=exchange, at=LATER)
    assert path.exists()
    assert not Recording.objects.exists()
    assert fetch_recordings(exchange=exchange, at=LATER) == 1


def _die(*_: Any, **__: Any) -> None:
    raise KeyboardInterrupt


def test_what_the_exchange_did_not_finish_waits_and_is_taken_when_nothing_comes_any_more(exchange: Exchange) -> None:
    call()
    path = file(exchange, unfinished(b"\1\2" * 8000), changed=LATER)
    assert fetch_recordings(exchange=exchange, at=LATER) == 0
    assert fetch_recordings(exchange=exchange, at=LATER + timedelta(minutes=61)) == 1
    assert not path.exists()
    assert Recording.objects.get().seconds == 1


def test_a_caller_whom_nobody_answered_leaves_nothing(exchange: Exchange) -> None:
    call()
    path = file(exchange, wave_of(b""), changed=LATER)
    assert fetch_recordings(exchange=exchange, at=LATER) == 0
    assert path.exists()
    fetch_recordings(exchange=exchange, at=LATER + timedelta(minutes=61))
    assert not path.exists()
    assert not Recording.objects.exists()


@pytest.mark.parametrize("why", ["no_basis", "declined", "erased", "unknown_call", "no_sound"])
def test_what_may_not_be_kept_is_removed_unheard_and_that_is_on_record(
    exchange: Exchange, settings: Any, why: str
) -> None:
    call(choice="declined" if why == "declined" else "heard")
    contact = Contact.objects.get()
    assert contact.enquiry is not None
    if why == "no_basis":
        settings.RECORDING_BASIS = ""
    if why == "erased":
        erase_enquirer(enquiry=contact.enquiry, reason="request", by=somebody("service_manager"), at=LATER)
    path = file(
        exchange, b"no sound" if why == "no_sound" else SOUND, name="1700000000.1" if why == "unknown_call" else ID
    )
    at = AT + timedelta(days=1, minutes=1) if why in ("unknown_call", "no_sound") else LATER
    assert fetch_recordings(exchange=exchange, at=LATER) == 0
    assert path.exists() == (why in ("unknown_call", "no_sound"))
    assert fetch_recordings(exchange=exchange, at=at) == 0
    assert not path.exists()
    assert not Recording.objects.exists()
    assert Event.objects.get(action="recording.discarded").data == {"why": why}


def test_without_a_folder_nothing_is_looked_for(exchange: Exchange) -> None:
    assert fetch_recordings(exchange=replace(exchange, recordings=""), at=LATER) == 0


def test_a_supervisor_hears_it_for_a_reason_that_is_written_down(exchange: Exchange) -> None:
    recording = kept(exchange)
    assert recording.contact.enquiry is not None
    browser = browser_of(somebody("supervisor"))
    page, sound = (reverse(f"desk:{name}", args=[recording.pk]) for name in ("recording", "recording_sound"))
    enquiry = browser.get(reverse("desk:enquiry", args=[recording.contact.enquiry.reference])).content.decode()
    assert page in enquiry
    assert BASIS in enquiry
    asked = browser.get(page)
    assert "<audio" not in asked.content.decode()
    assert browser.get(sound).status_code == 302  # no reason yet
    assert browser.post(page, {"reason": ""}).status_code == 422
    assert browser.post(page, {"reason": "curious"}).status_code == 422
    assert actions_of(recording.contact) == ["recording.kept"]

    led = browser.post(page, {"reason": "complaint"})
    player = browser.get(led["Location"])
    assert "media-src 'self'" in player["Content-Security-Policy"]
    hearing = led["Location"].partition("?")[2]
    assert f'src="{sound}?{hearing}"' in player.content.decode()
    whole = browser.get(f"{sound}?{hearing}")
    assert (whole.content, whole["Content-Type"], whole["Accept-Ranges"]) == (SOUND, "audio/wav", "bytes")
    part = browser.get(f"{sound}?{hearing}", headers={"Range": "bytes=44-47"})
    assert (part.status_code, part.content, part["Content-Range"]) == (206, SOUND[44:48], f"bytes 44-47/{len(SOUND)}")
    assert browser.get(f"{sound}?{hearing}", headers={"Range": "bytes=999999999-"}).status_code == 416
    event = Event.objects.get(action="recording.heard")
    assert event.data == {"contact": recording.contact_id, "reason": "complaint"}
    assert event.subject == recording.contact.enquiry.subject

    another = browser_of(somebody("supervisor"))
    assert another.get(f"{sound}?{hearing}").status_code == 302  # their reason is not yours


def test_a_reason_holds_for_an_hour(exchange: Exchange, monkeypatch: pytest.MonkeyPatch) -> None:
    recording = kept(exchange)
    browser = browser_of(somebody("supervisor"))
    led = browser.post(reverse("desk:recording", args=[recording.pk]), {"reason": "quality"})["Location"]
    address = led.replace("?", "/sound?")
    assert browser.get(address).status_code == 200
    monkeypatch.setattr("adviceline.desk.views.recordings.A_HEARING_SECONDS", -1)
    assert browser.get(address).status_code == 302


@pytest.mark.parametrize("role", ["adviser", "service_manager", "content_editor", "evidence_analyst"])
def test_nobody_else_hears_it_or_sees_that_it_is_there(exchange: Exchange, role: str) -> None:
    recording = kept(exchange)
    assert recording.contact.enquiry is not None
    browser = browser_of(somebody(role))
    for name in ("recording", "recording_sound"):
        assert browser.get(reverse(f"desk:{name}", args=[recording.pk])).status_code == 403
    assert browser.post(reverse("desk:destroy_recording", args=[recording.pk])).status_code == 403
    enquiry = browser.get(reverse("desk:enquiry", args=[recording.contact.enquiry.reference]))
    assert "Recorded calls" not in enquiry.content.decode()
    with pytest.raises(PermissionDenied):
        sound_of(recording=recording, by=somebody(role))


def test_it_is_destroyed_at_once_when_the_caller_asks_and_does_not_come_back(exchange: Exchange) -> None:
    recording = kept(exchange)
    browser = browser_of(somebody("supervisor"))
    for _twice in range(2):
        assert browser.post(reverse("desk:destroy_recording", args=[recording.pk])).status_code == 302
    path = file(exchange)  # a copy that was left behind
    assert fetch_recordings(exchange=exchange, at=LATER) == 0
    assert not path.exists()
    recording.refresh_from_db()
    assert bytes(recording.content) == b""
    assert EnquiryKey.objects.get(pk=recording.key_id).wrapped is None
    assert actions_of(recording.contact) == ["recording.kept", "recording.destroyed"]
    page = browser.get(reverse("desk:recording", args=[recording.pk])).content.decode()
    assert "Nobody can hear it again" in page
    assert browser.post(reverse("desk:recording", args=[recording.pk]), {"reason": "quality"}).status_code == 409
    with pytest.raises(UnableToHear):
        sound_of(recording=recording, by=somebody("supervisor"))


def test_it_expires_and_its_key_with_it(exchange: Exchange) -> None:
    recording = kept(exchange)
    apply_retention(by=SYSTEM, at=AT + timedelta(days=29))
    assert Recording.objects.exists()
    apply_retention(by=SYSTEM, at=AT + timedelta(days=31))
    assert not Recording.objects.exists()
    assert EnquiryKey.objects.get(pk=recording.key_id).wrapped is None
    assert Contact.objects.filter(pk=recording.contact_id).exists()


def test_erasing_the_enquirer_destroys_it(exchange: Exchange) -> None:
    recording = kept(exchange)
    assert recording.contact.enquiry is not None
    erase_enquirer(enquiry=recording.contact.enquiry, reason="request", by=somebody("service_manager"), at=LATER)
    assert not Recording.objects.exists()
    with pytest.raises(crypto.Erased):
        crypto.unseal_bytes(bytes(recording.content), key_id=recording.key_id, purpose=recordings.CONTENT)


@pytest.mark.parametrize("basis", ["", BASIS])
def test_the_public_pages_say_what_is_so(client: Any, settings: Any, tmp_path: Path, basis: str) -> None:
    settings.RECORDING_BASIS = basis
    told = tmp_path / "exchange.toml"
    told.write_text(
        '[trunk]\nhost = "127.0.0.2"\nnetworks = ["127.0.0.2/32"]\n'
        '[browser]\nport = 8089\naddress = "ws://127.0.0.1:8089/ws"\ncallers = true\n'
    )
    settings.EXCHANGE = str(told)
    notice, call_us = (client.get(address).content.decode() for address in ("/privacy", "/call-us"))
    assert ("We do not record calls" in notice) == ("Nothing is recorded" in call_us) == (not basis)
    for page in (notice, call_us):
        assert ("press 9" in page) == bool(basis)
        assert BASIS in page or not basis
    assert ("deleted after 30 days" in notice) == bool(basis)
    settings.EXCHANGE = ""  # a hosted provider records nothing, whatever is noted
    assert "We do not record calls" in client.get("/privacy").content.decode()


@pytest.mark.parametrize(
    "value, fits",
    [
        ("", True),
        (BASIS, True),
        ("1", False),
        ("yes", False),
        ("x" * 600, False),
        ("nowordsbutlongenoughtobeone", False),
    ],
)
def test_a_basis_is_a_note_in_words(monkeypatch: pytest.MonkeyPatch, value: str, fits: bool) -> None:
    monkeypatch.setenv("ADVICELINE_RECORDING_BASIS", value)
    if fits:
        assert note("ADVICELINE_RECORDING_BASIS") == value
    else:
        with pytest.raises(SettingError, match="note in words"):
            note("ADVICELINE_RECORDING_BASIS")


def test_configure_makes_no_recording_exchange_without_a_folder_to_find_them_in(settings: Any, tmp_path: Path) -> None:
    said = SAMPLE.read_text().replace("recordings = ", "# ")
    (tmp_path / "exchange.toml").write_text(said)
    settings.RECORDING_BASIS = BASIS
    ran = CliRunner().invoke(
        telephony, ["configure", "--settings", str(tmp_path / "exchange.toml"), "--out", str(tmp_path / "etc")]
    )
    assert (ran.exit_code, "do not say where the service finds them" in ran.output) == (2, True)
    assert not (tmp_path / "etc").exists()
    (tmp_path / "exchange.toml").write_text(SAMPLE.read_text())
    ran = CliRunner().invoke(
        telephony, ["configure", "--settings", str(tmp_path / "exchange.toml"), "--out", str(tmp_path / "etc")]
    )
    assert ran.exit_code == 0, ran.output
    assert BASIS in ran.output
    assert "app_mixmonitor" in (tmp_path / "etc" / "modules.conf").read_text()
