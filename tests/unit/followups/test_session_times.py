"""The times of sessions: grid, cells, notice, reminders, and the calendar's own part read back."""

from __future__ import annotations

from datetime import UTC, timedelta

import icalendar
import pytest

from adviceline.followups.calendar import CANCEL, PUBLISH, REQUEST, Invitation, written
from adviceline.followups.models import Session
from adviceline.followups.rules import times
from adviceline.workforce.hours import OpeningHours
from tests.support.clock import london, utc

HOUR = timedelta(hours=1)


def test_every_kind_has_a_length_of_whole_cells():
    assert set(times.LENGTH) == set(Session.Kind.values)
    assert all(length % times.CELL == timedelta(0) for length in times.LENGTH.values())
    assert timedelta(0) == times.BUFFER % times.CELL


def test_sessions_end_by_closing():
    found = times.starts_within([(london(2022, 2, 8, 8), london(2022, 2, 8, 10))], HOUR)
    assert found == [london(2022, 2, 8, 8), london(2022, 2, 8, 8, 30), london(2022, 2, 8, 9)]
    assert times.starts_within([], HOUR) == []


@pytest.mark.parametrize(("month", "day", "hours"), [(3, 27, 11), (10, 30, 13)])
def test_a_day_on_which_the_clocks_change_has_an_hour_less_or_more(month, day, hours):
    open_all_days = OpeningHours(weekly=(OpeningHours().weekly[0],) * 7)
    stretches = open_all_days.open_stretches(london(2022, month, day).date())
    assert len(times.starts_within(stretches, HOUR)) == 23  # 8am to 8pm stay twelve hours on the wall
    whole = [(london(2022, month, day, 0), london(2022, month, day, hours))]
    found = times.starts_within(whole, HOUR)
    assert found[-1] + HOUR == whole[0][1]
    assert len(found) == len(set(found)) == ((whole[0][1] - whole[0][0]) - HOUR) // times.STEP + 1


def test_cells_cover_the_session_and_its_buffer_and_no_two_sessions_that_overlap_have_none_in_common():
    start = utc(2022, 2, 8, 10)
    assert times.cells(start, start + HOUR) == [start + n * times.CELL for n in range(5)]
    odd = utc(2022, 2, 8, 10, 7)
    assert times.cells(odd, odd + HOUR)[0] == start
    for shift in range(-74, 75):
        other = start + timedelta(minutes=shift)
        assert set(times.cells(start, start + HOUR)) & set(times.cells(other, other + HOUR))


def test_cells_are_the_same_whatever_the_zone_they_are_asked_in():
    start = london(2022, 6, 1, 10)
    assert times.cells(start.astimezone(UTC), start + HOUR) == times.cells(start, (start + HOUR).astimezone(UTC))


def test_notice_and_reach_have_sharp_edges():
    at = london(2022, 2, 8, 10)
    assert times.is_in_reach(at + times.NOTICE, at=at)
    assert not times.is_in_reach(at + times.NOTICE - timedelta(seconds=1), at=at)
    assert times.is_in_reach(at + timedelta(days=28), at=at)
    assert not times.is_in_reach(at + timedelta(days=28, seconds=1), at=at)


def test_an_absence_that_only_touches_is_no_hindrance():
    start = london(2022, 2, 8, 10)
    for absence, free in (((start - HOUR, start), True), ((start + HOUR, start + 2 * HOUR), True),
                          ((start - HOUR, start + timedelta(minutes=1)), False)):  # fmt: skip
        assert times.is_free(start, start + HOUR, taken=(), absences=[absence]) is free


def test_a_reminder_comes_in_the_last_day_and_not_to_who_has_only_just_chosen():
    start = london(2022, 2, 8, 10)
    long_ago = start - timedelta(days=5)
    assert not times.is_to_be_reminded(start, long_ago, at=start - timedelta(hours=25))
    assert times.is_to_be_reminded(start, long_ago, at=start - timedelta(hours=24))
    assert not times.is_to_be_reminded(start, long_ago, at=start)
    assert not times.is_to_be_reminded(start, start - timedelta(hours=30), at=start - timedelta(hours=2))


def test_a_series_has_its_order():
    assert [times.next_step(step) for step in ("single", "audit", "plan", "review")] == ["", "plan", "review", ""]


def invitation(**changes):
    values = {
        "method": REQUEST, "uid": "abc@sessions.adviceline.invalid", "sequence": 3, "starts_at": london(2022, 6, 7, 14),
        "ends_at": london(2022, 6, 7, 15), "written_at": utc(2022, 6, 1, 9, 0, 5), "summary": "Session; with, commas",
        "description": "Line one\nline two: " + "ümlaut " * 30, "location": "https://meet.example.org/r?a=1,2;b",
        "url": "https://meet.example.org/r?a=1,2;b", "organiser_name": 'A "Service", of ours', "organiser_email":
        "advice@service.example.org", "attendee": "lead@school.example.org",
    }  # fmt: skip
    return Invitation(**(values | changes))


@pytest.mark.parametrize(("method", "status"), [(REQUEST, "CONFIRMED"), (CANCEL, "CANCELLED")])
def test_an_invitation_reads_back_as_it_was_written(method, status):
    text = written(invitation(method=method))
    calendar = icalendar.Calendar.from_ical(text)
    (event,) = calendar.walk("VEVENT")
    assert (calendar["method"], calendar["version"], event["status"]) == (method, "2.0", status)
    assert (event["uid"], event["sequence"]) == ("abc@sessions.adviceline.invalid", 3)
    assert event.decoded("dtstart") == utc(2022, 6, 7, 13)
    assert event.decoded("dtend") == utc(2022, 6, 7, 14)
    assert event.decoded("dtstamp") == utc(2022, 6, 1, 9, 0, 5)
    assert event["summary"] == "Session; with, commas"
    assert event["description"].startswith("Line one\nline two: ümlaut")
    assert event["location"] == event["url"] == "https://meet.example.org/r?a=1,2;b"
    assert event["organizer"] == "mailto:advice@service.example.org"
    assert event["attendee"] == "mailto:lead@school.example.org"
    assert event["attendee"].params["RSVP"] == "FALSE"
    assert calendar.errors == event.errors == []


def test_its_lines_are_as_the_standard_wants_them():
    lines = written(invitation()).encode().split(b"\r\n")
    assert lines[0] == b"BEGIN:VCALENDAR"
    assert lines[-2:] == [b"END:VCALENDAR", b""]
    assert all(len(line) <= 75 and b"\n" not in line for line in lines)
    assert {b"DTSTART:20220607T130000Z", b"DTEND:20220607T140000Z", b"METHOD:REQUEST", b"SEQUENCE:3"} <= set(lines)
    assert not any(line.startswith((b"TZID", b"BEGIN:VTIMEZONE")) for line in lines)


def test_a_file_to_keep_invites_nobody():
    (event,) = icalendar.Calendar.from_ical(written(invitation(method=PUBLISH, attendee="", url=""))).walk("VEVENT")
    assert "attendee" not in event
    assert "organizer" not in event
    assert "url" not in event
