"""Adding many new rows at once: COPY on PostgreSQL, one prepared INSERT on SQLite. For rows known to be new.

And the same for changing many rows, each in its own way: one prepared UPDATE.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from operator import attrgetter
from typing import Any, cast

from django.db import connection, models

Row = Sequence[Any]
_OFFSET = len("+00:00")


def insert_new(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Insert rows of values, in the order of `columns` (attribute names), inside the caller's transaction.

    Values are as a model's attributes hold them. The database's constraints apply; `save` and signals do not. Raises
    `IntegrityError` for a row that is there. Ids given by hand do not move a sequence: call `move_sequence`.
    """
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    fields = [by_name[name] for name in columns]
    converted = _converted(fields, rows)
    quote = connection.ops.quote_name
    table, names = quote(model._meta.db_table), ", ".join(quote(str(field.column)) for field in fields)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            raw = cast(Any, cursor)
            with connection.wrap_database_errors, raw.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in converted:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(fields))
            statement = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 - names of ours
            cast(Any, cursor).executemany(statement, converted)


def insert_new_objects(objects: Sequence[models.Model]) -> None:
    """The same for unsaved objects of one model; nothing for none."""
    if objects:
        names = [
            field.attname for field in objects[0]._meta.concrete_fields
            if not field.generated and not (field.primary_key and getattr(objects[0], field.attname) is None)
        ]  # fmt: skip
        insert_new(type(objects[0]), names, map(attrgetter(*names), objects))


def next_ids(model: type[models.Model], count: int) -> list[int]:
    """So many ids that no row has or will be given, inside the caller's transaction, for rows that name each other."""
    if not count:
        return []
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [connection.ops.quote_name(table), count],
            )
            return [row[0] for row in cursor.fetchall()]
        # Nobody else writes while this transaction is open, and an id once used is never used again (AUTOINCREMENT).
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = (cursor.fetchone() or (0,))[0]
    return list(range(last + 1, last + 1 + count))


def update_each(model: type[models.Model], columns: Sequence[str], rows: Iterable[tuple[Any, Row]]) -> None:
    """Set `columns` (attribute names) of each row: (its key, its values), inside the caller's transaction."""
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    key = model._meta.pk
    assert key is not None
    fields = [*(by_name[name] for name in columns), key]
    converted = list(_converted(fields, ((*values, pk) for pk, values in rows)))
    if not converted:
        return
    quote = connection.ops.quote_name
    sets = ", ".join(f"{quote(str(by_name[name].column))} = %s" for name in columns)
    statement = f"UPDATE {quote(model._meta.db_table)} SET {sets} WHERE {quote(str(key.column))} = %s"  # noqa: S608 - names of ours
    with connection.cursor() as cursor:
        cast(Any, cursor).executemany(statement, converted)


def move_sequence(model: type[models.Model]) -> None:
    """Let the next id follow the highest there is. SQLite does so by itself."""
    if connection.vendor == "postgresql":
        table = connection.ops.quote_name(model._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence(%s, 'id'), (SELECT MAX(id) FROM {table}))",  # noqa: S608
                [model._meta.db_table],
            )


def _converted(fields: Sequence[models.Field[Any, Any]], rows: Iterable[Row]) -> Iterator[Row]:
    """The rows as they are written. Most values are written as they are, so only the others are gone through."""
    converts = [(at, convert) for at, field in enumerate(fields) if (convert := _convert(field)) is not None]
    for row in rows:
        values = list(row)
        for at, convert in converts:
            values[at] = convert(values[at])
        yield values


def _convert(field: models.Field[Any, Any]) -> Callable[[Any], Any] | None:
    """How a value of the field is written; None where it is written as it is."""
    if isinstance(field, models.JSONField):
        return json.dumps
    if connection.vendor == "postgresql":
        return None
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    if isinstance(target, models.UUIDField):
        return lambda value: None if value is None else value.hex
    if isinstance(target, models.DateTimeField):
        return _instant
    if isinstance(target, models.DateField):
        return lambda value: None if value is None else date.isoformat(value)
    return None


def _instant(value: datetime | None) -> str | None:
    if value is None:
        return None
    return str(value if value.tzinfo is UTC else value.astimezone(UTC))[:-_OFFSET]
