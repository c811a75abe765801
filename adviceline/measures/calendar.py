"""The month, day and half hour of London in which something began."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True, slots=True)
class LondonMoment:
    """`month` is yyyymm; `half_hour` counts from local midnight, 0 to 47; `iso_weekday` 1 is Monday.

    On the day clocks go back, 01:00–02:00 happens twice and both fall in half hours 2 and 3; on the day they go
    forward nothing falls there.
    """

    month: int
    date: date
    iso_weekday: int
    half_hour: int


def london_moment(at: datetime) -> LondonMoment:
    if at.utcoffset() is None:
        raise ValueError("An instant needs its time zone; this one has none.")
    local = at.astimezone(LONDON)
    return LondonMoment(
        month=local.year * 100 + local.month,
        date=local.date(),
        iso_weekday=local.isoweekday(),
        half_hour=local.hour * 2 + local.minute // 30,
    )


def month_of(day: date) -> int:
    return day.year * 100 + day.month


def parse_month(text: str) -> int:
    """`2022-02` to 202202. Raises ValueError with words for a person."""
    year, dash, month = text.partition("-")
    digits = year.isascii() and month.isascii() and year.isdigit() and month.isdigit()
    if not (dash and digits and len(year) == 4 and len(month) == 2):
        raise ValueError(f"‘{text}’ is not a month. Write it as year and month, for example 2022-02.")
    if not 1 <= int(month) <= 12:
        raise ValueError(f"‘{text}’ is not a month: there is no month {month}. Months run from 01 to 12.")
    if int(year) < 1900:
        raise ValueError(f"‘{text}’ is too long ago. Write a month from 1900-01 on, for example 2022-02.")
    return int(year) * 100 + int(month)


def format_month(month: int) -> str:
    return f"{month // 100:04d}-{month % 100:02d}"


def next_month(month: int) -> int:
    return month + 1 if month % 100 < 12 else month + 89


def previous_month(month: int) -> int:
    return month - 1 if month % 100 > 1 else month - 89
