"""Mail at the desk in a browser, with the real virus scanner: by keyboard, without scripts, on a narrow screen."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.support.desk_pages import look, part, says, sign_in, visitor
from tests.support.in_service import call
from tests.support.odd_mails import document
from tests.support.scanner import EICAR, real_scanner
from tests.support.server import Service

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.system, pytest.mark.both_engines]
SAMPLE = "tests.support.mail_desk_sample"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with (
        real_scanner() as scanner,
        Service(tmp_path_factory.mktemp("service"), ADVICELINE_CLAMD=scanner.unix) as running,
    ):
        yield running.prepare().start()


@pytest.fixture(scope="module")
def thread(site: Service) -> dict[str, Any]:
    return call(site, f"{SAMPLE}:thread")


def held(site: Service, thread: dict[str, Any]) -> dict[str, Any]:
    return call(site, f"{SAMPLE}:held", reference=thread["reference"])


def until(true: Callable[[], bool], *, most_seconds: float = 60) -> None:
    deadline = time.monotonic() + most_seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.3)


@pytest.fixture
def page(browser: Browser, site: Service, thread: Any) -> Iterator[Page]:
    for made in visitor(browser, viewport={"width": 1280, "height": 900}):
        sign_in(made, site, "Ada Example")
        yield made


@pytest.fixture
def plain(browser: Browser, site: Service, thread: Any) -> Iterator[Page]:
    for made in visitor(browser, java_script_enabled=False, viewport={"width": 320, "height": 900}):
        sign_in(made, site, "Ada Example")
        yield made


def enquiry(page: Page, site: Service, thread: dict[str, Any], more: str = "") -> None:
    page.goto(site.url(f"/desk/enquiries/{thread['reference']}{more}"))


def wide_and_narrow(page: Page, name: str) -> None:
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        look(page, name)
    page.set_viewport_size({"width": 1280, "height": 900})


def test_a_thread_is_a_conversation_and_its_pages_can_be_used_by_everybody(
    site: Service, thread: Any, page: Page
) -> None:
    until(lambda: set(held(site, thread)["files"].values()) == {"passed", "infected"})
    enquiry(page, site, thread)
    shown = part(page, "Conversation")
    expect(shown.get_by_text("Sender confirmed").first).to_be_visible()
    expect(shown.get_by_text("In quarantine: a virus was found")).to_be_visible()
    assert "Zebedee" not in page.content()
    wide_and_narrow(page, "conversation")

    shown.get_by_role("link", name=re.compile("^Whole message")).first.click()
    page.get_by_text("As it was laid out").click()
    expect(page.get_by_role("cell", name="Staff were told")).to_be_visible()
    assert "Zebedee" not in page.content()
    wide_and_narrow(page, "whole-message")

    page.get_by_role("link", name="Read the original").click()
    wide_and_narrow(page, "original-why")
    page.get_by_label("Why do you need to read the original?").fill("The table is not clear")
    page.get_by_role("button", name="Read the original").click()
    expect(page.get_by_role("heading", name="As it was sent")).to_be_visible()
    wide_and_narrow(page, "original")


def test_files_are_opened_safely(site: Service, thread: Any, page: Page) -> None:
    until(lambda: set(held(site, thread)["files"].values()) == {"passed", "infected"})
    enquiry(page, site, thread)
    part(page, "Conversation").get_by_role("link", name="behaviour policy.docx").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download behaviour policy.docx").click()
    assert download.value.path().read_bytes() == document()

    enquiry(page, site, thread)
    part(page, "Conversation").get_by_role("link", name="screenshot.png").click()
    wide_and_narrow(page, "picture-warning")
    page.get_by_role("button", name="Show the picture").click()
    picture = page.get_by_alt_text("The picture that was sent")
    expect(picture).to_be_visible()
    assert picture.evaluate("async image => { await image.decode(); return image.naturalWidth }") == 600
    wide_and_narrow(page, "picture")


def test_details_are_taken_out_by_marking_words(site: Service, thread: Any, page: Page) -> None:
    enquiry(page, site, thread)
    part(page, "Conversation").get_by_role("link", name=re.compile("^Look through and take out")).first.click()
    expect(page.locator(".al-found", has_text="Zebedee")).to_be_visible()
    page.evaluate(
        """() => {
          const text = document.getElementById('looked')
          const walk = document.createTreeWalker(text, NodeFilter.SHOW_TEXT)
          while (walk.nextNode()) {
            const at = walk.currentNode.data.indexOf('Copper Beech')
            if (at < 0) continue
            const range = document.createRange()
            range.setStart(walk.currentNode, at)
            range.setEnd(walk.currentNode, at + 'Copper Beech'.length)
            getSelection().removeAllRanges()
            getSelection().addRange(range)
          }
        }"""
    )
    page.get_by_role("button", name="Take out the words you marked").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Other words to take out")).to_have_value("Copper Beech")
    wide_and_narrow(page, "take-out")
    page.get_by_role("button", name="Take these out").click()
    says(page, "Taken out")

    texts = held(site, thread)["texts"]
    assert not [text for text in texts if "Copper" in text or "Zebedee" in text]
    assert "[taken out]" in texts[0]


def test_a_reply_is_put_together_and_sent_without_scripts(site: Service, thread: Any, plain: Page) -> None:
    enquiry(plain, site, thread, "/reply")
    plain.get_by_label("Your reply").fill("Dear colleague,")
    plain.get_by_label("Put in a paragraph").select_option(label="A safety plan")
    plain.get_by_role("button", name="Put it in").click()
    expect(plain.get_by_label("Your reply")).to_have_value(
        re.compile("Dear colleague,\n\nWe suggest a short written plan")
    )
    plain.get_by_label("Put in a resource pack").select_option(value="new")
    plain.get_by_role("button", name="Put the pack in").click()
    expect(plain.get_by_label("Your reply")).to_have_value(re.compile("- Sample entry"))
    plain.get_by_label("Attach a file").set_input_files({"name": "plan.txt", "mimeType": "text/plain", "buffer": EICAR})
    plain.get_by_role("button", name="Attach", exact=True).click()
    expect(plain.get_by_text("did not pass this file")).to_be_visible()
    plain.get_by_label("Attach a file").set_input_files(
        {"name": "plan template.docx", "mimeType": "application/octet-stream", "buffer": document()}
    )
    plain.get_by_role("button", name="Attach", exact=True).click()
    says(plain, "The file is attached")
    look(plain, "reply-plain")
    plain.get_by_role("button", name="Send reply").click()
    says(plain, "Your reply is on its way.")

    until(lambda: held(site, thread)["replies"] == ["sent"])
    assert held(site, thread)["drafts"] == 0


def test_a_reply_that_identifies_is_refused_and_kept(site: Service, thread: Any, page: Page) -> None:
    enquiry(page, site, thread, "/reply")
    page.get_by_label("Your reply").fill("A pupil called Zebedee Fictional told staff.")
    expect(page.get_by_text("Draft kept at")).to_be_visible()
    wide_and_narrow(page, "reply")
    page.get_by_role("button", name="Send reply").click()
    expect(page.get_by_text("There is a problem")).to_be_visible()
    wide_and_narrow(page, "reply-refused")

    enquiry(page, site, thread, "/reply")
    expect(page.get_by_label("Your reply")).to_have_value("A pupil called Zebedee Fictional told staff.")
    page.get_by_role("button", name="Throw this draft away").click()
    says(page, "thrown away")


def test_a_message_is_moved_without_scripts(site: Service, thread: Any, plain: Page) -> None:
    plain.goto(site.url(f"/desk/enquiries/{thread['reference']}"))
    plain.get_by_role("link", name=re.compile("^Move")).last.click()
    look(plain, "move-plain")
    plain.get_by_label("To another enquiry").check()
    plain.get_by_label("Reference of the other enquiry").fill(thread["other"])
    plain.get_by_role("button", name="Move the message").click()
    says(plain, f"The message was moved here from {thread['reference']}")
    expect(plain.get_by_text("I attach our policy.")).to_be_visible()
