"""The times of sessions: how long, how far apart, which cells of a diary they take (docs/adr/0041). Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta

from adviceline.followups.rules.proposing import INDIVIDUAL, MULTI_AGENCY, TRAINING, WHOLE_SCHOOL

#: How long each kind lasts.
LENGTH = {
    INDIVIDUAL: timedelta(minutes=60),
    WHOLE_SCHOOL: timedelta(minutes=60),
    MULTI_AGENCY: timedelta(minutes=90),
    TRAINING: timedelta(minutes=30),
}
#: A session may begin at every half hour of the opening.
STEP = timedelta(minutes=30)
#: After each session, for the note and a breath.
BUFFER = timedelta(minutes=15)
#: A diary is divided into cells of this length, on the quarter hours of UTC.
CELL = timedelta(minutes=15)
NOTICE = timedelta(hours=24)
DAYS_AHEAD = 28
#: Sessions of one adviser on one day of London, where their diary says nothing else.
MOST_A_DAY = 3

#: A link to choose a time with; once a time is chosen it lives until some days after it.
LINK_LIFE, LINK_AFTER = timedelta(days=60), timedelta(days=14)
REMIND_BEFORE = timedelta(hours=24)
#: Somebody who chose the time this shortly before it is not reminded of what they have just done.
TOO_FRESH_TO_REMIND = timedelta(hours=36)
#: How long before its time a session may be recorded: both may be early.
EARLY = timedelta(minutes=15)

MOST_PARTICIPANTS = 5
MOST_ACTIONS = 12

SINGLE = "single"
SERIES = ("audit", "plan", "review")


def starts_within(stretches: Iterable[tuple[datetime, datetime]], length: timedelta) -> list[datetime]:
    """When a session of that length may begin in stretches of opening: from each opening on, every half hour, so that it
    ends by closing time. The buffer after it may reach beyond closing."""
    found = []
    for opens_at, closes_at in stretches:
        starts_at = opens_at
        while starts_at + length <= closes_at:
            found.append(starts_at)
            starts_at += STEP
    return found


def cells(starts_at: datetime, ends_at: datetime) -> list[datetime]:
    """The cells that a session takes with its buffer: every quarter hour of UTC that it touches."""
    first = starts_at.astimezone(UTC)
    first -= timedelta(minutes=first.minute % 15, seconds=first.second, microseconds=first.microsecond)
    found, until = [], ends_at + BUFFER
    while first < until:
        found.append(first)
        first += CELL
    return found


def is_in_reach(starts_at: datetime, *, at: datetime) -> bool:
    """Whether a time is far enough ahead and not too far."""
    return at + NOTICE <= starts_at <= at + timedelta(days=DAYS_AHEAD)


def is_free(
    starts_at: datetime,
    ends_at: datetime,
    *,
    taken: Collection[datetime],
    absences: Iterable[tuple[datetime, datetime]],
) -> bool:
    """Whether a diary has room: none of the cells is taken, and no absence touches the session itself."""
    if any(starts < ends_at and starts_at < ends for starts, ends in absences):
        return False
    return not any(cell in taken for cell in cells(starts_at, ends_at))


def is_to_be_reminded(starts_at: datetime, booked_at: datetime, *, at: datetime) -> bool:
    return starts_at - REMIND_BEFORE <= at < starts_at and starts_at - booked_at > TOO_FRESH_TO_REMIND


def next_step(step: str) -> str:
    """What follows in a series; empty after the last, and for a single session."""
    if step not in SERIES or step == SERIES[-1]:
        return ""
    return SERIES[SERIES.index(step) + 1]
