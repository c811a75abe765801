"""The facts of a return, frozen: Parquet files and a manifest, found by the hash of the manifest."""

from adviceline.reporting.returns.snapshot.freezing import freeze_month, freeze_quarter
from adviceline.reporting.returns.snapshot.manifest import Frozen, Manifest, Part, SnapshotUnusable
from adviceline.reporting.returns.snapshot.opening import OpenSnapshot, open_snapshot

__all__ = [
    "Frozen", "Manifest", "OpenSnapshot", "Part", "SnapshotUnusable", "freeze_month", "freeze_quarter", "open_snapshot",
]  # fmt: skip
