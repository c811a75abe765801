"""An adviser rings somebody back: hears the message, presses the number, says what happened. A supervisor hears a recorded call."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.support.desk_pages import SAMPLE, look
from tests.support.in_service import call
from tests.support.server import Service

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.system
LENGTH = """sound => new Promise((is) => {
  sound.onloadedmetadata = () => is(sound.duration); sound.onerror = () => is(-1); sound.load(); sound.preload = 'auto'
})"""


def test_the_message_the_number_and_what_happened(ada: Page, site: Service) -> None:
    pk = call(site, f"{SAMPLE}:call_back_with_message")
    ada.goto(site.url("/desk/call-backs"))
    expect(ada.get_by_text("In a message").first).to_be_visible()
    ada.goto(site.url(f"/desk/call-backs/{pk}"))
    for width in (320, 1280):
        ada.set_viewport_size({"width": width, "height": 900})
        look(ada, "call-back-message")
    assert ada.locator("audio").evaluate(LENGTH) == pytest.approx(1, abs=0.1)

    with ada.expect_response(lambda answer: answer.url.endswith(f"/{pk}/ring")):
        ada.evaluate(
            "document.querySelector('a[href^=\"tel:\"]').addEventListener('click', event => event.preventDefault())"
        )  # nothing on this machine dials
        ada.locator('a[href^="tel:"]').click()
    assert call(site, f"{SAMPLE}:rung", call_back=pk) == [[1, "own"]]
    ada.reload()
    expect(ada.get_by_text("You rang at")).to_be_visible()
    for width in (320, 1280):
        ada.set_viewport_size({"width": width, "height": 900})
        look(ada, "call-back-rung")
    ada.get_by_role("button", name="It did not come to a call").click()
    assert call(site, f"{SAMPLE}:rung", call_back=pk) == []
    ada.get_by_role("button", name="I ring").click()
    ada.get_by_label("Nobody answered").check()
    ada.get_by_role("button", name="Record this attempt").click()
    ada.goto(site.url(f"/desk/call-backs/{pk}"))
    expect(ada.get_by_text("They were rung a short time ago")).to_be_visible()


def test_a_supervisor_says_why_and_hears_a_recorded_call(cleo: Page, site: Service) -> None:
    reference = call(site, f"{SAMPLE}:recorded_call")
    cleo.goto(site.url(f"/desk/enquiries/{reference}"))
    cleo.get_by_text("Recorded calls").click()
    look(cleo, "enquiry-with-recording")
    cleo.locator('a[href^="/desk/recordings/"]').click()
    cleo.get_by_role("button", name="Hear it").click()
    expect(cleo.get_by_role("alert")).to_contain_text("Say why you need to hear it")
    look(cleo, "recording-without-a-reason")
    cleo.get_by_label("It is not clear what was agreed").check()
    cleo.keyboard.press("Enter")
    for width in (320, 1280):
        cleo.set_viewport_size({"width": width, "height": 900})
        look(cleo, "recording-heard")
    assert cleo.locator("audio").evaluate(LENGTH) == pytest.approx(1, abs=0.1)
    cleo.get_by_text("If it should not be kept").click()
    look(cleo, "recording-to-be-destroyed")
    cleo.get_by_role("button", name="Destroy this recording").click()
    expect(cleo.get_by_text("The recording is destroyed")).to_be_visible()
