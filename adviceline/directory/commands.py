"""`adviceline directory`: entries from files."""

from __future__ import annotations

import json
from pathlib import Path

import click


@click.group()
def directory() -> None:
    """Entries of the directory."""


@directory.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Show every change, and write nothing.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to report.")
def import_file(file: Path, dry_run: bool, form: str) -> None:
    """Import FILE, CSV or XLSX, whose first row names the columns (id, title, publisher, url, kind, …).

    Every change is shown. All of the file is imported or, if anything in it is wrong, nothing. Lists are divided by
    semicolons, and dates are written 2026-11-23. A row without an id takes one from its title.
    """
    from django.utils import timezone

    from adviceline.directory.importing import UnableToImport, import_entries
    from adviceline.directory.reading_files import UnableToReadFile, read_entries

    try:
        imported = import_entries(rows=read_entries(file), by=None, at=timezone.now(), dry_run=dry_run)
    except UnableToReadFile as problem:
        raise click.ClickException(f"{problem} Nothing was imported.") from problem
    except UnableToImport as problem:
        for words in problem.problems:
            click.echo(words, err=True)
        raise click.ClickException("Nothing was imported.") from problem
    if form == "json":
        changes = [
            {
                "id": change.entry_id,
                "new": change.new,
                "fields": [{"field": name, "before": before, "after": after} for name, before, after in change.fields],
            }
            for change in imported.changes
        ]
        click.echo(json.dumps({"dry_run": dry_run, "unchanged": imported.unchanged, "changes": changes}, indent=1))
        return
    for change in imported.changes:
        click.echo(f"{'new' if change.new else 'changed'}: {change.entry_id}")
        for name, before, after in change.fields:
            click.echo(f"  {name}: {_shown(after)}" if change.new else f"  {name}: {_shown(before)} -> {_shown(after)}")
    created = sum(change.new for change in imported.changes)
    if dry_run:
        click.echo("Dry run: nothing was written. An import would give:")
    click.echo(f"{created} new, {len(imported.changes) - created} changed, {imported.unchanged} unchanged.")


def _shown(value: object) -> str:
    if isinstance(value, list):
        return "; ".join(map(str, value)) or "(empty)"
    return str(value) if value not in (None, "") else "(empty)"
