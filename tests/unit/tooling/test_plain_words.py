"""A command that meets no database says so in a sentence."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.server import ROOT


@pytest.mark.parametrize(
    ("database", "words"),
    [("", "adviceline migrate"), ("postgresql://nobody@127.0.0.1:1/none", "The database cannot be used")],
)
def test_without_a_database_a_command_ends_in_plain_words(tmp_path: Path, database: str, words: str) -> None:
    environment = {**os.environ, "ADVICELINE_DATA": str(tmp_path), "ADVICELINE_ENV": "test", "DATABASE_URL": database}
    ran = subprocess.run(
        [sys.executable, "-m", "adviceline", "audit", "verify"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 1
    assert words in ran.stderr
    assert "Traceback" not in ran.stderr
