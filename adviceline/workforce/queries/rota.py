"""Reading the rota: a week of it, what one adviser has, what waits for an answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db.models import Q
from django.urls import reverse

from adviceline.privacy.links import hash_of, hash_sought, token_for
from adviceline.workforce.models import AdviserRecord, Availability, CalendarFeed, Leave, Shift, Swap
from adviceline.workforce.plan import record_kinds
from adviceline.workforce.queries import opening_hours
from adviceline.workforce.queries.standing import adviser_records, agreed_leave, day_span, standings
from adviceline.workforce.rules.eligibility import problems_on
from adviceline.workforce.rules.rota import days_of
from adviceline.workforce.rules.spans import minus

FEED_BACK, FEED_AHEAD = timedelta(days=31), timedelta(days=400)


@dataclass(frozen=True)
class Placed:
    """A planned shift on the grid. `counts`: the whole of it is cover; else `why` says what stops it."""

    shift: Shift
    counts: bool
    why: str


@dataclass(frozen=True)
class Row:
    """One adviser's week: for each day the shifts that begin on it, and whether they are away on any of it."""

    record: AdviserRecord
    days: list[tuple[date, list[Placed], bool]]


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def week(monday: date) -> list[Row]:
    """Every adviser's week, by name; somebody who left is there while they have shifts in it."""
    days = [monday + timedelta(days=number) for number in range(7)]
    start, end = day_span(days[0])[0], day_span(days[-1])[1]
    shifts = list(
        Shift.objects.filter(state=Shift.State.PLANNED, starts_at__lt=end, ends_at__gt=start).select_related("adviser")
    )
    rostered = {each.adviser_id for each in shifts}
    records = [
        each for each in adviser_records(with_left=True)
        if each.pk in rostered or each.left_date is None or each.left_date >= days[0]
    ]  # fmt: skip
    standing, away, kinds = standings(records), agreed_leave([each.pk for each in records], start, end), record_kinds()
    zone = opening_hours().zone
    placed: dict[tuple[int, date], list[Placed]] = {}
    for shift in shifts:
        first = max(shift.starts_at.astimezone(zone).date(), days[0])
        problems: list[str] = []
        for day in days_of(shift.starts_at, shift.ends_at, zone):
            problems += [each for each in problems_on(day, standing[shift.adviser_id], kinds) if each not in problems]
        span = (shift.starts_at, shift.ends_at)
        if minus([span], away.get(shift.adviser_id, [])) != [span]:
            problems.append("They are away for some or all of it.")
        placed.setdefault((shift.adviser_id, first), []).append(Placed(shift, not problems, " ".join(problems)))
    return [
        Row(
            each,
            [(day, placed.get((each.pk, day), []), _is_away(away.get(each.pk, []), day)) for day in days],
        )
        for each in records
    ]


def _is_away(spans: list[tuple[datetime, datetime]], day: date) -> bool:
    begins, ends = day_span(day)
    return any(start < ends and end > begins for start, end in spans)


def shifts_ahead(record: AdviserRecord, *, at: datetime) -> list[Shift]:
    """What somebody has from now on, the running one too."""
    return list(record.shifts.filter(state=Shift.State.PLANNED, ends_at__gt=at).select_related("adviser__person")[:60])


def shift_on(adviser: int, *, at: datetime) -> Shift | None:
    """The planned shift that somebody is on at this moment."""
    return Shift.objects.filter(
        adviser_id=adviser, state=Shift.State.PLANNED, starts_at__lte=at, ends_at__gt=at
    ).first()


def availability_of(record: AdviserRecord) -> dict[int, tuple[int, int]]:
    """Weekday → (first minute, last minute); none where nothing was said."""
    rows = Availability.objects.filter(adviser=record)
    return {each.weekday: (each.start_minute, each.end_minute) for each in rows}


def leave_ahead(record: AdviserRecord, *, at: datetime) -> list[Leave]:
    """What somebody asked for or has, from now on; what was declined too, so that they see it."""
    rows = record.leave.filter(ends_at__gt=at).exclude(state=Leave.State.WITHDRAWN)
    return list(rows.select_related("adviser__person"))


def leave_to_decide(*, at: datetime) -> list[Leave]:
    rows = Leave.objects.filter(state=Leave.State.ASKED, ends_at__gt=at)
    return list(rows.select_related("adviser__person"))


def shifts_in(leave: Leave) -> int:
    """How many planned shifts a leave touches."""
    return leave.adviser.shifts.filter(
        state=Shift.State.PLANNED, starts_at__lt=leave.ends_at, ends_at__gt=leave.starts_at
    ).count()


def _swaps() -> list[str]:
    return ["shift", "in_return", "offered_by__person", "offered_to__person"]


def swaps_of(record: AdviserRecord, *, at: datetime) -> list[Swap]:
    """Open swaps that somebody offered, or that were offered to them, of shifts still to come."""
    rows = Swap.objects.filter(Q(offered_by=record) | Q(offered_to=record), shift__starts_at__gt=at)
    open_ones = rows.filter(state__in=[Swap.State.OFFERED, Swap.State.ACCEPTED])
    return list(open_ones.select_related(*_swaps()))


def swaps_to_decide(*, at: datetime) -> list[Swap]:
    rows = Swap.objects.filter(state=Swap.State.ACCEPTED, shift__starts_at__gt=at)
    return list(rows.select_related(*_swaps()))


def waits_for_a_decision(*, at: datetime) -> int:
    """How many requests wait for a supervisor."""
    return (
        Leave.objects.filter(state=Leave.State.ASKED, ends_at__gt=at).count()
        + Swap.objects.filter(state=Swap.State.ACCEPTED, shift__starts_at__gt=at).count()
    )


# ---- The private calendar --------------------------------------------------------------------------------------------


def feed_token(feed: CalendarFeed) -> str:
    return token_for(feed.key, purpose="workforce.calendar")


def feed_address(feed: CalendarFeed, *, origin: str) -> str:
    """Empty when the service's secret was changed since the link was made: it must be made anew."""
    token = feed_token(feed)
    if hash_of(token) != feed.token_hash:
        return ""
    return f"{origin.rstrip('/')}{reverse('workforce:calendar', args=[token])}"


def open_feed_of(record: AdviserRecord) -> CalendarFeed | None:
    return record.feeds.filter(revoked_at__isnull=True).first()


def feed_by(token: str) -> CalendarFeed | None:
    """The feed that a link opens: none once it was revoked, or its adviser is gone."""
    feed = CalendarFeed.objects.filter(token_hash=hash_sought(token), revoked_at__isnull=True)
    found = feed.select_related("adviser__person").first()
    if found is None or not found.adviser.person.is_active:
        return None
    return found


def shifts_for_calendar(feed: CalendarFeed, *, at: datetime) -> list[Shift]:
    """What the calendar shows: shifts of the last month and all to come, those taken off included so that it hears of it."""
    now = at.astimezone(UTC)
    rows = feed.adviser.shifts.filter(ends_at__gt=now - FEED_BACK, starts_at__lt=now + FEED_AHEAD)
    return list(rows.order_by("starts_at", "pk"))
