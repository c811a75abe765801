"""Entries as HSDS 3 says them, with the fields of the Open Referral UK profile. What is not known is left out.

Names of people are never held in an entry; who assured it is not published, only when.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.utils.encoding import iri_to_uri

from adviceline.directory.oruk.identity import (
    organization_id,
    part_id,
    service_id,
    taxonomy_id,
    term_id,
)

Json = dict[str, Any]
Label = Callable[[str, str], str]

USE_WHEN = "When to use it: "
NOT_WHEN = "When not to use it: "
NATIONAL = "national"
ENGLAND = "E92000001"
#: The identifiers of areas in the statistical geography of the United Kingdom: names, not pages to fetch.
AREA_URI = "http://statistics.data.gov.uk/id/statistical-geography/"


@dataclass(frozen=True)
class Area:
    """A region or a local authority with its GSS code."""

    name: str
    gss_code: str


@dataclass(frozen=True)
class Words:
    """The words of codes: `label` and `definition` of a taxonomy's codes, `areas` by region or authority code."""

    label: Label
    definition: Label
    areas: Mapping[str, Area]


@dataclass(frozen=True)
class Term:
    """A term of one of our taxonomies, in words."""

    taxonomy: str
    taxonomy_name: str
    code: str
    name: str
    description: str


def plain_service(entry: Any) -> Json:
    """A service with what it has one of, as a list gives it."""
    made: Json = {
        "id": str(service_id(entry.pk)),
        "organization_id": str(organization_id(entry.publisher)),
        "name": entry.title,
        "description": description_of(entry),
        "url": iri_to_uri(entry.url),
        "status": "active",
        "application_process": entry.contact_route,
        "fees_description": entry.cost,
        "eligibility_description": entry.eligibility,
        "assured_date": entry.assured_date.isoformat() if isinstance(entry.assured_date, date) else "",
        "last_modified": instant(entry.changed_at),
        "organization": organization(entry.publisher),
    }
    return {name: value for name, value in made.items() if value not in ("", None)}


def full_service(entry: Any, terms: Iterable[Term], words: Words) -> Json:
    """A service with everything that belongs to it."""
    whole = service_id(entry.pk)
    made = plain_service(entry)
    made["phones"] = [_part(whole, "phone", number=entry.phone, type="voice")] if entry.phone else []
    made["schedules"] = [_part(whole, "hours", description=entry.hours)] if entry.hours else []
    made["service_areas"] = [_part(whole, f"area:{code}", **_area(code, words)) for code in area_codes(entry)]
    made["service_at_locations"] = []
    made["attributes"] = [attribute(whole, term) for term in terms]
    return made


def description_of(entry: Any) -> str:
    """What it is, when to use it and when not, a paragraph each."""
    parts = [entry.what_it_is]
    parts += [USE_WHEN + entry.when_to_use] if entry.when_to_use else []
    parts += [NOT_WHEN + entry.when_not_to_use] if entry.when_not_to_use else []
    return "\n\n".join(part for part in parts if part)


def organization(publisher: str) -> Json:
    return {
        "id": str(organization_id(publisher)),
        "name": publisher,
        "description": "An organisation in this directory. Its services say what it offers.",
    }


def area_codes(entry: Any) -> list[str]:
    """The authorities that an entry is for, or else its regions."""
    return list(entry.local_authorities or entry.regions)


def taxonomy(code: str, name: str, description: str) -> Json:
    return {"id": str(taxonomy_id(code)), "name": name, "description": description}


def taxonomy_term(term: Term) -> Json:
    """`term` is the profile's name for what the standard calls `name`."""
    return {
        "id": str(term_id(term.taxonomy, term.code)),
        "code": term.code,
        "name": term.name,
        "term": term.name,
        "description": term.description,
        "taxonomy": term.taxonomy_name,
        "taxonomy_id": str(taxonomy_id(term.taxonomy)),
        "language": "en",
    }


def attribute(whole: uuid.UUID, term: Term) -> Json:
    identifier = str(term_id(term.taxonomy, term.code))
    return {
        "id": str(part_id(whole, f"attribute:{identifier}")),
        "link_id": str(whole),
        "link_entity": "service",
        "link_type": term.taxonomy,
        "taxonomy_term_id": identifier,
        "taxonomy_term": taxonomy_term(term),
    }


def instant(at: datetime) -> str:
    """In UTC, to the millisecond, as the standard asks."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _part(whole: uuid.UUID, part: str, **values: str) -> Json:
    return {"id": str(part_id(whole, part)), "service_id": str(whole), **values}


def _area(code: str, words: Words) -> dict[str, str]:
    if code == NATIONAL:
        return {"name": "England", "uri": AREA_URI + ENGLAND}
    area = words.areas.get(code)
    return {"name": area.name, "uri": AREA_URI + area.gss_code} if area else {"name": words.label("region", code)}
