"""Storing what was heard, verbatim and durably, before anything is made of it; and one whole reading of files."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from adviceline.accounts.models import Person
from adviceline.channels.email import sealing, sources
from adviceline.channels.email.actions.recording import record_stored
from adviceline.channels.email.models import Message, Reference, Sealed
from adviceline.channels.email.parsing import ParsedMail, UnreadableMail, parse
from adviceline.channels.email.rules import Mailboxes, answered_ids, began_at
from adviceline.channels.email.sealing import Heard
from adviceline.content.current import current_content
from adviceline.facts.copying import insert_new_objects, next_ids
from adviceline.privacy import crypto

BATCH, BATCH_BYTES = 64, 16 * 1024 * 1024
REMEMBERED, REMEMBERED_BYTES = 4_000, 32 * 1024 * 1024
State = Message.State
TRIES = 3

Notice = Callable[[int], None]
Found = sources.RawMessage | sources.SetAside


@dataclass
class Ingested:
    """What one reading did. `read = recorded + duplicate + set_aside`; `run` finds its rows again."""

    run: uuid.UUID
    read: int = 0
    duplicate: int = 0
    set_aside: int = 0

    @property
    def recorded(self) -> int:
        return self.read - self.duplicate - self.set_aside

    def as_dict(self) -> dict[str, int]:
        return {
            "read": self.read, "recorded": self.recorded, "duplicate": self.duplicate, "set_aside": self.set_aside,
        }  # fmt: skip


@dataclass
class Remembered:
    """Messages parsed while they were stored, so that recording need not open them again; bounded."""

    parsed: dict[int, ParsedMail] = field(default_factory=dict)
    size: int = 0

    def add(self, message: Message, parsed: ParsedMail) -> None:
        if len(self.parsed) < REMEMBERED and self.size + message.size <= REMEMBERED_BYTES:
            self.parsed[message.pk] = parsed
            self.size += message.size


def ingest(
    paths: Iterable[Path | str], *, at: datetime, own_addresses: Collection[str] = (), acknowledge: bool = False,
    notice: Notice | None = None,
) -> Ingested:  # fmt: skip
    """Read every message under the paths in: first all are stored, each batch committed, then all are recorded in the
    order in which they were sent. Stopped anywhere, the next run completes it. `notice` is told how many were read.

    `own_addresses` are ours beside those that the content, the settings and the staff's accounts give. Whoever wrote is
    told that it arrived only if `acknowledge` is set: not for an archive.
    """
    done = Ingested(run=uuid.uuid4())
    mailboxes = own_mailboxes(own_addresses)
    remembered = Remembered()
    for batch in _batches(sources.read_messages(paths)):
        done.read += len(batch)
        done.duplicate += store(
            batch, run=done.run, mailboxes=mailboxes, at=at, remembered=remembered, is_live=acknowledge
        )
        if notice is not None:
            notice(done.read)
    record_stored(mailboxes=mailboxes, at=at, parsed=remembered.parsed)
    states = Counter(Message.objects.filter(run=done.run).values_list("state", flat=True))
    done.duplicate += states[State.DUPLICATE]
    done.set_aside = states[State.SET_ASIDE]
    return done


def own_mailboxes(extra: Collection[str] = ()) -> Mailboxes:
    """The service's address, its partners', the one that its mail leaves from, and the staff's own."""
    service = current_content().service
    staff = Person.objects.filter(is_active=True).values_list("email", flat=True)
    return Mailboxes.of(
        [service.email, settings.MAIL_FROM, *(partner.email for partner in service.partners), *staff, *extra]
    )


@dataclass
class _Item:
    heard: Heard
    bytes_index: str
    key: str
    reason: str = ""
    parsed: ParsedMail | None = None


def store(
    batch: Collection[Found], *, run: uuid.UUID, mailboxes: Mailboxes, at: datetime,
    remembered: Remembered | None = None, is_live: bool = False,
) -> int:  # fmt: skip
    """Commit the batch as stored (or set aside, if it cannot be read); answers how many had been heard before.

    This is the door for every way in: files, mailboxes, webhooks. `is_live`: it comes as mail comes, so whoever wrote is
    told that it arrived.
    """
    with crypto.keys_remembered():
        return _store_or_look_again(batch, run=run, mailboxes=mailboxes, at=at, remembered=remembered, is_live=is_live)


def _store_or_look_again(batch: Collection[Found], **how: Any) -> int:
    items = [_item(found) for found in batch]
    for attempt in range(TRIES):
        try:
            return _store(items, **how)
        except IntegrityError:  # another process stored one of them at the same moment: look again
            if attempt == TRIES - 1:
                raise
    raise AssertionError("unreachable")


