"""What reading an exchange's records gives: calls, things set aside, and what was counted on the way."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Origin = Literal["queue_log", "cdr", "live", "table"]
Direction = Literal["in", "out"]
Outcome = Literal["answered", "short_abandon", "abandoned", "voicemail", "out_of_hours", "refused", "not_reached"]
LeftBy = Literal["", "hung_up", "timeout", "empty", "key", "refused", "incompatible", "dumped", "cut_off", "unknown"]

DIFFERENCES_KEPT = 1000


@dataclass(frozen=True, slots=True)
class CallRecord:
    """One call, however many legs, queues and transfers it had.

    ``caller`` is the other party's number as the exchange wrote it: who rang (or, for a call out, who was rung);
    None when withheld. ``outcome`` is ``not_reached`` only for calls out, which are never offered calls.
    ``answered_at`` is when an adviser first spoke. ``wait_seconds`` is waiting before that (or before the caller
    left); ``talk_seconds`` is all talk with advisers, transfers included. ``left_by`` says how a caller who was not
    answered left the queue (``cut_off``: the exchange stopped, or its log lost the end). ``leg_ids`` are the
    exchange's own channel ids, by which two sources are matched.
    ``callback_number``: what a caller keyed in to be called back on. ``is_whole``: our own dialplan told the call from
    its first moment to its last, so that nothing is left to guess. ``is_going_on``: they are
    talking still; the end told is only the last moment known.
    ``sources`` says which of the two told of it.
    """

    call_id: str
    origin: Origin
    direction: Direction
    caller: str | None
    began_at: datetime
    answered_at: datetime | None
    ended_at: datetime
    wait_seconds: int
    talk_seconds: int
    agent: str | None
    outcome: Outcome
    transfers: int = 0
    callback_requested: bool = False
    left_by: LeftBy = ""
    queue: str | None = None
    transferred_at: datetime | None = None
    leg_ids: tuple[str, ...] = ()
    sources: tuple[Origin, ...] = ()
    callback_number: str | None = None
    is_whole: bool = False
    is_going_on: bool = False

    def __post_init__(self) -> None:
        if not self.sources:
            object.__setattr__(self, "sources", (self.origin,))

    @property
    def idempotency_key(self) -> str:
        return f"call:{self.call_id}"


@dataclass(frozen=True, slots=True)
class SetAside:
    """Something that could not be used, where it is, and why in plain words. Never holds the caller's number."""

    origin: str
    reason: str


@dataclass(frozen=True, slots=True)
class Difference:
    """Where the queue log and the CDR disagree about one call, and which was believed."""

    call_id: str
    what: str
    queue_log: str
    cdr: str
    used: Origin


@dataclass(slots=True)
class Tally:
    """Counts of what was read and rightly passed over; pass one to ``read_calls`` to see them afterwards."""

    files: Counter[str] = field(default_factory=Counter)
    lines: int = 0
    not_calls: Counter[str] = field(default_factory=Counter)
    repeated_lines: int = 0
    internal_calls: int = 0
    differences: list[Difference] = field(default_factory=list)
    differences_count: int = 0

    def note(self, differences: list[Difference]) -> None:
        self.differences_count += len(differences)
        self.differences.extend(differences[: max(0, DIFFERENCES_KEPT - len(self.differences))])
