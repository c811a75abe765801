"""`adviceline disclosure protect` and `attack`: the pure room on a file. It needs no database."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

if TYPE_CHECKING:
    from adviceline.disclosure.system import System

#: Above what the greatest system that may be read needs.
LARGEST_FILE = 256 * 1024 * 1024
FORM = click.option("--format", "form", type=click.Choice(["json", "text"]), default="json", help="How to report.")
FILE = click.argument("file", metavar="SYSTEM.json", type=click.Path(path_type=Path, allow_dash=True))


@click.group()
def disclosure() -> None:
    """Disclosure control of a system of linked tables (docs/reference/disclosure.md)."""


@disclosure.command()
@FILE
@FORM
@click.option("--all-intervals", is_flag=True, help="Find both ends for every cell, in a large system too.")
def attack(file: Path, form: str, all_intervals: bool) -> None:
    """Work out what an outsider can deduce from all that SYSTEM.json says was published. `-` reads standard input.

    A draft that nobody has protected is attacked as though its cells were shown as they are. Ends with 0 when nothing
    leaks, 1 when something does, 2 when the system cannot be used.
    """
    from adviceline.disclosure.attack import attack as attack_system
    from adviceline.disclosure.quiet import prints_to_errors
    from adviceline.disclosure.reporting import attack_as_json, attack_as_text
    from adviceline.disclosure.system import UnusableSystem

    system = _read(file)
    try:
        with prints_to_errors():
            result = attack_system(system, intervals="all" if all_intervals else "auto")
    except UnusableSystem as problem:
        _cannot(problem.problems)
    if form == "json":
        click.echo(json.dumps(attack_as_json(system, result), indent=1, ensure_ascii=False))
    else:
        click.echo(attack_as_text(system, result))
    sys.exit(0 if result.safe else 1)


@disclosure.command()
@FILE
@FORM
@click.option("--method", type=click.Choice(["suppress", "round"]), default="suppress", show_default=True)
@click.option(
    "--base", type=click.IntRange(2, 1_000_000), help="For controlled rounding; the least that protects if not given."
)
@click.option("--heuristic", is_flag=True, help="Do not look for the optimum, even in a small system.")
def protect(file: Path, form: str, method: str, base: int | None, heuristic: bool) -> None:
    """Protect the drafts of SYSTEM.json and attack the result. `-` reads standard input.

    The JSON is the protected system, which `attack` reads, with the reasons, the loss and the certificate under
    `protection`: those, and the values, are for people inside. Ends with 1 when hiding all that may be hidden does not
    protect, 2 when the system cannot be used.
    """
    from adviceline.disclosure.protection import UnableToProtect
    from adviceline.disclosure.protection import protect as protect_system
    from adviceline.disclosure.quiet import prints_to_errors
    from adviceline.disclosure.reporting import protected_as_json, protected_as_text
    from adviceline.disclosure.system import UnusableSystem

    system = _read(file)
    try:
        with prints_to_errors():
            result = protect_system(system, method=method, optimal=not heuristic, base=base)
    except UnusableSystem as problem:
        _cannot(problem.problems)
    except UnableToProtect as problem:
        click.echo(f"{problem} Nothing was protected.", err=True)
        sys.exit(1)
    if form == "json":
        click.echo(json.dumps(protected_as_json(result), indent=1, ensure_ascii=False))
    else:
        click.echo(protected_as_text(result))


def _read(file: Path) -> System:
    from adviceline.disclosure.system import UnusableSystem, read_system

    try:
        if str(file) == "-":
            text = sys.stdin.buffer.read(LARGEST_FILE + 1)
        else:
            with file.open("rb") as opened:
                text = opened.read(LARGEST_FILE + 1)
    except OSError as error:
        _cannot([f"{file} cannot be read: {error.strerror or error}."])
    if len(text) > LARGEST_FILE:
        _cannot([f"{file} is larger than {LARGEST_FILE // 1024 // 1024} MiB."])
    try:
        return read_system(text)
    except UnusableSystem as problem:
        _cannot(problem.problems)


def _cannot(problems: object) -> NoReturn:
    assert isinstance(problems, (list, tuple))
    for words in problems:
        click.echo(words, err=True)
    sys.exit(2)
