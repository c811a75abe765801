"""Holding an evaluation against what was released, while nobody waits for it."""

from __future__ import annotations

from datetime import datetime

from adviceline.evaluation.report.making import make
from adviceline.jobs.registry import task


@task("evaluation.check")
def check(*, at: datetime, first: int, last: int) -> None:
    """Whoever checks it keeps the answer (evaluation.beside)."""
    make(first, last, at=at)
