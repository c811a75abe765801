"""`adviceline ingest email`."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import click

SHOWN = 200


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option(
    "--own-address", "own", multiple=True, help="Another address of ours: what it sent is a reply. May be repeated."
)
@click.option("--acknowledge", is_flag=True, help="Send each new enquirer an acknowledgement. Not for an archive.")
def email(paths: tuple[Path, ...], form: str, own: tuple[str, ...], acknowledge: bool) -> None:
    """Read in e-mail messages: files, folders, Maildir or mbox, plain or compressed.

    Run twice, nothing doubles. What cannot be read is set aside, with its place and reason on standard error, and the
    rest goes on. With --format json the last line is {"read", "recorded", "duplicate", "set_aside"}; read is the sum
    of the others. The exit code is 0 when the reading came to its end, whatever was set aside.
    """
    from django.db import DatabaseError
    from django.utils import timezone

    from adviceline.channels.email import queries
    from adviceline.channels.email.actions import ingest

    refuse_missing(paths)
    try:
        done = ingest(paths, at=timezone.now(), own_addresses=own, acknowledge=acknowledge, notice=progress())
    except DatabaseError as error:
        click.echo(
            f"The database could not be used ({str(error).splitlines()[0] if str(error) else type(error).__name__}). "
            "What was stored is safe: run the same command again, and it goes on from there. "
            "(A new database needs adviceline migrate first.)",
            err=True,
        )
        sys.exit(1)
    if sys.stderr.isatty():
        click.echo("", err=True)
    for item in queries.set_aside(run=done.run, most=SHOWN):
        click.echo(f"Set aside: {item.origin}: {item.reason}", err=True)
    if done.set_aside > SHOWN:
        click.echo(f"… and {done.set_aside - SHOWN} more: adviceline ingest set-aside lists them.", err=True)
    if form == "json":
        click.echo(json.dumps(done.as_dict()))
        return
    click.echo(f"Messages read:    {done.read}")
    click.echo(f"  recorded:       {done.recorded}")
    click.echo(f"  already known:  {done.duplicate}")
    click.echo(f"  set aside:      {done.set_aside}")


def refuse_missing(paths: tuple[Path, ...]) -> None:
    """Stop before anything is read when a path is not there: most likely it was mistyped."""
    missing = [path for path in paths if not path.exists() and not path.is_symlink()]
    for path in missing:
        click.echo(f"There is no file or folder {path}.", err=True)
    if missing:
        click.echo("Nothing was read in.", err=True)
        sys.exit(2)


def progress() -> Callable[[int], None] | None:
    """Show how many were read, where somebody watches."""
    if not sys.stderr.isatty():
        return None
    return lambda count: click.echo(f"\r{count} read", err=True, nl=False)
