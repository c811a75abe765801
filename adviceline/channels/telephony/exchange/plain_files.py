"""Files of the exchange's: read as plain files, never through a link that somebody laid there."""

from __future__ import annotations

import os
from pathlib import Path


def start_of(path: Path, most: int) -> bytes:
    """The first `most` bytes. Raises OSError, for a link too."""
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    with os.fdopen(handle, "rb") as file:
        return file.read(most)
