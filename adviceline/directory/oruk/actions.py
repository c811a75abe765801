"""Taking entries from somebody else's feed: drafts for an editor, with where each comes from. All of it or nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from adviceline.accounts.models import Person
from adviceline.audit.actions import record
from adviceline.audit.actors import SYSTEM
from adviceline.directory.actions import keep, put
from adviceline.directory.guarding import identifying, in_words
from adviceline.directory.importing import codes
from adviceline.directory.models import Entry, FeedRecord
from adviceline.directory.oruk.identity import service_id
from adviceline.directory.oruk.mapping import Mapped, NotUsable, Places, mapped
from adviceline.directory.oruk.reading import Feed
from adviceline.directory.rules.entries import id_from
from adviceline.directory.search.indexing import index_entries
from adviceline.places.models import LocalAuthority, Region

LONGEST_NAME = 500
RETIRED, DRAFT = Entry.Status.RETIRED.value, Entry.Status.DRAFT.value


class UnableToImportFeed(Exception):
    """Nothing was imported; the words say why."""


@dataclass(frozen=True)
class FeedChange:
    """What happens to one entry: (field, before, after) for each field. `what` is new, changed, waits (what the feed
    says is put beside what an editor wrote here), withdrawn, or back."""

    entry_id: str
    record_id: str
    what: str
    fields: tuple[tuple[str, Any, Any], ...] = ()


@dataclass
class ImportedFeed:
    """`left_out` are records that cannot become entries, `notes` what was cleaned: (record id, words)."""

    changes: list[FeedChange] = field(default_factory=list)
    unchanged: int = 0
    left_out: list[tuple[str, str]] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)

    def count(self, what: str) -> int:
        return sum(change.what == what for change in self.changes)


def import_feed(
    *, feed: Feed, by: Person | None, at: datetime, dry_run: bool = False, may_be_empty: bool = False
) -> ImportedFeed:
    """Bring the drafts that came from this feed into line with it. Safe to repeat.

    What an editor changed or published here keeps what it says: the feed's words wait beside it. What a feed that was
    read whole no longer has is marked as withdrawn, never deleted. Raises `UnableToImportFeed`.
    """
    if len(feed.name) > LONGEST_NAME:
        raise UnableToImportFeed("The name of the feed is too long.")
    with transaction.atomic():
        held = {
            each.record_id: each
            for each in FeedRecord.objects.select_related("entry").select_for_update().filter(feed=feed.name)
        }
        if feed.whole and not feed.records and held and not may_be_empty:
            raise UnableToImportFeed(
                f"The feed is empty, and {len(held)} of our entries come from it. If that is right, say --allow-empty."
            )
        importing = _Importing(feed.name, held, by, at)
        importing.done.left_out += feed.left_out
        allowed, places, ours = codes(), _places(), _our_own()
        for each in feed.records:
            importing.take(each, allowed, places, ours)
        if feed.whole and feed.left_out and held:
            words = "Nothing is marked as withdrawn: what is missing may be among the records without an identifier."
            importing.done.notes.append(("the feed", words))
        elif feed.whole:
            present = {each["id"] for each in feed.records}
            for missing in sorted(set(held) - present):
                importing.withdraw(held[missing])
        index_entries(importing.changed)
        done = importing.done
        if done.changes:
            counts = {what: done.count(what) for what in ("new", "changed", "waits", "withdrawn", "back")}
            record(
                action="directory.feed_imported", by=by or SYSTEM, at=at, subject="directory",
                data={"feed": feed.name[:200], **counts},
            )  # fmt: skip
        if dry_run:
            transaction.set_rollback(True)
    return done


class _Importing:
    """One import under way."""

    def __init__(self, feed: str, held: Mapping[str, FeedRecord], by: Person | None, at: datetime) -> None:
        self.feed, self.held, self.by, self.at = feed, held, by, at
        self.done = ImportedFeed()
        self.changed: list[Entry] = []

    def take(self, raw: Mapping[str, Any], allowed: Any, places: Places, ours: Mapping[str, str]) -> None:
        identifier = raw["id"]
        if identifier in ours:
            self.done.left_out.append((identifier, f"It is our own entry '{ours[identifier]}'."))
            return
        try:
            said = mapped(raw, allowed, places)
        except NotUsable as problem:
            self.done.left_out.append((identifier, str(problem)))
            return
        if found := identifying(said.values):
            name, words = next(iter(found.items()))
            self.done.left_out.append((identifier, f"Its '{name}' cannot be taken. {in_words(words)}"))
            return
        digest = hashlib.sha256(json.dumps(raw, sort_keys=True).encode()).hexdigest()
        known = self.held.get(identifier)
        if known is None and said.closed:
            self.done.left_out.append((identifier, f"Its own directory says that it is {said.closed}."))
            return
        self.done.notes += [(identifier, note) for note in said.notes]
        if known is None:
            self._create(said, digest)
        elif said.closed:
            self.withdraw(known)
        else:
            self._update(known, said, digest)

    def _create(self, said: Mapped, digest: str) -> None:
        suffix = hashlib.sha256(f"{self.feed} {said.record_id}".encode()).hexdigest()[:8]
        entry = Entry(id=f"{id_from(said.values['title'])[:100].strip('-') or 'entry'}-{suffix}", version=0)
        entry.source, entry.status = Entry.Source.FEED, Entry.Status.DRAFT
        put(entry, said.values)
        self._keep(entry, {})
        FeedRecord.objects.create(
            feed=self.feed, record_id=said.record_id, entry=entry, digest=digest, values=said.values,
            first_seen_at=self.at, changed_at=self.at,
        )  # fmt: skip
        fields = tuple((name, None, value) for name, value in said.values.items() if value)
        self.done.changes.append(FeedChange(entry.pk, said.record_id, "new", fields))

    def _update(self, known: FeedRecord, said: Mapped, digest: str) -> None:
        wanted = {name: value for name, value in said.values.items() if known.values.get(name) != value}
        back = known.withdrawn_at is not None
        if not wanted and not back:
            self.done.unchanged += 1
            return
        entry = known.entry
        if back and entry.status == RETIRED:
            wanted["status"] = DRAFT
        waiting = entry.waiting_values or {}
        if back and waiting.get("status") == RETIRED:
            entry.waiting_values = {name: value for name, value in waiting.items() if name != "status"} or None
            entry.save(update_fields=["waiting_values"])
        what, fields = self._say(entry, wanted)
        known.digest, known.values, known.changed_at, known.withdrawn_at = digest, said.values, self.at, None
        known.save()
        rows = tuple((name, *pair) for name, pair in fields.items())
        self.done.changes.append(FeedChange(entry.pk, known.record_id, "back" if back else what, rows))

    def withdraw(self, known: FeedRecord) -> None:
        if known.withdrawn_at is not None:
            self.done.unchanged += 1
            return
        known.withdrawn_at = self.at
        known.save(update_fields=["withdrawn_at"])
        entry = known.entry
        fields = self._say(entry, {"status": RETIRED})[1] if entry.status != RETIRED else {}
        rows = tuple((name, *pair) for name, pair in fields.items())
        self.done.changes.append(FeedChange(entry.pk, known.record_id, "withdrawn", rows))

    def _say(self, entry: Entry, wanted: Mapping[str, Any]) -> tuple[str, dict[str, tuple[Any, Any]]]:
        """Make the entry say it, or put it beside what an editor made of the entry here."""
        before = entry.values()
        fields = {name: (before.get(name), value) for name, value in wanted.items() if before.get(name) != value}
        untouched = entry.status != Entry.Status.PUBLISHED and not entry.changed_here and entry.waiting_values is None
        if not fields:
            return "changed", fields
        if untouched:
            put(entry, wanted)
            self._keep(entry, before)
            return "changed", fields
        entry.waiting_values = {**(entry.waiting_values or {}), **wanted}
        entry.save(update_fields=["waiting_values"])
        return "waits", fields

    def _keep(self, entry: Entry, before: Mapping[str, Any]) -> None:
        keep(entry, by=self.by, at=self.at, before=before, source=Entry.Source.FEED)
        self.changed.append(entry)


def _places() -> Places:
    regions, authorities = list(Region.objects.all()), list(LocalAuthority.objects.all())
    return Places(
        regions={key.lower(): each.code for each in regions for key in (each.name, each.gss_code)},
        authorities={key.lower(): each.la_code for each in authorities for key in (each.name, each.gss_code)},
        region_of={each.la_code: each.region_id for each in authorities},
    )


def _our_own() -> dict[str, str]:
    """Our own entries by the identifiers under which we publish them: a feed that took them from us is no news."""
    ours = Entry.objects.exclude(source=Entry.Source.FEED).values_list("pk", flat=True)
    return {str(service_id(entry_id)): entry_id for entry_id in ours}
