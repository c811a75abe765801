"""The prompts as sound: spoken with espeak-ng, at the telephone's own rate. A recording in their place is left alone."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import subprocess
import wave
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.signal import resample_poly

from adviceline.content.phone import Spoken

RATE = 8000
MADE = "made.json"
"""What we spoke, by file: a file that is not as we left it is somebody's recording."""
NUMBERS = (*range(21), 30, 40, 50, 60, 70, 80, 90)
SPEAKING_SECONDS = 60
Sound = NDArray[np.int16]


class UnableToSpeak(Exception):
    """No prompts can be made; the message says why."""


@dataclass
class Made:
    spoken: list[str] = field(default_factory=list)
    as_before: list[str] = field(default_factory=list)
    recordings: list[str] = field(default_factory=list)


def make_prompts(spoken: Spoken, folder: Path) -> Made:
    """Put every sound that the exchange needs under `folder` (its sounds of one language). Raises `UnableToSpeak`."""
    if not spoken.prompts:
        raise UnableToSpeak("The content has no phone/prompts.yaml, so there is nothing to say.")
    program = shutil.which("espeak-ng")
    if program is None:
        raise UnableToSpeak("espeak-ng is not installed: sudo apt-get install espeak-ng")
    known, done = _known(folder), Made()
    for name, words in _wanted(spoken):
        path = folder / f"{name}.wav"
        said = hashlib.sha256(json.dumps([spoken.language, spoken.words_a_minute, words]).encode()).hexdigest()
        before = known.get(name, {})
        if path.exists() and _digest(path) != before.get("file"):
            done.recordings.append(name)
            continue
        if path.exists() and before.get("said") == said:
            done.as_before.append(name)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        write_wave(path, _sound(program, spoken, words))
        known[name] = {"said": said, "file": _digest(path)}
        done.spoken.append(name)
    (folder / MADE).write_text(json.dumps(known, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return done


def _wanted(spoken: Spoken) -> Iterator[tuple[str, str]]:
    """Name of the file → words; what is played and not said begins with a note."""
    for name, words in spoken.prompts.items():
        yield f"phone/{name}", words
    for number in NUMBERS:
        yield f"digits/{number}", str(number)
    yield "digits/hundred", "hundred"
    yield "beep", "♪ beep"
    yield "pbx-transfer", "♪ beep"
    yield "phone/music/quiet", "♪ music"
    yield "auth-thankyou", "Thank you."
    yield "vm-goodbye", "Goodbye."


def _sound(program: str, spoken: Spoken, words: str) -> Sound:
    if words == "♪ beep":
        return _tone(880.0, seconds=0.3)
    if words == "♪ music":
        return music()
    return _speak(program, spoken, words)


def _speak(program: str, spoken: Spoken, words: str) -> Sound:
    command = [program, "--stdout", "--stdin", "-v", spoken.language, "-s", str(spoken.words_a_minute)]
    try:
        told = subprocess.run(command, input=words.encode(), capture_output=True, timeout=SPEAKING_SECONDS, check=True)
    except (OSError, subprocess.SubprocessError) as error:
        raise UnableToSpeak(f"espeak-ng could not speak ({type(error).__name__}).") from error
    with wave.open(io.BytesIO(told.stdout)) as heard:
        rate, samples = heard.getframerate(), np.frombuffer(heard.readframes(10_000_000), dtype="<i2")
    if samples.size == 0:
        raise UnableToSpeak(f"espeak-ng said nothing: is '{spoken.language}' one of its voices?")
    return _as_sound(resample_poly(samples.astype(np.float64), RATE, rate) / 32768.0)


def music() -> Sound:
    """Half a minute of slow, quiet chords that ends as it begins: our own, and so free to play to anybody."""
    chords = ((220.0, 277.2, 329.6), (196.0, 246.9, 293.7), (174.6, 220.0, 261.6), (196.0, 246.9, 329.6))
    seconds = 8.0
    moments = np.arange(int(RATE * seconds)) / RATE
    swell = np.sin(np.pi * moments / seconds) ** 2
    parts = [sum(np.sin(2 * np.pi * note * moments) for note in chord) * swell for chord in chords]
    return _as_sound(np.concatenate(parts) / 3 * 0.25)


def _tone(pitch: float, *, seconds: float) -> Sound:
    moments = np.arange(int(RATE * seconds)) / RATE
    return _as_sound(np.sin(2 * np.pi * pitch * moments) * 0.4)


def _as_sound(wave_form: NDArray[np.float64]) -> Sound:
    return np.clip(wave_form * 32767.0, -32768, 32767).astype("<i2")


def write_wave(path: Path, sound: Sound) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(sound.tobytes())


def _known(folder: Path) -> dict[str, Mapping[str, str]]:
    try:
        found = json.loads((folder / MADE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
