"""The states of a case as one dict, and its dates. Pure."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from adviceline.workforce.hours import OpeningHours

STATES = {
    "new": "New",
    "acknowledged": "Acknowledged",
    "answered": "Answered",
    "closed": "Closed",
    "dismissed": "Set aside",
}
OPEN = ("new", "acknowledged", "answered")
#: Open, and not yet answered: these can become overdue.
RUNNING = ("new", "acknowledged")
#: What the history calls words that were changed after a send that was interrupted: no step that anybody takes.
SAID_MORE = "said_more"

#: step -> (states it may start from, state it leads to; None where the state stays)
TRANSITIONS: dict[str, tuple[tuple[str, ...], str | None]] = {
    "acknowledge": (("new",), "acknowledged"),
    "assign": (("acknowledged", "answered"), None),
    "note": (("new", "acknowledged", "answered"), None),
    "answer": (("acknowledged",), "answered"),
    "close": (("answered",), "closed"),
    "reopen": (("answered", "closed", "dismissed"), "acknowledged"),
    "dismiss": (("new", "acknowledged"), "dismissed"),
}
_PAST = {
    "acknowledge": "acknowledged",
    "assign": "given to somebody",
    "note": "added to",
    "answer": "answered",
    "close": "closed",
    "reopen": "opened again",
    "dismiss": "set aside",
}
ANSWER_WORKING_DAYS = 15
ACKNOWLEDGE_WORKING_DAYS = 1
FURTHEST_DAYS = 400


def why_not(step: str, state: str) -> str:
    """Why a case in this state cannot take the step; empty when it can."""
    if state in TRANSITIONS[step][0]:
        return ""
    return f"This case is '{STATES[state].lower()}', so it cannot be {_PAST[step]}. Load the page again to see it."


def is_working_day(day: date, hours: OpeningHours) -> bool:
    """A weekday on which the service works. A bank holiday never is one, even where the line is open on it, and the
    service's first and last dates do not count: a case that it leaves behind still runs."""
    return bool(hours.weekly[day.weekday()]) and hours.bank_holiday_on(day) is None and day not in hours.closures


def end_of_working_day(heard_at: datetime, working_days: int, hours: OpeningHours) -> datetime:
    """The last moment (midnight of London) of the n-th working day after the day on which something was heard."""
    day = heard_at.astimezone(hours.zone).date()
    left = working_days
    for _ in range(FURTHEST_DAYS):
        day += timedelta(days=1)
        left -= is_working_day(day, hours)
        if not left:
            break
    return datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=hours.zone)


def acknowledge_by(heard_at: datetime, hours: OpeningHours) -> datetime:
    """Within a day: by the same time on the next day, or, where that is no working day, by the end of the next one."""
    tomorrow = heard_at + timedelta(days=1)
    if is_working_day(tomorrow.astimezone(hours.zone).date(), hours):
        return tomorrow
    return end_of_working_day(heard_at, ACKNOWLEDGE_WORKING_DAYS, hours)


def answer_by(heard_at: datetime, hours: OpeningHours) -> datetime:
    return end_of_working_day(heard_at, ANSWER_WORKING_DAYS, hours)


def start_of_day(at: datetime, hours: OpeningHours) -> datetime:
    """Midnight of London before `at`: as coarse as an anonymous case's time is."""
    local = at.astimezone(hours.zone)
    return local.replace(hour=0, minute=0, second=0, microsecond=0)


def mermaid(transitions: dict[str, tuple[tuple[str, ...], str | None]], first: str, last: tuple[str, ...]) -> str:
    """A dict of transitions as a state diagram, for docs/reference/states.md."""
    lines = ["stateDiagram-v2", f"    [*] --> {first}"]
    for step, (starts, end) in transitions.items():
        lines += [f"    {start} --> {end or start}: {step}" for start in starts]
    return "\n".join([*lines, *(f"    {end} --> [*]" for end in last), ""])
