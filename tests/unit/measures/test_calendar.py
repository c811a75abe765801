"""Months, days and half hours of London."""

from datetime import UTC, date, datetime, timedelta

import pytest

from adviceline.measures.calendar import (
    LondonMoment,
    format_month,
    london_moment,
    next_month,
    parse_month,
    previous_month,
)


def at(*parts):
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("instant", "expected"),
    [
        (at(2022, 2, 28, 23, 59, 59), LondonMoment(202202, date(2022, 2, 28), 1, 47)),
        (at(2022, 3, 1), LondonMoment(202203, date(2022, 3, 1), 2, 0)),
        (at(2024, 2, 29, 12, 30), LondonMoment(202402, date(2024, 2, 29), 4, 25)),
        # In summer the last hour of the month in UTC is the next month's in London.
        (at(2022, 5, 31, 23, 0), LondonMoment(202206, date(2022, 6, 1), 3, 0)),
        # Clocks go forward: 00:59 is followed by 02:00.
        (at(2022, 3, 27, 0, 59), LondonMoment(202203, date(2022, 3, 27), 7, 1)),
        (at(2022, 3, 27, 1, 0), LondonMoment(202203, date(2022, 3, 27), 7, 4)),
        # Clocks go back: 01:30 comes twice and is the same half hour.
        (at(2022, 10, 30, 0, 30), LondonMoment(202210, date(2022, 10, 30), 7, 3)),
        (at(2022, 10, 30, 1, 30), LondonMoment(202210, date(2022, 10, 30), 7, 3)),
    ],
)
def test_an_instant_is_placed_by_london_s_clocks(instant, expected):
    assert london_moment(instant) == expected


def test_an_instant_without_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        london_moment(datetime(2022, 2, 1))


def test_the_half_hours_of_a_year_never_leave_the_day():
    moments = {london_moment(at(2022, 1, 1) + timedelta(minutes=30 * step)).half_hour for step in range(48 * 365)}
    assert moments == set(range(48))


@pytest.mark.parametrize(
    "text", ["2022", "2022-13", "2022-00", "22-02", "2022-2", "february", "", "2022-02-01", "²⁰²²-02", "0000-01"]
)
def test_what_is_no_month_is_refused_in_plain_words(text):
    with pytest.raises(ValueError, match="‘"):
        parse_month(text)


def test_months_are_read_written_and_counted_over_new_year():
    assert parse_month("2022-02") == 202202
    assert format_month(202202) == "2022-02"
    assert next_month(202112) == 202201
    assert previous_month(202201) == 202112
