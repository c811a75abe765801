"""The whole of an adviser's work with no mouse: from the queue to closing the enquiry and opening it again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.support.desk_pages import SAMPLE, asked, held, says
from tests.support.in_service import call
from tests.support.server import Service

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.system


def test_from_the_queue_to_closing_and_opening_again(ada: Page, site: Service) -> None:
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
    mine = references[0]
    page.goto(site.url("/desk/queue?show=new"))
    walk_to_row(page, mine)
    keys.press("c")
    page.wait_for_url(f"**/{mine}*")
    says(page, "This enquiry is yours.")
    assert held(site, mine)["owner"] == "Ada Example"

    # the map, a note and the coded fields by Tab, Enter, Space and arrows
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
    says(page, "The note is kept.")
    tab_to(page, "Kind", tag="SELECT")
    keys.press("ArrowDown")
    page.get_by_text(re.compile(r"^Saved at \d\d:\d\d")).wait_for()
    answer_confidence(page, "at the start")
    after = held(site, mine)
    assert (after["steps"], after["notes"]) == ([["I0", "yes"]], ["Agreed to write a safety plan."])
    assert after["kind"]
    assert after["confidence"] == {"start": [0, None]}

    # a resource is found, ticked and recorded; one given by mistake is taken back
    unfold(page, "Signposts")
    tab_to(page, "Find a resource", tag="INPUT")
    keys.type("childline")
    keys.press("Enter")
    page.wait_for_url("**resource=childline**")
    unfold(page, "Signposts")
    tab_to(page, "", tag="INPUT", name="resource", kind="checkbox")
    keys.press("Space")
    tab_to(page, "Record as given")
    keys.press("Enter")
    says(page, "Recorded.")
    assert held(site, mine)["signposts"] == 1
    unfold(page, "Signposts")
    tab_to(page, "Take back")
    keys.press("Enter")
    expect(page.locator("details.al-fold summary", has_text="Signposts")).to_contain_text("0 given")

    # a call-back is promised, and tried
    tab_to(page, "Promise a call-back", tag="A")
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Promise a call-back", level=1)).to_be_visible()
    tab_to(page, "When?", tag="SELECT")
    tab_to(page, "Promise it")
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Call-backs", level=1)).to_be_visible()
    tab_to(page, "Ring", tag="A", within=mine)
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Call-back", level=1)).to_be_visible()
    tab_to(page, "We spoke", tag="INPUT")
    keys.press("Space")
    keys.press("ArrowDown")
    tab_to(page, "Record this attempt")
    keys.press("Enter")
    says(page, "Recorded.")
    assert held(site, mine)["call_backs"] == [["waiting", 1]]

    # closing is refused; what is missing is a link to where it is put right
    unfold(page, "Close")
    tab_to(page, "Close enquiry")
    keys.press("Enter")
    expect(page.get_by_role("alert").get_by_text("There is a problem")).to_be_visible()
    assert page.evaluate("document.activeElement.contains(document.querySelector('.govuk-error-summary__title'))")
    answer_confidence(page, "at the close")
    tab_to(page, "Enquirer's working view", tag="SELECT")
    for _ in range(2):
        keys.press("ArrowDown")
    tab_to(page, "Save coded fields")
    keys.press("Enter")
    says(page, "Saved.")
    unfold(page, "Close")
    tab_to(page, "Advice only", tag="INPUT")
    keys.press("Space")
    tab_to(page, "Close enquiry")
    keys.press("Enter")
    says(page, f"{mine} is closed.")
    assert held(site, mine)["state"] == "closed"

    # and it is opened again
    keys.press("/")
    keys.type(mine)
    keys.press("Enter")
    page.wait_for_url(f"**/{mine}*")
    tab_to(page, "Reopen")
    keys.press("Enter")
    expect(page.get_by_role("button", name="Reopen")).to_have_count(0)
    assert held(site, mine)["state"] == "in_progress"


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.textContent.trim()")


def walk_to_row(page: Page, reference: str) -> None:
    for _ in range(60):
        page.keyboard.press("j")
        if focused(page) == reference:
            return
    raise AssertionError(f"j does not reach the row of {reference}")


def answer_confidence(page: Page, stage: str) -> None:
    unfold(page, f"Confidence: {stage}")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    tab_to(page, "Keep answers")
    page.keyboard.press("Enter")
    says(page, "The answers are kept.")


def unfold(page: Page, title: str) -> None:
    """Opens a folded part with Enter, when it is not open already."""
    tab_to(page, title, tag="SUMMARY")
    if not page.evaluate("document.activeElement.parentElement.open"):
        page.keyboard.press("Enter")


def tab_to(page: Page, words: str, tag: str = "", *, name: str = "", kind: str = "", within: str = "") -> None:
    """Presses Tab until what has the focus is called `words`, and is seen to have it."""
    for _ in range(250):
        page.keyboard.press("Tab")
        called, element, field, sort, outlined = page.evaluate(
            """() => {
                const at = document.activeElement, style = getComputedStyle(at)
                const words = at.labels?.length ? at.labels[0].innerText : at.innerText ?? ''
                const near = at.labels?.length ? getComputedStyle(at.labels[0], '::before') : style
                const shown = [style, near].some((each) => each.outlineStyle !== 'none' || each.boxShadow !== 'none')
                return [words.trim(), at.tagName, at.name, at.type, shown]
            }"""
        )
        if (
            called.startswith(words)
            and within in called
            and tag in {"", element}
            and name in {"", field}
            and kind in {"", sort}
        ):
            assert outlined, f"{called} does not show that it has the focus"
            return
    raise AssertionError(f"Tab does not reach {words or name}")
