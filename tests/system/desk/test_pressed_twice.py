"""A real double click, where no script stands in its way: what was sent twice counts once.

tests/integration/desk/test_sent_twice.py sends every form of the desk twice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.support.desk_pages import NEUTRAL, fold, held, new_enquiry, part, says, sign_in, visitor
from tests.support.server import Service

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.system


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def adviser(browser: Browser, site: Service, request: pytest.FixtureRequest) -> Iterator[Page]:
    for page in visitor(browser, viewport={"width": 1280, "height": 900}, java_script_enabled=request.param):
        sign_in(page, site, "Ada Example")
        yield page


def test_a_double_click_on_a_note(adviser: Page, site: Service) -> None:
    page, reference = adviser, new_enquiry(site)
    page.goto(site.url(f"/desk/enquiries/{reference}"))
    part(page, "Conversation").get_by_label("Note", exact=True).fill(NEUTRAL)

    page.get_by_role("button", name="Keep note").dblclick()

    says(page, "The note is kept.")
    assert held(site, reference)["notes"] == [NEUTRAL]


def test_a_double_click_on_the_coded_fields(adviser: Page, site: Service) -> None:
    page, reference = adviser, new_enquiry(site)
    page.goto(site.url(f"/desk/enquiries/{reference}"))
    coded = fold(page, "Coded fields")
    coded.get_by_label("Kind", exact=True).select_option(index=1)

    coded.get_by_role("button", name="Save coded fields").dblclick()

    says(page, "Saved.")
    assert held(site, reference)["kind"]


def test_the_same_form_sent_three_times_at_once(ada: Page, site: Service) -> None:
    page, reference = ada, new_enquiry(site)
    page.goto(site.url(f"/desk/enquiries/{reference}"))
    page.get_by_label("Note", exact=True).fill(NEUTRAL)
    page.evaluate(
        """async () => {
            const form = document.querySelector('textarea[name=note]').form
            const send = () => fetch(form.action, {method: 'POST', body: new FormData(form)})
            await Promise.all([send(), send(), send()])
        }"""
    )
    assert held(site, reference)["notes"] == [NEUTRAL]
