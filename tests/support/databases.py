"""The databases of the tests: made by the migrations once, then copied.

The migrations take many seconds, and each worker of each part of the suite needs a pair of databases. So the first that
asks has them run, and what came of it is kept under a name made from all that goes into it: on SQLite as a file in
pytest's cache, on PostgreSQL as a template on the server. Once a migration changes, the name does, and it is made anew.
"""

from __future__ import annotations

import ast
import fcntl
import hashlib
import platform
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader

from adviceline import running
from adviceline.privacy import routing

ROOT = Path(__file__).resolve().parents[2]
KEEP_SECONDS = 7 * 24 * 60 * 60


@pytest.fixture(scope="session")
def django_db_setup(
    pytestconfig: pytest.Config,
    django_test_environment: None,
    django_db_modify_db_settings: None,
    django_db_blocker: Any,
) -> Iterator[None]:
    """In place of pytest-django's, by which every worker has the migrations run on both databases."""
    own = {connection: connection.settings_dict["NAME"] for connection in connections.all()}
    with django_db_blocker.unblock():
        name, folder = name_of_templates(), pytestconfig.cache.mkdir("databases")
        for connection in own:
            copy = _copy_of_file if connection.vendor == "sqlite" else _copy_on_server
            copy(connection, name, folder)
    yield
    with django_db_blocker.unblock():
        for connection, before in own.items():
            connection.creation.destroy_test_db(before, verbosity=0)


def _copy_of_file(connection: BaseDatabaseWrapper, name: str, folder: Path) -> None:
    kept = folder / f"{name}.{connection.alias}.sqlite3"
    _open(connection)
    with _one_at_a_time(folder):
        if not kept.exists():
            running.apply_migrations(connection.alias)
            _keep(connection, kept)
            return
    with closing(sqlite3.connect(kept)) as template:
        connection.ensure_connection()
        template.backup(connection.connection)


def _keep(connection: BaseDatabaseWrapper, kept: Path) -> None:
    for old in kept.parent.glob(f"*.{connection.alias}.sqlite3"):
        if old.stat().st_mtime < time.time() - KEEP_SECONDS:
            old.unlink()
    part = kept.with_suffix(".part")
    part.unlink(missing_ok=True)
    with closing(sqlite3.connect(part)) as copy:
        connection.connection.backup(copy)
    part.replace(kept)


def _copy_on_server(connection: BaseDatabaseWrapper, name: str, folder: Path) -> None:
    template = f"adviceline_template_{name}_{connection.alias}"
    with connection._nodb_cursor() as server:
        # One at a time, whoever asks: a template that is being copied cannot be copied beside that.
        server.execute("SELECT pg_advisory_lock(hashtext('adviceline_template'))")
        server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template])
        if not server.fetchone():
            _open(connection)
            running.apply_migrations(connection.alias)
            connection.close()
            server.execute(f'ALTER DATABASE "{connection.settings_dict["NAME"]}" RENAME TO "{template}"')
        connection.settings_dict["TEST"]["TEMPLATE"] = template
        _open(connection)


def _open(connection: BaseDatabaseWrapper) -> None:
    """An empty database (on PostgreSQL, one as the template is) of this process, in place of the person's own."""
    creation = connection.creation
    creation._create_test_db(verbosity=0, autoclobber=True)
    connection.close()
    name = creation._get_test_db_name()  # asked once: outside xdist it is made of the name that is set here
    connection.settings_dict["TEST"]["NAME"] = name
    settings.DATABASES[connection.alias]["NAME"] = connection.settings_dict["NAME"] = name


@contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def name_of_templates() -> str:
    """Made from the migrations, from all of the rooms that they import from, from what runs them and from its versions."""
    made = hashlib.sha256(f"{platform.python_version()} {sqlite3.sqlite_version}".encode())
    for file in sorted(_what_goes_in()):
        made.update(f"{file}\n".encode())
        made.update(file.read_bytes())
    return made.hexdigest()[:16]


def _what_goes_in() -> set[Path]:
    found = {ROOT / "requirements/base.txt", Path(running.__file__), Path(routing.__file__), Path(__file__)}
    for migration in MigrationLoader(None).disk_migrations.values():
        file = _file_of(type(migration).__module__)
        found.add(file)
        for room in _rooms_imported(file):
            found |= {each for each in room.rglob("*") if each.is_file() and each.suffix != ".pyc"}
    return found


def _file_of(module: str) -> Path:
    return Path(str(sys.modules[module].__file__))


def _rooms_imported(file: Path) -> set[Path]:
    imported = set()
    for node in ast.walk(ast.parse(file.read_text())):
        match node:
            case ast.Import(names=names):
                imported |= {each.name for each in names}
            case ast.ImportFrom(module=str(module)):
                imported.add(module)
    return {ROOT.joinpath(*name.split(".")[:2]) for name in imported if name.startswith("adviceline.")}
