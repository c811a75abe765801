"""The header of every page knows whether the service is open."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import RequestFactory
from django.utils import timezone

from adviceline.ui.context import demo_banner
from adviceline.workforce import context
from adviceline.workforce.apps import WorkforceConfig
from config.env import SettingError, always_open_from
from tests.support.clock import london


def status(monkeypatch: pytest.MonkeyPatch, at) -> tuple[bool, str]:
    monkeypatch.setattr(timezone, "now", lambda: at)
    found = context.service_status(RequestFactory().get("/"))["service_status"]
    return found.open, found.text


def test_the_words_follow_the_real_clock_and_the_content(monkeypatch: pytest.MonkeyPatch):
    assert status(monkeypatch, london(2022, 2, 3, 10)) == (True, "Open now until 8pm")
    assert status(monkeypatch, london(2022, 2, 4, 20)) == (False, "Closed: opens Monday 8am")
    assert status(monkeypatch, london(2022, 3, 28, 7, 59)) == (False, "Closed: opens today 8am")


def test_the_setting_opens_bank_holidays(monkeypatch: pytest.MonkeyPatch, settings):
    new_year = london(2022, 1, 3, 10)
    assert status(monkeypatch, new_year) == (False, "Closed for the bank holiday: opens tomorrow 8am")
    settings.BANK_HOLIDAYS = "open"
    assert status(monkeypatch, new_year) == (True, "Open now until 8pm")
    settings.BANK_HOLIDAYS = "09:00-12:00"
    assert status(monkeypatch, new_year) == (True, "Open now until midday")


def test_a_setting_that_makes_no_sense_is_said_at_the_start(settings):
    settings.BANK_HOLIDAYS = "sometimes"
    with pytest.raises(SettingError, match="ADVICELINE_BANK_HOLIDAYS"):
        WorkforceConfig.create("adviceline.workforce").ready()


def test_a_demonstration_may_be_open_at_any_hour_from_a_day_on(monkeypatch: pytest.MonkeyPatch, settings):
    settings.DEMO, settings.ALWAYS_OPEN_FROM = True, date(2022, 2, 4)
    assert not status(monkeypatch, london(2022, 2, 3, 20))[0]
    for evening in (london(2022, 2, 4, 0), london(2022, 2, 5, 23, 59, 59), london(2022, 4, 15, 3)):
        assert status(monkeypatch, evening) == (True, "Open now")
    assert "open at any hour" in demo_banner()
    settings.ALWAYS_OPEN_FROM = None
    assert status(monkeypatch, london(2022, 2, 5, 12)) == (False, "Closed: opens Monday 8am")
    assert "open at any hour" not in demo_banner()


@pytest.mark.parametrize(
    "value, is_demo, fits", [("always", True, True), ("", False, True), ("always", False, False), ("1", True, False)]
)
def test_nothing_but_a_demonstration_is_open_at_any_hour(monkeypatch: pytest.MonkeyPatch, value, is_demo, fits):
    monkeypatch.setenv("ADVICELINE_DEMO_OPEN", value)
    if fits:
        assert (always_open_from("ADVICELINE_DEMO_OPEN", is_demo=is_demo) is not None) == (value == "always")
    else:
        with pytest.raises(SettingError, match="ADVICELINE_DEMO_OPEN"):
            always_open_from("ADVICELINE_DEMO_OPEN", is_demo=is_demo)
