"""Showing how far something is: a bar on a terminal, a line for each tenth in a log. On standard error."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Any, NoReturn, Self

import click

OFTEN = 200  # of a bar's updates


class Progress:
    """`with Progress("Reading") as shown`, then `shown.reach(total, done)` or, with `shown.total` set, `advance(more)`."""

    def __init__(self, label: str) -> None:
        self.label = label
        self.total = self.done = self.shown = 0
        self._bar: Any = None

    def __enter__(self) -> Self:
        return self

    def reach(self, total: int, done: int) -> None:
        """So many of all are done."""
        self.total, self.done = total, done
        steps = OFTEN if sys.stderr.isatty() else 10
        if done < total and done * steps // total == self.shown * steps // total:
            return
        if not sys.stderr.isatty():
            click.echo(f"{self.label}: {100 * done // total} %", err=True)
        else:
            if self._bar is None:
                self._bar = click.progressbar(length=total, label=self.label, file=sys.stderr)
                self._bar.__enter__()
            self._bar.update(done - self.shown)
        self.shown = done

    def advance(self, more: int) -> None:
        """So many more are done."""
        self.reach(self.total, min(self.total, self.done + more))

    def refuse(self, words: str) -> NoReturn:
        """End the command, saying why."""
        self._end()
        click.echo(words, err=True)
        sys.exit(1)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._end()

    def _end(self) -> None:
        if self._bar is not None:
            self._bar.__exit__(None, None, None)
            self._bar = None
