"""The exchange's recordings as files: whole, unfinished, cut off, empty, and what is none of them."""

from __future__ import annotations

import io
import wave
from pathlib import Path

import pytest

from adviceline.channels.telephony.exchange import recordings
from adviceline.channels.telephony.exchange.recordings import recorded_calls, sound_in
from tests.support.samples.records import wave_of

SECOND = bytes(range(250)) * 64


def opened(content: bytes) -> tuple[int, int, int, bytes]:
    with wave.open(io.BytesIO(content)) as file:
        return file.getnchannels(), file.getsampwidth(), file.getframerate(), file.readframes(10_000_000)


def unfinished(frames: bytes) -> bytes:
    """The head still says that nothing is in it."""
    raw = bytearray(wave_of(frames))
    raw[4:8] = raw[40:44] = bytes(4)
    return bytes(raw)


def test_a_whole_one_is_as_it_was() -> None:
    found = sound_in(wave_of(SECOND * 3))
    assert found is not None
    assert (found.seconds, found.is_finished) == (3, True)
    assert opened(found.content) == (1, 2, 8000, SECOND * 3)


def test_one_that_the_exchange_died_over_holds_all_that_was_written() -> None:
    found = sound_in(unfinished(SECOND * 2 + b"\1"))
    assert found is not None
    assert (found.seconds, found.is_finished) == (2, False)
    assert opened(found.content) == (1, 2, 8000, SECOND * 2)


def test_one_without_a_sound_is_none() -> None:
    assert sound_in(b"") is None
    assert sound_in(wave_of(b"")) is None


def test_a_call_without_end_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recordings, "LONGEST_SECONDS", 2)
    found = sound_in(wave_of(SECOND * 5))
    assert found is not None
    assert found.seconds == 2


@pytest.mark.parametrize(
    "raw",
    [
        b"no sound at all",
        wave_of(SECOND)[:30],
        b"RIFF\0\0\0\0WAVEdata\4\0\0\0aaaa",
        wave_of(SECOND).replace(b"\x40\x1f", b"\x80\xbb"),
    ],
)
def test_what_is_no_sound_of_the_exchange_is_refused(raw: bytes) -> None:
    with pytest.raises(ValueError, match="no sound"):
        sound_in(raw)


def test_only_plain_files_with_the_name_of_a_call_are_seen(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_bytes(wave_of(SECOND))
    (tmp_path / "1796119200.7.wav").write_bytes(wave_of(SECOND))
    (tmp_path / "a b.wav").write_bytes(wave_of(SECOND))
    (tmp_path / "notes.txt").write_text("not a sound")
    (tmp_path / "1796119200.8.wav").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "1796119200.9.wav").mkdir()
    (found,) = recorded_calls(tmp_path)
    assert found.call_id == "1796119200.7"
    found.path.unlink()
    found.path.symlink_to(tmp_path / "elsewhere")  # changed under us
    with pytest.raises(OSError, match="Too many levels"):
        found.sound()
    assert list(recorded_calls(tmp_path / "not-there")) == []
