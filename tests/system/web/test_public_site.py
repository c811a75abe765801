"""The public site in a browser: by keyboard, without scripts, on a narrow telephone, and nothing for axe to find."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support import axe
from tests.support.server import Service
from tests.support.visitor import QUESTION

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.system

NAMED = "Jayden Smith in Year 8 showed a picture to others. What now?"
PAGES = (
    "/", "/get-advice", "/call-back", "/directory", "/directory?q=images", "/directory?q=zzzzz", "/advice-map",
    "/advice-map?map=individual-incident", "/advice-map?map=individual-incident&s=I0.yes~I1.yes",
    "/advice-map?map=individual-incident&s=I0.yes~I1.yes~X1.calling_now", "/advice-map?map=nothing",
    "/advice-map/whole", "/under-18", "/about", "/privacy", "/accessibility", "/cookies", "/feedback",
    "/get-advice/for/parent_or_carer", "/get-advice/for/outside_england", "/get-advice/sent/forged", "/nothing-here",
)  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The service with the demonstration's fictional establishments, and room for many forms from one address."""
    with Service(tmp_path_factory.mktemp("site"), ADVICELINE_RATE_LIMITS="off") as running:
        running.prepare().run("places", "load-demo")
        yield running.start()


@pytest.fixture
def narrow(browser: Browser) -> Iterator[Page]:
    """A telephone of 320 CSS pixels."""
    visitor = browser.new_context(locale="en-GB", timezone_id="Europe/London", viewport={"width": 320, "height": 640})
    yield visitor.new_page()
    visitor.close()


def proceed(page: Page) -> None:
    page.get_by_role("button", name="Continue").click()


def choose(page: Page, label: str) -> None:
    page.get_by_label(label, exact=True).check()
    proceed(page)


def begin(page: Page, site: Service) -> None:
    """Up to the question of the organisation."""
    page.goto(site.url("/get-advice"))
    choose(page, "Designated safeguarding lead")
    choose(page, "Mainstream school")


def mails(site: Service) -> list[str]:
    return [path.read_text() for path in sorted((site.data / "mail").glob("*"))]


def wait_for_mail(site: Service, words: str, seconds: float = 20) -> str:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := [mail for mail in mails(site) if words in mail]:
            return found[0]
        time.sleep(0.2)
    raise AssertionError(f"No mail with {words}:\n{site.log_tail()}")


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@pytest.mark.both_engines
def test_asking_for_advice_with_scripts_and_without(site, page_either_way):
    page = page_either_way
    begin(page, site)
    page.get_by_label("Which organisation?").fill("heron")
    find = page.get_by_role("button", name="Find", exact=True)
    if find.is_visible():
        find.click()
        page.get_by_role("radio").first.check()
    else:
        page.get_by_role("option").first.click()
    proceed(page)
    page.get_by_label("What would you like advice about?").fill(NAMED)
    proceed(page)
    assert page.get_by_text("This looks like a person's name.").first.is_visible()
    assert page.get_by_label("What would you like advice about?").input_value() == NAMED
    page.get_by_label("What would you like advice about?").fill(QUESTION)
    proceed(page)
    choose(page, "By e-mail")
    page.get_by_label("Your work e-mail address").fill("dsl@school.example.org")
    proceed(page)
    assert page.get_by_text(QUESTION).is_visible()
    page.get_by_role("button", name="Send my enquiry").click()

    page.get_by_role("heading", name="We have your enquiry").wait_for()
    reference = re.search(r"HSB-[0-9A-Z]{4}-[0-9A-Z]{4}", page.inner_text("main"))
    assert reference
    mail = wait_for_mail(site, f"We have your enquiry: {reference[0]}")
    assert "picture" not in mail.split("Keep it anonymous")[0]
    page.go_back()
    assert QUESTION not in page.content()


