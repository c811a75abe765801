"""Django loaded once for a worker of the tests: servers, helpers and commands are born of it by fork.

    born = nursery().bear("adviceline.cli:main", ["serve", "--port", "9000"], environment, stdout=log, stderr=log)

A process that is born reads its settings, connects and works as one from the shell does, in a session of its own, so
that a SIGKILL ends it as it ends any other. What it is spared is the import of code, the compiling of templates and
the checking of content: two to three seconds of processor for each of the hundreds of starts in a run.
"""

from __future__ import annotations

import atexit
import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import threading
import traceback
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import IO, Any, NoReturn

from tests.support import prepared

ROOT = Path(__file__).resolve().parents[2]
#: What its code was loaded with. Middleware and addresses are built of these, so who needs others is not born here.
LOADED_WITH = {"ADVICELINE_ENV": "demo", "ADVICELINE_HTTPS": "0"}
_LENGTH_BYTES = 4


def suits(environment: Mapping[str, str]) -> bool:
    """Whether a process of this environment can be born of the nursery."""
    return all(environment.get(name) == value for name, value in LOADED_WITH.items())


@cache
def nursery() -> Nursery:
    """The one of this process, made when first asked for; it ends with the process."""
    made = Nursery()
    atexit.register(made.end)
    return made


class Born:
    """A process of the nursery, as `subprocess.Popen` would show it."""

    def __init__(self, told: socket.socket) -> None:
        self._told = told.makefile("r")
        told.close()
        self.returncode: int | None = None
        self.pid = int(self._line())
        self._ended = threading.Thread(target=self._hear, daemon=True)
        self._ended.start()

    def _line(self) -> str:
        line = self._told.readline()
        assert line, "The nursery ended; what it said is above."
        return line

    def _hear(self) -> None:
        with self._told, suppress(AssertionError):  # with the nursery it dies itself
            self.returncode = int(self._line())

    def poll(self) -> int | None:
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        self._ended.join(timeout)
        if self._ended.is_alive():
            raise subprocess.TimeoutExpired(f"process {self.pid}", timeout or 0)
        assert self.returncode is not None, "The nursery ended; what it said is above."
        return self.returncode

    def send_signal(self, number: int) -> None:
        if self.returncode is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


class Nursery:
    """This end: tells the program below what is wanted, and hands it the files of the new process."""

    def __init__(self) -> None:
        self._control, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-c", f"from {__name__} import main; main({theirs.fileno()})"], cwd=ROOT,
                stdin=subprocess.DEVNULL, env=_own_environment(), pass_fds=[theirs.fileno()],
            )  # fmt: skip
        self._one_at_a_time = threading.Lock()

    def bear(
        self, main: str, arguments: Sequence[str], environment: Mapping[str, str], *,
        stdin: IO[Any] | int = subprocess.DEVNULL, stdout: IO[Any] | int, stderr: IO[Any] | int,
    ) -> Born:  # fmt: skip
        """A process that calls `main` (`module:function`) and ends with it; `arguments` become its command line."""
        ours, theirs = socket.socketpair()
        wanted = json.dumps([main, ["adviceline", *arguments], dict(environment)]).encode()
        with theirs, Path(os.devnull).open("rb") as nothing, self._one_at_a_time:
            files = [
                nothing.fileno() if each == subprocess.DEVNULL else _number(each) for each in (stdin, stdout, stderr)
            ]
            length = len(wanted).to_bytes(_LENGTH_BYTES, "big")
            socket.send_fds(self._control, [length], [*files, theirs.fileno()])
            self._control.sendall(wanted)
        return Born(ours)

    def end(self) -> None:
        self._control.close()
        self._process.wait(30)


def _number(file: IO[Any] | int) -> int:
    return file if isinstance(file, int) else file.fileno()


def _own_environment() -> dict[str, str]:
    """Of the program itself: settings that can be read, and a data directory in which nothing is ever kept."""
    folder = prepared.folder() / f"nursery-{os.getpid()}"
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ADVICELINE_", "DJANGO_"))}
    for name in ("DATABASE_URL", "KEYS_DATABASE_URL", "REDIS_URL"):
        kept.pop(name, None)
    return kept | LOADED_WITH | {"ADVICELINE_DATA": str(folder), "PYTHONUNBUFFERED": "1", "OPENBLAS_NUM_THREADS": "1"}


# ---- The program -------------------------------------------------------------------------------------------------------


