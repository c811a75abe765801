"""`adviceline directory import-oruk`: entries from somebody else's Open Referral feed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from adviceline.directory.oruk.actions import ImportedFeed
    from adviceline.directory.oruk.reading import Feed

WORDS = {
    "new": "new draft",
    "changed": "changed",
    "waits": "changed by its feed, waiting for an editor",
    "withdrawn": "withdrawn by its feed",
    "back": "back in its feed",
}


@click.command("import-oruk")
@click.argument("source", metavar="URL|FILE")
@click.option("--feed", "name", default="", help="A name for the feed of a FILE; by default the file's own.")
@click.option("--dry-run", is_flag=True, help="Show every change, and write nothing.")
@click.option("--allow-empty", is_flag=True, help="Withdraw everything when the feed has no service any more.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to report.")
def import_oruk(source: str, name: str, dry_run: bool, allow_empty: bool, form: str) -> None:
    """Import services from an Open Referral (HSDS 3) feed: a web address, or a JSON file.

    New ones are drafts for a content editor to publish. What an editor changed or published here is not overwritten:
    the feed's words wait beside it. A service that the feed no longer has is marked as withdrawn. Either everything is
    imported or nothing; a record that cannot become an entry is left out, with the reason.
    """
    from django.utils import timezone

    from adviceline.directory.oruk.actions import UnableToImportFeed, import_feed
    from adviceline.directory.oruk.reading import UnableToReadFeed

    try:
        feed = _read(source, name)
        done = import_feed(feed=feed, by=None, at=timezone.now(), dry_run=dry_run, may_be_empty=allow_empty)
    except (UnableToReadFeed, UnableToImportFeed) as problem:
        raise click.ClickException(f"{problem} Nothing was imported.") from problem
    if form == "json":
        click.echo(json.dumps(_as_json(feed, done, dry_run), indent=1))
        return
    for change in done.changes:
        click.echo(f"{WORDS[change.what]}: {change.entry_id} ({change.record_id})")
        for field, before, after in change.fields:
            new = change.what == "new"
            click.echo(f"  {field}: {_shown(after)}" if new else f"  {field}: {_shown(before)} -> {_shown(after)}")
    for record_id, words in done.left_out:
        click.echo(f"left out: {_safe(record_id)}\n  {_safe(words)}")
    for record_id, words in done.notes:
        click.echo(f"note: {_safe(record_id)}\n  {_safe(words)}")
    if dry_run:
        click.echo("Dry run: nothing was written. An import would give:")
    counts = ", ".join(f"{done.count(what)} {words}" for what, words in WORDS.items())
    click.echo(f"{counts}, {done.unchanged} unchanged, {len(done.left_out)} left out.")


def _read(source: str, name: str) -> Feed:
    from adviceline.directory.oruk.reading import FeedReader, read_file
    from adviceline.directory.oruk.sources import feed_fetcher

    if "://" not in source:
        return read_file(Path(source), name=name)
    if name:
        raise click.ClickException("A feed at a web address is named by its address: leave --feed out.")
    return FeedReader(feed_fetcher()).read(source)


def _as_json(feed: Feed, done: ImportedFeed, dry_run: bool) -> dict[str, object]:
    return {
        "feed": feed.name,
        "dry_run": dry_run,
        "unchanged": done.unchanged,
        "changes": [
            {
                "id": change.entry_id,
                "record": change.record_id,
                "what": change.what,
                "fields": [{"field": name, "before": before, "after": after} for name, before, after in change.fields],
            }
            for change in done.changes
        ],
        "left_out": [{"record": record_id, "why": words} for record_id, words in done.left_out],
        "notes": [{"record": record_id, "words": words} for record_id, words in done.notes],
    }


def _shown(value: object) -> str:
    if isinstance(value, list):
        return _safe("; ".join(map(str, value))) or "(empty)"
    return _safe(str(value)) if value not in (None, "") else "(empty)"


def _safe(text: str) -> str:
    """What a terminal would act on is shown as a question mark."""
    return "".join(each if each.isprintable() else " " if each == "\n" else "?" for each in text)
