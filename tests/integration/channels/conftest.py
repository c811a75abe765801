from __future__ import annotations

import pytest

from adviceline.channels.email.actions import ingest
from tests.support.mails import as_files


@pytest.fixture
def read_in(db, clock, tmp_path):
    """Read messages in as one run of the command would: bytes, or paths."""
    runs = 0

    def run(*given, **options):
        nonlocal runs
        runs += 1
        contents = [item for item in given if isinstance(item, bytes)]
        paths = [item for item in given if not isinstance(item, bytes)]
        if contents:
            paths.append(as_files(tmp_path / f"run-{runs}", *contents))
        return ingest(paths, at=clock.now, **options).as_dict()

    return run
