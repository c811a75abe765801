"""The three doors of each local authority: which are known, and writing them down."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from adviceline.accounts.models import Person
from adviceline.audit.actions import record
from adviceline.audit.actors import SYSTEM
from adviceline.directory.models import LocalContact, LocalContactChange
from adviceline.places.models import LocalAuthority, Region

DETAILS = ("phone", "email", "url", "hours")
SLOTS = tuple(LocalContact.Slot)


class UnableToSaveContacts(Exception):
    """Colleagues changed the same details meanwhile. `conflicts` has them by (slot, detail), as they are now; `now` has
    every detail of every slot."""

    def __init__(self, conflicts: Mapping[tuple[str, str], str], now: Mapping[str, Mapping[str, str]]) -> None:
        super().__init__(
            "A colleague changed these contacts after you opened them. What you wrote is kept here: compare it with what "
            "they wrote, and save again."
        )
        self.conflicts, self.now = conflicts, now


@dataclass(frozen=True)
class RegionCoverage:
    """How many authorities of a region have each slot filled, and what each of the others lacks."""

    region: Region
    authorities: int
    filled: Mapping[str, int]
    missing: tuple[tuple[LocalAuthority, tuple[str, ...]], ...]


def contacts_of(la_code: str) -> dict[str, LocalContact]:
    """The filled slots of one authority."""
    held = LocalContact.objects.filter(local_authority=la_code).select_related("local_authority")
    return {contact.slot: contact for contact in held}


def shown_contacts(la_code: str) -> list[tuple[str, LocalContact | None]]:
    """Each of the three by its name, None where it is not known."""
    held = contacts_of(la_code)
    return [(slot.label, held.get(slot)) for slot in SLOTS]


def history_of_contacts(la_code: str, *, most: int = 50) -> list[LocalContactChange]:
    """What was changed, newest first."""
    found = LocalContactChange.objects.filter(local_authority=la_code).select_related("changed_by")
    return list(found[:most])


def coverage() -> list[RegionCoverage]:
    """Every region in the order of their codes, and every authority that lacks a slot."""
    filled: dict[str, set[str]] = defaultdict(set)
    for la_code, slot in LocalContact.objects.values_list("local_authority_id", "slot"):
        filled[la_code].add(slot)
    areas: dict[str, list[LocalAuthority]] = defaultdict(list)
    for area in LocalAuthority.objects.all():
        areas[area.region_id].append(area)
    return [
        RegionCoverage(
            region=region,
            authorities=len(areas[region.pk]),
            filled={slot: sum(slot in filled[area.pk] for area in areas[region.pk]) for slot in SLOTS},
            missing=tuple(
                (area, tuple(slot.label for slot in SLOTS if slot not in filled[area.pk]))
                for area in areas[region.pk]
                if len(filled[area.pk]) < len(SLOTS)
            ),
        )
        for region in Region.objects.all()
    ]


def save_local_contacts(
    *,
    local_authority: LocalAuthority,
    slots: Mapping[str, Mapping[str, str]],
    seen: Mapping[str, Mapping[str, str]],
    all_checked: bool,
    on: date,
    by: Person | None,
    at: datetime,
) -> list[str]:
    """Change what this person changed: what `slots` says otherwise than `seen`, the details as they were on the page.

    What a colleague changed meanwhile stays; where both changed the same detail, `UnableToSaveContacts` is raised and
    nothing is saved. A slot without a phone, e-mail or page is emptied. Returns the slots that changed.
    `all_checked`: whoever saves has checked them all, also those that are as they were; not what they never saw.
    """
    changed: dict[str, list[str]] = {}
    with transaction.atomic():
        # The authority's row is there when none of its contacts is, so two who write the first one wait for each other.
        LocalAuthority.objects.select_for_update().get(pk=local_authority.pk)
        held = {each.slot: each for each in LocalContact.objects.filter(local_authority=local_authority)}
        now = {str(slot): _details(held.get(slot)) for slot in SLOTS}
        wanted, conflicts = _together(slots, seen, now)
        if conflicts:
            raise UnableToSaveContacts(conflicts, now)
        for slot in SLOTS:
            details, before = wanted[slot], now[slot]
            as_read = all(details[name] == slots.get(slot, {}).get(name, "") for name in DETAILS)
            if differing := [name for name in DETAILS if details[name] != before[name]]:
                changed[str(slot)] = differing
                LocalContactChange.objects.create(
                    local_authority=local_authority, slot=slot, before=before, after=details, changed_by=by,
                    changed_at=at,
                )  # fmt: skip
            if not _leads_somewhere(details):
                LocalContact.objects.filter(local_authority=local_authority, slot=slot).delete()
            elif differing or (all_checked and as_read):
                LocalContact.objects.update_or_create(
                    local_authority=local_authority,
                    slot=slot,
                    defaults={**details, "checked_date": on, "checked_by": by},
                )
        if changed or all_checked:
            record(
                action="directory.local_contacts_saved",
                by=by or SYSTEM,
                at=at,
                subject=f"local_authority:{local_authority.pk}",
                data={"changed": list(changed), "details": changed, "all_checked": all_checked},
            )
    return list(changed)


def _together(
    slots: Mapping[str, Mapping[str, str]], seen: Mapping[str, Mapping[str, str]], now: Mapping[str, Mapping[str, str]]
) -> tuple[dict[str, dict[str, str]], dict[tuple[str, str], str]]:
    """What the slots should say: each detail that this person changed as they wrote it, the others as they are now.
    And the details that a colleague changed too, as they are now."""
    wanted: dict[str, dict[str, str]] = {}
    conflicts: dict[tuple[str, str], str] = {}
    for slot in SLOTS:
        wanted[slot] = {}
        for name in DETAILS:
            mine, then, held = slots.get(slot, {}).get(name, ""), seen.get(slot, {}).get(name, ""), now[slot][name]
            wanted[slot][name] = held if mine == then else mine
            if mine != then and held not in (then, mine):
                conflicts[slot, name] = held
        if not _leads_somewhere(wanted[slot]):
            if wanted[slot]["hours"] and wanted[slot] != now[slot]:  # each took away what the other relied on
                conflicts.setdefault((slot, "hours"), now[slot]["hours"])
            wanted[slot] = dict.fromkeys(DETAILS, "")
    return wanted, conflicts


def _details(contact: LocalContact | None) -> dict[str, str]:
    return {name: getattr(contact, name) if contact else "" for name in DETAILS}


def _leads_somewhere(details: Mapping[str, str]) -> bool:
    return any(details[name] for name in ("phone", "email", "url"))
