"""The desk as a test meets it in a browser: signing in, finding the parts of a page, looking at what is shown."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

from tests.support import axe
from tests.support.in_service import call
from tests.support.server import Service

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

SAMPLE = "tests.support.desk_sample"
SHOTS = os.environ.get("SCREENSHOTS")
NAMES_A_CHILD = "A pupil called Zebedee Fictional told staff."
NEUTRAL = "Agreed to write a safety plan for every child and to review it on Friday."


def visitor(browser: Browser, **options: Any) -> Iterator[Page]:
    context = browser.new_context(locale="en-GB", timezone_id="Europe/London", **options)
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def sign_in(page: Page, site: Service, name: str) -> None:
    page.goto(site.url("/demo"))
    page.get_by_role("button", name=f"Sign in as {name}").click()
    expect(page.get_by_role("heading", name="Queue", level=1)).to_be_visible()


def new_enquiry(site: Service) -> str:
    return call(site, f"{SAMPLE}:enquiries", many=1)[0]


def held(site: Service, reference: str) -> dict[str, Any]:
    return call(site, f"{SAMPLE}:facts_about", reference=reference)


def look(page: Page, name: str) -> None:
    """The page has nothing that axe finds and does not scroll sideways. With SCREENSHOTS set, keeps a picture."""
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}-{page.viewport_size['width']}.png"), full_page=True)
    if page.locator(
        ".js-enabled"
    ).count():  # axe cannot run where scripts are off; it has seen the same pages with them
        assert axe.violations(page) == [], name
    width = page.viewport_size["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{name} scrolls sideways at {width}"


def part(page: Page, name: str) -> Locator:
    """A column of the enquiry page; on a narrow screen with scripts its tab is chosen first."""
    tab = page.get_by_role("tab", name=name, exact=True)
    if tab.count():
        tab.click()
    return page.locator("section.al-columns__panel", has=page.get_by_role("heading", name=name, exact=True, level=2))


def fold(page: Page, name: str) -> Locator:
    """A folded part of the record, opened."""
    found = (
        part(page, "Record")
        .locator("details.al-fold", has=page.get_by_role("heading", name=name, exact=True, level=3))
        .first
    )
    if found.get_attribute("open") is None:
        found.locator("summary").first.click()
    return found


def choose(part: Locator, *points: int) -> None:
    """A point on each scale of 0 to 10."""
    for scale, point in enumerate(points):
        part.locator("fieldset").nth(scale).get_by_role("radio", name=str(point), exact=True).check()


def says(page: Page, words: str) -> None:
    """The page tells of what was just done."""
    expect(page.locator(".al-flash", has_text=words)).to_be_visible()


def asked(page: Page) -> Locator:
    return page.locator(".al-map__question")
