"""Somebody says how it was on a small phone, with and without JavaScript; sends it once; and complains."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support import axe
from tests.support.in_service import call

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.support.server import Service

pytestmark = pytest.mark.system
PHONE = {"width": 320, "height": 568}
#: What somebody in a hurry presses: one answer for each question that is shown with choices, and the button.
PRESSES = 9


def test_it_takes_few_presses_and_works_either_way(service: Service, page_either_way: Page) -> None:
    page = page_either_way
    page.set_viewport_size(PHONE)
    token = call(service, "tests.support.feedback_sample:token", wave="follow_up")
    page.goto(service.url(f"/tell-us/{token}"))
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    presses = 0
    for name, value in (
        ("done", "some"), ("helped", "yes"), ("satisfaction", "4"), ("recommend", "yes"),
        ("identifying_before", "3"), ("identifying", "6"), ("responding_before", "0"), ("responding", "10"),
    ):  # fmt: skip
        page.locator(f'input[name="{name}"][value="{value}"]').check(force=True)
        presses += 1
    page.locator('input[name="satisfaction"][value="5"]').check(force=True)  # changed before it is sent
    page.get_by_role("button", name="Send my answers").click()
    presses += 1
    page.wait_for_url("**/tell-us/thank-you")
    assert presses == PRESSES
    assert "We have your answers" in page.inner_text("main")
    assert token not in page.content()
    page.goto(service.url(f"/tell-us/{token}"))
    assert "This link was used" in page.inner_text("main")


@pytest.mark.parametrize("width", [320, 1280])
def test_the_pages_are_accessible_and_fit(service: Service, page: Page, width: int) -> None:
    token = call(service, "tests.support.feedback_sample:token", wave="close")
    page.set_viewport_size({"width": width, "height": 800})
    for address in (f"/tell-us/{token}", f"/tell-us/{token}/no-more", "/feedback", "/you-said-we-did"):
        page.goto(service.url(address))
        assert axe.violations(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
    page.goto(service.url(f"/tell-us/{token}"))
    page.get_by_role("button", name="Send my answers").click()
    assert "Answer at least one question" in page.inner_text(".govuk-error-summary")
    assert axe.violations(page) == []


def test_a_complaint_comes_back_with_a_number(service: Service, page_either_way: Page) -> None:
    page = page_either_way
    page.set_viewport_size(PHONE)
    page.goto(service.url("/feedback"))
    page.get_by_label("What was not good enough?").fill("I waited two hours for a call-back.")
    page.get_by_label("Yes, it is a formal complaint").check(force=True)
    page.get_by_role("button", name="Send it").click()
    page.wait_for_url("**/feedback/sent")
    assert "FB-" in page.inner_text("main")
