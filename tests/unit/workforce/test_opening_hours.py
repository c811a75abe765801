"""When the service is open, said as the page header says it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from adviceline.content.model import Opening
from adviceline.workforce.hours import BankHolidays, Hours, OpeningHours, parse_hours
from adviceline.workforce.queries import bank_holiday_rule, from_content
from tests.support.clock import london, utc

SERVICE = OpeningHours()


@pytest.mark.parametrize(
    "at, text",
    [
        (london(2022, 2, 3, 8), "Open now until 8pm"),
        (london(2022, 2, 3, 19, 59, 59), "Open now until 8pm"),
        (london(2022, 2, 3, 7, 59, 59), "Closed: opens today 8am"),
        (london(2022, 2, 3, 20), "Closed: opens tomorrow 8am"),
        (london(2022, 2, 4, 20), "Closed: opens Monday 8am"),
        (london(2022, 2, 6, 23, 59), "Closed: opens tomorrow 8am"),
        (london(2022, 1, 1, 12), "Closed: opens Tuesday 8am"),
        (london(2022, 1, 3, 12), "Closed for the bank holiday: opens tomorrow 8am"),
        (london(2022, 4, 15, 12), "Closed for the bank holiday: opens Tuesday 8am"),
        (london(2022, 4, 14, 21), "Closed: opens Tuesday 8am"),
        (london(2021, 12, 31, 21), "Closed: opens Tuesday 8am"),
    ],
)
def test_the_header_says_what_is_so_now(at: datetime, text: str):
    assert SERVICE.open_state(at).text == text
    assert SERVICE.open_state(at).open is text.startswith("Open")


def test_summer_time_moves_the_opening_in_utc_not_in_london():
    assert SERVICE.next_change(utc(2022, 3, 26)) == utc(2022, 3, 28, 7)
    assert SERVICE.next_change(utc(2022, 10, 29)) == utc(2022, 10, 31, 8)


def test_bank_holidays_may_be_open_or_have_hours_of_their_own():
    on_new_year = london(2022, 1, 3, 9)
    assert not SERVICE.is_open(on_new_year)
    assert OpeningHours(bank_holidays=BankHolidays.OPEN).is_open(on_new_year)
    special = OpeningHours(bank_holidays=BankHolidays.SPECIAL, bank_holiday_hours=parse_hours("10:00-16:00"))
    assert special.open_state(on_new_year).text == "Closed: opens today 10am"
    assert special.open_state(london(2022, 1, 3, 11)).text == "Open now until 4pm"


def test_a_closure_says_why_and_wins_over_everything():
    day = date(2022, 2, 3)
    hours = OpeningHours(closures={day: "staff training"}, special_days={day: parse_hours("09:00-10:00")})
    assert hours.open_state(london(2022, 2, 3)).text == "Closed for staff training: opens tomorrow 8am"


def test_a_special_day_opens_a_weekend():
    hours = OpeningHours(special_days={date(2022, 2, 5): parse_hours("09:00-13:00")})
    assert hours.open_state(london(2022, 2, 5, 10)).text == "Open now until 1pm"
    assert hours.open_state(london(2022, 2, 4, 21)).text == "Closed: opens tomorrow 9am"


def test_the_service_begins_and_ends_on_its_dates():
    hours = OpeningHours(first_date=date(2022, 1, 10), last_date=date(2022, 3, 31))
    assert hours.open_state(london(2021, 6, 1)).text == "Not open yet: opens Monday 10 January 2022 8am"
    assert hours.open_state(london(2022, 1, 6)).text == "Not open yet: opens Monday 8am"
    assert hours.open_state(london(2022, 3, 31, 12)).text == "Open now until 8pm"
    assert hours.open_state(london(2022, 3, 31, 20)).text == "This service has closed"
    assert hours.next_change(london(2022, 3, 31, 20)) is None
    extended = OpeningHours(first_date=date(2022, 1, 10), last_date=date(2022, 6, 30))
    assert extended.open_state(london(2022, 3, 31, 20)).text == "Closed: opens tomorrow 8am"


def test_a_first_date_years_ahead_is_found():
    hours = OpeningHours(first_date=date(2030, 1, 7))
    assert hours.next_change(london(2022, 1, 1)) == london(2030, 1, 7, 8)


def test_round_the_clock_opening_does_not_change_at_midnight():
    always = OpeningHours(weekly=((Hours(0, 1440),),) * 7, bank_holidays=BankHolidays.OPEN)
    assert always.open_state(london(2022, 2, 3, 23, 59)).text == "Open now"
    assert always.next_change(london(2022, 2, 3)) is None
    week = OpeningHours(weekly=((Hours(0, 1440),),) * 5 + ((), ()))
    assert week.open_state(london(2022, 2, 2)).text == "Open now until Friday midnight"


def test_a_lunch_hour_is_closed():
    hours = OpeningHours(weekly=(parse_hours("08:00-12:00, 13:30-20:00"),) * 7)
    assert hours.open_state(london(2022, 2, 3, 11)).text == "Open now until midday"
    assert hours.open_state(london(2022, 2, 3, 12)).text == "Closed: opens today 1:30pm"


def test_open_seconds_leave_out_nights_weekends_and_holidays():
    assert SERVICE.open_seconds_between(london(2022, 2, 4, 19, 30), london(2022, 2, 7, 8, 30)) == 3600
    assert SERVICE.open_seconds_between(london(2022, 4, 14, 19), london(2022, 4, 19, 9)) == 7200
    assert SERVICE.open_seconds_between(london(2022, 2, 5), london(2022, 2, 6)) == 0
    assert SERVICE.open_seconds_between(london(2022, 2, 3, 12), london(2022, 2, 3, 11)) == 0


def test_open_seconds_are_true_elapsed_time_when_the_clocks_change():
    night = OpeningHours(weekly=((Hours(0, 1440),),) * 7, bank_holidays=BankHolidays.OPEN)
    spring, autumn = date(2022, 3, 27), date(2022, 10, 30)
    for day, hours in ((spring, 23), (autumn, 25)):
        start, end = (london(each.year, each.month, each.day, 0) for each in (day, day + timedelta(days=1)))
        assert night.open_seconds_between(start, end) == hours * 3600
        assert len(night.slots(day)) == hours * 2


@pytest.mark.parametrize(
    "text, opens_at, closes_at",
    [
        ("01:30-03:00", utc(2022, 3, 27, 1), utc(2022, 3, 27, 2)),  # half past one is skipped
        ("00:30-01:30", utc(2022, 3, 27, 0, 30), utc(2022, 3, 27, 1)),
    ],
)
def test_a_time_that_the_spring_change_skips(text: str, opens_at: datetime, closes_at: datetime):
    hours = OpeningHours(weekly=(parse_hours(text),) * 7)
    assert hours.open_stretches(date(2022, 3, 27)) == [(opens_at, closes_at)]


def test_an_opening_wholly_inside_the_skipped_hour_does_not_happen():
    hours = OpeningHours(weekly=(parse_hours("01:10-01:50"),) * 7)
    assert hours.open_stretches(date(2022, 3, 27)) == []
    assert hours.slots(date(2022, 3, 27), 10) == []


def test_slots_fit_wholly_inside_the_day():
    slots = SERVICE.slots(date(2022, 2, 3))
    assert len(slots) == 24
    assert (slots[0].starts_at, slots[-1].ends_at) == (london(2022, 2, 3, 8), london(2022, 2, 3, 20))
    assert len(SERVICE.slots(date(2022, 2, 3), 50)) == 14
    assert SERVICE.slots(date(2022, 2, 5)) == []
    with pytest.raises(ValueError):
        SERVICE.slots(date(2022, 2, 3), 0)


def test_open_time_is_counted_forward_over_a_weekend():
    assert SERVICE.add_open_time(london(2022, 2, 4, 19), timedelta(hours=2)) == london(2022, 2, 7, 9)
    assert SERVICE.add_open_time(london(2022, 2, 5), timedelta(0)) == london(2022, 2, 7, 8)
    assert SERVICE.add_open_time(london(2022, 2, 3, 12), timedelta(0)) == london(2022, 2, 3, 12)


def test_an_instant_without_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        SERVICE.is_open(datetime(2022, 2, 3, 12))


@pytest.mark.parametrize(
    "text", ["8-20", "20:00-08:00", "08:00", "08:00-25:00", "08:00-12:00, 11:00-13:00", "08:60-09:00", "a-b"]
)
def test_hours_that_make_no_sense_are_refused(text: str):
    with pytest.raises(ValueError, match=r"[Hh]ours"):
        parse_hours(text)


@pytest.mark.parametrize("text", ["", ",", "shut", "16:00-10:00"])
def test_a_bank_holiday_setting_that_makes_no_sense_is_refused(text: str):
    with pytest.raises(ValueError):
        bank_holiday_rule(text)


def test_content_gives_the_hours_and_the_setting_wins_for_bank_holidays():
    opening = Opening(
        "Europe/London", (0, 1, 2, 3, 4), time(8), time(20), "closed", "england-and-wales", "8am to 8pm",
        closures={date(2022, 2, 3): "staff training"}, special_days={date(2022, 2, 5): (time(9), time(12))},
        first_date=date(2022, 1, 3),
    )  # fmt: skip
    assert from_content(opening).open_state(london(2022, 1, 3)).text.startswith("Closed for the bank holiday")
    assert from_content(opening, bank_holidays="open").is_open(london(2022, 1, 3))
    assert from_content(opening, bank_holidays="10:00-16:00").is_open(london(2022, 1, 3, 15))
    assert from_content(opening).is_open(london(2022, 2, 5, 10))
    assert not from_content(opening).is_open(london(2022, 2, 3))
    assert from_content(opening).first_date == date(2022, 1, 3)
