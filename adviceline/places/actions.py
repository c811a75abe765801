"""Writing places: the national register and the fictional establishments of the demo."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from adviceline.audit import actions as audit
from adviceline.audit.actors import Actor
from adviceline.places import bulk
from adviceline.places.gias import RegisterRow, SetAside
from adviceline.places.models import Establishment

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
    prepared = [bulk.prepare(row) for row in good]
    with transaction.atomic():
        known = bulk.known_establishments()
        set_aside += [
            SetAside(row.line, f"URN {row.urn} belongs to a fictional establishment here.", row.urn)
            for row in good
            if row.urn in known and known[row.urn].fictional
        ]
        prepared = [each for each in prepared if not (each.urn in known and known[each.urn].fictional)]
        written = [each for each in prepared if bulk.differs(each, known.get(each.urn))]
        listed = {each.urn for each in prepared} | {row.urn for row in set_aside}
        gone = [urn for urn, each in known.items() if urn not in listed and not each.fictional and not each.not_seen]
        created = sum(each.urn not in known for each in written)
        result = ImportResult(
            read=len(prepared) + len(set_aside),
            created=created,
            updated=len(written) - created,
            unchanged=len(prepared) - len(written),
            set_aside=tuple(sorted(set_aside, key=lambda each: each.line)),
            not_seen=len(gone),
            outside_england=sum(row.region_id is None for row in good),
        )
        if dry_run:
            return result
        bulk.write(written, known, progress)
        for urns in bulk.batches(gone):
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
        for pks in bulk.batches(gone):
            through.objects.filter(id__in=pks).delete()
        through.objects.bulk_create(
            [through(from_establishment_id=urn, to_establishment_id=successor) for urn, successor in new], bulk.BATCH
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
        known = bulk.known_establishments()
        everything = [bulk.prepare(row, fictional=True) for row in rows]
        written = [each for each in everything if bulk.differs(each, known.get(each.urn))]
        bulk.write(written, known)
        audit.record(
            action="places.fictional_loaded",
            by=by,
            at=at,
            subject="register",
            data={"read": len(everything), "written": len(written)},
        )
    return len(written)
