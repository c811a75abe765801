"""What the pilot is drawn from: data/pilot.yaml, read once."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from adviceline.content.safe_yaml import parse

FILE = Path(__file__).parent / "data" / "pilot.yaml"


@lru_cache(maxsize=1)
def profile() -> dict[str, Any]:
    """The whole file. Keys are words, also where they look like numbers."""
    data: dict[str, Any] = parse(FILE.read_bytes(), FILE.name).data
    return data
