"""The real service in a process of its own, with its own data directory and database, for system tests.

    with Service(tmp_path) as service:
        page.goto(service.url("/"))

On PostgreSQL (DATABASE_URL set) two databases of its own are made on that server, and dropped again.
"""

from __future__ import annotations

import json
import os
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
from typing import IO, Any

from tests.support import prepared
from tests.support.in_service import Helper
from tests.support.nursery import Born, nursery, suits

ROOT = Path(__file__).resolve().parents[2]
MAIN = "adviceline.cli:main"
START_SECONDS = 60
STOP_SECONDS = 30
#: Settings that change what `migrate` makes, and what `content load` does; the others are of a service that runs.
MIGRATIONS_DEPEND_ON = {"ADVICELINE_SECRET_KEY", "ADVICELINE_MASTER_KEYS", "ADVICELINE_AUDIT_ANCHOR"}
CONTENT_DEPENDS_ON = MIGRATIONS_DEPEND_ON | {"ADVICELINE_ENV", "ADVICELINE_CONTENT"}

Process = subprocess.Popen[bytes] | Born
File = IO[Any] | int


def free_port() -> int:
    """A TCP port on 127.0.0.1 that nobody holds at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Service:
    """`adviceline`, as an operator runs it: commands with `run`, the server with `start`, `stop` and `kill`.

    Its processes are born of the nursery (see there), unless it is to be `from_the_shell`.
    """

    def __init__(
        self,
        folder: Path,
        *,
        environment: str = "demo",
        worker: bool = True,
        from_the_shell: bool = False,
        **extra: str,
    ) -> None:
        """`folder` takes the data directory and the log; `extra` adds environment variables."""
        self.folder = folder
        self.data = folder / "data"
        self.log = folder / "serve.log"
        self.port = free_port()
        self.worker = worker
        self.from_the_shell = from_the_shell
        self.process: Process | None = None
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
            self._databases = [prepared.new_database(server) for _ in range(2)]
            self.environment |= dict(zip(("DATABASE_URL", "KEYS_DATABASE_URL"), self._databases, strict=True))

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
        with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
            given.write((stdin or "").encode())
            given.seek(0)
            code = self.begin(*arguments, stdin=given, stdout=out, stderr=errors).wait()
            for each in (out, errors):
                each.seek(0)
            done = subprocess.CompletedProcess(arguments, code, out.read().decode(), errors.read().decode())
        if check and done.returncode:
            said = f"{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
            raise AssertionError(f"adviceline {' '.join(arguments)} ended with {done.returncode}:\n{said}")
        return done

    def begin(
        self, *arguments: str, stdin: File = subprocess.DEVNULL, stdout: File = subprocess.DEVNULL,
        stderr: File = subprocess.DEVNULL,
    ) -> Process:  # fmt: skip
        """One `adviceline` command that runs beside the test, in a session of its own."""
        if not self._is_from_the_shell():
            return nursery().bear(MAIN, arguments, self.environment, stdin=stdin, stdout=stdout, stderr=stderr)
        return subprocess.Popen(
            [*_command(), *arguments],
            cwd=ROOT, env=self.environment, stdin=stdin, stdout=stdout, stderr=stderr, start_new_session=True,
        )  # fmt: skip

    def _is_from_the_shell(self) -> bool:
        return self.from_the_shell or not suits(self.environment)

    def helper(self) -> Helper:
        """What runs functions of the tests in the environment as it is now; started when first asked for."""
        alike = json.dumps([self.from_the_shell, self.environment], sort_keys=True)
        if alike not in self._helpers:
            self._helpers[alike] = Helper(
                self.environment, self.folder / "helper.log", is_born=not self._is_from_the_shell()
            )
        return self._helpers[alike]

    def prepare(self, *, with_content: bool = True) -> Service:
        """Migrates and loads the content, so that the server can start.

        Done once, from an empty data directory and from the shell, by a service that is kept for it; the others get
        copies of what it made.
        """
        if self.data.exists():
            raise AssertionError("A service is prepared once, before anything else is done with it.")
        matters = CONTENT_DEPENDS_ON if with_content else MIGRATIONS_DEPEND_ON
        known_by = {name: self.environment[name] for name in sorted(matters & self.environment.keys())}
        made = prepared.made_once(
            [with_content, known_by], lambda: self._make_what_is_copied(with_content=with_content)
        )
        shutil.copytree(made.data, self.data)
        for copy, original in zip(self._databases, made.databases, strict=True):
            prepared.copy_database(original, to=copy)
        return self

    def _make_what_is_copied(self, *, with_content: bool) -> prepared.Made:
        own = {"ADVICELINE_DATA", "DATABASE_URL", "KEYS_DATABASE_URL"}
        made = Service(Path(tempfile.mkdtemp(dir=prepared.folder())), from_the_shell=True)
        made.environment = self.environment | {name: made.environment[name] for name in own & made.environment.keys()}
        if with_content:
            made.prepare(with_content=False).run("content", "load")
        else:
            made.run("migrate")
        return prepared.Made(made.data, made._databases)

    def start(self) -> Service:
        """Starts the server and waits until it answers."""
        said = ["serve", "--port", str(self.port), *([] if self.worker else ["--no-worker"])]
        with self.log.open("ab") as log:
            self.process = self.begin(*said, stdout=log, stderr=log)
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise AssertionError(f"The server ended with {self.process.returncode}:\n{self.log_tail()}")
            if self._answers():
                return self
            time.sleep(0.03)
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
            prepared.drop(self._databases)

    def log_tail(self, characters: int = 4000) -> str:
        """The end of what the server wrote."""
        return self.log.read_text(errors="replace")[-characters:] if self.log.exists() else ""


def _command() -> list[str]:
    """The console script beside the Python that runs the tests: what `make setup` installed."""
    return [str(Path(sys.executable).with_name("adviceline"))]
