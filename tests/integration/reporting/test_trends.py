"""The trends page: for those inside, from facts, by week and month of London."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from adviceline.facts import actions
from adviceline.facts.values import EnquiryFactValues
from adviceline.reporting.trends.queries import course_of
from tests.support.people import browser_of, somebody

pytestmark = pytest.mark.django_db
NOW = datetime(2022, 4, 6, 9, tzinfo=UTC)  # a Wednesday


@pytest.fixture(autouse=True)
def now(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def opened(*days, theme="T1", **values):
    actions.bulk_write_enquiry_facts(
        EnquiryFactValues(
            fact_id=uuid.uuid4(), opened_at=day, themes=(theme,), **{"kind": "E1", "role": "dsl", **values}
        )
        for day in days
    )


@pytest.fixture
def pilot():
    """Two a day on working days from Monday 3 January 2022; in the last four whole weeks half are about images."""
    for day in range((NOW - datetime(2022, 1, 3, 9, tzinfo=UTC)).days + 1):
        at = datetime(2022, 1, 3, 9, tzinfo=UTC) + timedelta(days=day)
        if at.isoweekday() < 6:
            late = at >= datetime(2022, 3, 7, tzinfo=UTC)
            opened(at)
            opened(at, theme="T4" if late else "T1")


def test_whole_months_and_whole_weeks_are_counted(pilot):
    course = course_of("theme", at=NOW)
    assert course.months == (202201, 202202, 202203)
    assert course.totals == (42, 40, 46)
    assert course.weeks.totals == (10,) * 13
    assert course.weeks.codes["T4"] == (0,) * 9 + (5,) * 4
    assert sum(course.codes["T4"]) == 19  # those of April are of no whole month


def test_every_field_adds_up_to_what_was_coded(pilot):
    opened(datetime(2022, 2, 9, 9, tzinfo=UTC), kind="")
    for field in ("kind", "role", "theme"):
        course = course_of(field, at=NOW)
        coded = [sum(each) for each in zip(*course.codes.values(), strict=True)]
        assert all(number <= total for number, total in zip(coded, course.totals, strict=True))
    assert sum(course_of("kind", at=NOW).codes["E1"]) == 128
    assert course_of("region", at=NOW).codes == {}


def test_an_unusual_rise_is_said_with_its_numbers(pilot):
    words = browser_of(somebody("evidence_analyst")).get(reverse("reporting:trends")).content.decode()
    assert "20 of 40 enquiries in the last 4 weeks, 0 of 90 in the 9 weeks before." in words
    assert "less than 1 in 10,000" in words
    assert "14 to" not in words
    assert "share of enquiries" in words


def test_a_code_can_be_drawn_with_its_uncertainty(pilot):
    browser = browser_of(somebody("service_manager"))
    words = browser.get(reverse("reporting:trends"), {"by": "theme", "code": "T4"}).content.decode()
    assert "Making or sharing images: share of enquiries" in words
    assert "19 (28–56%)" in words
    assert browser.get(reverse("reporting:trends"), {"by": "nothing"}).status_code == 302
    assert "None in the last 4 whole weeks" in browser.get(reverse("reporting:trends"), {"by": "kind"}).content.decode()


def test_before_there_is_enough_nothing_is_raised():
    opened(datetime(2022, 3, 30, 9, tzinfo=UTC))
    words = browser_of(somebody("supervisor")).get(reverse("reporting:trends")).content.decode()
    assert "too few to tell a rise from chance" in words


def test_an_earlier_month_can_be_looked_back_at(pilot):
    words = browser_of(somebody("supervisor")).get(reverse("reporting:trends"), {"until": "2022-02"}).content.decode()
    assert "Feb 2022" in words
    assert "Mar 2022</th>" not in words
    assert course_of("theme", at=NOW, until=202202).months == (202201, 202202)


def test_nothing_of_it_can_be_taken_outside(pilot):
    for role in ("authority_monitor", "evaluator", "adviser"):
        assert browser_of(somebody(role)).get(reverse("reporting:trends")).status_code == 403


def test_the_last_weeks_of_a_service_that_has_ended_stay_in_sight(pilot):
    opened(datetime(2026, 12, 1, 9, tzinfo=UTC))  # a Tuesday: of a week that is not over
    later = course_of("theme", at=datetime(2026, 12, 2, 9, tzinfo=UTC))
    assert later.months == (202201, 202202, 202203)
    assert sum(later.weeks.codes["T4"]) == 23
