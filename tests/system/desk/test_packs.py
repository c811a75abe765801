"""A resource pack from the desk to its reader and back, in a browser: by keyboard, without scripts, on a narrow screen."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Error

from tests.support import axe
from tests.support.in_service import call
from tests.support.server import Service

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = pytest.mark.system
SAMPLE = "tests.support.pack_sample"
SHOTS = os.environ.get("SCREENSHOTS")


@pytest.fixture(scope="module")
def sample(service: Service) -> dict[str, Any]:
    return call(service, f"{SAMPLE}:make")


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Any]:
    """Makes browsers of their own."""
    made: list[BrowserContext] = []

    def new(**options: Any) -> Page:
        context = browser.new_context(locale="en-GB", timezone_id="Europe/London", **options)
        made.append(context)
        return context.new_page()

    yield new
    for context in made:
        context.close()


def sign_in(page: Page, service: Service, name: str) -> Page:
    page.goto(service.url("/demo"))
    page.get_by_role("button", name=f"Sign in as {name}").click()
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


def give_pack(page: Page, service: Service, reference: str) -> str:
    """Gives everything that was signposted, by the keyboard alone; answers the private link."""
    page.goto(service.url(f"/desk/enquiries/{reference}/pack"))
    page.get_by_label("Show me the link, and I will pass it on").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Give the pack").focus()
    page.keyboard.press("Enter")
    return page.get_by_label("Private link").input_value()


def test_a_pack_goes_from_the_desk_to_its_reader_and_back(service: Service, sample: Any, visitor: Any) -> None:
    desk = sign_in(visitor(), service, sample["adviser"])
    desk.goto(service.url(f"/desk/enquiries/{sample['enquiry']}/pack"))
    look(desk, "give-pack")
    desk.get_by_role("button", name="Give the pack").click()
    assert desk.get_by_text("Choose how to give the pack").first.is_visible()
    look(desk, "give-pack-refused")
    link = give_pack(desk, service, sample["enquiry"])
    look(desk, "pack-at-the-desk")

    reader = visitor(java_script_enabled=False)
    reader.goto(link)
    assert reader.context.cookies() == []
    assert sample["enquiry"] not in reader.content()
    with reader.expect_request(re.compile("^https://www.childline.org.uk")) as outside:
        reader.get_by_role("link", name="Childline").click()
    assert "referer" not in outside.value.headers
    assert call(service, f"{SAMPLE}:counted")["openings"] == {"childline": 1}

    reader.goto(link)
    reader.get_by_role("button", name="Tell us").click()
    reader.get_by_role("group", name="Childline").get_by_label("Yes").check()
    reader.get_by_role("group", name="And all together").get_by_label("Partly").check()
    reader.get_by_label("Is there anything you want to tell us").fill("The wording was clear.")
    reader.get_by_role("button", name="Keep my answers").click()
    assert reader.get_by_text("Your answers are kept").is_visible()
    assert call(service, f"{SAMPLE}:counted")["helped"] == [["", "partly"], ["childline", "yes"]]

    desk.reload()
    assert desk.get_by_text("The wording was clear.").is_visible()


def test_a_prefetch_and_a_pasted_link_are_not_counted(service: Service, sample: Any, visitor: Any) -> None:
    desk = sign_in(visitor(), service, sample["adviser"])
    link = give_pack(desk, service, sample["enquiry"])
    before = call(service, f"{SAMPLE}:counted")["openings"]
    reader = visitor()
    with reader.expect_request(re.compile("^https://")), contextlib.suppress(Error):
        reader.goto(f"{link}/open/ncats")  # as a mail scanner or somebody who pasted it would
    reader.context.request.get(f"{link}/open/ncats", max_redirects=0)
    reader = visitor()
    reader.goto(link)
    reader.evaluate("async link => { await fetch(link, {redirect: 'manual'}) }", f"{link}/open/ncats")
    assert call(service, f"{SAMPLE}:counted")["openings"] == before


def test_the_readers_pages_with_and_without_what_changed(service: Service, sample: Any, visitor: Any) -> None:
    desk = sign_in(visitor(), service, sample["adviser"])
    link = give_pack(desk, service, sample["enquiry"])
    reader = visitor()
    reader.goto(link)
    look(reader, "pack")
    call(service, f"{SAMPLE}:spoil", entry_id="rse-guidance")
    reader.goto(link)
    assert reader.get_by_text("did not open when we last looked").is_visible()
    look(reader, "pack-changed")
    reader.goto(f"{link}/helped")
    look(reader, "helped")
    reader.get_by_role("button", name="Keep my answers").click()
    look(reader, "helped-refused")

    desk.goto(service.url("/desk/packs-to-look-at"))
    assert desk.get_by_text("Its page is no longer there").is_visible()
    look(desk, "packs-to-look-at")
    desk.goto(service.url(f"/desk/enquiries/{sample['enquiry']}#signposts"))
    look(desk, "enquiry-with-packs")
    desk.goto(service.url("/desk/directory?q=guidance"))
    look(desk, "desk-directory")
    desk.get_by_role("link", name="Local contacts").first.click()
    look(desk, "coverage")


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/directory/links", "links"), ("/directory/links?state=gone", "links-gone"), ("/directory/entries", "entries"),
        ("/directory/entries/working-together", "entry"), ("/directory/entries/new", "new-entry"),
        ("/directory/local-contacts", "coverage-of-an-editor"), ("/directory/local-contacts/202", "area"),
        ("/directory/links?state=unclear", "links-none"), ("/desk/packs-to-look-at", "packs-of-an-editor"),
    ],
)  # fmt: skip
def test_the_editors_pages(service: Service, sample: Any, visitor: Any, path: str, name: str) -> None:
    page = sign_in(visitor(), service, sample["editor"])
    page.goto(service.url(path))
    look(page, name)
