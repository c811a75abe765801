"""Freezing the facts of a period: read once, in one order, a block at a time."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import connection, models
from django.db.models import Q

from adviceline.facts.models import (
    CallbackRequestFact,
    ContactFact,
    CoverFact,
    EnquiryFact,
    EnquiryThemeFact,
    SignpostFact,
)
from adviceline.reporting.returns.snapshot import store
from adviceline.reporting.returns.snapshot.manifest import Frozen, Manifest, Part, canonical
from adviceline.reporting.returns.versions import code_version

if TYPE_CHECKING:
    import pyarrow as pa

#: Rows held in memory, and in one row group of a file.
BLOCK = 50_000
LABELS = "labels.json"


def month_of_facts(month: int) -> dict[type[models.Model], Q]:
    """Which facts are of a month: those that began, were opened, first closed, given or asked for in it."""
    return {
        ContactFact: Q(month=month),
        EnquiryFact: Q(opened_month=month) | Q(closed_month=month),
        EnquiryThemeFact: Q(opened_month=month),
        SignpostFact: Q(month=month),
        CallbackRequestFact: Q(month=month),
        CoverFact: Q(month=month),
    }


def file_of(model: type[models.Model]) -> str:
    return f"{model._meta.db_table}.parquet"


def freeze_month(
    *, period: str, month: int, labels: Mapping[str, Any], rules: Mapping[str, Any], content_version: str
) -> Manifest:
    """Write the facts of `month` as they are in this moment; the same facts give the same bytes."""
    with store.unfinished() as folder:
        files = {LABELS: _write_labels(folder / LABELS, labels)}
        with _one_moment():
            for model, of_month in month_of_facts(month).items():
                files[file_of(model)] = _write_facts(folder / file_of(model), model, of_month)
        manifest = Manifest(period, files, (), rules, code_version(), content_version)
        store.keep(folder, manifest)
    return manifest


def freeze_quarter(
    *, period: str, parts: Sequence[Part], labels: Mapping[str, Any], rules: Mapping[str, Any], content_version: str
) -> Manifest:
    """A quarter is its months, as each was last released: their snapshots, by hash."""
    with store.unfinished() as folder:
        files = {LABELS: _write_labels(folder / LABELS, labels)}
        manifest = Manifest(period, files, tuple(parts), rules, code_version(), content_version)
        store.keep(folder, manifest)
    return manifest


@contextmanager
def _one_moment() -> Iterator[None]:
    """Every table as it was in one moment, without keeping anybody from writing meanwhile."""
    if connection.in_atomic_block:
        yield
        return
    begin = "BEGIN" if connection.vendor == "sqlite" else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    with connection.cursor() as cursor:
        cursor.execute(begin)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK")


def _write_labels(path: Path, labels: Mapping[str, Any]) -> Frozen:
    data = canonical(labels)
    path.write_bytes(data)
    return Frozen(hashlib.sha256(data).hexdigest(), len(data), 1)


def _write_facts(path: Path, model: type[models.Model], of_month: Q) -> Frozen:
    import pyarrow as pa  # late: only a release needs it
    import pyarrow.parquet as pq

    columns = [field for field in model._meta.concrete_fields if not isinstance(field, models.BigAutoField)]
    names = [field.attname for field in columns]
    schema = pa.schema([(str(field.column), _kind(field)) for field in columns])
    order = names if "fact_id" not in names else ["fact_id"]
    rows = model._default_manager.filter(of_month).order_by(*order).values_list(*names)
    converts = [_convert(field) for field in columns]
    count = 0
    with pq.ParquetWriter(path, schema, compression="zstd", version="2.6", store_schema=False) as writer:
        remaining = rows.iterator(chunk_size=10_000)
        while block := list(islice(remaining, BLOCK)):
            count += len(block)
            arrays = [
                pa.array(values if convert is None else map(convert, values), type=field.type)
                for values, convert, field in zip(zip(*block, strict=True), converts, schema, strict=True)
            ]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema), row_group_size=BLOCK)
    return Frozen(sha256_of(path), path.stat().st_size, count)


def sha256_of(path: Path) -> str:
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _target(field: models.Field[Any, Any]) -> models.Field[Any, Any]:
    return field.target_field if isinstance(field, models.ForeignKey) else field


def _kind(field: models.Field[Any, Any]) -> pa.DataType:
    import pyarrow as pa

    match _target(field):
        case models.UUIDField():
            return pa.binary(16)
        case models.BooleanField():
            return pa.bool_()
        case models.DateField():
            return pa.date32()
        case models.SmallIntegerField():
            return pa.int16()
        case models.IntegerField():
            return pa.int32()
        case models.CharField():
            return pa.string()
    raise TypeError(f"A fact of kind {type(field).__name__} cannot be frozen.")


def _convert(field: models.Field[Any, Any]) -> Callable[[Any], Any] | None:
    if isinstance(_target(field), models.UUIDField):
        return _bytes
    return None


def _bytes(value: uuid.UUID | None) -> bytes | None:
    return None if value is None else value.bytes
