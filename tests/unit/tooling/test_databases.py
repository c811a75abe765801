"""A kept database is taken only for the very migrations that made it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import databases
from tests.support.databases import ROOT, name_of_templates


def test_every_migration_goes_in_and_all_that_one_imports() -> None:
    goes_in = databases._what_goes_in()

    own = {file for file in ROOT.glob("adviceline/**/migrations/*.py") if file.name != "__init__.py"}
    assert own
    assert own <= goes_in
    assert set(ROOT.glob("adviceline/places/data/*.csv")) <= goes_in  # read by what a migration imports
    assert ROOT / "adviceline/finance/models/money.py" in goes_in


def test_a_migration_that_changed_is_another_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    migration = tmp_path / "0001_initial.py"
    migration.write_text("first")
    monkeypatch.setattr(databases, "_what_goes_in", lambda: {migration})
    before = name_of_templates()
    assert name_of_templates() == before

    migration.write_text("second")

    assert name_of_templates() != before
