"""`adviceline places`: the national register and the demo's establishments."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click


@click.group()
def places() -> None:
    """Establishments, local authorities and regions."""


@places.command("import-gias")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--links", type=click.Path(path_type=Path), help="The register's file of links, for who succeeded whom.")
@click.option("--dry-run", is_flag=True, help="Read and compare, but write nothing.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to report.")
def import_gias(file: Path, links: Path | None, dry_run: bool, form: str) -> None:
    """Import FILE, the national register's CSV of all establishments.

    All of it is imported or, if anything fails, nothing. Rows that cannot be used are set aside: their lines and
    reasons go to standard error. Import the same file twice and the second time changes nothing.
    """
    from django.utils import timezone

    from adviceline.audit.actors import SYSTEM
    from adviceline.places import actions, gias, gias_links

    try:
        size = file.stat().st_size
        successors = list(gias_links.read_successors(links)) if links else []
        with click.progressbar(length=size, label="Reading the register", file=sys.stderr) as bar:
            rows = list(gias.read_register(file, progress=bar.update))
        with click.progressbar(length=len(rows), label="Writing changes", file=sys.stderr) as bar:
            result = actions.import_register(
                rows=rows, by=SYSTEM, at=timezone.now(), dry_run=dry_run, progress=bar.update
            )
            bar.update(len(rows))
        if links and not dry_run:
            actions.import_successors(links=successors, by=SYSTEM, at=timezone.now())
    except (gias.UnableToReadRegister, OSError) as problem:
        reason = str(problem) if isinstance(problem, gias.UnableToReadRegister) else f"{file}: {problem.strerror}."
        raise click.ClickException(reason) from problem
    for row in result.set_aside:
        click.echo(f"line {row.line}: set aside: {row.reason}", err=True)
    counts = {
        "read": result.read,
        "created": result.created,
        "updated": result.updated,
        "unchanged": result.unchanged,
        "set_aside": len(result.set_aside),
    }
    if form == "json":
        click.echo(json.dumps(counts))
        return
    if dry_run:
        click.echo("Dry run: nothing was written. An import would give:")
    click.echo(
        f"{result.read:,} rows read: {result.created:,} created, {result.updated:,} updated, "
        f"{result.unchanged:,} unchanged, {len(result.set_aside):,} set aside."
    )
    if result.outside_england:
        click.echo(f"{result.outside_england:,} of them are outside England and belong to no English region.")
    if result.not_seen:
        click.echo(f"{result.not_seen:,} establishments are no longer in the file: they are kept, and marked.")


@places.command("load-demo")
def load_demo() -> None:
    """Load a few hundred fictional establishments, spread over every region, phase and kind."""
    from django.utils import timezone

    from adviceline.audit.actors import SYSTEM
    from adviceline.places import actions, fictional

    written = actions.load_fictional_establishments(rows=fictional.establishments(), by=SYSTEM, at=timezone.now())
    click.echo(f"{len(fictional.establishments())} fictional establishments, {written} of them new or changed.")
