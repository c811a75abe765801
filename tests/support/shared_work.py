"""Work that every process of a run needs, done once: each takes what nobody has taken, and reads what the others made."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings

#: The folder of the whole run, before any test has a data folder of its own.
RUN = Path(settings.DATA_DIR).parent
#: Whoever took a piece and has not handed it over by then has died or was stopped: the piece is made again.
LONGEST_SECONDS = 120


def share(name: str, pieces: Sequence[str], make: Callable[[str], Any]) -> dict[str, Any]:
    """What `make` gives for each piece, as JSON can hold it. `name`: of this work, the same in every process."""
    place_of = folder(name)
    places = {piece: place_of / hashlib.sha256(piece.encode()).hexdigest() for piece in pieces}
    for piece, place in places.items():
        if _taken(place):
            _hand_over(place, make(piece))
    return {piece: _made(place) if _is_there(place) else make(piece) for piece, place in places.items()}


def folder(name: str) -> Path:
    """Where every process of the run finds what was made of this work."""
    found = RUN / "shared" / name
    found.mkdir(parents=True, exist_ok=True)
    return found


def _taken(place: Path) -> bool:
    try:
        place.with_suffix(".taken").touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


def _hand_over(place: Path, made: Any) -> None:
    part = place.with_suffix(".part")
    part.write_text(json.dumps(made))
    part.replace(place)


def _is_there(place: Path) -> bool:
    deadline = time.monotonic() + LONGEST_SECONDS
    while not place.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    return place.exists()


def _made(place: Path) -> Any:
    return json.loads(place.read_text())
