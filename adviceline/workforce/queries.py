"""The opening hours in force: the content's, with the operator's word on bank holidays."""

from __future__ import annotations

from functools import lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings

from adviceline.content.current import current_content
from adviceline.content.model import Opening
from adviceline.workforce.hours import BankHolidays, Hours, OpeningHours, parse_hours


def opening_hours() -> OpeningHours:
    """Hours by weekday and bank holiday. Raises ValueError, in plain words, for a setting that cannot be read."""
    return _hours(current_content().service.opening, settings.BANK_HOLIDAYS)


@lru_cache(maxsize=8)
def _hours(opening: Opening, bank_holidays: str) -> OpeningHours:
    day = (Hours(_minute(opening.opens.hour, opening.opens.minute), _minute(opening.closes.hour, opening.closes.minute)),)
    rule, special = _bank_holiday_rule(bank_holidays)
    return OpeningHours(
        weekly=tuple(day if weekday in opening.days else () for weekday in range(7)),
        bank_holidays=rule,
        bank_holiday_hours=special,
        zone=ZoneInfo(opening.timezone),
    )


def _bank_holiday_rule(setting: str) -> tuple[BankHolidays, tuple[Hours, ...]]:
    """`closed`, `open`, or hours such as `10:00-16:00`."""
    if setting in {BankHolidays.CLOSED, BankHolidays.OPEN}:
        return BankHolidays(setting), ()
    return BankHolidays.SPECIAL, parse_hours(setting)


def _minute(hour: int, minute: int) -> int:
    return hour * 60 + minute
