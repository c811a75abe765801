"""`adviceline directory`: entries from files, and the check of their links."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import click

from adviceline.directory.oruk.commands import import_oruk


@click.group()
def directory() -> None:
    """Entries of the directory."""


directory.add_command(import_oruk)


@directory.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Show every change, and write nothing.")
@click.option("--reason", default="", help="Why words stay that could identify a child. A supervisor reads it.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to report.")
def import_file(file: Path, dry_run: bool, reason: str, form: str) -> None:
    """Import FILE, CSV or XLSX, whose first row names the columns (id, title, publisher, url, kind, …).

    Every change is shown. All of the file is imported or, if anything in it is wrong, nothing. Lists are divided by
    semicolons, and dates are written 2026-11-23. A row without an id takes one from its title.
    """
    from django.utils import timezone

    from adviceline.directory.importing import UnableToImport, import_entries
    from adviceline.directory.reading_files import UnableToReadFile, read_entries
    from adviceline.privacy.guard import GuardFailed
    from adviceline.privacy.screening import GuardUnavailable, IdentifyingDetailsFound, screen_text

    try:
        reason = screen_text(reason).text
        imported = import_entries(
            rows=read_entries(file), by=None, at=timezone.now(), dry_run=dry_run, guard_reason=reason
        )
    except IdentifyingDetailsFound as problem:
        raise click.ClickException("The reason could identify a child. Nothing was imported.") from problem
    except (GuardFailed, GuardUnavailable) as problem:
        raise click.ClickException(
            "The texts could not be checked for identifying details. Nothing was imported."
        ) from problem
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
        done = {"dry_run": dry_run, "unchanged": imported.unchanged, "changes": changes, "kept": imported.kept}
        click.echo(json.dumps(done, indent=1))
        return
    for words in imported.kept:
        click.echo(f"kept for the reason given: {words}")
    for change in imported.changes:
        click.echo(f"{'new' if change.new else 'changed'}: {change.entry_id}")
        for name, before, after in change.fields:
            click.echo(f"  {name}: {_shown(after)}" if change.new else f"  {name}: {_shown(before)} -> {_shown(after)}")
    created = sum(change.new for change in imported.changes)
    if dry_run:
        click.echo("Dry run: nothing was written. An import would give:")
    click.echo(f"{created} new, {len(imported.changes) - created} changed, {imported.unchanged} unchanged.")


@directory.command("import-contacts")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--checked", type=click.DateTime(["%Y-%m-%d"]), help="The day the contacts were checked; today unless said."
)
@click.option("--dry-run", is_flag=True, help="Show every change, and write nothing.")
def import_contacts(file: Path, checked: datetime | None, dry_run: bool) -> None:
    """Import the local contacts in FILE, CSV or XLSX: a row for each local authority.

    Columns: la_code (three figures), name if you like, and for each of front_door, lado and partnership its _phone, _email,
    _url and _hours. Only what the file has is changed; an empty cell empties its detail. All of it is imported or nothing.
    """
    from django.utils import timezone

    from adviceline.directory.importing import UnableToImport
    from adviceline.directory.importing_contacts import import_local_contacts
    from adviceline.directory.reading_files import UnableToReadFile, read_entries
    from adviceline.privacy.guard import GuardFailed
    from adviceline.privacy.screening import GuardUnavailable

    now = timezone.now()
    today = timezone.localdate(now)
    on = checked.date() if checked else today
    if on > today:
        raise click.ClickException("The day the contacts were checked is still to come. Nothing was imported.")
    try:
        done = import_local_contacts(rows=read_entries(file), checked_on=on, by=None, at=now, dry_run=dry_run)
    except (GuardFailed, GuardUnavailable) as problem:
        raise click.ClickException(
            "The texts could not be checked for identifying details. Nothing was imported."
        ) from problem
    except UnableToReadFile as problem:
        raise click.ClickException(f"{problem} Nothing was imported.") from problem
    except UnableToImport as problem:
        for words in problem.problems:
            click.echo(words, err=True)
        raise click.ClickException("Nothing was imported.") from problem
    for change in done.changes:
        click.echo(f"{change.area.name} ({change.area.pk})")
        for name, before, after in change.details:
            click.echo(f"  {name}: {_shown(before)} -> {_shown(after)}")
    if dry_run:
        click.echo("Dry run: nothing was written. An import would give:")
    click.echo(f"{len(done.changes)} changed, {done.unchanged} unchanged.")


@directory.command("check-links")
@click.option("--entry", "ids", multiple=True, metavar="ID", help="Only this entry; may be given several times.")
@click.option("--all", "every", is_flag=True, help="Every entry, also those that are not due.")
@click.option("--most", type=click.IntRange(1, 100_000), default=500, show_default=True, help="Stop after so many.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to report.")
def check_links(ids: tuple[str, ...], every: bool, most: int, form: str) -> None:
    """Look at the addresses of entries that are due, politely, and keep what was found.

    Asks each site's robots.txt first, waits between two requests, and opens public addresses only. An address counts as
    failing only when it failed on three different days.
    """
    from django.utils import timezone

    from adviceline.audit.actors import SYSTEM
    from adviceline.directory.links.actions import note_check
    from adviceline.directory.links.queries import checker, due_for_checking, links
    from adviceline.directory.rules.links import STATES

    chosen = links() if every or ids else due_for_checking(at=timezone.now())
    if ids:
        chosen = chosen.filter(pk__in=ids)
        if unknown := set(ids) - set(chosen.values_list("pk", flat=True)):
            raise click.ClickException(f"There is no entry '{min(unknown)[:80]}', or it is retired.")
    looking, looked = checker(), 0
    for entry in list(chosen[:most]):
        evidence = looking.look(entry.url)
        kept = note_check(entry=entry, address=entry.url, evidence=evidence, by=SYSTEM, at=timezone.now())
        looked += 1
        if form == "json":
            row = {"id": entry.pk, "address": entry.url, "state": kept.link_state}
            click.echo(json.dumps(row | evidence.as_json(timezone.now())))
        else:
            click.echo(f"{STATES[kept.link_state]}: {entry.pk}\n  {entry.url}\n  {evidence.words}")
    if form == "text":
        click.echo(f"{looked} looked at.")


def _shown(value: object) -> str:
    if isinstance(value, list):
        return "; ".join(map(str, value)) or "(empty)"
    return str(value) if value not in (None, "") else "(empty)"
