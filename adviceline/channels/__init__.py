"""The ways in: each channel is a room of its own and imports no other channel. Here: what those that read files share."""

from __future__ import annotations

import bz2
import gzip
import lzma
import stat
import zlib
from pathlib import Path
from typing import BinaryIO, cast

READ_ERRORS = (OSError, EOFError, zlib.error, lzma.LZMAError)


def open_file(path: Path) -> BinaryIO:
    """Open for reading bytes, decompressing gzip, bzip2 and xz by their first bytes. Raises OSError."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError("not an ordinary file")
    with path.open("rb") as plain:
        magic = plain.read(6)
    if magic.startswith(b"\x1f\x8b"):
        return cast(BinaryIO, gzip.open(path, "rb"))
    if magic.startswith(b"BZh"):
        return cast(BinaryIO, bz2.open(path, "rb"))
    if magic.startswith(b"\xfd7zXZ"):
        return cast(BinaryIO, lzma.open(path, "rb"))
    return path.open("rb")
