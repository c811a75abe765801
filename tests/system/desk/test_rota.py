"""The rota in a browser: dragged, typed, by keyboard, swapped by three people, and read by a calendar."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from playwright.sync_api import expect

from tests.support.desk_pages import says, visitor
from tests.support.in_service import call
from tests.support.server import Service

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytestmark = pytest.mark.system
SAMPLE = "tests.support.rota_sample"


@pytest.fixture
def dev(browser: Browser, site: Service) -> Iterator[Page]:
    """The service manager, who sees to the rota and is on it with nobody."""
    for page in visitor(browser, viewport={"width": 1280, "height": 900}):
        page.goto(site.url("/demo"))
        page.get_by_role("button", name="Sign in as Dev Example").click()
        page.wait_for_url(lambda url: "/demo" not in url)
        yield page


def test_a_shift_is_dragged_typed_and_swapped(ada: Page, cleo: Page, dev: Page, site: Service) -> None:
    monday, tuesday, wednesday = call(site, f"{SAMPLE}:on_the_rota", names=["Ada Example", "Cleo Example"])

    # dragged from Monday to Tuesday; onto a colleague's row it does not go
    page = dev
    page.goto(site.url(f"/desk/rota?week={monday}"))
    expect(page.locator("body.js-enabled")).to_be_visible()
    shift = cell(page, "Ada Example", monday).locator("[data-shift]")
    shift.drag_to(cell(page, "Cleo Example", monday))
    assert told(site) == [["Ada Example", f"{monday} 08:00", "12:00", "added"]]
    shift.drag_to(cell(page, "Ada Example", tuesday))
    says(page, "The rota is changed.")
    expect(cell(page, "Ada Example", tuesday)).to_contain_text("8am to midday")
    expect(cell(page, "Ada Example", monday).locator("[data-shift]")).to_have_count(0)
    assert told(site) == [["Ada Example", f"{tuesday} 08:00", "12:00", "added", "moved"]]

    # typed, without a mouse: from the cell's own link to the form, and Enter sends it
    add = cell(page, "Cleo Example", wednesday).get_by_role("link", name="Add")
    add.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**day=**")
    page.get_by_label("From", exact=True).focus()
    page.keyboard.type("9.15")
    page.keyboard.press("Tab")
    page.keyboard.type("half past one")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").get_by_text("There is a problem")).to_be_visible()
    assert page.evaluate("document.activeElement.contains(document.querySelector('.govuk-error-summary__title'))")
    page.get_by_label("Until", exact=True).fill("1:30pm")
    page.keyboard.press("Enter")
    says(page, "On the rota: Cleo Example")
    assert told(site)[1] == ["Cleo Example", f"{wednesday} 09:15", "13:30", "added"]

    # moved by keyboard, on the shift's own page
    cell(page, "Cleo Example", wednesday).locator("[data-shift] a").focus()
    page.keyboard.press("Enter")
    until = page.locator("#move-shift").get_by_label("Until", exact=True)
    until.fill("2pm")
    until.press("Enter")
    says(page, "The rota is changed.")
    assert told(site)[1] == ["Cleo Example", f"{wednesday} 09:15", "14:00", "added", "moved"]

    # Ada offers hers for Cleo's, Cleo accepts, Dev agrees
    ada.goto(site.url("/desk/rota/mine"))
    choose_last(ada, "Which of your shifts?")
    ada.get_by_label("Who is asked?").select_option(label="Cleo Example")
    choose_last(ada, "What do you take in return?")
    ada.get_by_role("button", name="Offer the swap").click()
    says(ada, "Offered.")
    cleo.goto(site.url("/desk/rota/mine"))
    cleo.get_by_role("button", name="Accept the swap of Ada Example").click()
    says(cleo, "Accepted.")
    assert [row[0] for row in told(site)] == ["Ada Example", "Cleo Example"]
    page.goto(site.url("/desk/rota/requests"))
    page.get_by_role("button", name="Agree to the swap of Ada Example", exact=True).click()
    says(page, "Agreed.")
    assert [row[0] for row in told(site)] == ["Cleo Example", "Ada Example"]

    # and Ada's own calendar has it, in times that a calendar reads
    ada.goto(site.url("/desk/rota/mine"))
    ada.get_by_role("button", name="Make a private link to my calendar").click()
    address = ada.locator("a[href$='.ics']").get_attribute("href")
    assert address
    answer = ada.context.browser.new_context().request.get(address)
    assert answer.headers["content-type"].startswith("text/calendar")
    (event,) = Calendar.from_ical(answer.body()).walk("VEVENT")
    begins = event.decoded("dtstart").astimezone(ZoneInfo("Europe/London"))
    assert f"{begins:%Y-%m-%d %H:%M}" == f"{wednesday} 09:15"
    assert event["sequence"] >= 2
    assert "Example" not in answer.text()


def cell(page: Page, name: str, day: str) -> Locator:
    row = page.locator("[data-rota] tbody tr", has=page.get_by_role("rowheader", name=name))
    return row.locator(f"td[data-day='{day}']")


def choose_last(page: Page, label: str) -> None:
    select = page.get_by_label(label)
    select.select_option(select.locator("option").last.get_attribute("value"))


def told(site: Service) -> list[list[str]]:
    return call(site, f"{SAMPLE}:rota_told")
