"""What the public feed shows: one page at a time, a bounded number of questions to the database for each."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Max, Min, Prefetch, QuerySet

from adviceline.content.current import current_content
from adviceline.directory.models import Entry
from adviceline.directory.oruk import serialising
from adviceline.directory.oruk.indexing import FEED_KINDS, TAXONOMIES
from adviceline.directory.oruk.models import FeedService, FeedTerm
from adviceline.directory.oruk.serialising import Area, Json, Term, Words
from adviceline.directory.queries import search_resources, topic_label
from adviceline.places.models import LocalAuthority, Region

MOST_PER_PAGE = 100
USUAL_PER_PAGE = 50
#: A search puts in order what it finds; so many at most.
MOST_FOUND = 1_000

T = TypeVar("T")

_TOPIC_TAXONOMY = ("Topics", "What an entry of this directory is about, in plain words.")
_EVERY_PHASE = ("All phases", "For children and young people of every age.")


@dataclass(frozen=True)
class Page:
    """`contents` of one page, and where it stands. Past the last page it is empty."""

    contents: list[Json]
    total_items: int
    number: int
    per_page: int

    def as_json(self) -> Json:
        pages = -(-self.total_items // self.per_page)
        return {
            "total_items": self.total_items,
            "total_pages": pages,
            "page_number": self.number,
            "size": len(self.contents),
            "first_page": self.number == 1,
            "last_page": self.number >= pages,
            "empty": not self.contents,
            "contents": self.contents,
        }


@dataclass(frozen=True)
class Wanted:
    """Which services: all of what is given must hold."""

    search: str = ""
    modified_after: datetime | None = None
    taxonomy_term_id: uuid.UUID | None = None
    taxonomy_id: uuid.UUID | None = None
    organization_id: uuid.UUID | None = None
    minimal: bool = False
    full: bool = False


def services(wanted: Wanted, *, page: int, per_page: int) -> Page:
    """Services by title, or the best first when words are searched for."""
    found = FeedService.objects.all()
    if wanted.modified_after:
        found = found.filter(entry__changed_at__gte=wanted.modified_after)
    if wanted.organization_id:
        found = found.filter(organization_id=wanted.organization_id)
    if wanted.taxonomy_term_id:
        found = found.filter(terms__term_id=wanted.taxonomy_term_id)
    if wanted.taxonomy_id:
        bearing = FeedTerm.objects.filter(taxonomy_id=wanted.taxonomy_id)
        found = found.filter(pk__in=bearing.values("service"))
    if wanted.search.strip():
        keys, total = _searched(found, wanted.search, page, per_page)
    else:
        ordered = found.order_by("entry__title", "entry_id")
        total = ordered.count()
        keys = list(ordered.values_list("entry_id", flat=True)[(page - 1) * per_page : page * per_page])
    return Page(_shown(keys, wanted), total, page, per_page)


def service(identifier: uuid.UUID) -> Json | None:
    """One service with everything that belongs to it."""
    key = FeedService.objects.filter(service_id=identifier).values_list("entry_id", flat=True).first()
    return _shown([key], Wanted(full=True))[0] if key else None


def organizations(*, search: str, page: int, per_page: int) -> Page:
    """Organisations that publish a service, by name; `search` is in the name."""
    found = FeedService.objects.all()
    if search.strip():
        found = found.filter(entry__publisher__icontains=search.strip())
    named = found.order_by().values("organization_id").annotate(name=Min("entry__publisher")).order_by("name")
    rows = named.values_list("name", flat=True)[(page - 1) * per_page : page * per_page]
    total = found.order_by().values("organization_id").distinct().count()
    return Page([serialising.organization(name) for name in rows], total, page, per_page)


def organization(identifier: uuid.UUID) -> Json | None:
    found = FeedService.objects.filter(organization_id=identifier).aggregate(name=Min("entry__publisher"))
    return serialising.organization(found["name"]) if found["name"] else None


def taxonomies(*, page: int, per_page: int) -> Page:
    return _page_of([_taxonomy(code) for code in TAXONOMIES], page, per_page)


def taxonomy(identifier: uuid.UUID) -> Json | None:
    return next((each for each in map(_taxonomy, TAXONOMIES) if each["id"] == str(identifier)), None)


def taxonomy_terms(*, taxonomy_id: uuid.UUID | None, page: int, per_page: int) -> Page:
    """The terms that services bear, taxonomy by taxonomy."""
    found = FeedTerm.objects.all()
    if taxonomy_id:
        found = found.filter(taxonomy_id=taxonomy_id)
    ordered = found.order_by().values("term_id", "taxonomy").annotate(code=Min("code"))
    rows = ordered.order_by("taxonomy", "code", "term_id")[(page - 1) * per_page : page * per_page]
    contents = [serialising.taxonomy_term(_term(row["taxonomy"], row["code"])) for row in rows]
    return Page(contents, ordered.count(), page, per_page)


def taxonomy_term(identifier: uuid.UUID) -> Json | None:
    row = FeedTerm.objects.filter(term_id=identifier).order_by("code").values("taxonomy", "code").first()
    return serialising.taxonomy_term(_term(row["taxonomy"], row["code"])) if row else None


def nothing(*, page: int, per_page: int) -> Page:
    """Services at locations: the directory holds no addresses of premises."""
    return Page([], 0, page, per_page)


def last_changed_at() -> datetime | None:
    """When any entry last changed, also one that was taken out of the feed."""
    found: datetime | None = Entry.objects.aggregate(at=Max("changed_at"))["at"]
    return found


def _searched(found: QuerySet[FeedService], text: str, page: int, per_page: int) -> tuple[list[str], int]:
    hits = [hit.resource.id for hit in search_resources(text, most=MOST_FOUND)]
    keys = set(found.filter(entry__in=hits).values_list("entry_id", flat=True))
    ordered = [each for each in hits if each in keys]
    return ordered[(page - 1) * per_page : page * per_page], len(ordered)


def _shown(keys: Sequence[str], wanted: Wanted) -> list[Json]:
    entries = _entries(keys, whole=wanted.full)
    if wanted.minimal:
        return [
            {"id": str(serialising.service_id(each.pk)), "last_modified": serialising.instant(each.changed_at)}
            for each in entries
        ]
    if not wanted.full:
        return [serialising.plain_service(each) for each in entries]
    words = _words(entries)
    return [
        serialising.full_service(
            each, [_term(term.taxonomy, term.code) for term in each.feed_service.terms.all()], words
        )
        for each in entries
    ]


def _entries(keys: Sequence[str], *, whole: bool) -> list[Entry]:
    found = Entry.objects.filter(status=Entry.Status.PUBLISHED, kind__in=FEED_KINDS)
    if whole:
        terms = FeedTerm.objects.order_by("taxonomy", "code")
        found = found.select_related("feed_service").prefetch_related(Prefetch("feed_service__terms", queryset=terms))
    held = found.in_bulk(list(keys))
    return [held[key] for key in keys if key in held]


def _page_of(items: list[Json], page: int, per_page: int) -> Page:
    return Page(items[(page - 1) * per_page : page * per_page], len(items), page, per_page)


def _words(entries: Sequence[Entry]) -> Words:
    codes = {code for entry in entries for code in serialising.area_codes(entry)}
    held: list[Any] = [*Region.objects.filter(pk__in=codes), *LocalAuthority.objects.filter(pk__in=codes)]
    areas = {each.pk: Area(each.name, each.gss_code) for each in held}
    return Words(label=_word("label"), definition=_word("definition"), areas=areas)


def _word(which: str) -> Callable[[str, str], str]:
    def word(field: str, code: str) -> str:
        coded = current_content().taxonomy[field]
        return str(getattr(coded[code], which)) if code in coded else code

    return word


def _taxonomy(code: str) -> Json:
    if code == "topic":
        return serialising.taxonomy(code, *_TOPIC_TAXONOMY)
    field = current_content().taxonomy[code]
    return serialising.taxonomy(code, field.title, field.question or f"{field.title} of an entry of this directory.")


def _term(taxonomy: str, code: str) -> Term:
    name = str(_taxonomy(taxonomy)["name"])
    if taxonomy == "topic":
        return Term(taxonomy, name, code, topic_label(code), f"About: {code}.")
    if taxonomy == "phase" and code == "all":
        return Term(taxonomy, name, code, *_EVERY_PHASE)
    return Term(taxonomy, name, code, _word("label")(taxonomy, code), _word("definition")(taxonomy, code))
