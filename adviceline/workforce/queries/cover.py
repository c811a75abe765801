"""Cover against the rule: as the rota plans it, and as advisers' states show it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q

from adviceline.workforce.models import AdviserRecord, Shift, StateInterval
from adviceline.workforce.plan import minimum_cover
from adviceline.workforce.queries import opening_hours
from adviceline.workforce.queries.standing import adviser_records, agreed_leave, barred_days, day_span, standings
from adviceline.workforce.rules.cover import HalfHour, countable, cover, gaps, open_half_hours
from adviceline.workforce.rules.presence import ON_THE_LINE
from adviceline.workforce.rules.spans import Span

Spans = Callable[[datetime, datetime], dict[int, list[Span]]]


@dataclass(frozen=True)
class Gap:
    """A stretch that the rota leaves below the rule."""

    starts_at: datetime
    ends_at: datetime
    there: int
    needed: int


@dataclass(frozen=True)
class Now:
    """This moment: whether the service is open, who is on the line and may be, and how many are needed. `is_kept`: there are
    records of advisers, so that it can be known."""

    is_open: bool
    is_kept: bool
    there: list[AdviserRecord]
    needed: int

    @property
    def is_short(self) -> bool:
        return self.is_open and self.is_kept and len(self.there) < self.needed


def planned_cover(first: date, last: date) -> list[HalfHour]:
    """Every open half hour of these days as the rota has it. Who is away, or may not advise that day, does not count."""
    return _cover(first, last, _shifts)


def actual_cover(first: date, last: date, *, at: datetime) -> list[HalfHour]:
    """Every open half hour of these days that is over, as advisers' states show it, rostered or not."""
    found = _cover(first, last, lambda start, end: _states(start, min(end, at)))
    return [each for each in found if each.ends_at <= at]


def gaps_ahead(*, at: datetime, days: int) -> list[Gap]:
    """What the rota leaves below the rule from now on, for so many days."""
    today = at.astimezone(opening_hours().zone).date()
    half_hours = [each for each in planned_cover(today, today + timedelta(days=days - 1)) if each.ends_at > at]
    needed = minimum_cover()
    return [Gap(start, end, there, needed) for start, end, there in gaps(half_hours)]


def cover_now(*, at: datetime) -> Now:
    today = at.astimezone(opening_hours().zone).date()
    records = adviser_records(today=today)
    there = _there(today, today, lambda start, end: _states(at, at + timedelta(microseconds=1))) if records else {}
    on_the_line = [each for each in records if there.get(each.pk)]
    return Now(opening_hours().is_open(at), bool(records), on_the_line, minimum_cover())


def _cover(first: date, last: date, spans: Spans) -> list[HalfHour]:
    hours = opening_hours()
    half_hours = [each for day in _days(first, last) for each in open_half_hours(hours, day)]
    return cover(half_hours, _there(first, last, spans), needed=minimum_cover())


def _there(first: date, last: date, spans: Spans) -> dict[int, list[Span]]:
    """When each counts: of their shifts or states, without what they are away and the days on which they may not advise."""
    start, end = day_span(first)[0], day_span(last)[1]
    said = spans(start, end)
    records = [each for each in adviser_records(with_left=True) if each.pk in said]
    standing, away = standings(records), agreed_leave(said, start, end)
    return {
        each.pk: countable(
            said[each.pk], away=away.get(each.pk, []), barred=barred_days(standing[each.pk], _days(first, last))
        )
        for each in records
    }


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _shifts(start: datetime, end: datetime) -> dict[int, list[Span]]:
    rows = Shift.objects.filter(state=Shift.State.PLANNED, starts_at__lt=end, ends_at__gt=start)
    found: dict[int, list[Span]] = defaultdict(list)
    for adviser, begins, ends in rows.values_list("adviser_id", "starts_at", "ends_at"):
        found[adviser].append((begins, ends))
    return found


def _states(start: datetime, end: datetime) -> dict[int, list[Span]]:
    rows = StateInterval.objects.filter(state__in=ON_THE_LINE, began_at__lt=end).filter(
        Q(ended_at__gt=start) | Q(ended_at__isnull=True, bound_at__gt=start)
    )
    found: dict[int, list[Span]] = defaultdict(list)
    for adviser, began, ended, bound in rows.values_list("adviser_id", "began_at", "ended_at", "bound_at"):
        found[adviser].append((max(began, start), min(ended or bound, end)))
    return found
