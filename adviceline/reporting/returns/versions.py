"""Which program made a return: its version, and a digest of the files that work a return out."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

#: What decides a figure of a return, or how it is shown. A change anywhere in it may change a file's bytes.
ROOMS = ("disclosure", "facts", "measures", "reporting")


@cache
def code_version() -> str:
    found = hashlib.sha256()
    root = Path(__file__).resolve().parents[2]
    for room in ROOMS:
        for path in sorted((root / room).rglob("*.py")):
            found.update(f"{path.relative_to(root).as_posix()}\0".encode() + path.read_bytes() + b"\0")
    return f"{version('adviceline')}+{found.hexdigest()[:16]}"
