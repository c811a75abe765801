"""What takes long to make is made once in a run of the tests, by whichever worker asks first; the others copy it."""

from __future__ import annotations

import atexit
import fcntl
import hashlib
import json
import os
import secrets
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit, urlunsplit


class Made(NamedTuple):
    """A data directory, and on PostgreSQL the addresses of its databases, to which nobody is connected."""

    data: Path
    databases: list[str]


def made_once(known_by: object, make: Callable[[], Made]) -> Made:
    """What `make` made for whoever asked first; the others wait for it. On each engine anew."""
    name = hashlib.sha256(json.dumps([known_by, os.environ.get("DATABASE_URL", "")]).encode()).hexdigest()[:16]
    with (folder() / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        kept = folder() / f"{name}.json"
        if not kept.exists():
            data, databases = make()
            kept.write_text(json.dumps([str(data), databases]))
        data, databases = json.loads(kept.read_text())
    return Made(Path(data), databases)


def folder() -> Path:
    """The folder that all workers of this run of the tests share; outside of a test, one of this process."""
    if not (parent := os.environ.get("ADVICELINE_TEST_DATA")):
        os.environ["ADVICELINE_TEST_DATA"] = parent = tempfile.mkdtemp(prefix="adviceline-prepared-")
        atexit.register(shutil.rmtree, parent, ignore_errors=True)
        atexit.register(drop_all)
    made = Path(parent) / "prepared"
    made.mkdir(parents=True, exist_ok=True)
    return made


def drop_all() -> None:
    """Of PostgreSQL; files go with their folder. By the process that began the run, when the others have ended."""
    for kept in folder().glob("*.json"):
        if databases := json.loads(kept.read_text())[1]:
            drop(databases)
            kept.unlink()


def new_database(server: str) -> str:
    """The address of an empty database of that PostgreSQL."""
    import psycopg
    from psycopg import sql

    name = f"adviceline_system_{secrets.token_hex(6)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return urlunsplit(urlsplit(server)._replace(path=f"/{name}"))


def copy_database(original: str, *, to: str) -> None:
    """Makes a database anew as a copy of another, to which nobody is connected."""
    import psycopg
    from psycopg import sql

    copy, template = (sql.Identifier(urlsplit(address).path.lstrip("/")) for address in (to, original))
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {}").format(copy))
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(copy, template))


def drop(databases: list[str]) -> None:
    """Drops them, whoever is connected, and empties the list."""
    if not databases:
        return
    import psycopg
    from psycopg import sql

    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        while databases:
            name = sql.Identifier(urlsplit(databases.pop()).path.lstrip("/"))
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