def _store(
    items: list[_Item], *, run: uuid.UUID, mailboxes: Mailboxes, at: datetime, remembered: Remembered | None,
    is_live: bool,
) -> int:  # fmt: skip
    known = {
        message.bytes_index: message
        for message in Message.objects.filter(bytes_index__in=[i.bytes_index for i in items])
    }
    again: dict[int, Message] = {}
    fresh: dict[str, _Item] = {}
    duplicates = 0
    for item in items:
        message = known.get(item.bytes_index)
        if message is not None and message.state in (State.STORED, State.SET_ASIDE) and message.run != run:
            message.run = run
            again[message.pk] = message
        elif message is not None or item.bytes_index in fresh:
            duplicates += 1
        else:
            fresh[item.bytes_index] = item
    for item in fresh.values():
        _parse(item, mailboxes)
    heard_before = set(
        Message.objects.filter(idempotency_key__in=[item.key for item in fresh.values()]).values_list(
            "idempotency_key", flat=True
        )
    )
    new: list[_Item] = []
    for item in fresh.values():
        if item.key in heard_before:
            duplicates += 1
        else:
            heard_before.add(item.key)
            new.append(item)
    with transaction.atomic(using="keys"):
        keys = crypto.create_keys(len(new), at=at)
    contents = [sealing.seal(item.heard, key_id=key) for item, key in zip(new, keys, strict=True)]
    with transaction.atomic():
        for message in again.values():
            retry = message.state == State.SET_ASIDE and message.size > 0
            Message.objects.filter(pk=message.pk, state=message.state).update(
                run=run, state=State.STORED if retry else message.state
            )
        rows = _insert(new, keys, contents, run=run, at=at, is_live=is_live)
        # What could not be read before, and now could, is no longer set aside.
        Message.objects.filter(
            bytes_index__in=[sealing.origin_index(item.heard.origin) for item in new if item.heard.content is not None],
            state=State.SET_ASIDE,
        ).update(state=State.DUPLICATE, reason="Read since.", settled_at=at)
    if remembered is not None:
        for row, item in zip(rows, new, strict=True):
            if item.parsed is not None:
                remembered.add(row, item.parsed)
    return duplicates


def _insert(
    new: list[_Item], keys: list[uuid.UUID], contents: list[bytes], *, run: uuid.UUID, at: datetime, is_live: bool
) -> list[Message]:
    rows = [
        Message(bytes_index=item.bytes_index, size=len(item.heard.content or b""), stored_at=at, run=run, is_live=is_live)
        for item in new
    ]  # fmt: skip
    for row, item in zip(rows, new, strict=True):
        if item.parsed is None:
            row.idempotency_key, row.sent_at = item.key, item.heard.delivered_at or at
            row.state, row.reason = State.SET_ASIDE, item.reason[:300]
        else:
            describe(row, item.parsed, at=at)
    _flag_repeated_ids(rows)
    for row, pk in zip(rows, next_ids(Message, len(rows)), strict=True):
        row.pk = pk
    insert_new_objects(rows)
    insert_new_objects(
        [
            Sealed(message=row, key_id=key, content=content)
            for row, key, content in zip(rows, keys, contents, strict=True)
        ]
    )
    insert_new_objects(
        [
            Reference(message=row, id_index=index)
            for row, item in zip(rows, new, strict=True) if item.parsed is not None
            for index in dict.fromkeys(sealing.id_index(identifier) for identifier in answered_ids(item.parsed))
        ]
    )  # fmt: skip
    return rows


def describe(row: Message, parsed: ParsedMail, *, at: datetime) -> None:
    """Set what the row says of the message: codes and fingerprints only."""
    row.idempotency_key = parsed.idempotency_key
    row.direction, row.kind, row.flags = parsed.direction, parsed.kind, list(parsed.flags)
    row.sent_at = began_at(parsed, at=at)
    row.id_index = "" if "no_message_id" in parsed.flags else sealing.id_index(parsed.message_id)


def _flag_repeated_ids(rows: list[Message]) -> None:
    """The same Message-ID over other content: a broken program, a changed copy, or a forgery. Somebody should look."""
    wanted = [row.id_index for row in rows if row.id_index]
    known = set(Message.objects.filter(id_index__in=wanted).values_list("id_index", flat=True))
    for row in rows:
        if row.id_index and row.id_index in known:
            row.flags = [*row.flags, "message_id_used_before"]
        known.add(row.id_index)


def _item(found: Found) -> _Item:
    if isinstance(found, sources.SetAside):
        index = sealing.origin_index(found.origin)
        return _Item(Heard(found.origin, None), index, f"source:{index}", reason=found.reason)
    index = sealing.bytes_index(found.content)
    return _Item(Heard(found.origin, found.content, found.delivered_at), index, f"bytes:{index}")


def _parse(item: _Item, mailboxes: Mailboxes) -> None:
    if item.heard.content is None:
        return
    try:
        item.parsed = parse(item.heard.content, own_addresses=mailboxes.addresses, delivered_at=item.heard.delivered_at)
        item.key = item.parsed.idempotency_key
    except UnreadableMail as error:
        item.reason = str(error)


def _batches(
    found: Iterable[Found],
) -> Iterator[list[Found]]:
    batch: list[Found] = []
    size = 0
    for item in found:
        batch.append(item)
        size += len(item.content) if isinstance(item, sources.RawMessage) else 0
        if len(batch) >= BATCH or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
