"""The real service in a process of its own, with its own data directory and database, for system tests.

    with Service(tmp_path) as service:
        page.goto(service.url("/"))

On PostgreSQL (DATABASE_URL set) two databases of its own are made on that server, and dropped again.
"""

from __future__ import annotations

import atexit
import fcntl
import hashlib
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from copy import copy as shallow
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import TracebackType
from urllib.parse import urlsplit, urlunsplit

from tests.support.in_service import Helper

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60
STOP_SECONDS = 30
#: Settings that change what `migrate` and `content load` make; the others are of a service that runs.
SHAPES_DATA = {
    "ADVICELINE_ENV",
    "ADVICELINE_CONTENT",
    "ADVICELINE_SECRET_KEY",
    "ADVICELINE_MASTER_KEYS",
    "ADVICELINE_AUDIT_ANCHOR",
}


def free_port() -> int:
    """A TCP port on 127.0.0.1 that nobody holds at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Service:
    """`adviceline`, as an operator runs it: commands with `run`, the server with `start`, `stop` and `kill`."""

    def __init__(self, folder: Path, *, environment: str = "demo", worker: bool = True, **extra: str) -> None:
        """`folder` takes the data directory and the log; `extra` adds environment variables."""
        self.folder = folder
        self.data = folder / "data"
        self.log = folder / "serve.log"
        self.port = free_port()
        self.worker = worker
        self.process: subprocess.Popen[bytes] | None = None
        self._databases: list[str] = []
        self._helpers: dict[str, Helper] = {}
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("ADVICELINE_", "DJANGO_"))}
        self.environment = kept | {
            "ADVICELINE_ENV": environment,
            "ADVICELINE_DATA": str(self.data),
            "ADVICELINE_HTTPS": "0",
            "PYTHONUNBUFFERED": "1",
            **extra,
        }
        if server := os.environ.get("DATABASE_URL"):
            self.environment |= {
                "DATABASE_URL": self._new_database(server),
                "KEYS_DATABASE_URL": self._new_database(server),
            }

    def __enter__(self) -> Service:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def url(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def another(self, folder: Path) -> Service:
        """A second process of this service: the same data and databases, a port and a log of its own, no worker."""
        made = shallow(self)
        made.folder, made.log, made.port = folder, folder / "serve.log", free_port()
        made.worker, made.process, made._databases = False, None, []
        return made

    def run(self, *arguments: str, check: bool = True, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
        """One `adviceline` command to its end. With `check`, a failure raises with what the command said."""
        done = subprocess.run(
            [*_command(), *arguments],
            cwd=ROOT, env=self.environment, input=stdin, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if check and done.returncode:
            said = f"{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
            raise AssertionError(f"adviceline {' '.join(arguments)} ended with {done.returncode}:\n{said}")
        return done

    def helper(self) -> Helper:
        """What runs functions of the tests in the environment as it is now; started when first asked for."""
        alike = json.dumps(self.environment, sort_keys=True)
        if alike not in self._helpers:
            self._helpers[alike] = Helper(self.environment, self.folder / "helper.log")
        return self._helpers[alike]

    def prepare(self) -> Service:
        """Migrates and loads the content, so that the server can start.

        Done once in each environment, by a service that is kept for it; the others get copies of what it made.
        """
        if self.data.exists():
            raise AssertionError("A service is prepared once, before anything else is done with it.")
        data, databases = _template_of(self)
        shutil.copytree(data, self.data)
        for copy, original in zip(self._databases, databases, strict=True):
            _make_again(copy, original)
        return self

    def prepare_from_nothing(self) -> Service:
        """The same, step by step, as an operator does it."""
        self.run("migrate")
        self.run("content", "load")
        return self

    def start(self) -> Service:
        """Starts the server and waits until it answers."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*_command(), "serve", "--port", str(self.port), *([] if self.worker else ["--no-worker"])],
                cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise AssertionError(f"The server ended with {self.process.returncode}:\n{self.log_tail()}")
            if self._answers():
                return self
            time.sleep(0.1)
        self.kill()
        raise AssertionError(f"The server did not answer within {START_SECONDS} seconds:\n{self.log_tail()}")

    def _answers(self) -> bool:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/")
            connection.getresponse()
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()
        return True

    def stop(self) -> None:
        """Asks the server to end, as an operator would (SIGTERM), and waits."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.kill()
                raise AssertionError(f"The server did not stop in {STOP_SECONDS} seconds:\n{self.log_tail()}") from None
        self.process = None

    def kill(self) -> None:
        """Ends the server and its worker at once (SIGKILL to the process group), as a power cut would."""
        if self.process:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.process = None

    def close(self) -> None:
        try:
            self.stop()
        finally:
            while self._helpers:
                self._helpers.popitem()[1].end()
            _drop(self._databases)

    def log_tail(self, characters: int = 4000) -> str:
        """The end of what the server wrote."""
        return self.log.read_text(errors="replace")[-characters:] if self.log.exists() else ""

    def _new_database(self, server: str) -> str:
        import psycopg
        from psycopg import sql

        name = f"adviceline_system_{secrets.token_hex(6)}"
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        self._databases.append(name)
        return urlunsplit(urlsplit(server)._replace(path=f"/{name}"))


def _template_of(service: Service) -> tuple[Path, list[str]]:
    """The data directory and the databases of a service prepared like this one: made by whoever asks first in this run
    of the tests, while the other workers wait for it."""
    own = {"ADVICELINE_DATA", "DATABASE_URL", "KEYS_DATABASE_URL"}
    matters = {name: value for name, value in service.environment.items() if name in SHAPES_DATA}
    matters["server"] = os.environ.get("DATABASE_URL", "")
    name = hashlib.sha256(json.dumps(matters, sort_keys=True).encode()).hexdigest()[:16]
    with (_templates() / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        kept = _templates() / f"{name}.json"
        if not kept.exists():
            made = Service(Path(tempfile.mkdtemp(dir=_templates())))
            made.environment = service.environment | {
                name: made.environment[name] for name in own & made.environment.keys()
            }
            made.prepare_from_nothing()
            kept.write_text(json.dumps([str(made.data), made._databases]))
        data, databases = json.loads(kept.read_text())
    return Path(data), databases


def _templates() -> Path:
    """The folder that all workers of this run of the tests share; outside of a test, one of this process."""
    if not (parent := os.environ.get("ADVICELINE_TEST_DATA")):
        os.environ["ADVICELINE_TEST_DATA"] = parent = tempfile.mkdtemp(prefix="adviceline-prepared-")
        atexit.register(shutil.rmtree, parent, ignore_errors=True)
        atexit.register(drop_templates)
    folder = Path(parent) / "prepared"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def drop_templates() -> None:
    """Of PostgreSQL; files go with their folder. By the process that began the run, when the others have ended."""
    for kept in _templates().glob("*.json"):
        if databases := json.loads(kept.read_text())[1]:
            _drop(databases)
            kept.unlink()


def _drop(databases: list[str]) -> None:
    if not databases:
        return
    import psycopg
    from psycopg import sql

    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        while databases:
            drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
            connection.execute(drop.format(sql.Identifier(databases.pop())))


def _make_again(name: str, template: str) -> None:
    """A PostgreSQL database made anew as a copy of another, to which nobody is connected."""
    import psycopg
    from psycopg import sql

    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))
        copied = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        connection.execute(copied)


def _command() -> list[str]:
    """The console script beside the Python that runs the tests: what `make setup` installed."""
    return [str(Path(sys.executable).with_name("adviceline"))]
