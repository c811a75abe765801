"""`adviceline ingest calls`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

if TYPE_CHECKING:
    from adviceline.channels.telephony.importing import DryRun


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--timezone", default="Europe/London", show_default=True, help="The zone of the times in Master.csv.")
@click.option(
    "--mapping", "mapping_file", type=click.Path(path_type=Path), help="What the columns of another exchange's CSV mean."
)  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Read and say what would be recorded; keep nothing.")
def calls(paths: tuple[Path, ...], form: str, timezone: str, mapping_file: Path | None, dry_run: bool) -> None:
    """Read in an exchange's calls: Asterisk's queue_log and Master.csv, plain, rotated or compressed; with --mapping, the CSV
    of any other exchange (docs/how-to/import-call-records.md).

    Give both, and all of a period, in one go: they are reconciled call by call. Run twice, nothing doubles; a call
    told more fully since is brought up to date. What cannot be read is set aside, with its place and reason on
    standard error, and the rest goes on. With --format json the last line is {"read", "recorded", "duplicate",
    "set_aside"}: calls, and lines that could not be read; read is the sum of the others.
    """
    from django.db import DatabaseError
    from django.utils import timezone as clock

    from adviceline.channels.telephony import importing

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
    try:
        mapping = importing.mapping_in(mapping_file)
    except importing.UnusableMapping as error:
        click.echo(str(error), err=True)
        click.echo("Nothing was read in.", err=True)
        sys.exit(2)
    if dry_run:
        _say_dry(importing.dry_run(paths, mapping=mapping, timezone=timezone), form)
        return
    watched = sys.stderr.isatty()
    notice = (lambda count: click.echo(f"\r{count} read", err=True, nl=False)) if watched else None
    try:
        done = importing.read_in(paths, mapping=mapping, at=clock.now(), timezone=timezone, notice=notice)
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


def _say_dry(found: DryRun, form: str) -> None:
    for item in found.shown:
        click.echo(f"Would be set aside: {item.origin}: {item.reason}", err=True)
    if form == "json":
        said = {
            "read": found.read,
            "known": found.known,
            "set_aside": found.set_aside,
            "outcomes": dict(found.outcomes),
        }
        click.echo(json.dumps(said))
        return
    click.echo(f"Calls read:       {found.read - found.set_aside} (of them known already: {found.known})")
    for (direction, outcome), count in sorted(found.outcomes_by_direction.items()):
        click.echo(f"  {direction:4}{outcome}: {count}")
    if found.first_at is not None and found.last_at is not None:
        click.echo(f"  from {found.first_at:%Y-%m-%d %H:%M} to {found.last_at:%Y-%m-%d %H:%M} UTC")
    click.echo(f"Would be set aside: {found.set_aside}. Nothing was kept.")
