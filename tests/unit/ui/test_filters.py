"""Dates, times and lengths read as people say them."""

from __future__ import annotations

import datetime as dt

import pytest

from adviceline.ui import filters
from adviceline.ui.due import due_words, waited


def utc(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=dt.UTC)  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (dt.date(2022, 2, 3), "3 February 2022"),
        (utc(2022, 7, 1, 23, 30), "2 July 2022"),
        (utc(2022, 1, 1, 23, 30), "1 January 2022"),
        (None, ""),
    ],
)
def test_dates_are_londons(value: dt.date | None, words: str) -> None:
    assert filters.long_date(value) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (dt.time(8, 0), "8am"),
        (dt.time(8, 30), "8:30am"),
        (dt.time(12, 0), "midday"),
        (dt.time(0, 0), "midnight"),
        (dt.time(12, 5), "12:05pm"),
        (dt.time(0, 5), "12:05am"),
        (dt.time(20, 0), "8pm"),
        (utc(2022, 7, 1, 7, 0), "8am"),
        (utc(2022, 1, 3, 8, 0), "8am"),
    ],
)
def test_times(value: dt.time | dt.datetime, words: str) -> None:
    assert filters.clock_time(value) == words


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        filters.moment(dt.datetime(2022, 2, 3, 10, 0))


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 seconds"),
        (1, "1 second"),
        (250, "4 minutes 10 seconds"),
        (240, "4 minutes"),
        (3600, "1 hour"),
        (7500, "2 hours 5 minutes"),
        (3 * 86400 + 4 * 3600 + 59, "3 days 4 hours"),
        (59.6, "1 minute"),
        (-90, "minus 1 minute 30 seconds"),
        (None, ""),
    ],
)
def test_lengths(seconds: float | None, words: str) -> None:
    assert filters.duration(seconds) == words


def test_numbers_counts_shares_months_and_lists() -> None:
    assert filters.number(1204) == "1,204"
    assert filters.number(12.345, 1) == "12.3"
    assert filters.count(1, "enquiry", "enquiries") == "1 enquiry"
    assert filters.count(1200, "enquiry", "enquiries") == "1,200 enquiries"
    assert filters.percent(0.125) == "12.5%"
    assert filters.month("2022-02") == "February 2022"
    assert filters.short_duration(3725) == "1:02:05"
    assert filters.listed(["police", "NHS", "early help"]) == "police, NHS and early help"
    assert filters.listed([]) == ""


def test_paragraphs_never_let_markup_through() -> None:
    made = filters.paragraphs("One <b>line</b>\nand another\n\nTwo")
    assert made.count("<p ") == 2
    assert "<b>" not in made
    assert "&lt;b&gt;line&lt;/b&gt;<br>and another" in made


AT = utc(2022, 2, 3, 10, 0)


@pytest.mark.parametrize(
    ("left", "text", "kind"),
    [
        (dt.timedelta(minutes=48), "Due in 48 minutes", "waiting"),
        (dt.timedelta(hours=4), "Due in 4 hours", "waiting"),
        (dt.timedelta(seconds=30), "Due in less than a minute", "waiting"),
        (dt.timedelta(days=2), "Due Sat 5 Feb, 10am", "plain"),
        (dt.timedelta(minutes=-1), "Overdue by 1 minute", "late"),
        (dt.timedelta(hours=-30), "Overdue by 30 hours", "late"),
        (dt.timedelta(days=-3), "Overdue by 3 days", "late"),
    ],
)
def test_due_times_say_it_in_words(left: dt.timedelta, text: str, kind: str) -> None:
    due = due_words(AT + left, AT)
    assert (due.text, due.kind) == (text, kind)


def test_waiting_never_runs_backwards() -> None:
    assert waited(AT + dt.timedelta(minutes=5), AT) == "less than a minute"
    assert waited(AT - dt.timedelta(hours=6), AT) == "6 hours"
