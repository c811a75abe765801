"""Runs a function of the tests inside a running service's own settings and database, and brings back its answer.

reference = call(service, "tests.support.desk_sample:enquiry", text="…")

A helper beside the service loads Django once. Each call is a fork of it, so that nothing that a function does to its
process is met by the next.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import traceback
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from tests.support.nursery import Born, nursery

if TYPE_CHECKING:
    from tests.support.server import Service


def call(service: Service, function: str, **arguments: Any) -> Any:
    """What the function answers; arguments and answer travel as JSON."""
    return service.helper().call(function, arguments)


class Helper:
    """The other end: starts the program below in the service's environment and speaks with it, a line each way."""

    def __init__(self, environment: dict[str, str], log: Path, *, is_born: bool) -> None:
        heard, says = os.pipe()
        answers, told = os.pipe()
        with log.open("ab") as errors:
            self._process: Born | subprocess.Popen[bytes]
            if is_born:
                self._process = nursery().bear(
                    f"{__name__}:main", [], environment, stdin=heard, stdout=told, stderr=errors
                )
            else:
                self._process = subprocess.Popen(
                    [sys.executable, "-m", __name__], cwd=Path(__file__).resolve().parents[2],
                    env=environment, stdin=heard, stdout=told, stderr=errors,
                )  # fmt: skip
        for theirs in (heard, told):
            os.close(theirs)
        self._says, self._answers = os.fdopen(says, "w"), os.fdopen(answers)
        self._log = log

    def call(self, function: str, arguments: dict[str, Any]) -> Any:
        with suppress(BrokenPipeError):  # it ended; what it said is told below
            self._says.write(json.dumps([function, arguments]) + "\n")
            self._says.flush()
        line = self._answers.readline()
        assert line, f"{function}: the helper ended:\n{self._log.read_text(errors='replace')[-4000:]}"
        said = json.loads(line)
        assert "failed" not in said, f"{function} failed:\n{said['failed'][-4000:]}"
        return said["answer"]

    def end(self) -> None:
        for pipe in (self._says, self._answers):
            with suppress(OSError):
                pipe.close()
        self._process.wait(30)


def main() -> None:
    from adviceline.cli import start_django
    from adviceline.content.current import current_content

    answers = os.dup(1)
    os.dup2(2, 1)  # what a function prints is no answer
    start_django()
    current_content()  # read and checked once, not in each fork
    for line in sys.stdin:
        function, arguments = json.loads(line)
        module, _, name = function.partition(":")
        with suppress(Exception):  # said by the fork, which tries again
            import_module(module)
        child = os.fork() or _answer(answers, module, name, arguments)
        _, status = os.waitpid(child, 0)
        if status:
            _say(answers, failed=f"its process ended with {status}")


def _answer(answers: int, module: str, name: str, arguments: dict[str, Any]) -> NoReturn:
    try:
        _say(answers, answer=getattr(import_module(module), name)(**arguments))
    except BaseException:
        _say(answers, failed=traceback.format_exc())
    finally:
        sys.stdout.flush()
        os._exit(0)


def _say(answers: int, **what: Any) -> None:
    said = (json.dumps(what) + "\n").encode()
    while said:
        said = said[os.write(answers, said) :]


if __name__ == "__main__":
    main()
