"""The messages that callers left, as the exchange keeps them: a sound beside a few lines about it."""

from __future__ import annotations

import io
import wave
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from adviceline.channels.telephony.exchange.plain_files import start_of

LARGEST = 32 * 1024 * 1024
LONGEST_ABOUT = 16 * 1024


@dataclass(frozen=True, slots=True)
class LeftMessage:
    """`call_id` is the exchange's own of the call: our dialplan has it written there as the caller's name."""

    call_id: str
    left_at: datetime
    sound: Path
    about: Path

    def content(self) -> bytes:
        """Raises OSError, or ValueError for what is no sound of the exchange's."""
        found = _read(self.sound, LARGEST)
        seconds_of(found)
        return found

    def remove(self) -> None:
        """The sound first: what is about it leads here again if the second is not reached."""
        for path in (self.sound, self.about):
            path.unlink(missing_ok=True)


def left_messages(folder: Path, *, name: str, box: str) -> Iterator[LeftMessage]:
    """Whole messages, oldest first. One that is being spoken still is elsewhere."""
    for about in sorted((folder / name / box / "INBOX").glob("msg*.txt")):
        with suppress(OSError, ValueError, KeyError, OverflowError):
            told = dict(
                line.partition("=")[::2] for line in _read(about, LONGEST_ABOUT).decode("utf-8", "replace").splitlines()
            )
            call_id = told["callerid"].partition("<")[0].strip().strip('"')
            left_at = datetime.fromtimestamp(int(told["origtime"]), tz=UTC)
            if call_id:
                yield LeftMessage(call_id, left_at, about.with_suffix(".wav"), about)


def seconds_of(content: bytes) -> int:
    """How long it is. Raises ValueError for what is no sound."""
    try:
        with wave.open(io.BytesIO(content)) as sound:
            return round(sound.getnframes() / max(1, sound.getframerate()))
    except (wave.Error, EOFError) as error:
        raise ValueError("it is no sound of the exchange's") from error


def _read(path: Path, most: int) -> bytes:
    content = start_of(path, most + 1)
    if len(content) > most:
        raise ValueError("it is larger than a message")
    return content