def main(number: int) -> None:
    control = socket.socket(fileno=number)
    _load()
    wakes, woken = socket.socketpair()
    for each in (wakes, woken):
        each.setblocking(False)
    signal.set_wakeup_fd(woken.fileno())
    signal.signal(signal.SIGCHLD, lambda *_: None)  # heard through the socket
    alive: dict[int, socket.socket] = {}
    with selectors.DefaultSelector() as waiting:
        waiting.register(control, selectors.EVENT_READ)
        waiting.register(wakes, selectors.EVENT_READ)
        while True:
            for key, _ in waiting.select():
                if key.fileobj is wakes:
                    wakes.recv(4096)
                    _tell_who_ended(alive)
                elif not _take(control, alive):
                    for pid in alive:  # of a run that was broken off; else none is left
                        with suppress(ProcessLookupError):
                            os.killpg(pid, signal.SIGKILL)
                    return


def _load() -> None:
    """All code that a start would import, every template compiled, the content read; nothing that asks a database."""
    import gc

    from adviceline import cli

    cli.start_django(serving=True)
    from django.template import engines
    from django.urls import reverse

    from adviceline.content.current import current_content
    from adviceline.privacy.screening import screen_text

    import_what_serves()
    for places in cli.PLACES.values():
        for place in places:
            import_module(place.partition(":")[0])
    reverse("home")
    current_content()
    screen_text("How should we plan for a return to lessons?")
    pages = engines["jinja2"].env
    for name in pages.list_templates(filter_func=lambda name: name.endswith((".html", ".jinja", ".j2", ".txt"))):
        with suppress(Exception):  # said by who asks for it
            pages.get_template(name)
    gc.collect()
    gc.freeze()  # else each who is born would copy what it only looks through


def import_what_serves() -> None:
    """What a server imports only when it starts, or with the first of its visitors."""
    import phonenumbers

    for name in (
        "adviceline.channels.chat.wire", "adviceline.jobs.embedded", "adviceline.running", "config.asgi",
        "django.core.cache.backends.locmem", "django_q.brokers.orm", "smtplib", "uvicorn", "uvicorn.lifespan.off",
        "uvicorn.loops.auto", "uvicorn.loops.uvloop", "uvicorn.protocols.http.httptools_impl",
        "uvicorn.protocols.http.auto", "uvicorn.protocols.websockets.websockets_sansio_impl", "uvloop", "websockets.server",
    ):  # fmt: skip
        import_module(name)
    phonenumbers.is_valid_number(phonenumbers.parse("07700 900123", "GB"))  # the numbers of a country are read late


def _take(control: socket.socket, alive: dict[int, socket.socket]) -> bool:
    """One who is wanted; False when nobody asks any more."""
    length, files, _, _ = socket.recv_fds(control, _LENGTH_BYTES, 4)
    if not length:
        return False
    wanted = b""
    while len(wanted) < int.from_bytes(length, "big"):
        wanted += control.recv(int.from_bytes(length, "big") - len(wanted))
    told = socket.socket(fileno=files.pop())
    pid = os.fork()
    if not pid:
        os.setsid()
        told.sendall(f"{os.getpid()}\n".encode())  # now its group is there to be killed
        for each in (control, told, *alive.values()):
            each.close()
        _live(files, *json.loads(wanted))
    for number in files:
        os.close(number)
    alive[pid] = told
    return True


def _tell_who_ended(alive: dict[int, socket.socket]) -> None:
    with suppress(ChildProcessError):
        while alive:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return
            with alive.pop(pid) as told, suppress(OSError):  # who wanted it may be gone
                told.sendall(f"{os.waitstatus_to_exitcode(status)}\n".encode())


def _live(files: list[int], main: str, command_line: list[str], environment: dict[str, str]) -> NoReturn:
    code: object = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for number, file in enumerate(files):
            os.dup2(file, number)
            os.close(file)
        _begin_anew(command_line, environment)
        module, _, name = main.partition(":")
        getattr(import_module(module), name)()
        code = 0
    except SystemExit as end:
        code = end.code
        if isinstance(code, str):
            print(code, file=sys.stderr)  # noqa: T201  # as the interpreter would
            code = 1
    except BaseException:
        traceback.print_exc()
    finally:
        with suppress(BaseException):  # as the interpreter ends, without taking everything apart
            threading._shutdown()  # type: ignore[attr-defined]
            atexit._run_exitfuncs()
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(int(code or 0) if isinstance(code, int | None) else 1)


def _begin_anew(command_line: list[str], environment: dict[str, str]) -> None:
    """Nothing is left of the settings that the code was loaded with: they are read from this environment."""
    from django.conf import settings
    from django.core.cache import caches
    from django.core.files.storage import default_storage, storages
    from django.db import connections
    from django.utils.functional import empty
    from django_q.conf import Conf

    from adviceline.cli import start_django

    sys.argv = command_line
    os.environ.clear()
    os.environ |= environment
    sys.modules.pop("config.settings")
    settings._wrapped = default_storage._wrapped = empty
    for each in (connections, caches):
        each.__dict__.clear()
        each.__init__()
    storages.__dict__.clear()
    storages.__init__()
    start_django(serving=command_line[1:2] == ["serve"])
    Conf.SECRET_KEY = settings.SECRET_KEY
