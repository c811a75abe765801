"""A chat as both people see it: with scripts, and without."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.support import axe
from tests.support.server import Service
from tests.system.chat.conftest import ADVISER, SUPERVISOR

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.system, pytest.mark.both_engines]
NewPage = Callable[..., "Page"]


@pytest.fixture
def new_page(browser: Browser) -> NewPage:
    """A page in a browser of its own."""
    made = []

    def make(*, scripts: bool = True) -> Page:
        context = browser.new_context(locale="en-GB", java_script_enabled=scripts)
        made.append(context)
        return context.new_page()

    yield make
    for context in made:
        context.close()


def starts(page: Page, service: Service, name: str = "") -> Page:
    page.goto(service.url("/chat"))
    page.get_by_label("What is your role?").select_option("dsl")
    page.get_by_label("What should we call you?").fill(name)
    page.get_by_role("button", name="Start the chat").click()
    page.wait_for_url("**/chat/talk")
    return page


def signs_in(page: Page, service: Service, name: str) -> None:
    page.goto(service.url("/demo"))
    page.get_by_role("button", name=f"Sign in as {name}").click()


def takes(page: Page, service: Service, reference: str) -> Page:
    signs_in(page, service, ADVISER)
    page.goto(service.url("/desk/chats"))
    page.get_by_role("button", name=f"Take the chat of {reference}").click()
    page.wait_for_url("**/desk/chats/*")
    return page


def reference_on(page: Page) -> str:
    return page.locator(".al-chat strong").inner_text()


def writes(page: Page, text: str) -> None:
    page.get_by_label("Your message").fill(text)
    page.get_by_role("button", name="Send", exact=True).click()


def shows(page: Page, text: str) -> None:
    page.get_by_role("log").get_by_text(text, exact=True).wait_for()


def test_two_people_chat_through_a_reload_a_second_tab_and_a_lost_network(
    open_service: Service, new_page: NewPage
) -> None:
    enquirer, adviser = starts(new_page(), open_service, "Sam"), new_page()
    enquirer.get_by_text("You are").first.wait_for()
    writes(enquirer, "We need help with a plan")
    shows(enquirer, "We need help with a plan")
    takes(adviser, open_service, reference_on(enquirer))
    shows(adviser, "We need help with a plan")
    writes(adviser, "Good morning")
    shows(enquirer, "Good morning")

    enquirer.reload()
    shows(enquirer, "Good morning")
    second = enquirer.context.new_page()
    second.goto(open_service.url("/chat"))
    shows(second, "Good morning")
    writes(second, "From my second tab")
    for page in (enquirer, adviser, second):
        shows(page, "From my second tab")
    second.close()

    enquirer.context.set_offline(True)
    writes(adviser, "While you were away")
    shows(adviser, "While you were away")
    enquirer.context.set_offline(False)
    shows(enquirer, "While you were away")
    for page in (enquirer, adviser):
        texts = page.locator(".al-chat__message:not(.al-chat__message--ours) .al-chat__text").all_inner_texts()
        assert texts == [
            "We need help with a plan", "Good morning", "From my second tab", "While you were away",
        ]  # fmt: skip


def test_identifying_details_are_explained_and_then_blanked_out(open_service: Service, new_page: NewPage) -> None:
    page = starts(new_page(), open_service)
    writes(page, "A pupil called Zebedee told staff.")
    page.get_by_role("button", name="Send it with these words blanked out").wait_for()
    assert page.get_by_label("Your message").input_value() == "A pupil called Zebedee told staff."
    assert axe.violations(page) == []
    page.get_by_role("button", name="Send it with these words blanked out").click()
    shows(page, "A pupil called [name] told staff.")
    assert page.get_by_label("Your message").input_value() == ""


def test_confidence_is_asked_in_the_chat_and_the_end_is_told_to_both(open_service: Service, new_page: NewPage) -> None:
    enquirer, adviser = starts(new_page(), open_service), new_page()
    writes(enquirer, "Hello")
    takes(adviser, open_service, reference_on(enquirer))
    enquirer.get_by_label("Your message").fill("I am still writing this")
    adviser.get_by_role("button", name="Ask it at the close").click()
    enquirer.get_by_role("heading", name="How confident do you feel?").wait_for()
    assert enquirer.get_by_label("Your message").input_value() == "I am still writing this"
    for group in enquirer.get_by_role("group").all():
        group.get_by_label("7", exact=True).check(force=True)
    enquirer.get_by_role("button", name="Send answers").click()
    shows(adviser, "Thank you for answering.")
    adviser.get_by_role("button", name="End the chat").click()
    enquirer.get_by_role("link", name="Start another chat").wait_for()
    assert enquirer.get_by_label("Your message").count() == 0
    adviser.get_by_role("button", name="Wrapped up").click()
    adviser.wait_for_url("**/desk/chats")


def test_a_paragraph_that_was_put_in_and_sent_is_not_put_in_again(open_service: Service, new_page: NewPage) -> None:
    enquirer, adviser = starts(new_page(), open_service), new_page()
    takes(adviser, open_service, reference_on(enquirer))
    adviser.get_by_label("Put in a paragraph").select_option(label="Thank you for writing")
    adviser.get_by_role("button", name="Put it in").click()
    adviser.wait_for_url("**/desk/chats/*#write")
    box = adviser.get_by_label("Your message")
    text = box.input_value()
    assert text
    adviser.reload()
    assert box.input_value() == text
    adviser.get_by_role("button", name="Send", exact=True).click()
    adviser.get_by_role("log").get_by_text(text[:40]).wait_for()
    adviser.reload()
    adviser.get_by_role("log").get_by_text(text[:40]).wait_for()
    assert box.input_value() == ""


def test_whoever_is_typing_when_an_adviser_comes_goes_on_typing(open_service: Service, new_page: NewPage) -> None:
    enquirer, adviser = starts(new_page(), open_service), new_page()
    enquirer.evaluate("document.stays = true")
    enquirer.get_by_label("Your message").press_sequentially("I am still ")
    takes(adviser, open_service, reference_on(enquirer))
    enquirer.get_by_role("button", name="Leave a message instead").wait_for(state="detached")
    enquirer.keyboard.type("writing this")
    adviser.get_by_role("button", name="Ask it at the start").click()
    enquirer.get_by_role("heading", name="How confident do you feel?").wait_for()
    enquirer.keyboard.type(" to you")
    assert enquirer.get_by_label("Your message").input_value() == "I am still writing this to you"
    writes(adviser, "Good morning")
    enquirer.get_by_text("Get a copy of this chat by e-mail").wait_for()
    assert enquirer.evaluate("document.stays")
    assert axe.violations(enquirer) == []


def test_what_was_not_sent_before_a_chat_ended_is_shown_as_such(open_service: Service, new_page: NewPage) -> None:
    enquirer, adviser = starts(new_page(), open_service), new_page()
    takes(adviser, open_service, reference_on(enquirer))
    adviser.get_by_label("Your message").fill("I was about to say")
    enquirer.context.set_offline(True)
    writes(enquirer, "Sent into the dark")
    enquirer.get_by_label("Your message").fill("And half a line")
    adviser.get_by_role("button", name="End the chat").click()
    adviser.get_by_text("I was about to say").wait_for()
    enquirer.context.set_offline(False)
    enquirer.get_by_text("Nobody has read it").wait_for()
    assert enquirer.get_by_text("Sent into the dark").is_visible()
    assert enquirer.get_by_text("And half a line").is_visible()
    assert enquirer.get_by_role("log").get_by_text("Sent into the dark").count() == 0
    assert enquirer.get_by_role("log").evaluate("log => log.scrollHeight - log.scrollTop - log.clientHeight") < 2
    for width in (1280, 320):
        enquirer.set_viewport_size({"width": width, "height": 800})
        assert axe.violations(enquirer) == []
        assert enquirer.evaluate("document.documentElement.scrollWidth") <= width


def test_a_whisper_half_written_is_in_no_box_of_the_chat(open_service: Service, new_page: NewPage) -> None:
    enquirer, adviser, supervisor = starts(new_page(), open_service), new_page(), new_page()
    takes(adviser, open_service, reference_on(enquirer))
    signs_in(supervisor, open_service, SUPERVISOR)
    supervisor.goto(adviser.url)
    supervisor.get_by_label("Your message").fill("They sound unsure of themselves")
    adviser.get_by_label("Give the chat to").select_option(label=SUPERVISOR)
    adviser.get_by_role("button", name="Give the chat").click()
    supervisor.get_by_role("button", name="Send", exact=True).wait_for()
    assert supervisor.get_by_label("Your message").input_value() == ""


def test_the_pages_pass_axe_and_fit_a_narrow_screen(open_service: Service, new_page: NewPage) -> None:
    enquirer, adviser = starts(new_page(), open_service), new_page()
    takes(adviser, open_service, reference_on(enquirer))
    writes(adviser, "A word" * 40)
    shows(enquirer, "A word" * 40)
    for page in (enquirer, adviser):
        for width in (1280, 320):
            page.set_viewport_size({"width": width, "height": 800})
            assert axe.violations(page) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_by_keyboard_alone(open_service: Service, new_page: NewPage) -> None:
    page = starts(new_page(), open_service)
    page.get_by_label("Your message").focus()
    page.keyboard.type("One line")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("and another")
    page.keyboard.press("Enter")
    page.get_by_role("log").get_by_text("One line and another").wait_for()
    assert page.get_by_label("Your message").evaluate("area => area === document.activeElement")


def test_what_is_written_is_shown_as_it_was_written_and_never_run(open_service: Service, new_page: NewPage) -> None:
    enquirer, adviser = starts(new_page(), open_service), new_page()
    probe = "<img src=x onerror=alert(1)> {{ 7*7 }} </script><script>alert(1)</script>"
    for page in (enquirer, adviser):
        page.on("dialog", lambda dialog: pytest.fail("a script ran"))
    takes(adviser, open_service, reference_on(enquirer))
    writes(enquirer, probe)
    for page in (enquirer, adviser):
        shows(page, probe)
        page.reload()
        shows(page, probe)


def test_the_queue_shows_who_comes_by_itself(open_service: Service, new_page: NewPage) -> None:
    adviser = new_page()
    adviser.goto(open_service.url("/demo"))
    adviser.get_by_role("button", name=f"Sign in as {ADVISER}").click()
    adviser.goto(open_service.url("/desk/chats"))
    enquirer = starts(new_page(), open_service)
    adviser.get_by_role("button", name=f"Take the chat of {reference_on(enquirer)}").wait_for()
    enquirer.get_by_role("button", name="End the chat").click()
    adviser.get_by_role("button", name=f"Take the chat of {reference_on(enquirer)}").wait_for(state="detached")


def test_each_alert_is_switched_off_and_on_and_stays_so(open_service: Service, new_page: NewPage) -> None:
    adviser = new_page()
    adviser.goto(open_service.url("/demo"))
    adviser.get_by_role("button", name=f"Sign in as {ADVISER}").click()
    for name, is_on in (("Sound for new chats and messages", "false"), ("Count in the tab’s title", "true")):
        adviser.goto(open_service.url("/desk/chats"))
        button = adviser.get_by_role("button", name=name)
        assert button.get_attribute("aria-pressed") == is_on
        button.click()
        adviser.reload()
        button.wait_for()
        assert button.get_attribute("aria-pressed") != is_on


def test_the_same_without_scripts(open_service: Service, new_page: NewPage) -> None:
    enquirer, adviser = starts(new_page(scripts=False), open_service), new_page(scripts=False)
    writes(enquirer, "We need help with a plan")
    assert "wait=1" in enquirer.url
    assert enquirer.locator("meta[http-equiv=refresh]").count() == 1
    takes(adviser, open_service, reference_on(enquirer))
    shows(adviser, "We need help with a plan")
    writes(adviser, "Good morning")
    enquirer.reload()
    shows(enquirer, "Good morning")
    enquirer.get_by_role("link", name="stop that and write a message").click()
    assert enquirer.locator("meta[http-equiv=refresh]").count() == 0
    writes(enquirer, "A pupil called Zebedee told staff.")
    assert enquirer.get_by_role("alert").get_by_text("could identify a child").first.is_visible()
    enquirer.get_by_role("button", name="Send it with these words blanked out").click()
    shows(enquirer, "A pupil called [name] told staff.")
    enquirer.get_by_role("button", name="End the chat").click()
    assert enquirer.get_by_role("link", name="Start another chat").is_visible()


def test_a_message_is_left_instead_of_waiting(open_service: Service, new_page: NewPage) -> None:
    page = starts(new_page(scripts=False), open_service)
    page.get_by_role("button", name="Leave a message instead").click()
    page.get_by_role("button", name="Leave the message").click()
    assert page.get_by_role("alert").get_by_text("Give an e-mail address or a phone number").is_visible()
    page.get_by_label("What would you like to ask?").fill("How do we plan a return to lessons?")
    page.get_by_label("Your phone number").fill("01632 960123")
    page.get_by_role("button", name="Leave the message").click()
    assert page.get_by_text("Your message is kept under").is_visible()
    shows(page, "How do we plan a return to lessons?")


def test_who_ended_a_chat_that_nobody_took_can_still_be_answered(open_service: Service, new_page: NewPage) -> None:
    page = starts(new_page(), open_service)
    writes(page, "How do we plan a return to lessons?")
    shows(page, "How do we plan a return to lessons?")
    page.get_by_role("button", name="End the chat").click()
    page.get_by_role("button", name="Tell us how to answer you").click()
    assert axe.violations(page) == []
    page.get_by_label("Your e-mail address").fill("sam@school.example.org")
    page.get_by_role("button", name="Leave the message").click()
    assert page.get_by_text("Your message is kept under").is_visible()
    assert page.get_by_role("button", name="Tell us how to answer you").count() == 0
