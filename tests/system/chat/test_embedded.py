"""Chat in a page of another site, by one line of script: in a real browser, across origins."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support import axe
from tests.support.other_site import other_pages
from tests.support.server import Service
from tests.support.system import CHROMIUM_ARGUMENTS, chromium
from tests.system.chat.test_in_browsers import NewPage, new_page, takes, writes

if TYPE_CHECKING:
    from playwright.sync_api import Browser, FrameLocator, Page

pytestmark = pytest.mark.system
__all__ = ["new_page"]  # a fixture


@pytest.fixture
def kept_page(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """In a window that lets a frame of another site have storage of its own, as most browsers do."""
    (tmp_path / "Default").mkdir()
    wanted = {"profile": {"block_third_party_cookies": False, "cookie_controls_mode": 0}}
    (tmp_path / "Default" / "Preferences").write_text(json.dumps(wanted))
    kind = browser.browser_type
    kept = kind.launch_persistent_context(tmp_path, executable_path=chromium(), args=CHROMIUM_ARGUMENTS, locale="en-GB")
    yield kept.pages[0]
    kept.close()


def opens(page: Page, site: str, service: Service) -> FrameLocator:
    """Their page, and chat opened on it by keyboard."""
    page.goto(f"{site}/?from={service.url('').rstrip('/')}")
    page.get_by_role("button", name="Chat with an adviser").press("Enter")
    return page.frame_locator("iframe")


def starts(frame: FrameLocator, name: str) -> None:
    frame.get_by_label("What is your role?").select_option("dsl")
    frame.get_by_label("What should we call you?").fill(name)
    frame.get_by_role("button", name="Start the chat").click()
    frame.get_by_role("log").wait_for()


def test_a_chat_in_a_frame_goes_on_over_the_pages_of_the_other_site_without_a_cookie(
    open_service: Service, other_site: str, kept_page: Page, new_page: NewPage
) -> None:
    page, adviser = kept_page, new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    frame = opens(page, other_site, open_service)
    starts(frame, "Sam")
    frame.get_by_label("Your message").fill("We need help with a plan")
    frame.get_by_label("Your message").press("Enter")
    frame.get_by_role("log").get_by_text("We need help with a plan").wait_for()
    takes(adviser, open_service, frame.locator(".al-chat strong").inner_text())
    writes(adviser, "Hello Sam. Tell me more.")
    frame.get_by_role("log").get_by_text("Hello Sam. Tell me more.").wait_for()

    page.get_by_role("link", name="Another page of ours").click()
    page.wait_for_url("**/another**")
    frame.get_by_role("log").get_by_text("Hello Sam. Tell me more.").wait_for()
    frame.get_by_label("Your message").fill("A pupil called Zebedee told staff.")
    frame.get_by_text("Use ‘the child’ instead").wait_for()  # as it is typed
    frame.get_by_role("button", name="Send", exact=True).click()
    frame.get_by_role("button", name="Send it with these words blanked out").click()
    frame.get_by_role("log").get_by_text("A pupil called [name] told staff.").wait_for()
    adviser.get_by_role("button", name="Ask it at the close").click()
    frame.get_by_role("heading", name="How confident do you feel?").wait_for()
    frame.get_by_role("button", name="End the chat").click()
    frame.get_by_role("link", name="Start another chat").wait_for()
    assert page.context.cookies() == []
    assert faults == []


def test_a_browser_that_keeps_nothing_for_frames_is_told_to_stay_on_the_page(
    open_service: Service, other_site: str, new_page: NewPage
) -> None:
    frame = opens(new_page(), other_site, open_service)  # in a private window, as every context is
    frame.get_by_text("Stay on this page while you chat").wait_for()


def test_it_is_opened_and_closed_by_keyboard_and_is_sandboxed(
    open_service: Service, other_site: str, new_page: NewPage
) -> None:
    page = new_page()
    frame = opens(page, other_site, open_service)
    frame.get_by_role("button", name="Start the chat").wait_for()
    assert page.evaluate("document.activeElement.tagName") == "IFRAME"
    sandbox = set((page.locator("iframe").get_attribute("sandbox") or "").split())
    assert not sandbox & {"allow-top-navigation", "allow-top-navigation-by-user-activation", "allow-modals"}
    frame.get_by_label("What is your role?").press("Escape")
    launcher = page.get_by_role("button", name="Chat with an adviser")
    launcher.wait_for()
    assert launcher.evaluate("button => button === document.activeElement")
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        launcher.click()
        box = page.locator("iframe").bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        page.get_by_role("button", name="Close the chat").click()
    own = new_page()
    own.set_viewport_size({"width": 320, "height": 640})
    own.goto(open_service.url("/chat/embedded"))
    own.get_by_role("button", name="Start the chat").wait_for()
    assert axe.violations(own) == []


def test_a_site_that_is_not_on_the_list_shows_no_chat(open_service: Service, new_page: NewPage) -> None:
    page = new_page()
    with other_pages() as stranger:
        opens(page, stranger, open_service)
        deadline = time.monotonic() + 60
        while page.evaluate(
            "document.querySelector('iframe').contentDocument !== null"
        ):  # their policy lets nothing else ask
            assert time.monotonic() < deadline
            page.wait_for_timeout(100)
        shown = [frame.url for frame in page.frames if frame.url.startswith(open_service.url(""))]
        assert shown == []
