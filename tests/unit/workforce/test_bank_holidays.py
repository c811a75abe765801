"""Bank holidays in England and Wales, by the published list and by the rule for every other year."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from adviceline.workforce import bank_holidays
from adviceline.workforce.bank_holidays import bank_holiday_title, bank_holidays_by_rule, easter_sunday


@pytest.mark.parametrize("year", range(2012, 2029))
def test_the_rule_gives_the_published_list(year: int):
    published = bank_holidays._published()[year]
    assert set(bank_holidays_by_rule(year)) == set(published)


@pytest.mark.parametrize(
    "year, day",
    [
        (1978, (3, 26)),
        (2000, (4, 23)),
        (2008, (3, 23)),
        (2011, (4, 24)),
        (2038, (4, 25)),
        (2049, (4, 18)),
        (2285, (3, 22)),
    ],
)
def test_easter_falls_where_the_church_has_it(year: int, day: tuple[int, int]):
    assert easter_sunday(year) == date(year, *day)


def test_holidays_proclaimed_once_are_kept():
    assert bank_holiday_title(date(2022, 6, 3)) == "Platinum Jubilee bank holiday"
    assert bank_holiday_title(date(2022, 5, 30)) is None, "the spring bank holiday moved in 2022"
    assert bank_holiday_title(date(2022, 9, 19)) is not None
    assert bank_holiday_title(date(2023, 5, 8)) is not None
    assert date(1995, 5, 8) in bank_holidays_by_rule(1995)
    assert date(1995, 5, 1) not in bank_holidays_by_rule(1995)


@pytest.mark.parametrize("year", [*range(1978, 2012), *range(2029, 2100)])
def test_a_year_without_a_list_has_its_eight_holidays_on_working_days(year: int):
    holidays = bank_holidays_by_rule(year)
    assert len(holidays) >= 8
    assert all(day.weekday() < 5 for day in holidays)


@pytest.mark.parametrize(
    "year, expected",
    [
        (2032, [(12, 27), (12, 28)]),  # Christmas Day on a Saturday
        (2033, [(12, 26), (12, 27)]),  # on a Sunday
        (2037, [(12, 25), (12, 28)]),  # on a Friday
        (2029, [(12, 25), (12, 26)]),
    ],
)
def test_christmas_holidays_move_off_the_weekend(year: int, expected: list[tuple[int, int]]):
    found = [(day.month, day.day) for day in bank_holidays_by_rule(year) if day.month == 12]
    assert found == expected


def test_new_year_moves_to_the_first_working_day():
    for year in range(2029, 2060):
        first = min(bank_holidays_by_rule(year))
        assert first.weekday() < 5
        assert all(
            (date(year, 1, 1) + timedelta(days=n)).weekday() >= 5 for n in range((first - date(year, 1, 1)).days)
        )


def test_years_before_the_present_rule_are_refused():
    with pytest.raises(ValueError, match="1978"):
        bank_holidays_by_rule(1977)
