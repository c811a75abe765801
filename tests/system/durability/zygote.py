"""Django loaded once. Each life of the server or of the worker is a fork of it, so that 200 deaths take a minute.

Run as a program, with the service's environment; reads one command a line and answers each with one line:
`serve` (with the worker inside), `serve-alone`, `work` → the new process's id; `kill ID` (SIGKILL to its group) →
`dead`.
The listening socket is bound once and handed to each life, as a service manager does.
"""

from __future__ import annotations

import gc
import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


class Zygote:
    """The other end: starts the program and speaks with it."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        with log.open("ab") as errors:
            self._process = subprocess.Popen(
                [sys.executable, __file__], cwd=ROOT, env=environment, text=True,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors,
            )  # fmt: skip
        self.port = int(self._answer())

    def start(self, what: str) -> int:
        return int(self._ask(what))

    def kill(self, pid: int) -> None:
        assert self._ask(f"kill {pid}") == "dead"

    def end(self) -> None:
        with suppress(OSError):
            self._process.stdin.close()
        self._process.wait(30)
        self._process.stdout.close()

    def _ask(self, command: str) -> str:
        self._process.stdin.write(command + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> str:
        line = self._process.stdout.readline().strip()
        assert line, "The zygote ended; see its log."
        return line


def _main() -> None:
    sys.path.insert(0, str(ROOT))
    from adviceline.cli import start_django

    start_django(serving=True)
    _warm_up()
    listening = socket.create_server(("127.0.0.1", 0), backlog=128)
    _say(listening.getsockname()[1])
    alive: set[int] = set()
    for line in sys.stdin:
        match line.split():
            case ["kill", number]:
                _kill(int(number))
                alive.discard(int(number))
                _say("dead")
            case [what]:
                alive.add(pid := _fork(what, listening))
                _say(pid)
    for pid in alive:
        _kill(pid)


def _warm_up() -> None:
    """Import and compile what every life would, then let go of everything that a fork must not share."""
    from django.db import connections
    from django.template import engines
    from django.test import Client

    from tests.support.nursery import import_what_serves
    from tests.system.durability.visitors import QUESTION

    import_what_serves()
    visitor = Client(SERVER_NAME="127.0.0.1")
    for path in ("/", "/call-back", "/get-advice"):
        visitor.get(path)
    asked = visitor.post("/call-back", {"role": "dsl", "question": QUESTION, "email": "visitor-0@school.example.org"})
    assert asked.status_code == 422  # no telephone number: nothing is recorded
    pages = engines["jinja2"].env
    for name in pages.list_templates(filter_func=lambda name: name.startswith(("web/", "ui/"))):
        pages.get_template(name)
    for connection in connections.all():
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()
    gc.collect()
    gc.freeze()  # else each life would copy what it only looks through


def _fork(what: str, listening: socket.socket) -> int:
    if pid := os.fork():
        return pid
    os.setsid()
    os.dup2(2, 1)
    os.close(0)
    try:
        from adviceline import running

        if what == "work":
            listening.close()
            running.run_worker()
        else:
            running.run_server(with_worker=what == "serve", listening=listening)
    finally:
        os._exit(0)


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)  # its group may not be there yet
    os.waitpid(pid, 0)


def _say(answer: object) -> None:
    sys.stdout.write(f"{answer}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    _main()
