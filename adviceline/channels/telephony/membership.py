"""Whom the queue rings, as people's states say, and what a telephone says of its person's state. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from adviceline.workforce.rules.presence import AWAY, BREAK, ON_CALL, READY, WRAP_UP

BUSY = frozenset({"INUSE", "BUSY", "ONHOLD", "RINGINUSE"})
FREE, RINGING = "NOT_INUSE", "RINGING"
AT_HAND = BUSY | {FREE, RINGING}
"""The telephone is signed on and can be rung."""
CODES = {"ready": READY, "break": BREAK, "off": ""}
"""What the keys of a telephone say; nothing: off the line."""
PAUSED = frozenset({ON_CALL, WRAP_UP, BREAK})


@dataclass(frozen=True, slots=True)
class Member:
    """A telephone in the queue. `is_fixed`: the exchange's own settings put it there, so it cannot be taken out."""

    is_paused: bool
    reason: str = ""
    is_fixed: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """An action of the manager interface."""

    action: str
    fields: Mapping[str, str]


def wanted(state: str | None, *, may_answer: bool) -> Member | None:
    """How somebody's telephone stands in the queue; None: not at all.

    A break keeps the place, so that callers may wait for them. Whoever is away, or may not be on the line, is not there.
    """
    if state is None or state == AWAY or not may_answer:
        return None
    return Member(True, state) if state in PAUSED else Member(False)


def steps(extension: str, wants: Member | None, there: Member | None, *, queue: str) -> Iterator[Step]:
    """What makes `there` what is wanted."""
    member = {"Queue": queue, "Interface": f"PJSIP/{extension}"}
    if wants is None and there is not None:
        if not there.is_fixed:
            yield Step("QueueRemove", member)
        elif not there.is_paused:
            yield Step("QueuePause", {**member, "Paused": "true", "Reason": "off"})
    elif wants is not None and there is None:
        named = {**member, "MemberName": extension, "StateInterface": f"PJSIP/{extension}", "Penalty": "0"}
        yield Step("QueueAdd", {**named, "Paused": "true" if wants.is_paused else "false"})
        if wants.is_paused:
            yield Step("QueuePause", {**member, "Paused": "true", "Reason": wants.reason})
    elif wants is not None and there is not None:
        if wants.is_paused and (not there.is_paused or there.reason != wants.reason):
            yield Step("QueuePause", {**member, "Paused": "true", "Reason": wants.reason})
        elif not wants.is_paused and there.is_paused:
            yield Step("QueuePause", {**member, "Paused": "false"})


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a telephone: what it did last, and what of its person's state followed from that."""

    device: str = "UNKNOWN"
    put_on_call: bool = False
    wrap_up_until: datetime | None = None


def follow(
    state: str | None, kept: Kept, *, device: str, wrap_up_seconds: int, at: datetime
) -> tuple[str | None, Kept]:
    """The state that follows from what the telephone does, None when it is as it was; and what is to be kept.

    Lifting it puts on a call whoever was ready or wrapping up. Hanging up ends a call that it began, and nothing that a person
    said themselves. A wrap-up that has had its time ends where the telephone can be rung.
    """
    follows = None
    if device in BUSY:
        follows = ON_CALL if state in (READY, WRAP_UP) else None
    elif state == ON_CALL and kept.put_on_call:
        follows = WRAP_UP if wrap_up_seconds else READY
    elif state == WRAP_UP and kept.wrap_up_until is not None and at >= kept.wrap_up_until and device in AT_HAND:
        follows = READY
    now = follows or state
    until = at + timedelta(seconds=wrap_up_seconds) if follows == WRAP_UP else kept.wrap_up_until
    return follows, Kept(
        device=device,
        put_on_call=now == ON_CALL and (kept.put_on_call or follows == ON_CALL),
        wrap_up_until=until if now == WRAP_UP else None,
    )
