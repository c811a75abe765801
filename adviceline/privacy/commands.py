"""Commands of the privacy room."""

from __future__ import annotations

import sys
from typing import TextIO

import click

from adviceline.privacy.guard import screen_lines


@click.group()
def privacy() -> None:
    """Keep identifying details out, and erase what must go."""


@privacy.command()
@click.argument("file", type=click.File("r", encoding="utf-8", errors="surrogateescape", lazy=True), default="-")
def screen(file: TextIO) -> None:
    """Check texts for identifying details.

    Reads JSON lines {"id", "text"} from FILE (or standard input) and writes, as it goes, one line for each:
    {"id", "spans": [{"start", "end", "kind", "severity"}]}. A line that cannot be read is answered with its number
    and what is wrong with it.
    """
    for answer in screen_lines(file):
        sys.stdout.write(answer + "\n")
        sys.stdout.flush()
