"""Bank holidays in England and Wales for any year since 1978, without the network.

The GOV.UK list bundled with govuk-bank-holidays is used for the years it covers. Every other year is worked out from
the rule in the Banking and Financial Dealings Act 1971, with the holidays moved or added by proclamation kept as data.
"""

from datetime import date, timedelta
from functools import lru_cache

FIRST_YEAR = 1978  # the early May bank holiday began; the rule below does not hold before it

MONDAY = 0

EARLY_MAY = "Early May bank holiday"
SPRING = "Spring bank holiday"

# Proclaimed by the Crown: (year, usual holiday that moved) -> the date it moved to.
_MOVED: dict[tuple[int, str], date] = {
    (1995, EARLY_MAY): date(1995, 5, 8),
    (2002, SPRING): date(2002, 6, 4),
    (2012, SPRING): date(2012, 6, 4),
    (2020, EARLY_MAY): date(2020, 5, 8),
    (2022, SPRING): date(2022, 6, 2),
}

_EXTRA: dict[date, str] = {
    date(1981, 7, 29): "Royal wedding",
    date(1999, 12, 31): "Millennium bank holiday",
    date(2002, 6, 3): "Golden Jubilee bank holiday",
    date(2011, 4, 29): "Royal wedding",
    date(2012, 6, 5): "Diamond Jubilee bank holiday",
    date(2022, 6, 3): "Platinum Jubilee bank holiday",
    date(2022, 9, 19): "Bank holiday for the State Funeral of Queen Elizabeth II",
    date(2023, 5, 8): "Bank holiday for the coronation of King Charles III",
}


def easter_sunday(year: int) -> date:
    """Western Easter, Gregorian calendar (Meeus/Jones/Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    weekday_shift = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * weekday_shift) // 451
    month, day = divmod(h + weekday_shift - 7 * m + 114, 31)
    return date(year, month, day + 1)


def bank_holidays_by_rule(year: int) -> dict[date, str]:
    """Every bank holiday of one year from the rule alone; raises ValueError before 1978."""
    if year < FIRST_YEAR:
        raise ValueError(f"Bank holidays are known from {FIRST_YEAR} onwards, not for {year}.")
    easter = easter_sunday(year)
    holidays = {
        _weekday_on_or_after(date(year, 1, 1)): "New Year’s Day",
        easter - timedelta(days=2): "Good Friday",
        easter + timedelta(days=1): "Easter Monday",
        _MOVED.get((year, EARLY_MAY), _monday_on_or_after(date(year, 5, 1))): EARLY_MAY,
        _MOVED.get((year, SPRING), _monday_on_or_after(date(year, 5, 25))): SPRING,
        _monday_on_or_after(date(year, 8, 25)): "Summer bank holiday",
        **_christmas_and_boxing_day(year),
    }
    holidays.update({day: title for day, title in _EXTRA.items() if day.year == year})
    return dict(sorted(holidays.items()))


@lru_cache(maxsize=512)
def bank_holidays(year: int) -> dict[date, str]:
    """Date -> title for one year: the published list where there is one, the rule otherwise."""
    return _published().get(year) or bank_holidays_by_rule(year)


def bank_holiday_title(day: date) -> str | None:
    return bank_holidays(day.year).get(day)


@lru_cache(maxsize=1)
def _published() -> dict[int, dict[date, str]]:
    # Imported here because the library brings an HTTP client with it; the bundled list is all that is read.
    from govuk_bank_holidays.bank_holidays import BankHolidays

    listed = BankHolidays(use_cached_holidays=True).get_holidays(division=BankHolidays.ENGLAND_AND_WALES)
    by_year: dict[int, dict[date, str]] = {}
    for holiday in listed:
        by_year.setdefault(holiday["date"].year, {})[holiday["date"]] = holiday["title"]
    # A year published only in part would silently open the service on the missing days.
    return {year: days for year, days in by_year.items() if len(days) >= len(bank_holidays_by_rule(year))}


def _christmas_and_boxing_day(year: int) -> dict[date, str]:
    christmas, boxing = date(year, 12, 25), date(year, 12, 26)
    match christmas.weekday():
        case 5:  # Saturday: both fall at the weekend
            return {date(year, 12, 27): "Christmas Day", date(year, 12, 28): "Boxing Day"}
        case 6:  # Sunday: Boxing Day keeps the Monday, Christmas Day moves past it
            return {boxing: "Boxing Day", date(year, 12, 27): "Christmas Day"}
        case 4:  # Friday
            return {christmas: "Christmas Day", date(year, 12, 28): "Boxing Day"}
    return {christmas: "Christmas Day", boxing: "Boxing Day"}


def _weekday_on_or_after(day: date) -> date:
    return day if day.weekday() < 5 else _monday_on_or_after(day)


def _monday_on_or_after(day: date) -> date:
    return day + timedelta(days=(MONDAY - day.weekday()) % 7)
