"""Importing the doors of local authorities from a file: one row an authority, every change shown, all of it or nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from adviceline.accounts.models import Person
from adviceline.directory.forms import LocalContactsForm
from adviceline.directory.importing import UnableToImport
from adviceline.directory.local_contacts import DETAILS, SLOTS, contacts_of, save_local_contacts
from adviceline.directory.reading_files import FileRow
from adviceline.places.models import LocalAuthority

COLUMNS = tuple(f"{slot}_{name}" for slot in SLOTS for name in DETAILS)
WHICH = ("la_code", "name")


@dataclass(frozen=True)
class ContactsChange:
    """What becomes of one authority: (column, before, after) for each detail that differs."""

    area: LocalAuthority
    details: tuple[tuple[str, str, str], ...]


@dataclass
class ImportedContacts:
    changes: list[ContactsChange] = field(default_factory=list)
    unchanged: int = 0


def import_local_contacts(
    *, rows: Iterable[FileRow], checked_on: date, by: Person | None, at: datetime, dry_run: bool = False
) -> ImportedContacts:
    """Change the details whose columns the file has, an empty cell emptying its detail; authorities and details that it
    does not name stay. `checked_on`: the day on which somebody saw that what the file says is right.
    Raises `UnableToImport` with every problem.
    """
    rows = list(rows)
    imported = ImportedContacts()
    with transaction.atomic():
        for area, form in _read(rows):
            details = tuple(
                (f"{slot}_{name}", form.seen[slot][name], form.slots[slot][name])
                for slot in SLOTS
                for name in DETAILS
                if form.seen[slot][name] != form.slots[slot][name]
            )
            if not details:
                imported.unchanged += 1
                continue
            imported.changes.append(ContactsChange(area, details))
            if not dry_run:
                save_local_contacts(
                    local_authority=area,
                    slots=form.slots,
                    seen=form.seen,
                    all_checked=False,
                    on=checked_on,
                    by=by,
                    at=at,
                )
    return imported


def _read(rows: list[FileRow]) -> list[tuple[LocalAuthority, LocalContactsForm]]:
    """Each authority with its details as the form on screen would take them."""
    problems = [words for row in rows for words in row.refused]
    unknown = sorted({name for row in rows for name in row.cells} - {*COLUMNS, *WHICH})
    if unknown:
        problems.append(
            f"The column '{unknown[0][:60]}' is not known. The first row should hold the names of the columns: la_code, "
            f"{', '.join(COLUMNS)}."
        )
    if not rows:
        problems.append("The file has no rows under its first one.")
    areas = {area.pk: area for area in LocalAuthority.objects.all()}
    read: list[tuple[LocalAuthority, LocalContactsForm]] = []
    lines: dict[str, int] = {}
    for row in rows if not unknown else ():
        code = row.cells.get("la_code", "")
        area = areas.get(code)
        if area is None:
            problems.append(f"Line {row.line}, 'la_code': '{code[:20]}' is no local authority. Use its three figures.")
        elif code in lines:
            problems.append(f"Line {row.line}: {area.name} is on line {lines[code]} already. Keep one.")
        elif (row.cells.get("name") or area.name).casefold() != area.name.casefold():
            problems.append(f"Line {row.line}, 'name': {code} is {area.name}, and not '{row.cells['name'][:60]}'.")
        else:
            lines[code] = row.line
            form = _form(area, row)
            problems += [
                f"Line {row.line}, '{name}': {words}" for name, found in form.errors.items() for words in found
            ]
            read.append((area, form))
    if problems:
        raise UnableToImport(problems)
    return read


def _form(area: LocalAuthority, row: FileRow) -> LocalContactsForm:
    held = contacts_of(area.pk)
    now = {f"{slot}_{name}": getattr(held[slot], name) if slot in held else "" for slot in SLOTS for name in DETAILS}
    said = {name: text for name, text in row.cells.items() if name in COLUMNS}
    return LocalContactsForm(now | {f"{name}_seen": text for name, text in now.items()} | said, held=held)
