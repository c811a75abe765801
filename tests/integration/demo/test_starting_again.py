"""Starting the demonstration again: what is unchanged is not made again, what has changed is."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.conf import settings as django_settings

from adviceline import demonstrating, loading, running

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def done(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a start does, in its order, without doing it."""
    settings.DATA_DIR = tmp_path
    settings.PRODUCTION = False
    settings.CONTENT_DIR = Path(shutil.copytree(django_settings.CONTENT_DIR, tmp_path / "content"))
    said: list[str] = []
    for module, name in ((running, "migrate"), (loading, "load"), (running, "serve")):
        monkeypatch.setattr(getattr(module, name), "callback", lambda name=name, **_: said.append(name))
    return said


def start() -> int:
    return CliRunner().invoke(demonstrating.start, ["--port", "8123"], catch_exceptions=False).exit_code


def test_the_second_start_only_serves(done: list[str]) -> None:
    start()
    assert done == ["migrate", "load", "serve"]
    start()
    assert done[3:] == ["serve"]


def test_content_that_changed_is_loaded_again(done: list[str], settings: Any) -> None:
    start()
    changed = settings.CONTENT_DIR / "service.yaml"
    changed.write_text(changed.read_text() + "\n# another line\n")
    start()
    assert done[3:] == ["migrate", "load", "serve"]


def test_another_database_is_made_ready_too(done: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    start()
    monkeypatch.setattr(running, "migrations_of", lambda alias: set())
    start()
    assert done[3:] == ["migrate", "load", "serve"]


def test_it_is_refused_in_production(done: list[str], settings: Any) -> None:
    settings.PRODUCTION = True
    assert start() == 1
    assert done == []
