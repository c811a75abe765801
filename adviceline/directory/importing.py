"""Importing entries from a file: every change shown first, then all of them or none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from adviceline.accounts.models import Person
from adviceline.audit.actions import record
from adviceline.audit.actors import SYSTEM
from adviceline.content.current import current_content
from adviceline.directory.actions import keep, put
from adviceline.directory.guarding import identifying, in_words, log_reason
from adviceline.directory.models import CONTENT_FIELDS, Entry
from adviceline.directory.reading_files import FileRow
from adviceline.directory.rules.entries import Codes, check_entry, check_id, id_from
from adviceline.directory.search.indexing import index_entries
from adviceline.places.models import LocalAuthority

ALSO_CALLED = {
    "address": "url",
    "audience": "audiences",
    "phase": "phases",
    "topic": "topics",
    "region": "regions",
    "local_authority": "local_authorities",
    "assured_on": "assured_date",
    "review_due": "review_due_date",
}


class UnableToImport(Exception):
    """Nothing was imported. `problems` says what is wrong, line by line."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Change:
    """One entry that the file makes or changes: (field, before, after) for each field that differs."""

    entry_id: str
    new: bool
    fields: tuple[tuple[str, Any, Any], ...]


@dataclass
class Imported:
    changes: list[Change] = field(default_factory=list)
    unchanged: int = 0
    kept: list[str] = field(default_factory=list)  # words that stay for the reason that was given


def codes() -> Codes:
    """The codes of the taxonomy and the areas, as they are now."""
    taxonomy = current_content().taxonomy
    return Codes(
        kinds=tuple(taxonomy["resource_kind"].codes),
        audiences=tuple(taxonomy["audience"].codes),
        phases=("all", *taxonomy["phase"].codes),
        regions=tuple(code for code in taxonomy["region"].codes if code not in {"other", "not_asked"}),
        local_authorities=tuple(LocalAuthority.objects.order_by("la_code").values_list("la_code", flat=True)),
    )


def import_entries(
    *, rows: Iterable[FileRow], by: Person | None, at: datetime, dry_run: bool = False, guard_reason: str = ""
) -> Imported:
    """Bring entries into line with the rows: new ones are drafts unless the file says otherwise; a known id is
    changed in the columns that the file has; entries that it does not name stay. Words that could identify a child stay
    for `guard_reason` only. Raises `UnableToImport`.
    """
    rows = list(rows)
    wanted, found = _checked(rows, guard_reason)
    imported = Imported(kept=[f"Line {line}, '{name}': {in_words(words)}" for (line, name), words in found.items()])
    with transaction.atomic():
        held = {entry.pk: entry for entry in Entry.objects.select_for_update().filter(pk__in=list(wanted))}
        changed: list[Entry] = []
        for entry_id, values in wanted.items():
            entry = held.get(entry_id)
            before = entry.values() if entry else {}
            entry = entry or Entry(id=entry_id, source=Entry.Source.FILE, version=0)
            put(entry, values)
            after = entry.values()
            fields = tuple((name, before.get(name), after[name]) for name in values if before.get(name) != after[name])
            if before and not fields:
                imported.unchanged += 1
                continue
            imported.changes.append(Change(entry_id, not before, fields))
            if not dry_run:
                entry.changed_here = bool(before)
                keep(entry, by=by, at=at, before=before, source=Entry.Source.FILE)
                if new := identifying({name: after[name] for name, _, _ in fields}):
                    log_reason(after, new, reason=guard_reason, entry_id=entry_id, by=by or SYSTEM, at=at)
                changed.append(entry)
        if changed:
            index_entries(changed)
            record(
                action="directory.imported",
                by=by or SYSTEM,
                at=at,
                subject="directory",
                data={
                    "created": sum(change.new for change in imported.changes),
                    "updated": sum(not change.new for change in imported.changes),
                },
            )
    return imported


def _checked(
    rows: list[FileRow], guard_reason: str
) -> tuple[dict[str, dict[str, Any]], dict[tuple[int, str], list[str]]]:
    """Values by id, and by (line, field) the words that could identify a child; every problem is told at once."""
    allowed, problems = codes(), []
    known = set(Entry.objects.values_list("pk", flat=True))
    found: dict[tuple[int, str], list[str]] = {}
    wanted: dict[str, dict[str, Any]] = {}
    lines: dict[str, int] = {}
    problems += [words for row in rows for words in row.refused]
    columns = {name for row in rows for name in row.cells}
    unknown = sorted(name for name in columns if ALSO_CALLED.get(name, name) not in {*CONTENT_FIELDS, "id"})
    if unknown:
        above = " The names of the columns should be the first row: take out what stands above them."
        nothing_known = len(unknown) == len(columns)
        problems.append(
            f"The column '{unknown[0][:60]}' is not known.{above if nothing_known else ''} "
            f"Columns are: id, {', '.join(CONTENT_FIELDS)}."
        )
    meant: dict[str, list[str]] = {}
    for name in sorted(columns):
        meant.setdefault(ALSO_CALLED.get(name, name), []).append(name)
    twice = [names for names in meant.values() if len(names) > 1]
    problems += [
        f"The columns '{names[0]}' and '{names[1]}' are two names for one. Keep one of them." for names in twice
    ]
    for row in rows if not (unknown or twice) else ():
        cells = {ALSO_CALLED.get(name, name): text for name, text in row.cells.items()}
        entry_id = cells.pop("id", "") or id_from(cells.get("title", ""))
        if not cells.get("status", "x"):
            cells.pop("status")  # left empty: as it is, or a draft
        checked = check_entry(cells, allowed, whole=entry_id not in known and not row.refused)
        if entry_id in lines:
            problems.append(f"Line {row.line}: '{entry_id}' is on line {lines[entry_id]} already. Keep one.")
        elif wrong := check_id(entry_id):
            problems.append(f"Line {row.line}, 'id': {wrong}")
        problems += [f"Line {row.line}, '{name}': {words}" for name, words in checked.problems]
        found |= {(row.line, name): words for name, words in _identifying(entry_id, checked.values, known).items()}
        lines[entry_id], wanted[entry_id] = row.line, checked.values
    if not guard_reason:
        problems += [f"Line {line}, '{name}': {in_words(words)}" for (line, name), words in found.items()]
    if not rows:
        problems.append("The file has no rows under its first one.")
    if problems:
        raise UnableToImport(problems)
    return wanted, found


def _identifying(entry_id: str, values: dict[str, Any], known: set[str]) -> dict[str, list[str]]:
    found = identifying(values)
    if not found or entry_id not in known:
        return found
    held = Entry.objects.get(pk=entry_id).values()
    return {name: words for name, words in found.items() if held.get(name) != values[name]}
