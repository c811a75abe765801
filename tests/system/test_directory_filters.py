"""The directory on a telephone: the results come first, the filters are under one line; on a wide screen they are open."""

from __future__ import annotations

import os

import pytest

from tests.support import axe

pytestmark = pytest.mark.system


def shoot(page, name):
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def test_filters_are_under_one_line_on_a_narrow_screen_and_open_on_a_wide_one(service, page):
    page.set_viewport_size({"width": 320, "height": 720})
    page.goto(service.url("/directory?q=sexting&phase=secondary"))
    shoot(page, "narrow")
    filters, line = page.locator("#filter-audience"), page.locator("summary.al-filter-fold__summary")
    assert not filters.is_visible()
    assert "Secondary" in line.inner_text()
    results, search = page.locator("h2.govuk-heading-m").first, page.get_by_role("button", name="Search")
    assert results.bounding_box()["y"] - search.bounding_box()["y"] < 200  # a line between them, where five lists were
    line.click()
    assert filters.is_visible()
    assert axe.violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320

    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(service.url("/directory?q=sexting&phase=secondary"))
    shoot(page, "wide")
    assert filters.is_visible()
    assert not line.is_visible()
    assert axe.violations(page) == []


def test_the_filters_open_and_work_without_scripts(service, browser):
    visitor = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 720})
    page = visitor.new_page()
    page.goto(service.url("/directory?q=sexting"))
    page.locator("summary.al-filter-fold__summary").click()
    page.locator("#filter-audience").select_option("education")
    page.get_by_role("button", name="Show").click()
    assert "audience=education" in page.url
    visitor.close()
