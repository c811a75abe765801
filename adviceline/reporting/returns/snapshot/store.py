"""Where snapshots lie: a folder for each, named by its hash, under the data directory."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from django.conf import settings

from adviceline.reporting.returns.snapshot.manifest import MANIFEST, Manifest, SnapshotUnusable

_HASH = re.compile(r"sha256:[0-9a-f]{64}")


def snapshots() -> Path:
    return Path(settings.DATA_DIR) / "returns" / "snapshots"


def folder_of(snapshot: str) -> Path:
    if not _HASH.fullmatch(snapshot):
        raise SnapshotUnusable(f"‘{snapshot[:80]}’ is not the hash of a snapshot.")
    return snapshots() / snapshot.removeprefix("sha256:")


@contextmanager
def unfinished() -> Iterator[Path]:
    """A folder to write into; what is not kept is cleared away."""
    snapshots().mkdir(parents=True, exist_ok=True)
    folder = Path(mkdtemp(prefix="unfinished-", dir=snapshots()))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def keep(folder: Path, manifest: Manifest) -> str:
    """Give a finished folder its name, once its bytes are on the disk. Frozen before, it is left as it is."""
    (folder / MANIFEST).write_bytes(manifest.as_bytes())
    for path in (*folder.iterdir(), folder):
        _to_disk(path)
    target = folder_of(manifest.hash)
    if (target / MANIFEST).exists():
        return manifest.hash
    folder.chmod(0o750)
    try:
        folder.rename(target)
    except OSError:
        if not (target / MANIFEST).exists():  # somebody froze the same facts in the same moment
            raise
    _to_disk(snapshots())
    return manifest.hash


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
