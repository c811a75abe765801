"""An adviser's day, as an adviser meets it: with scripts, without, on a telephone, in the dark."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.support.desk_pages import (
    NAMES_A_CHILD,
    NEUTRAL,
    asked,
    choose,
    fold,
    held,
    look,
    new_enquiry,
    part,
    says,
    sign_in,
    visitor,
)
from tests.support.server import Service

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.system
WAYS = {
    "scripts-wide": {"viewport": {"width": 1280, "height": 900}},
    "no-scripts-wide": {"viewport": {"width": 1280, "height": 900}, "java_script_enabled": False},
    "scripts-narrow-dark": {"viewport": {"width": 320, "height": 720}, "color_scheme": "dark"},
    "no-scripts-narrow": {"viewport": {"width": 320, "height": 720}, "java_script_enabled": False},
}


@pytest.fixture(params=WAYS, ids=list(WAYS))
def any_page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    yield from visitor(browser, **WAYS[request.param])


def test_a_day(any_page: Page, site: Service) -> None:
    page, reference = any_page, new_enquiry(site)
    sign_in(page, site, "Ada Example")
    look(page, "queue")

    # she takes it up from the queue
    page.get_by_role("button", name=f"Claim {reference}").click()
    says(page, "This enquiry is yours.")
    expect(page.get_by_role("heading", name=reference, level=1)).to_be_visible()
    look(page, "enquiry")

    # asks how confident the enquirer is
    start = fold(page, "Confidence: at the start")
    choose(start, 3, 4)
    start.get_by_role("button", name="Keep answers").click()
    says(page, "The answers are kept.")
    expect(fold(page, "Confidence: at the start").get_by_text("Identifying: 3")).to_be_visible()

    # walks the map, goes back and changes an answer
    part(page, "Map of advice").get_by_role("button", name=re.compile("^Start: an individual case")).click()
    first = asked(page).inner_text()
    part(page, "Map of advice").get_by_role("button", name="Yes", exact=True).click()
    expect(asked(page)).not_to_have_text(first)
    look(page, "map")
    part(page, "Map of advice").get_by_role("button", name="No", exact=True).click()
    part(page, "Map of advice").get_by_role("button", name=f"Go back to this question: {first}").click()
    expect(asked(page)).to_have_text(first)
    part(page, "Map of advice").get_by_role("button", name="Yes", exact=True).click()
    expect(asked(page)).not_to_have_text(first)
    assert held(site, reference)["steps"] == [["I0", "yes"]]

    # writes a note that names a child, which is refused with what she typed, and rewords it
    conversation = part(page, "Conversation")
    conversation.get_by_label("Note", exact=True).fill(NAMES_A_CHILD)
    conversation.get_by_role("button", name="Keep note").click()
    expect(page.get_by_role("alert").get_by_text("There is a problem")).to_be_visible()
    assert part(page, "Conversation").get_by_label("Note", exact=True).input_value() == NAMES_A_CHILD
    expect(page.get_by_text("This could identify a child").first).to_be_visible()
    assert held(site, reference)["notes"] == []
    look(page, "note-refused")
    part(page, "Conversation").get_by_label("Note", exact=True).fill(NEUTRAL)
    part(page, "Conversation").get_by_role("button", name="Keep note").click()
    says(page, "The note is kept.")

    # codes it
    coded = fold(page, "Coded fields")
    coded.get_by_label("Kind", exact=True).select_option(index=1)
    coded.get_by_label("Urgency", exact=True).select_option(index=2)
    coded.get_by_role("button", name="Save coded fields").click()
    says(page, "Saved.")

    # gives a resource
    signposts = fold(page, "Signposts")
    signposts.locator("input[name=resource][type=checkbox]").first.check()
    signposts.get_by_role("button", name="Record as given").click()
    expect(page.locator("details.al-fold summary", has_text="Signposts")).to_contain_text("1 given")
    look(page, "signposts")

    # promises a call-back and tries it
    page.get_by_role("link", name="Promise a call-back").click()
    look(page, "promise")
    page.get_by_role("button", name="Promise it").click()
    expect(page.get_by_role("heading", name="Call-backs", level=1)).to_be_visible()
    look(page, "call-backs")
    page.get_by_role("link", name=f"Ring about {reference}").click()
    look(page, "call-back")
    page.get_by_label("Nobody answered").check()
    page.get_by_role("button", name="Record this attempt").click()
    says(page, "Recorded.")
    assert held(site, reference)["call_backs"] == [["waiting", 1]]

    # closes it: told what is missing, led there, done
    fold(page, "Close").get_by_role("button", name="Close enquiry").click()
    expect(page.get_by_role("alert").get_by_text("There is a problem")).to_be_visible()
    look(page, "close-refused")
    missing = page.locator(".al-missing a", has_not_text="outcome")
    while missing.count():
        words = missing.first.inner_text().lower()
        missing.first.click()
        if "confidence" in words:
            close = fold(page, "Confidence: at the close")
            choose(close, 7, 8)
            close.get_by_role("button", name="Keep answers").click()
            says(page, "The answers are kept.")
        else:
            coded = fold(page, "Coded fields")
            coded.get_by_label("Enquirer's working view").select_option(index=2)
            coded.get_by_role("button", name="Save coded fields").click()
            says(page, "Saved.")
    fold(page, "Close").get_by_label("Advice only").check()
    fold(page, "Close").get_by_role("button", name="Close enquiry").click()
    says(page, f"{reference} is closed.")
    after = held(site, reference)
    assert (after["state"], after["confidence"]) == ("closed", {"start": [3, 4], "close": [7, 8]})
    assert (after["notes"], after["signposts"]) == ([NEUTRAL], 1)

    # and opens it again
    page.goto(site.url(f"/desk/enquiries/{reference}"))
    look(page, "closed")
    page.get_by_role("button", name="Reopen").click()
    expect(page.get_by_role("button", name="Reopen")).to_have_count(0)
    assert held(site, reference)["state"] == "in_progress"


def test_the_guard_helps_as_one_types(ada: Page, site: Service) -> None:
    page, reference = ada, new_enquiry(site)
    page.goto(site.url(f"/desk/enquiries/{reference}"))
    note = page.get_by_label("Note", exact=True)

    note.press_sequentially("A pupil called Zebedee Fictional in Year 8 told staff.", delay=5)
    findings = page.locator(".al-findings")
    findings.wait_for()
    assert "This could identify a child" in findings.inner_text()
    look(page, "guard")
    while findings.count() and findings.get_by_role("button").count():
        before = note.input_value()
        findings.get_by_role("button").first.click()
        page.wait_for_function("before => document.querySelector('textarea[name=note]').value !== before", arg=before)
        page.wait_for_timeout(1500)  # the pause before it is checked again
    assert "Zebedee" not in note.input_value()

    page.get_by_role("button", name="Keep note").click()
    says(page, "The note is kept.")
    assert "Zebedee" not in held(site, reference)["notes"][0]


def test_a_note_may_be_kept_against_the_guard_with_a_reason(ada: Page, site: Service) -> None:
    page, reference = ada, new_enquiry(site)
    page.goto(site.url(f"/desk/enquiries/{reference}"))
    page.get_by_label("Note", exact=True).fill(NAMES_A_CHILD)
    page.get_by_role("button", name="Keep note").click()

    page.get_by_label(re.compile("reason|why", re.IGNORECASE)).first.fill("These words are the title of a lesson plan.")
    page.get_by_role("button", name="Keep note").click()

    says(page, "The note is kept.")
    assert held(site, reference)["notes"] == [NAMES_A_CHILD]


def test_of_two_open_tabs_the_older_is_told_and_loses_nothing(ada: Page, site: Service) -> None:
    page, reference = ada, new_enquiry(site)
    address = site.url(f"/desk/enquiries/{reference}")
    page.goto(address)
    page.get_by_role("button", name="Claim", exact=True).click()
    other = page.context.new_page()
    other.goto(address)

    page.get_by_label("Kind", exact=True).select_option(index=1)
    page.get_by_text(re.compile(r"^Saved at \d\d:\d\d")).wait_for()
    kind = held(site, reference)["kind"]

    other.get_by_label("Kind", exact=True).select_option(index=3)
    problem = other.locator(".al-saved--problem")
    problem.wait_for()
    assert "chang" in problem.inner_text()
    assert other.get_by_label("Kind", exact=True).input_value() != kind
    chosen = other.get_by_label("Kind", exact=True).locator("option:checked").inner_text()
    other.get_by_role("button", name="Save coded fields").click()
    expect(other.get_by_role("heading", name="This was not saved", level=1)).to_be_visible()
    look(other, "stale")
    assert chosen
    assert held(site, reference)["kind"] == kind


def test_two_advisers_who_claim_at_once_do_not_collide(ada: Page, cleo: Page, site: Service) -> None:
    reference = new_enquiry(site)
    for page in (ada, cleo):
        page.goto(site.url("/desk/queue"))

    ada.get_by_role("button", name=f"Claim {reference}").click()
    cleo.get_by_role("button", name=f"Claim {reference}").click()

    says(ada, "This enquiry is yours.")
    says(cleo, "Ada Example already has this enquiry")
    assert held(site, reference)["owner"] == "Ada Example"


def test_what_is_missing_leads_to_its_folded_part(ada: Page, site: Service) -> None:
    page, reference = ada, new_enquiry(site)
    page.goto(site.url(f"/desk/enquiries/{reference}"))
    page.get_by_role("button", name="Claim", exact=True).click()
    for link in page.locator(".al-missing a").all():
        target = link.get_attribute("href")
        link.click()
        assert page.locator(target).is_visible(), f"{link.inner_text()} leads to a part that stays folded"
        assert page.evaluate("target => document.activeElement.matches(target)", target)


def test_the_queue_follows_the_links_of_the_rail_and_says_when_nothing_is_there(ada: Page, site: Service) -> None:
    ada.goto(site.url("/desk/queue?show=waiting"))
    look(ada, "empty-queue")
    expect(ada.get_by_role("heading", name="Nothing here")).to_be_visible()
    ada.get_by_role("link", name="See all open enquiries").click()
    expect(ada.get_by_role("heading", name="Queue", level=1)).to_be_visible()
