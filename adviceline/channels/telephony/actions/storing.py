"""Storing what the exchange told, before anything is made of it; and one whole reading of files."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.db import IntegrityError, transaction

from adviceline.channels.telephony.actions.recording import DETAILS, record_stored
from adviceline.channels.telephony.counting import as_facts, from_facts, prevailing
from adviceline.channels.telephony.models import Call, CallDetails
from adviceline.channels.telephony.reading import read_calls
from adviceline.channels.telephony.records import CallRecord, SetAside, Tally
from adviceline.privacy import crypto
from adviceline.workforce.queries import opening_hours

BATCH = 200
SHOWN = 200
MOST_KEPT = 5_000
"""Lines set aside that are kept for a person to look at, of one reading: a file of another kind may hold millions."""
LONGEST_ID = 150
TRIES = 3
State = Call.State


@dataclass
class Ingested:
    """What one reading did. `read = recorded + duplicate + set_aside`; `updated` were known and are told more fully
    now (they are among the duplicates). `shown`: the first that were set aside."""

    run: uuid.UUID
    read: int = 0
    recorded: int = 0
    set_aside: int = 0
    updated: int = 0
    shown: list[SetAside] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)

    @property
    def duplicate(self) -> int:
        return self.read - self.recorded - self.set_aside

    def as_dict(self) -> dict[str, int]:
        return {
            "read": self.read,
            "recorded": self.recorded,
            "duplicate": self.duplicate,
            "set_aside": self.set_aside,
        }


def ingest(
    paths: Iterable[Path | str],
    *,
    at: datetime,
    timezone: str = "Europe/London",
    notice: Callable[[int], None] | None = None,
) -> Ingested:
    """Read every call in the exchange's files in: first all are stored, each batch committed, then all are recorded
    in the order in which they began. Stopped anywhere, the next run completes it. `timezone` is that of the CDR.
    """
    done = Ingested(run=uuid.uuid4())
    hours = opening_hours()
    found = read_calls(paths, timezone=timezone, open_hours=hours.is_open, tally=done.tally)
    return take(found, into=done, at=at, notice=notice)


def take(
    found: Iterable[CallRecord | SetAside], *, into: Ingested, at: datetime, notice: Callable[[int], None] | None = None
) -> Ingested:  # fmt: skip
    """Store and record what was read, from whatever kind of record; counted in `into`."""
    done, kept = into, 0
    for batch in _batches(found):
        batch = [_checked(item) for item in batch]
        calls = list({item.idempotency_key: item for item in batch if isinstance(item, CallRecord)}.values())
        asides = [item for item in batch if isinstance(item, SetAside)]
        done.read += len(calls) + len(asides)
        done.set_aside += len(asides)
        done.shown.extend(asides[: max(0, SHOWN - len(done.shown))])
        new, updated = store(calls, run=done.run, at=at)
        done.recorded += new
        done.updated += updated
        if kept < MOST_KEPT:
            _keep_set_aside(asides[: MOST_KEPT - kept], run=done.run, at=at)
            kept += len(asides)
        if notice is not None:
            notice(done.read)
    record_stored(at=at)
    failed = list(Call.objects.filter(run=done.run, state=State.SET_ASIDE, began_at__isnull=False))
    done.set_aside += len(failed)
    done.recorded -= sum(call.contact_id is None for call in failed)  # a known one was counted as known
    done.shown.extend(SetAside(call.origin, call.reason) for call in failed[: max(0, SHOWN - len(done.shown))])
    return done


def store(calls: Sequence[CallRecord], *, run: uuid.UUID, at: datetime) -> tuple[int, int]:
    """Commit the calls as stored; answers (how many were not recorded before, how many known ones are now fuller)."""
    for attempt in range(TRIES):
        try:
            return _store(calls, run=run, at=at)
        except IntegrityError:  # another process stored one of them at the same moment: look again
            if attempt == TRIES - 1:
                raise
    raise AssertionError("unreachable")


def _store(calls: Sequence[CallRecord], *, run: uuid.UUID, at: datetime) -> tuple[int, int]:
    known = {
        row.key: row
        for row in Call.objects.filter(key__in=[call.idempotency_key for call in calls]).select_related("details")
    }
    fresh = [call for call in calls if call.idempotency_key not in known]
    with transaction.atomic(using="keys"):
        keys = [crypto.create_key(at=at) for _ in fresh]
    contents = [crypto.seal(as_facts(call), key_id=key, purpose=DETAILS) for call, key in zip(fresh, keys, strict=True)]
    new, updated = len(fresh), 0
    with transaction.atomic():
        rows = Call.objects.bulk_create(
            Call(
                key=call.idempotency_key, facts_index=facts_index(call), began_at=call.began_at, stored_at=at, run=run,
                origin=f"call {call.call_id}"[:400],
            )
            for call in fresh
        )  # fmt: skip
        CallDetails.objects.bulk_create(
            CallDetails(call=row, key_id=key, content=content)
            for row, key, content in zip(rows, keys, contents, strict=True)
        )
        for call in calls:
            if (row := known.get(call.idempotency_key)) is not None:
                if row.contact_id is None and row.run != run:
                    new += 1
                updated += _told_again(row, call, run=run, at=at)
        # A call that was still open when it was last told of is no longer set aside.
        Call.objects.filter(
            key__in=[_set_aside_key(f"call {call.call_id}") for call in calls], state=State.SET_ASIDE
        ).update(state=State.RESOLVED, settled_at=at)
    return new, updated


def _told_again(row: Call, call: CallRecord, *, run: uuid.UUID, at: datetime) -> int:
    """Keep the account that holds; 1 when a call already recorded is to be brought up to date."""
    if row.state in (State.STORED, State.SET_ASIDE):
        Call.objects.filter(pk=row.pk).update(run=run, state=State.STORED)
    if row.facts_index == facts_index(call):
        return 0
    try:
        before = from_facts(crypto.unseal(bytes(row.details.content), key_id=row.details.key_id, purpose=DETAILS))
    except (crypto.Erased, CallDetails.DoesNotExist):
        return 0  # what was told before is gone, so nothing can be set against it: the contact stands
    holds = prevailing(before, call)
    if holds == before:
        return 0
    content = crypto.seal(as_facts(holds), key_id=row.details.key_id, purpose=DETAILS)
    CallDetails.objects.filter(pk=row.pk).update(content=content)
    Call.objects.filter(pk=row.pk).update(
        state=State.STORED, facts_index=facts_index(holds), began_at=holds.began_at, run=run
    )
    return int(row.contact_id is not None)


def facts_index(call: CallRecord) -> str:
    return crypto.blind_index(json.dumps(as_facts(call), sort_keys=True), purpose="call-facts")


def _set_aside_key(origin: str) -> str:
    return f"set-aside:{crypto.blind_index(origin, purpose='call-origin')}"


def _keep_set_aside(asides: Sequence[SetAside], *, run: uuid.UUID, at: datetime) -> None:
    """For a person to look at; told again, kept once."""
    Call.objects.bulk_create(
        [
            Call(
                key=_set_aside_key(item.origin), state=State.SET_ASIDE, origin=item.origin[:400],
                reason=item.reason[:300], stored_at=at, run=run,
            )
            for item in asides
        ],
        ignore_conflicts=True,
    )  # fmt: skip


def _checked(item: CallRecord | SetAside) -> CallRecord | SetAside:
    """Refuse a call id that no exchange gives; write a place so that it can be stored and printed."""
    if isinstance(item, CallRecord):
        if len(item.call_id) <= LONGEST_ID and item.call_id.isascii() and item.call_id.isprintable():
            return item
        return SetAside(f"call that began at {item.began_at:%Y-%m-%d %H:%M:%S} UTC", "its call id is not one")
    origin = item.origin.encode("utf-8", "backslashreplace").decode().replace("\x00", "")
    return SetAside(origin, item.reason.replace("\x00", ""))


def _batches(found: Iterable[CallRecord | SetAside]) -> Iterator[list[CallRecord | SetAside]]:
    batch: list[CallRecord | SetAside] = []
    for item in found:
        batch.append(item)
        if len(batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
