"""Writing the directory: taking entries from the content, and changing them here. Every change keeps a version."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from adviceline.accounts.models import Person
from adviceline.audit.actions import record
from adviceline.audit.actors import Actor
from adviceline.content.model import Resource
from adviceline.directory.guarding import identifying, log_reason
from adviceline.directory.models import CONTENT_FIELDS, DATE_FIELDS, Entry, EntryVersion
from adviceline.directory.rules.links import UNCHECKED
from adviceline.directory.search.indexing import index_entries


class UnableToChangeEntry(Exception):
    """The entry cannot be changed so; the words say why and what to do."""


class EntryIdentifies(UnableToChangeEntry):
    """It could identify a child, and nobody said why the words must stay. `found`: the words, by field."""

    def __init__(self, found: Mapping[str, list[str]]) -> None:
        super().__init__("The entry could identify a child, so it was not saved.")
        self.found = found


@dataclass
class Loaded:
    """Ids of the entries that a source made or changed, and of those it wants otherwise than we wrote them here."""

    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)
    unchanged: int = 0


def load_content_entries(*, resources: Mapping[str, Resource], by: Actor, at: datetime) -> Loaded:
    """Bring the entries into line with the content. Safe to repeat.

    An entry that was changed here keeps what it says; what the content says now waits beside it for a person.
    """
    loaded = Loaded()
    with transaction.atomic():
        held = {entry.pk: entry for entry in Entry.objects.select_for_update().filter(pk__in=list(resources))}
        changed: list[Entry] = []
        for resource_id, resource in resources.items():
            values = _content_values(resource)
            digest = _content_digest(values)
            entry = held.get(resource_id)
            if entry is None:
                entry = Entry(id=resource_id, source=Entry.Source.CONTENT, status=Entry.Status.PUBLISHED, version=0)
                _take(entry, values, digest)
                keep(entry, by=None, at=at, before={})
                loaded.created.append(resource_id)
                changed.append(entry)
            elif entry.source_digest == digest:
                loaded.unchanged += 1
            elif entry.changed_here or entry.source != Entry.Source.CONTENT:
                entry.waiting_values, entry.source_digest = values, digest
                entry.save(update_fields=["waiting_values", "source_digest"])
                loaded.conflicts.append(resource_id)
            else:
                before = entry.values()
                _take(entry, values, digest)
                keep(entry, by=None, at=at, before=before)
                loaded.updated.append(resource_id)
                changed.append(entry)
        index_entries(changed)
        if changed or loaded.conflicts:
            record(
                action="directory.loaded",
                by=by,
                at=at,
                subject="directory",
                data={"created": loaded.created, "updated": loaded.updated, "conflicts": loaded.conflicts},
            )
    return loaded


def create_entry(
    *, entry_id: str, values: Mapping[str, Any], by: Person, at: datetime, guard_reason: str = ""
) -> Entry:
    """Write a new entry on screen. Raises `UnableToChangeEntry` when the id is taken, and `EntryIdentifies`."""
    with transaction.atomic():
        if Entry.objects.filter(pk=entry_id).exists():
            raise UnableToChangeEntry(f"There is already an entry with the id '{entry_id}'. Choose another.")
        entry = Entry(id=entry_id, source=Entry.Source.SCREEN, version=0)
        put(entry, values)
        _guard_entry(entry, {}, reason=guard_reason, by=by, at=at)
        keep(entry, by=by, at=at, before={})
        index_entries([entry])
        record(action="directory.entry_created", by=by, at=at, subject=f"entry:{entry_id}")
    return entry


def change_entry(
    *, entry: Entry, values: Mapping[str, Any], version: int, by: Person, at: datetime, guard_reason: str = ""
) -> Entry:
    """Change what an entry says. `version` is the one that the person saw: a colleague's later change is not lost.
    Raises `UnableToChangeEntry`, and `EntryIdentifies` for what this change brings in."""
    with transaction.atomic():
        fresh = Entry.objects.select_for_update().get(pk=entry.pk)
        if fresh.version != version:
            raise UnableToChangeEntry(
                "A colleague changed this entry after you opened it. What you wrote is kept here: compare it with the "
                "entry as it is now, and save again."
            )
        before = fresh.values()
        put(fresh, values)
        if fresh.values() == before:
            return fresh
        _guard_entry(fresh, before, reason=guard_reason, by=by, at=at)
        fresh.changed_here = True
        made = keep(fresh, by=by, at=at, before=before, source=Entry.Source.SCREEN)
        index_entries([fresh])
        record(
            action="directory.entry_changed",
            by=by,
            at=at,
            subject=f"entry:{fresh.pk}",
            data={"version": fresh.version, "fields": made.changed},
        )
    return fresh


def _guard_entry(entry: Entry, before: Mapping[str, Any], *, reason: str, by: Actor, at: datetime) -> None:
    """Read what is new in the entry, inside the caller's transaction. Raises `EntryIdentifies` unless a reason is given."""
    now = entry.values()
    found = identifying({name: value for name, value in now.items() if value != before.get(name)})
    if found and not reason.strip():
        raise EntryIdentifies(found)
    if found:
        log_reason(now, found, reason=reason, entry_id=entry.pk, by=by, at=at)


