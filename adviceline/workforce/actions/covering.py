"""Counting cover into facts: one row for each open half hour that is over, without anybody's name."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta

from adviceline.facts.actions import write_cover_facts
from adviceline.facts.queries import cover_counted_between
from adviceline.facts.values import CoverFactValues
from adviceline.workforce.queries import opening_hours
from adviceline.workforce.queries.cover import actual_cover, planned_cover

SETTLED_AFTER = timedelta(minutes=5)
LOOK_BACK = A_WEEK = timedelta(days=7)
_NAMESPACE = uuid.UUID("5f6d1d3e-6a1c-4a51-9b5e-0d7f4c1e9a11")


def count_cover(*, at: datetime, since: datetime | None = None) -> int:
    """Write the half hours that are over and not counted yet, of the last week or from `since`; answers how many. Once
    counted, a half hour stays as it was, whatever leave is entered later: see `count_cover_again`."""
    until = at - SETTLED_AFTER
    start = since or at - LOOK_BACK
    return _count(start, until, again=False)


def count_cover_again(*, since: datetime, until: datetime, at: datetime) -> int:
    """After the rota of the past was corrected: the half hours of those days, anew."""
    return _count(since, min(until, at - SETTLED_AFTER), again=True)


def _count(since: datetime, until: datetime, *, again: bool) -> int:
    """Week by week, so that a long time needs little memory."""
    written, first = 0, _day(since)
    while since < until and first <= _day(until):
        last = min(first + A_WEEK - timedelta(days=1), _day(until))
        written += _count_days(first, last, since=since, until=until, again=again)
        first = last + timedelta(days=1)
    return written


def _count_days(first: date, last: date, *, since: datetime, until: datetime, again: bool) -> int:
    done = set() if again else cover_counted_between(first, last)
    planned = {each.starts_at: each.there for each in planned_cover(first, last)}
    values = (
        CoverFactValues(
            fact_id=uuid.uuid5(_NAMESPACE, each.starts_at.isoformat()),
            began_at=each.starts_at,
            needed=each.needed,
            planned=planned[each.starts_at],
            there=each.there,
            short_seconds=int(each.short.total_seconds()),
        )
        for each in actual_cover(first, last, at=until)
        if each.ends_at > since
    )
    return write_cover_facts(each for each in values if each.fact_id not in done)


def _day(at: datetime) -> date:
    return at.astimezone(opening_hours().zone).date()
