"""How a return stands, read for its checks."""

from __future__ import annotations

from adviceline.reporting.models import Return
from adviceline.reporting.returns.drawing_up import leaking_tables
from adviceline.reporting.returns.naming import parse_period
from adviceline.reporting.returns.queries import SECTIONS, commentary, last_released, linked_releases
from adviceline.reporting.returns.readiness import Check, Standing, checks
from adviceline.reporting.returns.snapshot import SnapshotUnusable, open_snapshot
from adviceline.reporting.returns.snapshot.manifest import digest


def checks_of(report: Return) -> list[Check]:
    """Every check, those that hold and those that do not yet."""
    written = commentary(report)
    damaged, outdated = "", []
    try:
        manifest = open_snapshot(report.snapshot).manifest
        for part, month in zip(manifest.parts, parse_period(report.period).parts, strict=True):
            last = last_released(month)
            if last is not None and last.name != part.name:
                outdated.append(last.name)
    except SnapshotUnusable as problem:
        damaged = str(problem)
    certificate = report.certificate
    current = (
        bool(report.document)
        and report.attacked_hash == digest(report.document.encode())
        and certificate.get("linked") == [one.name for one in linked_releases(report)]
    )
    return checks(
        Standing(
            protected=bool(report.document),
            unwritten=[title for name, (title, _) in SECTIONS.items() if name not in written],
            unread=[SECTIONS[name][0] for name, one in written.items() if one.reviewed_by_id is None],
            attacked=current,
            leaks=leaking_tables(certificate) if current else [],
            signed=report.signed_at is not None,
            damaged=damaged,
            outdated=outdated,
        )
    )
