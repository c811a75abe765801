"""Writing places: the national register and the fictional establishments of the demo."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from itertools import islice
from typing import TypeVar

from django.db import connection, transaction
from django.db.models import Count

from adviceline.audit import actions as audit
from adviceline.audit.actors import Actor
from adviceline.places import area_data
from adviceline.places.gias import RegisterRow, SetAside
from adviceline.places.models import Establishment, EstablishmentWord, NameWord
from adviceline.places.rules.names import key_of, searchable_words

BATCH = 1000
WORDS_A_STATEMENT = 400  # two values each: within SQLite's oldest limit of 999

_T = TypeVar("_T")

# What the register says of an establishment, by model field; a row's digest covers these and the words of its search.
REGISTER_FIELDS = tuple(field.name for field in fields(RegisterRow) if field.name not in {"line", "urn"})
_WRITTEN_FIELDS = [*REGISTER_FIELDS, "search_key", "search_words", "register_digest", "fictional", "not_seen_since_at"]


_LINK_ENDS = ("from_establishment_id", "to_establishment_id")


@dataclass(frozen=True)
class ImportResult:
    """`read` is the sum of `created`, `updated`, `unchanged` and the rows set aside. `not_seen` counts establishments
    that this file, unlike an earlier one, does not list: they are kept."""

    read: int
    created: int
    updated: int
    unchanged: int
    set_aside: tuple[SetAside, ...]
    not_seen: int
    outside_england: int


@dataclass(frozen=True)
class _Known:
    digest: str
    search_words: str
    fictional: bool
    not_seen: bool


def import_register(
    *,
    rows: Iterable[RegisterRow | SetAside],
    by: Actor,
    at: datetime,
    dry_run: bool = False,
    progress: Callable[[int], None] | None = None,
) -> ImportResult:
    """Bring our establishments into line with one file of the register, all of it or nothing.

    Rows are read and compared before the transaction begins, so that others wait only for the writing. `progress` is
    told how many establishments were written since it was last told. A reader's UnableToReadRegister passes through.
    """
    good: list[RegisterRow] = []
    set_aside: list[SetAside] = []
    for row in rows:
        good.append(row) if isinstance(row, RegisterRow) else set_aside.append(row)
    with transaction.atomic():
        known = _known()
        set_aside += [
            SetAside(row.line, f"URN {row.urn} belongs to a fictional establishment here.", row.urn)
            for row in good
            if row.urn in known and known[row.urn].fictional
        ]
        good = [row for row in good if not (row.urn in known and known[row.urn].fictional)]
        written = [each for each in map(_to_write, good) if _differs(each, known.get(each.urn))]
        listed = {row.urn for row in good} | {row.urn for row in set_aside}
        gone = [urn for urn, each in known.items() if urn not in listed and not each.fictional and not each.not_seen]
        created = sum(each.urn not in known for each in written)
        result = ImportResult(
            read=len(good) + len(set_aside),
            created=created,
            updated=len(written) - created,
            unchanged=len(good) - len(written),
            set_aside=tuple(sorted(set_aside, key=lambda each: each.line)),
            not_seen=len(gone),
            outside_england=sum(row.region_id is None for row in good),
        )
        if dry_run:
            return result
        _write(written, known, progress)
        for urns in _batches(gone):
            Establishment.objects.filter(urn__in=urns).update(not_seen_since_at=at)
        audit.record(
            action="places.register_imported",
            by=by,
            at=at,
            subject="register",
            data={
                "read": result.read,
                "created": result.created,
                "updated": result.updated,
                "set_aside": len(result.set_aside),
                "not_seen": result.not_seen,
            },
        )
    return result


def import_successors(*, links: Iterable[tuple[int, int]], by: Actor, at: datetime) -> int:
    """Make the links from closed schools to their successors those of the register's file; returns how many are known.

    Links to or from an establishment that we do not hold are left out.
    """
    wanted = set(links)
    through = Establishment.successors.through
    with transaction.atomic():
        known = set(Establishment.objects.filter(fictional=False).order_by().values_list("urn", flat=True))
        wanted = {(urn, successor) for urn, successor in wanted if urn in known and successor in known}
        held = {(urn, to): pk for pk, urn, to in through.objects.values_list("id", *_LINK_ENDS)}
        gone = [pk for pair, pk in held.items() if pair not in wanted]
        new = sorted(wanted - held.keys())
        for pks in _batches(gone):
            through.objects.filter(id__in=pks).delete()
        through.objects.bulk_create(
            [through(from_establishment_id=urn, to_establishment_id=successor) for urn, successor in new], BATCH
        )
        audit.record(
            action="places.successors_imported",
            by=by,
            at=at,
            subject="register",
            data={"known": len(wanted), "created": len(new), "removed": len(gone)},
        )
    return len(wanted)


def load_fictional_establishments(*, rows: Iterable[RegisterRow], by: Actor, at: datetime) -> int:
    """Create or refresh the demo's establishments, marked fictional; returns how many were written."""
    with transaction.atomic():
        known = _known()
        everything = [_to_write(row, fictional=True) for row in rows]
        written = [each for each in everything if _differs(each, known.get(each.urn))]
        _write(written, known, None)
        audit.record(
            action="places.fictional_loaded",
            by=by,
            at=at,
            subject="register",
            data={"read": len(everything), "written": len(written)},
        )
    return len(written)


