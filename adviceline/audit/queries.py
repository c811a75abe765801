"""Reading and proving the audit trail."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db.models import QuerySet

from adviceline.audit.chain import GENESIS, event_hash
from adviceline.audit.models import Event, Head


@dataclass(frozen=True)
class Verification:
    """What `verify` found: how many events were read, and each fault in plain words (none when it holds)."""

    events: int
    head: str
    anchors: int
    faults: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return not self.faults


def events_about(subject: str) -> QuerySet[Event]:
    """The events of one record, newest first."""
    return Event.objects.filter(subject=subject).order_by("-seq")


def verify(anchor_file: Path | None = None, *, most_faults: int = 20) -> Verification:
    """Walk the whole chain and compare it with the anchors kept outside the database.

    Finds an event that was changed, removed, inserted or reordered; and, through the anchors, a chain that was
    rewritten from some event on, or cut short. Memory does not grow with the chain.
    """
    faults: list[str] = []
    anchors = {anchor["seq"]: anchor["hash"] for anchor in read_anchors(anchor_file)} if anchor_file else {}
    unseen = set(anchors)
    count, previous = 0, GENESIS
    for event in Event.objects.order_by("seq").iterator(chunk_size=2000):
        count += 1
        if event.seq != count:
            faults.append(f"Event {count} is missing: the next one found is {event.seq}.")
            count = event.seq
        if event.previous_hash != previous:
            faults.append(f"Event {event.seq} does not follow the one before it.")
        expected = event_hash(
            seq=event.seq,
            at=event.at,
            actor=event.actor,
            action=event.action,
            subject=event.subject,
            data=event.data,
            previous_hash=event.previous_hash,
        )
        if event.hash != expected:
            faults.append(f"Event {event.seq} was changed after it was written.")
        if event.seq in unseen:
            unseen.discard(event.seq)
            if anchors[event.seq] != event.hash:
                faults.append(f"Event {event.seq} differs from its anchor outside the database.")
        previous = event.hash
        if len(faults) >= most_faults:
            break
    else:
        head = Head.objects.get(pk=1)
        if (head.seq, head.hash) != (count, previous):
            faults.append(f"The chain ends at event {count}, but its head says {head.seq}.")
        faults.extend(f"Event {seq} was anchored outside the database and is gone." for seq in sorted(unseen))
    return Verification(events=count, head=previous, anchors=len(anchors), faults=tuple(faults[:most_faults]))


def read_anchors(anchor_file: Path) -> Iterator[dict[str, Any]]:
    """Anchors written by `adviceline audit anchor`, one JSON object a line: `{"seq", "hash", "at"}`."""
    if not anchor_file.exists():
        return
    with anchor_file.open() as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def head() -> tuple[int, str]:
    """Number and hash of the last event."""
    row = Head.objects.get(pk=1)
    return row.seq, row.hash
