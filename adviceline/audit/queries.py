"""Reading and proving the audit trail."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from django.db.models import QuerySet

from adviceline.audit.chain import GENESIS, event_hash
from adviceline.audit.models import Event, Head
from adviceline.audit.protecting import missing_triggers

#: The job runs every hour (privacy.tasks), and may be late.
ANCHORED_WITHIN = timedelta(hours=2)


@dataclass(frozen=True)
class Verification:
    """What `verify` found: how many events were read, and each fault in plain words (none when the chain holds).

    `missing_triggers` are those by which the database would refuse a change; `should_be_anchored` says that the chain
    is older than the time within which it is anchored, and that there is no anchor."""

    events: int
    head: str
    anchors: int
    faults: tuple[str, ...]
    missing_triggers: tuple[str, ...] = ()
    should_be_anchored: bool = False

    @property
    def holds(self) -> bool:
        return not self.faults

    @property
    def is_proved(self) -> bool:
        return self.holds and not self.missing_triggers and not self.should_be_anchored


class NoAnchors(Exception):
    """The file cannot be read as one of anchors; the words say why."""


class HeadGone(Exception):
    """The one row that names the last event is not there: somebody took it out."""


def events_about(subject: str) -> QuerySet[Event]:
    """The events of one record, newest first."""
    return Event.objects.filter(subject=subject).order_by("-seq")


def verify(anchor_file: Path | None = None, *, at: datetime | None = None, most_faults: int = 20) -> Verification:
    """Walk the whole chain and compare it with the anchors kept outside the database.

    Finds an event that was changed, removed, inserted or reordered; and, through the anchors, a chain that was
    rewritten from some event on, or cut short. Memory does not grow with the chain. `at` is now, for the age of what
    is not anchored. Raises `NoAnchors` for a file that is something else.
    """
    anchors, in_file = read_anchors(anchor_file) if anchor_file else ({}, [])
    faults: list[str] = []
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
    first = Event.objects.order_by("seq").first()
    is_late = at is not None and first is not None and at - first.at > ANCHORED_WITHIN
    return Verification(
        events=count, head=previous, anchors=len(anchors), faults=tuple((in_file + faults)[:most_faults]),
        missing_triggers=missing_triggers(), should_be_anchored=is_late and not anchors,
    )  # fmt: skip


def read_anchors(anchor_file: Path) -> tuple[dict[int, str], list[str]]:
    """Hashes by event number from the file, one JSON object a line (`{"seq", "hash", "at"}`), and what is wrong in it.

    The first anchor of a number counts: a later one could have been added to fit a rewritten chain. None for a file
    that is not there. Raises `NoAnchors` for one that cannot be read, or of which no line is an anchor.
    """
    anchors: dict[int, str] = {}
    faults: list[str] = []
    try:
        lines = anchor_file.read_text(errors="replace").splitlines() if anchor_file.exists() else []
    except OSError as problem:
        raise NoAnchors(f"The anchor file {anchor_file} cannot be read: {problem.strerror}.") from problem
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            anchor = json.loads(line)
            seq, digest = int(anchor["seq"]), str(anchor["hash"])
        except (ValueError, LookupError, TypeError, OverflowError, RecursionError):
            faults.append(f"Line {number} of the anchor file cannot be read.")
            continue
        if anchors.setdefault(seq, digest) != digest:
            faults.append(f"Event {seq} has two different anchors (line {number} of the anchor file).")
    if faults and not anchors:
        raise NoAnchors(f"The anchor file {anchor_file} cannot be read: no line of it is an anchor.")
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
