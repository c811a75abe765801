"""An adviser's day, as an adviser meets it: with scripts, without, by keyboard alone, on a telephone, in the dark."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.support import axe
from tests.support.in_service import call
from tests.support.server import Service

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytestmark = pytest.mark.system
SAMPLE = "tests.support.desk_sample"
SHOTS = os.environ.get("SCREENSHOTS")
NAMES_A_CHILD = "A pupil called Zebedee Fictional told staff."
NEUTRAL = "Agreed to write a safety plan for every child and to review it on Friday."
WAYS = {
    "scripts-wide": {"viewport": {"width": 1280, "height": 900}},
    "no-scripts-wide": {"viewport": {"width": 1280, "height": 900}, "java_script_enabled": False},
    "scripts-narrow-dark": {"viewport": {"width": 320, "height": 720}, "color_scheme": "dark"},
    "no-scripts-narrow": {"viewport": {"width": 320, "height": 720}, "java_script_enabled": False},
}


@pytest.fixture(scope="module")
def site(service: Service) -> Service:
    call(service, f"{SAMPLE}:staff")
    return service


@pytest.fixture(params=WAYS, ids=list(WAYS))
def any_page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    yield from visitor(browser, **WAYS[request.param])


@pytest.fixture
def ada(browser: Browser, site: Service) -> Iterator[Page]:
    for page in visitor(browser, viewport={"width": 1280, "height": 900}):
        sign_in(page, site, "Ada Example")
        yield page


@pytest.fixture
def cleo(browser: Browser, site: Service) -> Iterator[Page]:
    for page in visitor(browser, viewport={"width": 1280, "height": 900}):
        sign_in(page, site, "Cleo Example")
        yield page


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


def test_by_keyboard_alone(ada: Page, site: Service) -> None:
    references = call(site, f"{SAMPLE}:enquiries", many=2)
    page, keys = ada, ada.keyboard
    page.goto(site.url("/desk/queue?show=new"))
    expect(page.locator("body.js-enabled [data-queue-row]").first).to_be_visible()

    # j and k walk the rows, Enter opens
    keys.press("j")
    first = focused(page)
    keys.press("j")
    second = focused(page)
    assert first != second
    keys.press("k")
    assert focused(page) == first
    keys.press("Enter")
    page.wait_for_url(f"**/{first}")

    # a slash goes to the search, a reference typed any way is found
    keys.press("/")
    keys.type(references[1].lower().replace("-", " "))
    keys.press("Enter")
    page.wait_for_url(f"**/{references[1]}*")

    # c claims the row that has the focus
    page.goto(site.url("/desk/queue?show=new"))
    page.locator(f"#row-{references[0]} [data-queue-open]").focus()
    keys.press("c")
    page.wait_for_url(f"**/{references[0]}*")
    assert held(site, references[0])["owner"] == "Ada Example"

    # the map, a note and the coded fields by Tab, Enter, Space and arrows
    says(page, "This enquiry is yours.")
    tab_to(page, "Start: an individual case or incident")
    keys.press("Enter")
    expect(asked(page)).to_be_visible()
    first_question = asked(page).inner_text()
    tab_to(page, "Yes")
    keys.press("Enter")
    expect(asked(page)).not_to_have_text(first_question)
    tab_to(page, "Note", tag="TEXTAREA")
    keys.type("Agreed to write a safety plan.")
    tab_to(page, "Keep note")
    keys.press("Enter")
    page.get_by_text("The note is kept.").wait_for()
    tab_to(page, "Kind", tag="SELECT")
    keys.press("ArrowDown")
    page.get_by_text(re.compile(r"^Saved at \d\d:\d\d")).wait_for()
    tab_to(page, "Confidence: at the start", tag="SUMMARY")
    keys.press("Enter")
    keys.press("Tab")
    keys.press("Space")
    tab_to(page, "Keep answers")
    keys.press("Enter")
    page.get_by_text("The answers are kept.").wait_for()
    after = held(site, references[0])
    assert (after["steps"], after["notes"]) == ([["I0", "yes"]], ["Agreed to write a safety plan."])
    assert after["kind"]
    assert after["confidence"] == {"start": [0, None]}


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.textContent.trim()")


def tab_to(page: Page, words: str, tag: str = "") -> None:
    """Presses Tab until what has the focus is called `words`, and is seen to have it."""
    for _ in range(150):
        page.keyboard.press("Tab")
        name, element, outlined = page.evaluate(
            """() => {
                const at = document.activeElement, style = getComputedStyle(at)
                const words = at.labels?.length ? at.labels[0].innerText : at.innerText ?? ''
                const shown = style.outlineStyle !== 'none' || style.boxShadow !== 'none' || style.backgroundColor
                return [words.trim(), at.tagName, Boolean(shown)]
            }"""
        )
        if name.startswith(words) and tag in {"", element}:
            assert outlined, f"{words} does not show that it has the focus"
            return
    raise AssertionError(f"Tab does not reach {words}")


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


def test_a_button_pressed_twice_counts_once(ada: Page, site: Service) -> None:
    page, reference = ada, new_enquiry(site)
    page.goto(site.url(f"/desk/enquiries/{reference}"))
    page.get_by_label("Note", exact=True).fill(NEUTRAL)
    page.evaluate(
        """async () => {
            const form = document.querySelector('textarea[name=note]').form
            const send = () => fetch(form.action, {method: 'POST', body: new FormData(form)})
            await Promise.all([send(), send(), send()])
        }"""
    )
    assert held(site, reference)["notes"] == [NEUTRAL]


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
