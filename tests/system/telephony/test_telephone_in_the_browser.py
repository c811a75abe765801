"""A caller in one browser, an adviser in another, a real exchange between them; speech is Chromium's own test tone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from scripts.asterisk import why_not_here
from tests.support.always_open import content
from tests.support.axe import violations
from tests.support.in_service import call
from tests.support.server import Service
from tests.support.system import CHROMIUM_ARGUMENTS, chromium
from tests.support.telephone import Line, email_of, telephone_line

pytestmark = [pytest.mark.system, pytest.mark.skipif(bool(why_not_here()), reason=why_not_here())]
SPEAKS = [
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--ignore-certificate-errors",
    "--allow-loopback-in-peer-connection",  # a machine without a network has no other way between them
]
PATIENCE = 60_000
HEARD = """async (root) => {
  const reports = await root.line().connection().getStats()
  return Math.max(0, ...[...reports.values()].filter((each) => each.type === 'inbound-rtp').map((each) => each.packetsReceived))
}"""

#: What both ends agreed on for speech: the exchange has taken the hold, or the end of it.
DIRECTION = """(agreed) => document.querySelector('[data-softphone]').line().connection()
  .getTransceivers()[0].currentDirection === agreed"""
SPEAKING = "(root) => root.line().connection().getSenders()[0].track.enabled"


@pytest.fixture(scope="module")
def line() -> Iterator[Line]:
    with telephone_line(queue="ring_seconds = 60\nwrap_up_seconds = 600", in_browser=2) as running:
        yield running


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, line: Line) -> Iterator[Service]:
    with Service(tmp_path_factory.mktemp("phone"), ADVICELINE_EXCHANGE=str(line.settings_file)) as running:
        running.prepare().environment["ADVICELINE_CONTENT"] = content()
        people = {"Alex": email_of("1001"), "Bo": email_of("1002")}
        call(running, "tests.support.phone_people:make", **people)
        yield running.start()


@pytest.fixture(scope="module")
def speaking(browser: Browser) -> Iterator[Browser]:
    running = browser.browser_type.launch(
        executable_path=chromium(),
        args=[*CHROMIUM_ARGUMENTS, *SPEAKS],
    )
    yield running
    running.close()


@pytest.fixture
def visitor(speaking: Browser) -> Iterator[Callable[[], Page]]:
    made: list[BrowserContext] = []

    def one() -> Page:
        made.append(speaking.new_context(locale="en-GB", timezone_id="Europe/London"))
        made[-1].set_default_timeout(PATIENCE)
        return made[-1].new_page()

    yield one
    for each in made:
        each.close()


def adviser_page(page: Page, service: Service, name: str) -> Page:
    page.context.add_cookies(
        [{**call(service, "tests.support.phone_people:cookie", name=name), "url": service.url("/")}]
    )
    page.goto(service.url("/desk/phone"))
    page.get_by_role("button", name="Use this browser as my telephone").click()
    expect(page.locator("[data-softphone]")).to_have_attribute("data-state", "on", timeout=PATIENCE)
    page.locator("#say-ready").click()
    expect(page.locator("[data-phone-said]")).to_contain_text("ready", timeout=PATIENCE)
    return page


def until(page: Page, locator: str, state: str) -> None:
    expect(page.locator(locator)).to_have_attribute("data-state", state, timeout=PATIENCE)


def hears(page: Page, locator: str) -> None:
    """Speech arrives: more of it each time it is looked at."""
    before = page.locator(locator).evaluate(HEARD)
    page.wait_for_function(
        f"async (before) => await ({HEARD})(document.querySelector('{locator}')) > before + 10",
        arg=before,
        timeout=PATIENCE,
    )


def kept(service: Service) -> list[dict[str, Any]]:
    return call(service, "tests.support.phone_people:kept")


def test_a_caller_in_the_browser_is_answered_in_the_browser(
    line: Line, service: Service, visitor: Callable[[], Page]
) -> None:
    adviser, caller = adviser_page(visitor(), service, "Alex"), visitor()
    caller.goto(service.url("/call-us"))
    caller.get_by_role("button", name="Call the service").click()
    until(adviser, "[data-softphone]", "ringing")
    expect(adviser.get_by_role("heading", name="A call is ringing")).to_be_visible(timeout=PATIENCE)
    expect(adviser.get_by_text("Number withheld")).to_be_visible()
    adviser.keyboard.press("Alt+a")
    until(adviser, "[data-softphone]", "talking")
    hears(adviser, "[data-softphone]")
    hears(caller, "[data-call-us]")
    expect(adviser.get_by_role("link", name=re.compile("^Open "))).to_be_visible(timeout=PATIENCE)
    expect(adviser.locator("[data-phone-said]")).to_be_empty(timeout=PATIENCE)  # they are not ready any more

    assert violations(adviser) == violations(caller) == []
    adviser.get_by_role("button", name="Hold").click()
    adviser.wait_for_function(DIRECTION, arg="sendonly", timeout=PATIENCE)
    hears(caller, "[data-call-us]")  # the music
    adviser.get_by_role("button", name="Hold").click()
    adviser.wait_for_function(DIRECTION, arg="sendrecv", timeout=PATIENCE)
    adviser.get_by_role("button", name="Mute").click()
    expect(adviser.get_by_role("button", name="Mute")).to_have_attribute("aria-pressed", "true")
    assert adviser.locator("[data-softphone]").evaluate(SPEAKING) is False
    adviser.get_by_role("button", name="Mute").click()
    assert adviser.locator("[data-softphone]").evaluate(SPEAKING) is True
    hears(adviser, "[data-softphone]")
    adviser.get_by_role("button", name="Hang up").click()
    until(caller, "[data-call-us]", "on")
    expect(adviser.get_by_role("heading", name="Wrap-up")).to_be_visible(timeout=PATIENCE)
    adviser.get_by_role("button", name="Done: ready again").click()
    (contact,) = kept(service)
    assert (contact["outcome"], contact["adviser__name"]) == ("answered", "Alex")


def test_a_telephone_rings_the_browser_and_is_passed_on(
    line: Line, service: Service, visitor: Callable[[], Page]
) -> None:
    """SIPp rings; one adviser answers, speaks to the other first, brings all three together and leaves."""
    before = len(kept(service))
    first, second = adviser_page(visitor(), service, "Alex"), adviser_page(visitor(), service, "Bo")
    second.locator("#say-break").click()
    expect(second.locator("[data-phone-said]")).to_contain_text("break", timeout=PATIENCE)
    second.reload()  # opened again, it is the telephone again
    until(second, "[data-softphone]", "on")
    caller = line.ring("caller_stays", user="07700900401", lasts=280, wait=False)
    until(first, "[data-softphone]", "ringing")
    expect(first.get_by_text("Number known")).to_be_visible(timeout=PATIENCE)
    first.get_by_role("button", name="Answer").click()
    until(first, "[data-softphone]", "talking")
    expect(first.get_by_role("heading", name="You are talking")).to_be_visible(timeout=PATIENCE)
    first.get_by_label("Colleague or queue").select_option("1002")
    first.get_by_role("button", name="Speak to the colleague first").click()
    until(second, "[data-softphone]", "ringing")
    second.get_by_role("button", name="Answer").click()
    until(second, "[data-softphone]", "talking")
    hears(second, "[data-softphone]")
    first.get_by_role("button", name="Bring all three together").click()
    line.asterisk.wait(
        lambda: "softmix" in line.asterisk.command("bridge show all"), line.asterisk.command("bridge show all")
    )
    hears(first, "[data-softphone]")
    first.get_by_role("button", name="Hang up").click()
    until(first, "[data-softphone]", "on")
    hears(second, "[data-softphone]")
    second.get_by_role("button", name="Hang up").click()
    caller.stop()
    line.no_calls_left()
    contacts = kept(service)[before:]
    assert [(each["outcome"], each["adviser__name"]) for each in contacts] == [("answered", "Alex")]


def test_a_caller_is_passed_to_a_colleague_and_back_to_the_queue_and_a_colleague_is_rung(
    line: Line, service: Service, visitor: Callable[[], Page]
) -> None:
    """Passed on without a word, put back into the queue, answered again: one contact. A colleague who is rung is none."""
    before = len(kept(service))
    first, second = adviser_page(visitor(), service, "Alex"), adviser_page(visitor(), service, "Bo")
    second.locator("#say-break").click()
    expect(second.locator("[data-phone-said]")).to_contain_text("break", timeout=PATIENCE)
    caller = line.ring("caller_stays", user="07700900402", lasts=280, wait=False)
    answers(first)
    pass_on(first, to="1002")
    answers(second)
    until(first, "[data-softphone]", "on")
    hears(second, "[data-softphone]")

    first.get_by_role("button", name="Done: ready again").click()
    expect(first.locator("[data-phone-said]")).to_contain_text("ready", timeout=PATIENCE)
    pass_on(second, to="*10")
    answers(first)
    until(second, "[data-softphone]", "on")
    hears(first, "[data-softphone]")
    first.get_by_role("button", name="Hang up").click()
    until(first, "[data-softphone]", "on")
    caller.stop()
    line.no_calls_left()

    first.get_by_label("Number to call").fill("1002")
    first.get_by_role("button", name="Call", exact=True).click()
    answers(second)
    until(first, "[data-softphone]", "talking")
    hears(first, "[data-softphone]")
    second.get_by_role("button", name="Hang up").click()
    until(first, "[data-softphone]", "on")
    first.get_by_label("Number to call").fill("0900 123 456")
    first.get_by_role("button", name="Call", exact=True).click()
    until(first, "[data-softphone]", "on")
    line.no_calls_left()
    contacts = kept(service)[before:]
    assert [(each["outcome"], each["adviser__name"]) for each in contacts] == [("answered", "Alex")]


def answers(page: Page) -> None:
    until(page, "[data-softphone]", "ringing")
    page.get_by_role("button", name="Answer").click()
    until(page, "[data-softphone]", "talking")


def pass_on(page: Page, *, to: str) -> None:
    page.get_by_label("Colleague or queue").select_option(to)
    page.get_by_role("button", name="Pass the caller on").click()


def test_a_browser_that_signed_on_before_is_a_telephone_no_more_once_another_did(
    line: Line, service: Service, visitor: Callable[[], Page]
) -> None:
    """Its secret does not count any more: the exchange refuses it, and the page says so."""
    first = adviser_page(visitor(), service, "Alex")
    second = adviser_page(visitor(), service, "Alex")
    first.evaluate("() => document.querySelector('[data-softphone]').line().register()")
    until(first, "[data-softphone]", "off")
    expect(first.get_by_text("not a telephone any more")).to_be_visible()
    until(second, "[data-softphone]", "on")
