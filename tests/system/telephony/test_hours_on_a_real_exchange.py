"""The exchange alone knows when the service is open, as exactly as the service itself."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from adviceline.workforce.hours import LONDON, BankHolidays, OpeningHours, parse_hours
from scripts.asterisk import why_not_here
from tests.support.telephone import telephone_line

pytestmark = [pytest.mark.system, pytest.mark.skipif(bool(why_not_here()), reason=why_not_here())]
TODAY = datetime.now(UTC).date()
SPECIAL = TODAY + timedelta(days=9)
CLOSED = TODAY + timedelta(days=10)
LAST = TODAY + timedelta(days=500)
HOURS = OpeningHours(
    weekly=(parse_hours("08:00-20:00"),) * 4
    + (parse_hours("08:00-12:30, 13:30-20:00"), parse_hours("00:30-24:00"), ()),
    bank_holidays=BankHolidays.SPECIAL,
    bank_holiday_hours=parse_hours("10:00-16:00"),
    special_days={SPECIAL: parse_hours("06:15-07:45, 22:00-24:00")},
    closures={CLOSED: "moving"},
    last_date=LAST,
)


def instants() -> list[datetime]:
    """Each side of every change of the coming year and a half on days that are odd, and of one ordinary week."""
    days = [TODAY + timedelta(days=each) for each in range(8)] + [SPECIAL, CLOSED, LAST, LAST + timedelta(days=1)]
    for each in range(480):
        day = TODAY + timedelta(days=each)
        begins, ends = (datetime.combine(on, time(), LONDON) for on in (day, day + timedelta(days=1)))
        changes_clock = begins.utcoffset() != ends.utcoffset()
        if changes_clock or HOURS.bank_holiday_on(day):
            days.append(day)
    found = set()
    for day in days:
        noon = datetime.combine(day, time(12), LONDON).astimezone(UTC)
        edges = [noon, noon - timedelta(hours=12), noon + timedelta(hours=11)]
        for edge in [*edges, *(end for stretch in HOURS.open_stretches(day) for end in stretch)]:
            found |= {edge - timedelta(seconds=1), edge, edge + timedelta(hours=1)}
    return sorted(found)


def exchange_says(hours: OpeningHours, asked: list[datetime]) -> dict[datetime, bool]:
    """Whether the dialplan takes the service for open at each instant: one call that asks for all of them."""
    lines = "".join(
        f" same => n,Gosub(advice-hours,s,1({int(at.timestamp())}))\n"
        f" same => n,QueueLog(hours,{int(at.timestamp())},NONE,HOURS,${{GOSUB_RETVAL}})\n"
        for at in asked
    )
    own = f"\n[from-trunk](+)\nexten => hours,1,Answer()\n{lines} same => n,Hangup()\n"
    with telephone_line(hours=hours, dialplan=own) as line:
        line.ring("caller_stays", to="hours")
        told = {int(event[1]): event[5] == "open" for event in line.told("HOURS")}
    return {at: told[int(at.timestamp())] for at in asked}


def test_the_exchange_agrees_with_the_service_at_every_edge() -> None:
    asked = instants()
    assert len(asked) > 200
    told = exchange_says(HOURS, asked)
    assert [at for at in asked if told[at] != HOURS.is_open(at)] == []
    assert set(told.values()) == {True, False}


def test_beyond_what_it_was_told_the_exchange_keeps_the_hours_of_the_weekday() -> None:
    monday = next(day for day in (date(2029, 1, 8) + timedelta(days=each) for each in range(7)) if day.weekday() == 0)
    asked = {
        datetime.combine(monday + timedelta(days=each), time(hour, minute), LONDON).astimezone(UTC)
        for each in range(7) for hour, minute in ((7, 59), (8, 0), (8, 9), (12, 30), (13, 30), (19, 59), (20, 0))
    }  # fmt: skip
    always = OpeningHours(weekly=HOURS.weekly)
    assert exchange_says(always, sorted(asked)) == {at: always.is_open(at) for at in asked}
