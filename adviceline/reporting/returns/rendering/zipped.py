"""ZIP files that are the same whenever and wherever they are made."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest that ZIP knows


def zip_of(files: Mapping[str, bytes], *, stored: frozenset[str] = frozenset()) -> bytes:
    """In the order given. `stored` are not compressed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return out.getvalue()


def settled(archive: bytes, *, stored: frozenset[str] = frozenset()) -> bytes:
    """The same ZIP without the times and systems that another library wrote into it."""
    with zipfile.ZipFile(io.BytesIO(archive)) as given:
        return zip_of({name: given.read(name) for name in given.namelist()}, stored=stored)
