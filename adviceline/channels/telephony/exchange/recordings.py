"""Calls as the exchange recorded them: a sound by the call's own id, in a folder that only the exchange and the service see."""

from __future__ import annotations

import io
import re
import stat
import wave
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from adviceline.channels.telephony.exchange.plain_files import start_of

RATE, WIDTH = 8000, 2
"""Hertz and bytes of a sample: what the exchange writes, with one channel."""
LONGEST_SECONDS = 2 * 3600
"""What is said after so long is not kept."""
_MOST = LONGEST_SECONDS * RATE * WIDTH + 4096
_CALL_ID = re.compile(r"[A-Za-z0-9._-]{1,150}")


@dataclass(frozen=True, slots=True)
class Sound:
    """`content` is a whole WAV file. `is_finished`: the exchange had closed it; else it still writes, or died over it."""

    content: bytes
    seconds: int
    is_finished: bool


@dataclass(frozen=True, slots=True)
class RecordedCall:
    """`call_id` is the exchange's own of the call; `changed_at`: when it last wrote there."""

    call_id: str
    changed_at: datetime
    path: Path

    def sound(self) -> Sound | None:
        """None while nothing is in it. Raises OSError, or ValueError for what is no sound of the exchange's."""
        return sound_in(start_of(self.path, _MOST))

    def remove(self) -> None:
        self.path.unlink(missing_ok=True)


def recorded_calls(folder: Path) -> Iterator[RecordedCall]:
    """By their names. Calls that go on are among them."""
    for path in sorted(folder.glob("*.wav")):
        with suppress(OSError):
            about = path.lstat()
            if stat.S_ISREG(about.st_mode) and _CALL_ID.fullmatch(path.stem):
                yield RecordedCall(path.stem, datetime.fromtimestamp(about.st_mtime, tz=UTC), path)


def sound_in(raw: bytes) -> Sound | None:
    """What was recorded, in a file whose head is right. The exchange writes how long it is when it closes it: where it died
    before, the bytes tell. None when nothing was. Raises ValueError for another kind of file."""
    if not raw:
        return None
    place, form, frames = 12, b"", b""
    is_finished = False
    if raw[:4] != b"RIFF" or raw[8:12] != b"WAVE":
        raise ValueError("it is no sound of the exchange's")
    while place + 8 <= len(raw):
        name, told = raw[place : place + 4], int.from_bytes(raw[place + 4 : place + 8], "little")
        if name == b"data":
            there = raw[place + 8 :]
            is_finished = 0 < told <= len(there) or (told > len(there) and len(raw) == _MOST)
            frames = there[:told] if is_finished else there
            break
        if name == b"fmt ":
            form = raw[place + 8 : place + 24]
        place += 8 + told + told % 2
    if form[:8] != b"\x01\x00\x01\x00" + RATE.to_bytes(4, "little") or form[14:16] != b"\x10\x00":
        raise ValueError("it is no sound of the exchange's")
    frames = frames[: LONGEST_SECONDS * RATE * WIDTH]
    frames = frames[: len(frames) // WIDTH * WIDTH]
    if not frames:
        return None
    return Sound(_wave(frames), max(1, round(len(frames) / WIDTH / RATE)), is_finished)


def _wave(frames: bytes) -> bytes:
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(WIDTH)
        file.setframerate(RATE)
        file.writeframes(frames)
    return made.getvalue()
