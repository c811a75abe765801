"""A tailored session from the desk to the enquirer and back, in a browser: by keyboard, without scripts, on a narrow screen."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.support import axe
from tests.support.in_service import call
from tests.support.server import Service

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = pytest.mark.system
SAMPLE = "tests.support.session_sample:make"
SHOTS = os.environ.get("SCREENSHOTS")


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Any]:
    """Makes browsers of their own."""
    made: list[BrowserContext] = []

    def new(**options: Any) -> Page:
        context = browser.new_context(locale="en-GB", timezone_id="Europe/London", **options)
        context.set_default_timeout(15_000)
        made.append(context)
        return context.new_page()

    yield new
    for context in made:
        context.close()


def sign_in(page: Page, service: Service, name: str) -> Page:
    page.goto(service.url("/demo"))
    page.get_by_role("button", name=f"Sign in as {name}").first.click()
    return page


def look(page: Page, name: str) -> None:
    """axe finds nothing and nothing is wider than the screen, at 1280 in the light and at 320 in the dark."""
    wrong = []
    for width, colours in ((1280, "light"), (320, "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=colours)  # type: ignore[arg-type]  # one of its two words
        if SHOTS:
            page.screenshot(path=str(Path(SHOTS) / f"{name}-{width}.png"), full_page=True)
        wrong += axe.violations(page)
        if (wide := page.evaluate("document.documentElement.scrollWidth")) > width:
            wrong.append(f"{wide} wide on a screen of {width}")
    page.set_viewport_size({"width": 1280, "height": 900})
    assert wrong == [], name


def offer(page: Page, service: Service, reference: str) -> str:
    """Offers a session by the keyboard alone; answers the private link."""
    page.goto(service.url(f"/desk/enquiries/{reference}/session"))
    page.get_by_label("Multi-agency").focus()
    page.keyboard.press("Space")
    page.get_by_label("Show me the link, and I will pass it on").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Offer the session").focus()
    page.keyboard.press("Enter")
    return page.get_by_label("Private link").input_value()


def test_a_session_is_offered_booked_moved_and_cancelled_without_scripts(service: Service, visitor: Any) -> None:
    sample = call(service, SAMPLE)
    desk = sign_in(visitor(), service, sample["adviser"])
    desk.goto(service.url(f"/desk/enquiries/{sample['enquiry']}/session"))
    look(desk, "offer")
    desk.get_by_role("button", name="Offer the session").click()
    expect(desk.get_by_role("link", name="Choose how to pass the link on")).to_be_visible()
    look(desk, "offer-refused")
    link = offer(desk, service, sample["enquiry"])
    look(desk, "offered-at-the-desk")

    page = visitor(java_script_enabled=False, viewport={"width": 320, "height": 700})
    page.goto(link)
    assert page.context.cookies() == []
    assert sample["enquiry"] not in page.content()
    page.get_by_role("button", name="Choose a time").click()
    page.locator("main li a").nth(2).click()
    page.get_by_role("button", name="Book this time").click()
    for problem in ("Choose a time", "Say whether we should meet by phone or by video"):
        expect(page.get_by_role("link", name=problem)).to_be_visible()
    page.get_by_label("11am to 12:30pm").check()
    page.get_by_label("By phone").check()
    page.get_by_label("Which number should we ring?").fill("01632 960123")
    first = page.get_by_role("group", name="Person 1")
    first.get_by_label("Name").fill("Officer Sample")
    first.get_by_label("Send them an invitation").check()
    page.get_by_role("button", name="Book this time").click()
    expect(page.get_by_role("link", name="Choose an agency for each person")).to_be_visible()
    first.get_by_label("Agency").select_option("police")
    first.get_by_label("E-mail address").fill("officer@police.example.org")
    page.get_by_role("button", name="Book this time").click()
    expect(page.get_by_role("heading", name="Your session is booked")).to_be_visible()
    expect(page.get_by_text("11am to 12:30pm")).to_be_visible()
    for private in ("01632", "1632960123", "Officer"):
        assert private not in page.content()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320

    desk.goto(service.url("/desk/sessions"))
    expect(desk.get_by_role("row").filter(has_text="11am to 12:30pm")).to_be_visible()
    look(desk, "sessions")
    desk.get_by_role("row").filter(has_text="11am to 12:30pm").get_by_role("link", name="Prepare").click()
    expect(desk.get_by_text("Officer Sample, Police")).to_be_visible()

    page.get_by_role("link", name="Choose another time").click()
    page.locator("main li a").nth(3).click()
    page.get_by_label("2pm to 3:30pm").check()
    page.get_by_role("button", name="Book this time").click()
    expect(page.get_by_text("2pm to 3:30pm")).to_be_visible()
    page.get_by_role("link", name="Cancel the session").click()
    page.get_by_role("button", name="Cancel the session").click()
    expect(page.get_by_role("heading", name="This session is cancelled")).to_be_visible()


def test_every_page_of_the_enquirer(service: Service, visitor: Any) -> None:
    origin = service.url("").rstrip("/")
    offered = call(service, SAMPLE, origin=origin, kind="multi_agency")
    page = visitor()
    page.goto(service.url(f"/session/{offered['token']}"))
    look(page, "session-offered")
    page.get_by_role("button", name="Choose a time").click()
    look(page, "session-days")
    page.locator("main li a").nth(1).click()
    look(page, "session-book")
    page.get_by_label("By video").check()
    page.get_by_label("What is the address of the video meeting?").fill("http://meet.example.org")
    page.get_by_role("button", name="Book this time").click()
    look(page, "session-book-refused")
    booked = call(service, SAMPLE, state="booked", origin=origin)
    for place, name in (("", "booked"), ("/cancel", "cancel"), ("/no-more-emails", "quiet")):
        page.goto(service.url(f"/session/{booked['token']}{place}"))
        look(page, f"session-{name}")
    page.get_by_role("button", name="Send me no more e-mails").click()
    look(page, "session-quiet-done")
    for state in ("begun",):
        page.goto(service.url(f"/session/{call(service, SAMPLE, state=state)['token']}"))
        look(page, f"session-{state}")


def test_a_session_is_recorded_and_times_are_kept(service: Service, visitor: Any) -> None:
    sample = call(service, SAMPLE, state="begun")
    desk = sign_in(visitor(), service, sample["adviser"])
    desk.goto(service.url(f"/desk/sessions/{sample['pk']}"))
    look(desk, "session-to-record")
    desk.get_by_label("How many minutes did it take?").fill("50")
    desk.get_by_label("What was agreed?").fill("A pupil called Zebedee Fictional gets a plan.")
    desk.get_by_role("button", name="Record the session").click()
    expect(desk.get_by_text("could identify a child").first).to_be_visible()
    look(desk, "session-record-refused")
    desk.get_by_label("What was agreed?").fill("The school writes a safety plan\nThe police share what they may")
    desk.get_by_label("The enquirer", exact=True).check()
    desk.get_by_role("button", name="Record the session").click()
    expect(desk.get_by_text("The school writes a safety plan")).to_be_visible()
    look(desk, "session-held")

    missed = call(service, SAMPLE, state="begun")
    desk.goto(service.url(f"/desk/sessions/{missed['pk']}"))
    desk.get_by_text("Nobody came", exact=True).click()
    desk.get_by_role("button", name="Record that nobody came").click()
    expect(desk.get_by_text("One gentle message goes out")).to_be_visible()

    desk.goto(service.url("/desk/sessions/times"))
    desk.get_by_role("button", name="Add the absence").click()
    look(desk, "session-times-refused")
    for part, value in (("Day", "3"), ("Month", "3"), ("Year", "2127")):
        desk.get_by_role("group", name="First day").get_by_label(part).fill(value)
    desk.get_by_role("button", name="Add the absence").click()
    expect(desk.get_by_text("The absence is kept")).to_be_visible()
    look(desk, "session-times")
