"""A snapshot opened for reading: every byte is checked first, and DuckDB then answers over its files."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from adviceline.facts.models import CoverFact
from adviceline.reporting.reading import Execute
from adviceline.reporting.returns.naming import parse_period
from adviceline.reporting.returns.snapshot import store
from adviceline.reporting.returns.snapshot.freezing import LABELS, file_of, month_of_facts, sha256_of
from adviceline.reporting.returns.snapshot.manifest import MANIFEST, Manifest, SnapshotUnusable, read_manifest

#: For one month: what does not fit is put on disk meanwhile.
MEMORY, THREADS = "512MB", 2
#: Not in the snapshots that were frozen first.
ADDED_LATER = {file_of(CoverFact)}


@dataclass(frozen=True)
class OpenSnapshot:
    """`months`: yyyymm and its part, in order; a month's snapshot is its own part."""

    manifest: Manifest
    folder: Path
    months: tuple[tuple[int, OpenSnapshot], ...] = ()

    def has(self, table: str) -> bool:
        """Whether the facts of this table were frozen with it."""
        return f"{table}.parquet" in self.manifest.files

    @property
    def hash(self) -> str:
        return self.manifest.hash

    @cached_property
    def labels(self) -> Mapping[str, Any]:
        found: dict[str, Any] = json.loads((self.folder / LABELS).read_bytes())
        return found

    @contextmanager
    def answering(self) -> Iterator[Execute]:
        """What answers statements over the files of a month, by the names of the tables of facts."""
        import duckdb  # late: only a return needs it

        overflow = tempfile.mkdtemp(prefix="unfinished-", dir=store.snapshots())
        base = duckdb.connect(
            ":memory:", config={"memory_limit": MEMORY, "threads": THREADS, "temp_directory": overflow}
        )
        try:
            for name in self.manifest.files:
                if name.endswith(".parquet"):
                    path = str(self.folder / name).replace("'", "''")
                    base.execute(f"CREATE VIEW {name.removesuffix('.parquet')} AS FROM read_parquet('{path}')")
            yield lambda statement: base.execute(statement).fetchall()
        finally:
            base.close()
            shutil.rmtree(overflow, ignore_errors=True)


def open_snapshot(snapshot: str) -> OpenSnapshot:
    """Raises SnapshotUnusable, with the reason, unless every file is there with the very bytes that were frozen."""
    folder = store.folder_of(snapshot)
    try:
        data = (folder / MANIFEST).read_bytes()
    except OSError as error:
        raise SnapshotUnusable(f"Snapshot {snapshot} is not here: its manifest is missing.") from error
    manifest = read_manifest(data, expected=snapshot)
    period = parse_period(manifest.period)
    needed = {LABELS} if period.parts else {LABELS, *(file_of(model) for model in month_of_facts(period.months[0]))}
    if set(manifest.files) not in (needed, needed - ADDED_LATER) or len(manifest.parts) != len(period.parts):
        raise SnapshotUnusable(f"Snapshot {snapshot} does not name the files that a snapshot of {period.text} has.")
    for name, frozen in manifest.files.items():
        path = folder / name
        try:
            size = path.stat().st_size
            same = size == frozen.size and sha256_of(path) == frozen.sha256
        except OSError as error:
            raise SnapshotUnusable(f"Snapshot {snapshot} is incomplete: {name} is missing.") from error
        if not same:
            raise SnapshotUnusable(f"Snapshot {snapshot} is damaged: the bytes of {name} have changed.")
    parts = tuple(
        (month, open_snapshot(part.snapshot)) for month, part in zip(period.months, manifest.parts, strict=False)
    )
    opened = OpenSnapshot(manifest, folder, parts)
    for month, part in parts:
        if part.manifest.period != parse_period(part.manifest.period).text or month not in part_months(part):
            raise SnapshotUnusable(f"Snapshot {snapshot} has a part of another month.")
    return opened if parts else OpenSnapshot(manifest, folder, ((period.months[0], opened),))


def part_months(part: OpenSnapshot) -> tuple[int, ...]:
    return parse_period(part.manifest.period).months
