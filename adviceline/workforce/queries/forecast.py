"""What the forecast is made of: calls as facts tell of them, the days that were open, school holidays."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max, Min

from adviceline.facts.models import ContactFact
from adviceline.measures import codes
from adviceline.workforce.plan import school_holidays
from adviceline.workforce.queries import opening_hours
from adviceline.workforce.rules.cover import open_half_hours
from adviceline.workforce.rules.forecast.arrivals import HOLIDAY, TERM, Arrivals, Expected, SeenDay, patience_of

LOOK_BACK_DAYS = 365
GAVE_UP = ("abandoned", "short_abandon")
HANDLING_SECONDS, PATIENCE_SECONDS = 900.0, 180.0  # until there are calls to tell


@dataclass(frozen=True)
class History:
    """Calls of the last year for which there are any. `handling_seconds` is talk and wrap-up of an answered call, on average;
    where nothing tells it, or `patience_seconds`, a usual value stands."""

    first: date | None
    last: date | None
    open_days: int
    calls: int
    arrivals: Arrivals
    handling_seconds: float
    patience_seconds: float


def history() -> History:
    """Every call offered while the service was open, whether or not it was answered."""
    calls = ContactFact.objects.filter(channel=codes.CALL, direction=codes.IN, counts=True)
    ends = calls.aggregate(first=Min("began_on"), last=Max("began_on"))
    if ends["last"] is None:
        return History(None, None, 0, 0, Arrivals([]), HANDLING_SECONDS, PATIENCE_SECONDS)
    first = max(ends["first"], ends["last"] - timedelta(days=LOOK_BACK_DAYS - 1))
    last: date = ends["last"]
    came: dict[date, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    rows = calls.filter(began_on__range=(first, last)).exclude(outcome="out_of_hours")
    talked: list[int] = []
    waits: list[tuple[int, bool]] = []
    for day, half, outcome, wait, talk, wrap in rows.values_list(
        "began_on", "half_hour", "outcome", "wait_seconds", "talk_seconds", "wrap_up_seconds"
    ):
        came[day][half] += 1
        if outcome == "answered" and talk is not None:
            talked.append(talk + (wrap or 0))
        if wait is not None:
            waits.append((wait, outcome in GAVE_UP))
    seen = []
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        if halves := frozenset(_halves(day)):
            calls_in = {half: count for half, count in came[day].items() if half in halves}
            seen.append(SeenDay(day, kind_of(day), halves, calls_in))
    return History(
        first=first, last=last, open_days=len(seen), calls=sum(sum(each.calls.values()) for each in seen),
        arrivals=Arrivals(seen), handling_seconds=sum(talked) / len(talked) if talked else HANDLING_SECONDS,
        patience_seconds=patience_of(waits) or PATIENCE_SECONDS,
    )  # fmt: skip


def kind_of(day: date) -> str:
    return HOLIDAY if any(first <= day <= last for first, last in school_holidays()) else TERM


def expected_week(arrivals: Arrivals, monday: date) -> dict[date, dict[int, Expected]]:
    """Calls to expect in each open half hour of a week; a day on which it is closed, as on a bank holiday, is left out."""
    found = {}
    for day in (monday + timedelta(days=number) for number in range(7)):
        if halves := _halves(day):
            kind = kind_of(day)
            found[day] = {half: arrivals.expected(kind=kind, weekday=day.weekday(), half_hour=half) for half in halves}
    return found


def _halves(day: date) -> list[int]:
    """The half hours of London, 0 to 47, in which the service is open on a day."""
    hours = opening_hours()
    return sorted({_half(start.astimezone(hours.zone)) for start, _ in open_half_hours(hours, day)})


def _half(local: datetime) -> int:
    return local.hour * 2 + local.minute // 30
