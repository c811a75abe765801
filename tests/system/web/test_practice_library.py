"""The library of practice examples in a browser: by keyboard, at both widths, on paper, and from draft to the public."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.support import axe
from tests.support.in_service import call

pytestmark = pytest.mark.system
SHOTS = os.environ.get("SCREENSHOTS")


@pytest.fixture(scope="module")
def sample(service):
    return call(service, "tests.support.practice_sample:make")


@pytest.fixture
def visitor(browser):
    context = browser.new_context(locale="en-GB", timezone_id="Europe/London")
    yield context.new_page()
    context.close()


@pytest.fixture
def staff(browser, service, sample):
    contexts = []

    def sign_in(role):
        contexts.append(browser.new_context(locale="en-GB", timezone_id="Europe/London"))
        page = contexts[-1].new_page()
        page.goto(service.url("/demo"))
        page.get_by_role("button", name=f"Sign in as {sample['names'][role]}").click()
        return page

    yield sign_in
    for context in contexts:
        context.close()


def look(page, name):
    """Nothing for axe and nothing wider than the page, at 1280 in the light and 320 in the dark."""
    for width, colours in ((1280, "light"), (320, "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=colours)
        if SHOTS:
            page.screenshot(path=str(Path(SHOTS) / f"practice-{name}-{width}.png"), full_page=True)
        assert axe.violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.set_viewport_size({"width": 1280, "height": 900})


def test_the_library_is_read_by_anybody(visitor, service, sample):
    visitor.goto(service.url("/"))
    visitor.get_by_role("navigation", name="Main").get_by_role("link", name="Good practice").click()
    look(visitor, "library")
    visitor.get_by_label("Phase").select_option("secondary")
    visitor.get_by_role("button", name="Show").click()
    assert visitor.get_by_label("Phase").input_value() == "secondary"
    visitor.get_by_role("link", name="Sample: a joint safety plan").first.click()
    assert visitor.get_by_role("heading", level=1).inner_text() == "Sample: a joint safety plan"
    look(visitor, "example")
    visitor.emulate_media(media="print")
    assert not visitor.get_by_role("navigation", name="Main").is_visible()
    assert visitor.get_by_text("Plans were ready within two days.").is_visible()
    visitor.emulate_media(media="screen")
    visitor.goto(service.url("/good-practice?phase=early_years"))
    assert visitor.get_by_text("No example fits yet").is_visible()
    look(visitor, "nothing")
    visitor.goto(service.url(f"/good-practice/{sample['slugs']['withdrawn']}"))
    look(visitor, "withdrawn")


def test_an_example_is_written_refused_approved_by_another_and_published(staff, visitor, service, sample):
    editor = staff("content_editor")
    editor.goto(service.url("/practice-examples"))
    look(editor, "examples")
    editor.get_by_role("link", name="Write an example").click()
    look(editor, "edit")
    for label, text in (
        ("Title", "Sample: eyes on the corridor"), ("Topics", "supervision"), ("What was done", "Staff changed rotas."),
        ("What was the need", "A pupil called Zebedee Fictional told staff."), ("What changed", "Fewer worries."),
        ("How it is known", "A log was counted."), ("What it needs to work", "A rota that staff agree."),
    ):  # fmt: skip
        editor.get_by_label(label, exact=True).fill(text)
    editor.get_by_label("Setting").select_option("special_school")
    editor.get_by_label("Phase").select_option("primary")
    editor.get_by_label("Described").check()
    editor.get_by_label("A partner organisation").check()
    editor.get_by_role("button", name="Save the draft").click()
    assert editor.get_by_text("There is a problem").is_visible()
    look(editor, "refused")
    editor.get_by_label("What was the need", exact=True).fill("The corridor was hard to watch.")
    editor.get_by_role("button", name="Save the draft").click()
    look(editor, "draft")
    editor.get_by_role("button", name="Send for approval").click()
    assert editor.get_by_role("button", name="Approve this version").count() == 0
    address = editor.url

    reviewer = staff("clinical_reviewer")
    reviewer.goto(address)
    look(reviewer, "review")
    reviewer.get_by_role("button", name="Approve this version").click()
    assert reviewer.get_by_text("The example is approved.").is_visible()
    editor.goto(address)
    editor.get_by_role("button", name="Publish").click()
    look(editor, "published")
    visitor.goto(service.url("/good-practice/sample-eyes-on-the-corridor"))
    assert visitor.get_by_text("Staff changed rotas.").is_visible()
