"""What a snapshot says of itself, in one canonical spelling. Its hash is the snapshot's name. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

#: The layout of files and manifest that this program writes, and the only one that it reads.
FORM = 1
MANIFEST = "manifest.json"


class SnapshotUnusable(Exception):
    """The snapshot is damaged, incomplete, or of another version; the words say which."""


@dataclass(frozen=True, slots=True)
class Frozen:
    """One file of a snapshot: its SHA-256, its size in bytes, and how many rows it holds."""

    sha256: str
    size: int
    rows: int


@dataclass(frozen=True, slots=True)
class Part:
    """A month of a quarter: the return whose snapshot it shares."""

    name: str
    snapshot: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """`files` by name. A quarter has no files of facts and names its months as `parts`. No time stands in it, so the
    same facts, rules, wording and code always have the same hash."""

    period: str
    files: Mapping[str, Frozen]
    parts: tuple[Part, ...]
    rules: Mapping[str, Any]
    code_version: str
    content_version: str
    form: int = FORM

    def as_bytes(self) -> bytes:
        return canonical(asdict(self))

    @property
    def hash(self) -> str:
        return digest(self.as_bytes())


def canonical(data: object) -> bytes:
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return (text + "\n").encode()


def digest(data: bytes) -> str:
    return "sha256:" + hashlib.sha256(data).hexdigest()


def read_manifest(data: bytes, *, expected: str) -> Manifest:
    """Raises SnapshotUnusable unless these are the very bytes that were frozen under the hash `expected`."""
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise SnapshotUnusable(f"The manifest of snapshot {expected} is damaged: it cannot be read.") from error
    if isinstance(found, dict) and found.get("form") != FORM:
        raise SnapshotUnusable(
            f"Snapshot {expected} is of version {found.get('form')!r}; this program reads version {FORM}."
        )
    if digest(data) != expected:
        raise SnapshotUnusable(f"The manifest of snapshot {expected} is damaged: its bytes have changed.")
    if not isinstance(found, dict) or set(found) != {field.name for field in fields(Manifest)}:
        raise SnapshotUnusable(f"The manifest of snapshot {expected} lacks a part, or has one too many.")
    return Manifest(
        period=found["period"],
        files={name: Frozen(**each) for name, each in found["files"].items()},
        parts=tuple(Part(**each) for each in found["parts"]),
        rules=found["rules"],
        code_version=found["code_version"],
        content_version=found["content_version"],
    )
