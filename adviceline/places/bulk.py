"""Writing many establishments at once, with the words by which they are found. Called inside an action's transaction.

Model instances take three times as long for a whole register. SQLite takes many rows in one statement; PostgreSQL's
driver is slow at those, so there rows are copied in.
"""
# ruff: noqa: S608 — the names in these statements are those of our own models

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import islice
from typing import Any, TypeVar

from django.db import connection, models
from django.db.models import Count

from adviceline.places import area_data
from adviceline.places.gias import RegisterRow
from adviceline.places.models import Establishment, EstablishmentWord, NameWord
from adviceline.places.rules.names import key_of, searchable_words

BATCH = 1000
VALUES_A_STATEMENT = 990  # SQLite's oldest limit is 999

REGISTER_FIELDS = tuple(field.name for field in fields(RegisterRow) if field.name not in {"line", "urn"})
COLUMNS = (
    "urn",
    *REGISTER_FIELDS,
    "search_key",
    "search_words",
    "register_digest",
    "fictional",
    "not_seen_since_at",
)

_AREA_NAMES = {each.la_code: each.name for each in area_data.local_authorities()}
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Prepared:
    """An establishment ready to be written: `values` in the order of COLUMNS. The digest covers all that the register
    says of it and the words of its search."""

    urn: int
    digest: str
    search_words: str
    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What is asked of an establishment that we hold already."""

    digest: str
    search_words: str
    fictional: bool
    not_seen: bool


def prepare(row: RegisterRow, *, fictional: bool = False) -> Prepared:
    said = tuple(getattr(row, name) for name in REGISTER_FIELDS)
    area_name = _AREA_NAMES.get(row.local_authority_id or "", row.register_la_name)
    search_key = key_of(row.name)
    search_words = f" {' '.join(searchable_words((row.name, row.town, area_name)))} "
    digest = hashlib.blake2b(repr((said, search_key, search_words)).encode(), digest_size=16).hexdigest()
    return Prepared(row.urn, digest, search_words, (row.urn, *said, search_key, search_words, digest, fictional, None))


def known_establishments() -> dict[int, Known]:
    """Every establishment we hold, by URN."""
    return {
        urn: Known(digest, words, fictional, not_seen_since_at is not None)
        for urn, digest, words, fictional, not_seen_since_at in Establishment.objects.values_list(
            "urn", "register_digest", "search_words", "fictional", "not_seen_since_at"
        ).order_by()
    }


def differs(establishment: Prepared, known: Known | None) -> bool:
    return known is None or known.not_seen or known.digest != establishment.digest


def write(
    establishments: Sequence[Prepared], known: dict[int, Known], progress: Callable[[int], None] | None = None
) -> None:
    """Create or replace the establishments, and bring words, their counts and the planner's statistics into line."""
    words_changed = False
    for batch in batches(establishments):
        _insert(Establishment, COLUMNS, [each.values for each in batch], replace_by="urn")
        renamed = [each for each in batch if each.urn not in known or known[each.urn].search_words != each.search_words]
        if renamed:
            words_changed = True
            _replace_words(renamed, known)
        if progress:
            progress(len(batch))
    if words_changed:
        _count_words()
        _refresh_statistics()


def batches(items: Iterable[_T], size: int = BATCH) -> Iterator[list[_T]]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


def _replace_words(establishments: list[Prepared], known: dict[int, Known]) -> None:
    before = [each.urn for each in establishments if each.urn in known]
    EstablishmentWord.objects.filter(establishment_id__in=before).delete()
    rows = [(word, each.urn) for each in establishments for word in each.search_words.split()]
    _insert(EstablishmentWord, ("word", "establishment_id"), rows)


def _insert(
    model: type[models.Model], columns: Sequence[str], rows: Sequence[tuple[Any, ...]], *, replace_by: str = ""
) -> None:
    """New rows; with `replace_by`, a row that is there already under that column is replaced."""
    quote = connection.ops.quote_name
    names = ", ".join(map(quote, columns))
    into = f"INSERT INTO {quote(model._meta.db_table)} ({names}) "
    ending = ""
    if replace_by:
        others = ", ".join(f"{quote(name)} = excluded.{quote(name)}" for name in columns if name != replace_by)
        ending = f" ON CONFLICT ({quote(replace_by)}) DO UPDATE SET {others}"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                f"CREATE TEMPORARY TABLE incoming AS SELECT {names} FROM {quote(model._meta.db_table)} WITH NO DATA"
            )
            with cursor.copy(f"COPY incoming ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            cursor.execute(f"{into} SELECT {names} FROM incoming{ending}")
            cursor.execute("DROP TABLE incoming")
            return
        one = f"({', '.join(['%s'] * len(columns))})"
        for some in batches(rows, VALUES_A_STATEMENT // len(columns)):
            values = ", ".join([one] * len(some))
            cursor.execute(f"{into} VALUES {values}{ending}", [value for row in some for value in row])


def _count_words() -> None:
    NameWord.objects.all().delete()
    counted = EstablishmentWord.objects.values_list("word").annotate(Count("id")).order_by()
    _insert(NameWord, ("word", "establishments"), list(counted))


def _refresh_statistics() -> None:
    """Straight away: until it has counted the new rows, PostgreSQL plans searches that take seconds."""
    with connection.cursor() as cursor:
        for model in (Establishment, EstablishmentWord, NameWord):
            cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")
