"""`adviceline ingest calls`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

import click


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--timezone", default="Europe/London", show_default=True, help="The zone of the times in Master.csv.")
def calls(paths: tuple[Path, ...], form: str, timezone: str) -> None:
    """Read in an exchange's calls: Asterisk's queue_log and Master.csv, plain, rotated or compressed.

    Give both, and all of a period, in one go: they are reconciled call by call. Run twice, nothing doubles; a call
    told more fully since is brought up to date. What cannot be read is set aside, with its place and reason on
    standard error, and the rest goes on. With --format json the last line is {"read", "recorded", "duplicate",
    "set_aside"}: calls, and lines that could not be read; read is the sum of the others.
    """
    from django.db import DatabaseError
    from django.utils import timezone as clock

    from adviceline.channels.telephony.actions import ingest

    missing = [path for path in paths if not path.exists() and not path.is_symlink()]
    for path in missing:
        click.echo(f"There is no file or folder {path}.", err=True)
    try:
        ZoneInfo(timezone)
    except (ValueError, OSError, LookupError):
        click.echo(f"'{timezone}' is no time zone. Write one such as Europe/London or UTC.", err=True)
        sys.exit(2)
    if missing:
        click.echo("Nothing was read in.", err=True)
        sys.exit(2)
    watched = sys.stderr.isatty()
    notice = (lambda count: click.echo(f"\r{count} read", err=True, nl=False)) if watched else None
    try:
        done = ingest(paths, at=clock.now(), timezone=timezone, notice=notice)
    except DatabaseError as error:
        words = str(error).splitlines()[0] if str(error) else type(error).__name__
        click.echo(
            f"The database could not be used ({words}). What was stored is safe: run the same command again, and it "
            "goes on from there. (A new database needs adviceline migrate first.)",
            err=True,
        )
        sys.exit(1)
    if watched:
        click.echo("", err=True)
    for item in done.shown:
        click.echo(f"Set aside: {item.origin}: {item.reason}", err=True)
    if done.set_aside > len(done.shown):
        click.echo(f"… and {done.set_aside - len(done.shown)} more.", err=True)
    if form == "json":
        click.echo(json.dumps(done.as_dict()))
        return
    click.echo(f"Calls read:       {done.read}")
    click.echo(f"  recorded:       {done.recorded}")
    click.echo(f"  already known:  {done.duplicate} (of them brought up to date: {done.updated})")
    click.echo(f"  set aside:      {done.set_aside}")
    if done.tally.differences_count:
        differ = done.tally.differences_count
        click.echo(f"The queue log and the CDR differ in {differ} places; the queue log was believed.")
    if passed := sum(done.tally.not_calls.values()) + done.tally.internal_calls:
        click.echo(f"Passed over, being no calls of the service: {passed}.")
