"""Reading and proving the audit trail."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

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


class HeadGone(Exception):
    """The one row that names the last event is not there: somebody took it out."""


def events_about(subject: str) -> QuerySet[Event]:
    """The events of one record, newest first."""
    return Event.objects.filter(subject=subject).order_by("-seq")


def verify(anchor_file: Path | None = None, *, most_faults: int = 20) -> Verification:
    """Walk the whole chain and compare it with the anchors kept outside the database.

    Finds an event that was changed, removed, inserted or reordered; and, through the anchors, a chain that was
    rewritten from some event on, or cut short. Memory does not grow with the chain.
    """
    anchors, faults = read_anchors(anchor_file) if anchor_file else ({}, [])
    unseen = set(anchors)
    count, last, previous = 0, 0, GENESIS
    for event in Event.objects.order_by("seq").iterator(chunk_size=2000):
        count, last = count + 1, last + 1
        if event.seq != last:
            faults.append(f"Event {last} is missing: the next one found is {event.seq}.")
            last = event.seq
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
        head = Head.objects.filter(pk=1).first()
        if head is None:
            faults.append("The head of the chain is gone.")
        elif (head.seq, head.hash) != (last, previous):
            faults.append(f"The chain ends at event {last}, but its head says {head.seq}.")
        faults.extend(f"Event {seq} was anchored outside the database and is gone." for seq in sorted(unseen))
    return Verification(events=count, head=previous, anchors=len(anchors), faults=tuple(faults[:most_faults]))


def read_anchors(anchor_file: Path) -> tuple[dict[int, str], list[str]]:
    """Hashes by event number from the file, one JSON object a line (`{"seq", "hash", "at"}`), and what is wrong in it.

    The first anchor of a number counts: a later one could have been added to fit a rewritten chain.
    """
    anchors: dict[int, str] = {}
    faults: list[str] = []
    lines = anchor_file.read_text(errors="replace").splitlines() if anchor_file.exists() else []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            anchor = json.loads(line)
            seq, digest = int(anchor["seq"]), str(anchor["hash"])
        except (ValueError, LookupError, TypeError):
            faults.append(f"Line {number} of the anchor file cannot be read.")
            continue
        if anchors.setdefault(seq, digest) != digest:
            faults.append(f"Event {seq} has two different anchors (line {number} of the anchor file).")
    return anchors, faults


def append_anchor(anchor_file: Path, *, at: datetime) -> bool:
    """Add the head of the chain to the file, safely on disk; False when it has been anchored already."""
    seq, digest = head()
    if seq == 0 or (anchor_file.exists() and seq in read_anchors(anchor_file)[0]):
        return False
    line = json.dumps({"seq": seq, "hash": digest, "at": at.astimezone(UTC).isoformat()})
    with anchor_file.open("a+b") as lines:
        if lines.tell() and not _ends_with_newline(lines):
            line = "\n" + line  # an earlier one was cut off in the middle
        lines.write(f"{line}\n".encode())
        lines.flush()
        os.fsync(lines.fileno())
    return True


def _ends_with_newline(file: BinaryIO) -> bool:
    file.seek(-1, os.SEEK_END)
    return file.read(1) == b"\n"


def head() -> tuple[int, str]:
    """Number and hash of the last event."""
    row = Head.objects.filter(pk=1).first()
    if row is None:
        raise HeadGone("The head of the chain is gone. Run: adviceline audit verify")
    return row.seq, row.hash