def test_asking_for_advice_by_keyboard_alone(site, page):
    page.goto(site.url("/get-advice"))
    answer_radio(page, "role", downs=0)
    answer_radio(page, "setting", downs=1)
    tab_to(page, "organisation")
    page.keyboard.type("heron", delay=40)
    page.get_by_role("option").first.wait_for()
    go_into_list(page)
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('[name=establishment]').value")
    page.keyboard.press("Enter")
    page.wait_for_url("**/question")
    tab_to(page, "question")
    page.keyboard.type(QUESTION)
    press_button(page, "Continue")
    page.wait_for_url("**/reply")
    answer_radio(page, "reply", downs=0)
    tab_to(page, "email")
    page.keyboard.type("dsl@school.example.org")
    page.keyboard.press("Enter")
    page.wait_for_url("**/check")
    press_button(page, "Send my enquiry")
    page.wait_for_url("**/sent/**")

    assert page.get_by_role("heading", name="We have your enquiry").is_visible()


def tab_to(page: Page, name: str, most: int = 60) -> None:
    """Press Tab until the control of that name has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == name:
            return
    raise AssertionError(f"Tab never reached {name} on {page.url}")


def go_into_list(page: Page, tries: int = 10) -> None:
    """Down into the list of matches; a list that changes under one's fingers begins again."""
    from playwright.sync_api import TimeoutError as NotYet

    for _ in range(tries):
        page.keyboard.press("ArrowDown")
        try:
            page.locator("[role=option]:focus").wait_for(timeout=1000)
            return
        except NotYet:
            continue
    raise AssertionError("The list was never reached.")


def press_button(page: Page, words: str, most: int = 60) -> None:
    for _ in range(most):
        page.keyboard.press("Tab")
        if words in page.evaluate("document.activeElement.innerText || ''"):
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"Tab never reached '{words}' on {page.url}")


def answer_radio(page: Page, name: str, *, downs: int) -> None:
    tab_to(page, name)
    page.keyboard.press("Space")
    for _ in range(downs):
        page.keyboard.press("ArrowDown")
    before = page.url
    press_button(page, "Continue")
    page.wait_for_url(lambda url: url != before)


def test_a_call_is_asked_for_by_keyboard(site, page):
    page.goto(site.url("/call-back"))
    tab_to(page, "role")
    page.keyboard.press("ArrowDown")
    tab_to(page, "phone")
    page.keyboard.type("0114 496 0123")
    tab_to(page, "call_when")
    press_button(page, "Ask for the call")
    page.wait_for_url("**/sent/**")

    assert page.get_by_role("heading", name="We will call you").is_visible()


def test_the_guard_helps_as_one_types_and_offers_other_words(site, page):
    page.goto(site.url("/call-back"))
    page.get_by_label("What is it about?").fill("It is about Jayden Smith in Year 8.")
    offer = page.get_by_role("button", name="instead")
    offer.first.wait_for()
    offer.first.click()

    assert "Jayden" not in page.get_by_label("What is it about?").input_value()
    assert axe.violations(page) == []


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(site, narrow, path):
    narrow.goto(site.url(path))

    assert axe.violations(narrow) == []
    assert fits(narrow)
    narrow.set_viewport_size({"width": 1280, "height": 900})
    assert axe.violations(narrow) == []


