"""A map seen whole in a browser: by mouse, by keyboard, without scripts, on a phone, and on paper."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.support import axe
from tests.support.in_service import call
from tests.support.server import Service

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.system
DRAWN = "/desk/map/individual-incident/drawn"


@pytest.fixture(scope="module")
def adviser(service: Service) -> str:
    return str(call(service, "tests.support.page_sample:make")["people"]["adviser"])


@pytest.fixture
def desk(browser: Browser, service: Service, adviser: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page of somebody who is signed in; `desk(java_script_enabled=False)` by indirect parameters."""
    context = browser.new_context(
        locale="en-GB", viewport={"width": 1280, "height": 900}, **getattr(request, "param", {})
    )
    page = context.new_page()
    page.goto(service.url("/demo"))
    page.get_by_role("button", name=f"Sign in as {adviser}").click()
    yield page
    context.close()


without_scripts = pytest.mark.parametrize("desk", [{"java_script_enabled": False}], indirect=True)


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id"))


def scrolled(page: Page) -> list[float]:
    found: list[float] = page.locator("[data-map-view]").evaluate("view => [view.scrollLeft, view.scrollTop]")
    return found


def test_the_drawing_is_walked_by_keyboard_in_reading_order(desk: Page, service: Service) -> None:
    desk.goto(service.url(DRAWN))
    boxes = desk.locator("svg a").evaluate_all("all => all.map(one => one.id)")
    desk.locator("[data-map-view]").focus()
    walked = []
    for _ in boxes:
        desk.keyboard.press("Tab")
        walked.append(focused(desk))
    assert walked == boxes
    assert walked[:4] == ["drawn-I0", "drawn-I1", "drawn-X1", "drawn-O1"]
    desk.keyboard.press("Enter")
    assert focused(desk) == walked[-1].replace("drawn-", "place-")


def test_past_the_outline_the_keys_move_the_drawing_at_once(desk: Page, service: Service) -> None:
    desk.goto(service.url(DRAWN))
    desk.get_by_role("link", name="Go past the outline to the drawing").click()
    assert focused(desk) == "drawing-view"
    desk.keyboard.press("+")
    assert desk.locator("[data-zoom-now]").inner_text() == "125%"
    desk.keyboard.press("0")
    desk.keyboard.press("ArrowRight")
    desk.wait_for_function("document.querySelector('[data-map-view]').scrollLeft > 0")


def test_a_box_that_has_the_focus_is_in_view(desk: Page, service: Service) -> None:
    desk.goto(service.url(DRAWN))
    desk.locator("[data-show=O10]").click()
    assert focused(desk) == "drawn-O10"
    inside = desk.locator("#drawn-O10").evaluate(
        """box => {
            const view = document.querySelector('[data-map-view]').getBoundingClientRect()
            const at = box.getBoundingClientRect()
            return at.left >= view.left && at.right <= view.right && at.top >= view.top && at.bottom <= view.bottom
        }"""
    )
    assert inside


def test_keys_buttons_wheel_and_mouse_change_its_size_and_move_it(desk: Page, service: Service) -> None:
    desk.goto(service.url(DRAWN))
    size = desk.locator("[data-zoom-now]")
    view = desk.locator("[data-map-view]")
    desk.get_by_role("button", name="Larger").click()
    assert size.inner_text() == "125%"
    view.focus()
    for key, shown in (("-", "100%"), ("-", "75%"), ("+", "100%")):
        desk.keyboard.press(key)
        assert size.inner_text() == shown
    desk.keyboard.press("f")
    assert view.evaluate("one => one.scrollHeight <= one.clientHeight && one.scrollWidth <= one.clientWidth")
    desk.keyboard.press("0")
    assert size.inner_text() == "100%"
    view.scroll_into_view_if_needed()
    at = view.bounding_box()
    assert at
    before, address = scrolled(desk), desk.url
    desk.mouse.move(at["x"] + 250, at["y"] + 300)
    desk.mouse.down()
    desk.mouse.move(at["x"] + 300, at["y"] + 180, steps=5)
    desk.mouse.up()
    assert scrolled(desk) == [before[0] - 50, before[1] + 120]
    assert desk.url == address
    desk.keyboard.down("Control")
    desk.mouse.wheel(0, -200)
    desk.keyboard.up("Control")
    desk.wait_for_function("parseInt(document.querySelector('[data-zoom-now]').textContent) > 100")