def settle_conflict(*, entry: Entry, take: bool, by: Person, at: datetime) -> Entry:
    """Take what the source says instead of what was written here, or keep ours and let the source's be."""
    with transaction.atomic():
        fresh = Entry.objects.select_for_update().get(pk=entry.pk)
        waiting = fresh.waiting_values
        if waiting is None:
            raise UnableToChangeEntry("Nothing is waiting for this entry: a colleague may have settled it.")
        before = fresh.values()
        fresh.waiting_values = None
        if take:
            put(fresh, waiting)
            fresh.changed_here = False
            keep(fresh, by=by, at=at, before=before)
            index_entries([fresh])
        else:
            fresh.save(update_fields=["waiting_values"])
        record(action="directory.conflict_settled", by=by, at=at, subject=f"entry:{fresh.pk}", data={"taken": take})
    return fresh


def digest_of(values: Mapping[str, Any]) -> str:
    """Of what a source says about one entry."""
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


def _content_digest(values: Mapping[str, Any]) -> str:
    """Content that names no authority has the digest that it had before content could."""
    return digest_of({name: value for name, value in values.items() if value or name != "local_authorities"})


def _content_values(resource: Resource) -> dict[str, Any]:
    """What the content says, by the names of our fields, as JSON holds it."""
    said = {name: value for name, value in asdict(resource).items() if name in CONTENT_FIELDS}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in said.items()}


def _take(entry: Entry, values: Mapping[str, Any], digest: str) -> None:
    put(entry, values)
    entry.source_digest, entry.changed_here, entry.waiting_values = digest, False, None


def put(entry: Entry, values: Mapping[str, Any]) -> None:
    """Make the entry say these values, as JSON holds them; nothing is saved."""
    for name, value in values.items():
        if name not in CONTENT_FIELDS:
            raise UnableToChangeEntry(f"An entry has no '{name}'.")
        is_text_date = name in DATE_FIELDS and isinstance(value, str)
        setattr(entry, name, (date.fromisoformat(value) if value else None) if is_text_date else value)


def keep(entry: Entry, *, by: Person | None, at: datetime, before: Mapping[str, Any], source: str = "") -> EntryVersion:
    """Save the entry with the version that says what changed."""
    values = entry.values()
    if before.get("url", values["url"]) != values["url"]:
        entry.link_state = UNCHECKED  # what was found is of another address
    entry.version += 1
    entry.changed_at = at
    entry.save()
    return EntryVersion.objects.create(
        entry=entry,
        number=entry.version,
        values=values,
        changed=[name for name in CONTENT_FIELDS if before.get(name) != values[name]] if before else [],
        changed_by=by,
        changed_at=at,
        source=source or entry.source,
    )