def test_axe_finds_nothing_on_any_state_of_the_forms(site, narrow):
    def holds(where: str) -> None:
        assert axe.violations(narrow) == [], where
        assert fits(narrow), where

    narrow.goto(site.url("/get-advice"))
    proceed(narrow)
    holds("role, error")
    choose(narrow, "Designated safeguarding lead")
    proceed(narrow)
    holds("setting, error")
    choose(narrow, "Mainstream school")
    holds("organisation")
    proceed(narrow)
    holds("organisation, error")
    narrow.get_by_label("Which organisation?").fill("heron")
    narrow.get_by_role("option").first.wait_for()
    holds("organisation, list open")
    narrow.keyboard.press("Escape")
    narrow.keyboard.press("Tab")
    proceed(narrow)
    holds("organisation, matches as choices")
    narrow.get_by_role("button", name="It is not listed").click()
    holds("area")
    proceed(narrow)
    holds("area, error")
    narrow.get_by_label("Which local authority area?").select_option(label="Leeds")
    proceed(narrow)
    holds("question")
    narrow.get_by_label("What would you like advice about?").fill(NAMED)
    proceed(narrow)
    holds("question, refused")
    narrow.get_by_label("What would you like advice about?").fill(QUESTION)
    proceed(narrow)
    proceed(narrow)
    holds("reply, error")
    choose(narrow, "By e-mail")
    proceed(narrow)
    holds("e-mail, error")
    narrow.goto(site.url("/get-advice/reply"))
    choose(narrow, "By phone")
    narrow.get_by_label("Your phone number").fill("12")
    narrow.get_by_label("Is there anything we should know").fill("It is about Jayden Smith")
    proceed(narrow)
    holds("phone, errors")
    narrow.goto(site.url("/get-advice/reply"))
    narrow.get_by_label("No reply needed").check()
    proceed(narrow)
    holds("answers")
    narrow.get_by_role("button", name="Send my enquiry").click()
    narrow.wait_for_url("**/sent/**")
    holds("sent")
    narrow.goto(site.url("/call-back"))
    narrow.get_by_role("button", name="Ask for the call").click()
    holds("call, error")


def test_the_map_is_walked_with_scripts_and_without(site, page_either_way):
    page = page_either_way
    page.goto(site.url("/advice-map"))
    page.get_by_role("button", name=re.compile("Begin.*individual case")).click()
    for answer in ("Yes", "No", "No", "No"):
        page.get_by_role("button", name=answer, exact=True).click()
    assert page.get_by_text("Are nude or sexual images").first.is_visible()
    page.go_back()
    assert page.get_by_role("heading", level=1).inner_text().startswith("Has anyone reported rape")


def test_after_each_answer_a_small_screen_opens_at_what_is_asked_now(site, narrow):
    narrow.goto(site.url("/advice-map?map=individual-incident"))
    for answer in ("Yes", "Yes", "Somebody has called, and help is on the way", "Yes", "No, only an adult's conduct"):
        narrow.get_by_role("button", name=answer, exact=True).click()
        narrow.wait_for_url("**#question")
        top = narrow.locator("#question").bounding_box()["y"]
        assert -1 <= top <= 100, f"{narrow.url}: {top}"
        assert narrow.get_by_role("heading", level=1).bounding_box()["y"] < 640
        assert narrow.evaluate("document.activeElement.id") == "question"
    assert narrow.get_by_text("Call 101.").first.bounding_box()["y"] < 640


def test_every_page_asks_for_nothing_from_elsewhere(site, page):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    for path in PAGES:
        page.goto(site.url(path))

    assert [url for url in asked if not url.startswith(site.url("/"))] == []


def test_a_young_person_is_led_away_kindly(site, page):
    page.goto(site.url("/get-advice"))
    choose(page, "Young person")

    assert page.get_by_role("link", name="Childline").is_visible()
    assert page.get_by_role("heading", level=1).inner_text() == "Are you under 18?"


def test_the_mail_is_on_disk_and_whole(site, page):
    page.goto(site.url("/call-back"))
    page.get_by_label("What is your role?").select_option(label="Police")
    page.get_by_label("Your phone number").fill("07700 900 123")
    page.get_by_label("Your e-mail address").fill("officer@police.example.org")
    page.get_by_role("button", name="Ask for the call").click()
    page.wait_for_url("**/sent/**")

    mail = wait_for_mail(site, "officer@police.example.org")

    assert "Subject: Your call-back: HSB-" in mail
    assert "0800 1111" in mail
    assert Path(site.data / "mail").is_dir()