def test_the_search_marks_as_one_types_and_enter_goes_from_one_to_the_next(desk: Page, service: Service) -> None:
    desk.goto(service.url(DRAWN))
    desk.get_by_label("Find a question or outcome").fill("lado")
    desk.get_by_text("2 of 45 places hold").wait_for()
    assert desk.locator("svg a.is-found").evaluate_all("all => all.map(one => one.id)") == ["drawn-X2", "drawn-O2"]
    desk.keyboard.press("Enter")
    assert focused(desk) == "place-X2"
    desk.get_by_label("Find a question or outcome").press("Enter")
    assert focused(desk) == "place-O2"


def test_a_screen_reader_hears_each_box_by_its_words_and_none_of_the_lines(desk: Page, service: Service) -> None:
    desk.goto(service.url(DRAWN))
    session = desk.context.new_cdp_session(desk)
    session.send("Accessibility.enable")
    tree: list[dict[str, Any]] = session.send("Accessibility.getFullAXTree")["nodes"]
    names = [node["name"]["value"] for node in tree if node.get("role", {}).get("value") == "link" and node.get("name")]
    assert "I1 Immediate danger Is anyone in danger right now?" in names
    assert any(name.startswith("X1 · Emergency: call 999 Call 999 Will you call 999 now") for name in names)
    texts = [node["name"]["value"] for node in tree if node.get("role", {}).get("value") == "StaticText"]
    assert "Yes / Not known" not in texts


@without_scripts
def test_without_scripts_it_scrolls_its_size_is_a_link_and_the_search_is_a_form(desk: Page, service: Service) -> None:
    desk.goto(service.url(DRAWN))
    desk.get_by_label("Find a question or outcome").fill("lado")
    desk.get_by_role("search", name="Questions and outcomes").get_by_role("button", name="Find").click()
    assert desk.get_by_text("2 places hold ‘lado’").is_visible()
    desk.locator("[data-show=O2]").click()
    assert desk.url.endswith("#drawn-O2")
    assert desk.locator("#drawn-O2").is_visible()
    width = desk.locator("svg.al-drawn").evaluate("one => one.getAttribute('width')")
    desk.get_by_role("button", name="Larger").click()
    assert float(desk.locator("svg.al-drawn").evaluate("one => one.getAttribute('width')")) > float(width)
    assert desk.get_by_label("Find a question or outcome").input_value() == "lado"


@pytest.mark.parametrize("page", ["drawn", "drawn?q=police&zoom=50", "outcomes", "print", "differences"])
@pytest.mark.parametrize("map_id", ["individual-incident", "whole-system"])
def test_on_a_phone_the_outline_comes_first_and_nothing_runs_off_the_side(
    desk: Page, service: Service, map_id: str, page: str
) -> None:
    for width, colours in ((320, "dark"), (1280, "light")):
        desk.set_viewport_size({"width": width, "height": 800})
        desk.emulate_media(color_scheme=colours)
        desk.goto(service.url(f"/desk/map/{map_id}/{page}"))
        assert axe.violations(desk) == []
        assert desk.evaluate("document.documentElement.scrollWidth") <= width
        if page == "drawn" and width == 320:
            tops = [
                float(desk.locator(f"#{each}").evaluate("one => one.getBoundingClientRect().top"))
                for each in ("outline-title", "drawing-title")
            ]
            assert tops[0] < tops[1]


@pytest.mark.parametrize("map_id", ["individual-incident", "whole-system"])
@pytest.mark.parametrize("paper", ["", "a3"])
def test_it_is_printed_on_one_page(desk: Page, service: Service, tmp_path: Path, map_id: str, paper: str) -> None:
    """In the dark too: paper is white."""
    if not shutil.which("pdfinfo") or not shutil.which("pdftotext"):
        pytest.skip("No pdfinfo on this machine (on Debian: apt install poppler-utils).")
    desk.emulate_media(color_scheme="dark")
    desk.goto(service.url(f"/desk/map/{map_id}/print?paper={paper}"))
    places = desk.locator("svg a").evaluate_all("all => all.map(one => one.dataset.place)")
    file = tmp_path / "map.pdf"
    desk.pdf(path=file, prefer_css_page_size=True)
    said = subprocess.run(["pdfinfo", file], capture_output=True, text=True, check=True).stdout
    assert "Pages:           1\n" in said
    assert ("(A3)" if paper else "(A4)") in said
    words = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, text=True, check=True).stdout
    assert [place for place in places if place not in words] == []
    assert "call 999" in words