def _known() -> dict[int, _Known]:
    """Every establishment we hold, by URN."""
    return {
        urn: _Known(digest, words, fictional, not_seen_since_at is not None)
        for urn, digest, words, fictional, not_seen_since_at in Establishment.objects.values_list(
            "urn", "register_digest", "search_words", "fictional", "not_seen_since_at"
        ).order_by()
    }


def _differs(establishment: Establishment, known: _Known | None) -> bool:
    return known is None or known.not_seen or known.digest != establishment.register_digest


def _to_write(row: RegisterRow, *, fictional: bool = False) -> Establishment:
    values = {name: getattr(row, name) for name in REGISTER_FIELDS}
    words = searchable_words((row.name, row.town, _area_name(row)))
    values["search_key"] = key_of(row.name)
    values["search_words"] = f" {' '.join(words)} "
    digest = hashlib.blake2b(repr(values).encode(), digest_size=16).hexdigest()
    return Establishment(urn=row.urn, **values, register_digest=digest, fictional=fictional, not_seen_since_at=None)


def _area_name(row: RegisterRow) -> str:
    return _AREA_NAMES.get(row.local_authority_id or "", row.register_la_name)


_AREA_NAMES = {each.la_code: each.name for each in area_data.local_authorities()}


def _write(
    establishments: list[Establishment], known: dict[int, _Known], progress: Callable[[int], None] | None
) -> None:
    words_changed = False
    for batch in _batches(establishments):
        Establishment.objects.bulk_create(
            batch, update_conflicts=True, unique_fields=["urn"], update_fields=_WRITTEN_FIELDS
        )
        renamed = [each for each in batch if each.urn not in known or known[each.urn].search_words != each.search_words]
        if renamed:
            words_changed = True
            _replace_words(renamed, known)
        if progress:
            progress(len(batch))
    if words_changed:
        _count_words()
        _refresh_statistics()


def _replace_words(establishments: list[Establishment], known: dict[int, _Known]) -> None:
    before = [each.urn for each in establishments if each.urn in known]
    EstablishmentWord.objects.filter(establishment_id__in=before).delete()
    rows = [(word, each.urn) for each in establishments for word in each.search_words.split()]
    table = connection.ops.quote_name(EstablishmentWord._meta.db_table)
    # A third of a million rows: written as model instances they take four times as long.
    with connection.cursor() as cursor:
        for some in _batches(rows, WORDS_A_STATEMENT):
            places = ", ".join(["(%s, %s)"] * len(some))
            cursor.execute(
                f"INSERT INTO {table} (word, establishment_id) VALUES {places}",  # noqa: S608 our own table's name
                [value for row in some for value in row],
            )


def _count_words() -> None:
    NameWord.objects.all().delete()
    counted = EstablishmentWord.objects.values_list("word").annotate(Count("id")).order_by()
    NameWord.objects.bulk_create([NameWord(word=word, establishments=count) for word, count in counted], BATCH)


def _refresh_statistics() -> None:
    """Straight away: until it has counted the new rows, PostgreSQL plans searches that take seconds."""
    with connection.cursor() as cursor:
        for model in (Establishment, EstablishmentWord, NameWord):
            cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")


def _batches(items: Iterable[_T], size: int = BATCH) -> Iterator[list[_T]]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
