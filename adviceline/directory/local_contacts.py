"""The three doors of each local authority: which are known, and writing them down."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from adviceline.accounts.models import Person
from adviceline.audit.actions import record
from adviceline.directory.models import LocalContact
from adviceline.places.models import LocalAuthority, Region

DETAILS = ("phone", "email", "url", "hours")
SLOTS = tuple(LocalContact.Slot)


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
    all_checked: bool,
    on: date,
    by: Person,
    at: datetime,
) -> list[str]:
    """Make the slots say this; one without a phone, e-mail or page is emptied. Returns the slots that changed.

    `all_checked`: whoever saves has checked them all, also those that are as they were.
    """
    changed: list[str] = []
    with transaction.atomic():
        held = {
            each.slot: each for each in LocalContact.objects.select_for_update().filter(local_authority=local_authority)
        }
        for slot in SLOTS:
            details = {name: slots.get(slot, {}).get(name, "") for name in DETAILS}
            contact = held.get(slot)
            before = {name: getattr(contact, name) for name in DETAILS} if contact else dict.fromkeys(DETAILS, "")
            if not any(details[name] for name in ("phone", "email", "url")):
                if contact:
                    contact.delete()
                    changed.append(slot)
            elif details != before or all_checked:
                changed += [slot] if details != before else []
                LocalContact.objects.update_or_create(
                    local_authority=local_authority,
                    slot=slot,
                    defaults={**details, "checked_date": on, "checked_by": by},
                )
        if changed or all_checked:
            record(
                action="directory.local_contacts_saved",
                by=by,
                at=at,
                subject=f"local_authority:{local_authority.pk}",
                data={"changed": changed, "all_checked": all_checked},
            )
    return changed
