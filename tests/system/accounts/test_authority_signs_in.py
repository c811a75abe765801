"""The Authority signs in outside the demo, with an app or through an identity provider; reads its returns, and nothing else."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.support import totp
from tests.support.identity_provider import CLIENT_ID, CLIENT_SECRET, IdentityProvider
from tests.support.in_service import call
from tests.support.server import Service
from tests.system.accounts.test_signing_in import choose_password, set_up_app, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.system
NOT_THEIRS = ("/desk/queue", "/people", "/reports/")


@pytest.fixture(scope="module")
def provider() -> Iterator[IdentityProvider]:
    with IdentityProvider() as running:
        yield running


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, provider: IdentityProvider) -> Iterator[Service]:
    with Service(
        tmp_path_factory.mktemp("authority"), environment="test", ADVICELINE_OIDC_ISSUER=provider.issuer,
        ADVICELINE_OIDC_CLIENT_ID=CLIENT_ID, ADVICELINE_OIDC_CLIENT_SECRET=CLIENT_SECRET,
    ) as running:  # fmt: skip
        running.prepare().start()
        call(running, "tests.support.released:a_released_name")
        yield running


def add(site: Service, email: str, role: str = "authority_monitor") -> str:
    """Answers the link with which the person chooses a password."""
    said = site.run("people", "add", email, "--name", "Kit Example", "--role", role, "--site", site.url("").rstrip("/"))
    return re.search(r"https?://\S+", said.stdout)[0]


def fits(page: Page) -> None:
    size = page.viewport_size
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{page.url} scrolls sideways at {width}"
    page.set_viewport_size(size)


def by_keyboard(page: Page, name: str) -> None:
    """Tab until the link has the focus, then Enter."""
    wanted = page.get_by_role("main").get_by_role("link", name=name, exact=True)
    for _ in range(60):
        page.keyboard.press("Tab")
        if wanted.evaluate("one => one === document.activeElement"):
            break
    else:
        raise AssertionError(f"'{name}' is not reached by the keyboard on {page.url}")
    page.keyboard.press("Enter")
    page.wait_for_load_state()


def test_with_an_app_they_read_and_take_away_what_was_released_and_open_nothing_else(
    page_either_way: Page, site: Service, request: pytest.FixtureRequest
) -> None:
    page = page_either_way
    email = f"kit-{'off' if 'off' in request.node.name else 'on'}@example.org"
    choose_password(page, add(site, email))
    sign_in(page, site, email)
    page.goto(site.url("/portal/returns/"))
    page.get_by_role("heading", name="How you sign in").wait_for()  # nothing opens before a second factor
    secret = set_up_app(page)
    page.get_by_role("heading", name="Recovery codes").wait_for()
    page.goto(site.url("/portal/returns/"))
    page.get_by_role("button", name="Sign out").click()
    sign_in(page, site, email)
    page.get_by_label("Code").fill(totp.code(secret, later=1))
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("heading", name="Monitoring returns").wait_for()
    links = page.locator("a[href]").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    assert {each.split("/")[1] for each in links if each.startswith("/") and each != "/"} <= {"portal", "accounts", "privacy",
                                                                                           "home", "theme"}  # fmt: skip
    fits(page)
    by_keyboard(page, "Read the whole return")
    page.get_by_role("heading", level=1).filter(has_text="return").wait_for()
    fits(page)
    with page.expect_download() as taken:
        page.get_by_role("link", name="Download everything as one ZIP").click()
    with zipfile.ZipFile(taken.value.path()) as archive:
        assert archive.testzip() is None
        assert any(name.endswith(".json") for name in archive.namelist())
    for path in ("/portal/trends/", "/portal/indicators/", "/portal/claims/"):
        assert path in links
        page.goto(site.url(path))
        page.get_by_role("heading", level=1).wait_for()
        fits(page)
    for path in NOT_THEIRS:
        answer = page.goto(site.url(path))
        assert answer is not None
        assert answer.status == 403, path


def test_through_their_identity_provider_until_their_access_ends(
    page_either_way: Page, site: Service, provider: IdentityProvider, request: pytest.FixtureRequest
) -> None:
    page = page_either_way
    email = f"lee-{'off' if 'off' in request.node.name else 'on'}@example.org"
    add(site, email)
    provider.claims = {"sub": email, "email": email, "email_verified": True, "amr": ["pwd", "mfa"]}
    page.goto(site.url("/portal/trends/"))
    page.get_by_role("link", name="single sign-on").click()
    page.get_by_role("heading", name="Trends").wait_for()  # where they wanted to go
    page.goto(site.url("/home"))
    page.get_by_role("heading", name="Monitoring returns").wait_for()
    site.run("people", "deactivate", email)
    page.goto(site.url("/portal/returns/"))
    page.get_by_role("heading", name="Sign in").wait_for()
    page.get_by_role("link", name="single sign-on").click()
    assert "no longer in use" in page.locator("main").inner_text()


def test_a_stranger_whom_their_provider_knows_is_refused_in_words(
    page: Page, site: Service, provider: IdentityProvider
) -> None:
    provider.claims = {"sub": "x", "email": "stranger@example.org", "email_verified": True, "amr": ["mfa"]}
    page.goto(site.url("/portal/returns/"))
    page.get_by_role("link", name="single sign-on").click()
    page.get_by_role("heading", name="You do not have an account here").wait_for()
    page.goto(site.url("/portal/returns/"))
    page.get_by_role("heading", name="Sign in").wait_for()
