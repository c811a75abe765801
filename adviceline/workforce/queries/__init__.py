"""Reading the workforce room: when the service is open."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

from django.conf import settings

from adviceline.content.current import current_content
from adviceline.content.model import Opening
from adviceline.workforce.hours import BankHolidays, Hours, OpeningHours, parse_hours

DAYS_IN_A_WEEK = 7


def opening_hours() -> OpeningHours:
    """The service's hours: from its content, with bank holidays as the operator's setting says where it is given; a
    demonstration may be open at any hour."""
    hours = from_content(current_content().service.opening, bank_holidays=settings.BANK_HOLIDAYS)
    return replace(hours, always_from=settings.ALWAYS_OPEN_FROM) if settings.ALWAYS_OPEN_FROM else hours


def from_content(opening: Opening, *, bank_holidays: str = "") -> OpeningHours:
    rule, special_hours = bank_holiday_rule(bank_holidays or opening.bank_holidays)
    day = (_hours(opening.opens, opening.closes),)
    return OpeningHours(
        weekly=tuple(day if weekday in opening.days else () for weekday in range(DAYS_IN_A_WEEK)),
        bank_holidays=rule,
        bank_holiday_hours=special_hours,
        closures=opening.closures,
        special_days={date: (_hours(*times),) for date, times in opening.special_days.items()},
        first_date=opening.first_date,
        last_date=opening.last_date,
    )


def bank_holiday_rule(text: str) -> tuple[BankHolidays, tuple[Hours, ...]]:
    """'closed', 'open' or '10:00-16:00'. Raises ValueError in plain words."""
    match text.strip().lower():
        case "closed":
            return BankHolidays.CLOSED, ()
        case "open":
            return BankHolidays.OPEN, ()
        case hours:
            stretches = parse_hours(hours)
            if not stretches:
                raise ValueError("Give hours such as 10:00-16:00.")
            return BankHolidays.SPECIAL, stretches


def _hours(opens: time, closes: time) -> Hours:
    return Hours(opens.hour * 60 + opens.minute, closes.hour * 60 + closes.minute)
