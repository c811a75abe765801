"""axe on every page that each role can reach, errors included: at 1280 in the light, at 320 in the dark, no overflow.

The pages come from the URL resolver, so a page that is added later is looked at by itself; one without a sample in
tests/support/samples fails. A page that is made of nothing but parts of pages before it is asked for and not looked at
again (see tests/support/page_asking.py).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from adviceline.accounts.roles import ROLES
from tests.support import axe
from tests.support.in_service import call
from tests.support.page_asking import Answer, Asker
from tests.support.server import Service

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.system
SHOTS = os.environ.get("SCREENSHOTS")
PATIENCE = 120_000  # milliseconds; a slow machine is no finding
#: These end the session, or take what the other pages need; looked at after the others.
LAST = ("account_logout", "ui:theme")
NAMES_A_CHILD = "A pupil called Zebedee Fictional told staff."
UNCODED = dict.fromkeys(("kind", "urgency", "continuum", "threshold", "follow_up"), "")
#: What is sent to show a state: name → (role, path, fields). `{enquiry}` and `{submission}` are filled in.
STATES: dict[str, tuple[str, str, dict[str, str]]] = {
    "the guard's findings": (
        "adviser", "/desk/enquiries/{enquiry}/note", {"note": NAMES_A_CHILD, "submission": "{submission}"},
    ),
    "a reason that identifies": (
        "adviser", "/desk/enquiries/{enquiry}/note",
        {"note": NAMES_A_CHILD, "note_reason": NAMES_A_CHILD, "submission": "{submission}"},
    ),
    "a stale form": ("adviser", "/desk/enquiries/{enquiry}/triage", UNCODED | {"version": "999"}),
    "a code that is not one": ("adviser", "/desk/enquiries/{enquiry}/triage", UNCODED | {"kind": "zz", "version": "1"}),
    "closing with nothing": ("adviser", "/desk/enquiries/{enquiry}/close", {"non_advice": "", "version": "1"}),
    "a call without its minutes": ("adviser", "/desk/log-call", {"direction": "in", "outcome": "answered"}),
    "merging into nothing": ("adviser", "/desk/enquiries/{enquiry}/merge", {"into": "HSB-0000-0000"}),
    "hidden characters": ("adviser", "/desk/enquiries/{enquiry}/note", {"note": "a\u202eb"}),
    "too large": ("adviser", "/desk/enquiries/{enquiry}/note", {"note": "x" * 600_000}),
    "an enquirer without a role": ("adviser", "/desk/enquiries/{enquiry}/enquirer", {"phone": "12", "email": "x"}),
    "a person without a name": ("service_manager", "/people/add", {"email": "nobody"}),
}  # fmt: skip
ADDRESSES = {
    "not found": ("stranger", "/nowhere/at-all"),
    "an enquiry that is not there": ("adviser", "/desk/enquiries/HSB-0000-0000"),
    "unreadable": ("stranger", "/?q=%00"),
    "too long": ("stranger", "/?q=" + "q" * 9000),
    "an empty queue": ("adviser", "/desk/queue?show=waiting"),
    "nothing in the directory": ("adviser", "/desk/directory?q=zzzzzz"),
    "a search that finds nothing": ("adviser", "/desk/search?q=nonsense"),
    "resources that were searched": ("adviser", "/desk/enquiries/{enquiry}?resource=police"),
    "a month that is not one": ("service_manager", "/reports/monthly/2022-99/"),
    "what stands behind a cell": (
        "service_manager",
        "/figures/live/2022-02/tables/enquiries_by_role/?row=dsl&column=value",
    ),
    "the records behind a cell": (
        "service_manager",
        "/figures/live/2022-02/tables/enquiries_by_role/records/?row=dsl&column=value",
    ),
    "a month with nothing": ("service_manager", "/reports/monthly/2019-05/"),
    "nothing in the public directory": ("stranger", "/directory?q=zzzzzz"),
}
#: The innermost elements that reach over the edge of the screen, a few of them.
WIDEST = """() => [...document.querySelectorAll('body *')]
    .filter(one => one.getBoundingClientRect().right > innerWidth + 1 && !one.parentElement.closest('.al-scroll'))
    .slice(-5).map(one => `${one.tagName} ${one.className} ${one.textContent.trim().slice(0, 60)}`)"""


@pytest.fixture(scope="module")
def sample(service: Service) -> dict[str, Any]:
    return call(service, "tests.support.page_sample:make")


@pytest.fixture(scope="module")
def asker(service: Service) -> Iterator[Asker]:
    made = Asker(service)
    yield made
    made.end()


@pytest.fixture(scope="module")
def visit(browser: Browser, service: Service, sample: dict[str, Any]) -> Iterator[Any]:
    """A page in which somebody of a role is signed in, the same one each time it is asked for."""
    pages: dict[str, Page] = {}

    def page_of(role: str) -> Page:
        if role not in pages:
            context = browser.new_context(locale="en-GB", timezone_id="Europe/London")
            context.set_default_timeout(PATIENCE)
            pages[role] = context.new_page()
            if role != "stranger":
                pages[role].goto(service.url("/demo"))
                name = sample["people"][role]
                pages[role].get_by_role("button", name=f"Sign in as {name}").click()
        return pages[role]

    yield page_of
    for page in pages.values():
        page.context.close()


def test_every_route_has_a_sample(sample: dict[str, Any]) -> None:
    assert sample["missing"] == [], "add these to tests/support/samples"
    assert len(sample["addresses"]) > 80


@pytest.mark.parametrize("role", ["stranger", *ROLES])
def test_axe_finds_nothing_on_any_page_of(
    role: str, visit: Any, service: Service, sample: dict[str, Any], asker: Asker
) -> None:
    page = visit(role)
    wrong: list[str] = []
    addresses = sorted(sample["addresses"], key=lambda pair: pair[0] in LAST)
    cookies = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}
    for found in asker.new_pages(addresses, cookies=cookies):
        if found.is_sent:
            show(page, service.url(found.address), found)
            wrong += look(page, f"{role}-{found.name}-sent-empty")
        else:
            page.goto(service.url(found.address))
            wrong += look(page, f"{role}-{found.name}")
    assert wrong == [], "\n".join(wrong)


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_where_something_is_refused(state: str, visit: Any, service: Service, sample: Any) -> None:
    role, path, fields = STATES[state]
    page = visit(role)
    if role == "service_manager":
        sign_in_again(page, service, sample["people"][role])
    send(page, service, path.format(**sample), {name: value.format(**sample) for name, value in fields.items()})
    assert look(page, state) == []


@pytest.mark.parametrize("state", ADDRESSES)
def test_axe_finds_nothing_where_nothing_is_found(state: str, visit: Any, service: Service, sample: Any) -> None:
    role, path = ADDRESSES[state]
    page = visit(role)
    page.goto(service.url(path.format(**sample)))
    assert look(page, state) == []


def test_axe_finds_nothing_on_a_form_that_was_open_too_long(visit: Any, service: Service, sample: Any) -> None:
    page = visit("adviser")
    sign_in_again(page, service, sample["people"]["adviser"])
    page.goto(service.url(f"/desk/enquiries/{sample['enquiry']}"))
    page.context.clear_cookies(name="adviceline_form")
    page.get_by_label("Note", exact=True).fill("Agreed to write a safety plan.")
    page.get_by_role("button", name="Keep note").click()
    assert page.get_by_text("Agreed to write a safety plan.").is_visible()
    assert look(page, "expired") == []


def test_axe_finds_nothing_when_somebody_asks_too_often(visit: Any, service: Service) -> None:
    """Last in the file: for a minute nobody signs in from here."""
    page = visit("stranger")
    page.goto(service.url("/demo"))
    token = page.locator("[name=csrfmiddlewaretoken]").first.get_attribute("value")
    answered = []
    page.on("response", lambda response: answered.append(response.status))
    for _ in range(5):  # a minute may end between the last of many and the one that is looked at
        form = {"csrfmiddlewaretoken": token, "person": "0"}
        while page.context.request.post(service.url("/demo"), form=form).status != 429:
            pass
        send(page, service, "/demo", {"person": "0"})
        if 429 in answered:
            break
    assert 429 in answered
    assert look(page, "too-often") == []


def sign_in_again(page: Page, service: Service, name: str) -> None:
    page.context.clear_cookies()
    page.goto(service.url("/demo"))
    page.get_by_role("button", name=f"Sign in as {name}").click()


def token_of(page: Page, service: Service) -> str | None:
    """The token of a form on the page that the person has open."""
    if not page.locator("[name=csrfmiddlewaretoken]").count():
        page.goto(service.url("/home"))
    return page.locator("[name=csrfmiddlewaretoken]").first.get_attribute("value")


def show(page: Page, url: str, answer: Answer) -> None:
    """Opens an answer that was had before, as it came: what was sent is not sent again."""

    def is_its_own(asked: str) -> bool:
        return asked == url

    page.route(
        is_its_own,
        lambda route: route.fulfill(status=answer.status, headers=dict(answer.headers), body=answer.text),
    )
    page.goto(url)
    page.unroute(is_its_own)


def send(page: Page, service: Service, path: str, fields: dict[str, str]) -> None:
    """Sends a form as a page would."""
    token_of(page, service)
    with page.expect_navigation():
        page.evaluate(
            """([path, fields]) => {
                const form = document.createElement('form')
                form.method = 'post'
                form.action = path
                form.append(document.querySelector('[name=csrfmiddlewaretoken]').cloneNode())
                for (const [name, value] of Object.entries(fields)) {
                    const field = document.createElement('textarea')
                    field.name = name
                    field.value = value
                    form.append(field)
                }
                document.body.append(form)
                HTMLFormElement.prototype.submit.call(form)
            }""",
            [path, fields],
        )


def look(page: Page, name: str) -> list[str]:
    """What is wrong with the page that is open."""
    wrong = []
    for width, colours in ((1280, "light"), (320, "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=colours)
        if SHOTS:
            page.screenshot(path=str(Path(SHOTS) / f"{re.sub(r'[^a-z0-9]+', '-', name)}-{width}.png"), full_page=True)
        wrong += [f"{name}, {width} {colours}: {found}" for found in axe.violations(page)]
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            wrong.append(f"{name} is {wide} wide on a screen of {width}: {page.evaluate(WIDEST)}")
        if page.get_by_role("heading", level=1).count() != 1:
            wrong.append(f"{name} has {page.get_by_role('heading', level=1).count()} main headings")
    return wrong
