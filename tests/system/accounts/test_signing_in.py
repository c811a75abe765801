"""From an invitation to the first page of work, as a person does it: with an app, with a passkey, with no scripts."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support import axe, totp
from tests.support.server import Service

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.system
PASSWORD = "correct horse battery staple"
SHOTS = os.environ.get("SCREENSHOTS")


@pytest.fixture(scope="module")
def site(service: Service) -> Service:
    return service


@pytest.fixture
def invited(site: Service) -> Callable[..., str]:
    """Adds somebody from the command line and answers the link that it prints."""

    def add(email: str, *roles: str) -> str:
        chosen = [part for role in roles for part in ("--role", role)]
        said = site.run("people", "add", email, "--name", "Robin Example", *chosen, "--site", site.url("").rstrip("/"))
        return re.search(r"https?://\S+", said.stdout)[0]

    return add


def look(page: Page, name: str) -> None:
    """The page has nothing that axe finds, and stays within a narrow screen. With SCREENSHOTS set, keeps pictures."""
    assert axe.violations(page) == []
    size = page.viewport_size
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{name} scrolls sideways at {width}"
        if SHOTS:
            page.screenshot(path=str(Path(SHOTS) / f"{name}-{width}.png"), full_page=True)
    page.set_viewport_size(size)


def choose_password(page: Page, link: str) -> None:
    page.goto(link)
    page.get_by_label("New password", exact=True).fill(PASSWORD)
    page.get_by_label("New password again", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Save the password").click()
    page.get_by_role("heading", name="Your password is saved").wait_for()


def sign_in(page: Page, site: Service, email: str, password: str = PASSWORD) -> None:
    page.goto(site.url("/accounts/login/"))
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def set_up_app(page: Page) -> str:
    page.get_by_role("button", name="Set up an authenticator app").or_(
        page.get_by_role("link", name="Set up an authenticator app")
    ).click()
    secret = page.locator("code").inner_text().replace(" ", "")
    page.get_by_label("Code from the app").fill(totp.code(secret))
    page.get_by_role("button", name="Finish").click()
    return secret


def messages_to(site: Service, address: str, *, wait_seconds: float = 90) -> Iterator[str]:
    """The texts of messages that left for an address, waiting until there is one."""
    deadline = time.monotonic() + wait_seconds
    while time.monotonic() < deadline:
        found = []
        for file in sorted((site.data / "mail").glob("*.log")):
            message = message_from_bytes(file.read_bytes(), policy=policy.default)
            if address in (message["To"] or ""):
                found.append(message.get_body(("plain",)).get_content())
        if found:
            return iter(found)
        time.sleep(0.2)
    raise AssertionError(f"No message for {address} left.")


def test_a_new_person_sets_a_password_and_an_app_and_signs_in_again(
    page_either_way: Page, site: Service, invited: Callable[..., str], request: pytest.FixtureRequest
) -> None:
    page = page_either_way
    name = f"app-{'off' if 'off' in request.node.name else 'on'}@example.org"
    choose_password(page, invited(name, "finance_officer"))

    sign_in(page, site, name)
    page.get_by_role("heading", name="How you sign in").wait_for()
    page.goto(site.url("/home"))
    page.get_by_role("heading", name="How you sign in").wait_for()  # nothing else opens before a second factor
    secret = set_up_app(page)
    page.get_by_role("heading", name="Recovery codes").wait_for()
    recovery = page.locator("li code").first.inner_text()
    page.get_by_role("link", name="I have kept them").or_(page.get_by_role("button", name="I have kept them")).click()
    page.get_by_role("heading", name="Nothing here yet").wait_for()
    page.get_by_role("button", name="Sign out").click()

    sign_in(page, site, name)
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Sign in", exact=True).click()
    assert "That code is not right" in page.locator("main").inner_text()
    page.get_by_label("Code").fill(totp.code(secret))
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("heading", name="Nothing here yet").wait_for()
    page.get_by_role("button", name="Sign out").click()

    sign_in(page, site, name)
    page.get_by_label("Code").fill(recovery)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("heading", name="Nothing here yet").wait_for()


def test_a_passkey_is_added_and_signs_in_without_a_password(
    page: Page, site: Service, invited: Callable[..., str]
) -> None:
    page.goto("about:blank")
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
                     "isUserVerified": True, "automaticPresenceSimulation": True}},
    )  # fmt: skip
    refused: list[str] = []
    page.on("console", lambda said: refused.append(said.text) if said.type == "error" else None)
    local = site.url("").replace("127.0.0.1", "localhost")  # a passkey belongs to a name, not to a number
    link = invited("passkey@example.org", "finance_officer")
    choose_password(page, link.replace("127.0.0.1", "localhost"))
    page.goto(f"{local}accounts/login/" if local.endswith("/") else f"{local}/accounts/login/")
    page.get_by_label("E-mail address").fill("passkey@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("link", name="Add a passkey").click()
    look(page, "passkey-add")
    page.get_by_label("Name of this passkey").fill("Work laptop")
    page.get_by_label("Sign in with this passkey alone").check()
    page.get_by_role("button", name="Add the passkey").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    page.goto(f"{local.rstrip('/')}/accounts/2fa/webauthn/")
    assert "Work laptop" in page.locator("main").inner_text()
    look(page, "passkeys")
    page.get_by_role("link", name="Rename").click()
    look(page, "passkey-rename")
    page.get_by_label("Name of this passkey").fill("Laptop in the office")
    page.get_by_role("button", name="Save").click()
    assert "Laptop in the office" in page.locator("main").inner_text()
    page.get_by_role("button", name="Sign out").click()

    page.goto(f"{local.rstrip('/')}/accounts/login/")
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_role("heading", name="Nothing here yet").wait_for()
    page.get_by_role("button", name="Sign out").click()

    page.goto(f"{local.rstrip('/')}/accounts/login/")
    page.get_by_label("E-mail address").fill("passkey@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_role("heading", name="Nothing here yet").wait_for()
    page.goto(f"{local.rstrip('/')}/accounts/2fa/webauthn/")
    page.get_by_role("link", name="Remove").click()
    look(page, "passkey-remove")
    page.get_by_role("button", name="Remove it").click()
    page.goto(f"{local.rstrip('/')}/home")
    page.get_by_role("heading", name="How you sign in").wait_for()  # without one, another is asked for
    assert refused == []


def test_a_forgotten_password_is_replaced_through_the_outbox(
    page: Page, site: Service, invited: Callable[..., str]
) -> None:
    choose_password(page, invited("forgetful@example.org", "finance_officer"))
    page.goto(site.url("/accounts/login/"))
    page.get_by_role("link", name="I forgot my password").click()
    look(page, "password-reset")
    page.get_by_label("E-mail address").fill("Forgetful@Example.org")
    page.get_by_role("button", name="Send the link").click()
    look(page, "password-reset-done")
    link = re.search(r"http://\S+", next(messages_to(site, "forgetful@example.org")))[0]
    page.goto(link)
    look(page, "password-choose")
    page.get_by_label("New password", exact=True).fill("short")
    page.get_by_label("New password again", exact=True).fill("other")
    page.get_by_role("button", name="Save the password").click()
    look(page, "password-choose-error")
    choose_password(page, link)
    look(page, "password-saved")
    page.goto(link)
    page.get_by_role("heading", name="This link does not work any more").wait_for()
    look(page, "password-link-used")


def test_every_page_of_signing_in_reads_well(page: Page, site: Service, invited: Callable[..., str]) -> None:
    link = invited("looks@example.org", "service_manager")
    choose_password(page, link)
    page.goto(site.url("/accounts/login/"))
    look(page, "login")
    sign_in(page, site, "looks@example.org", "wrong password altogether")
    look(page, "login-error")
    sign_in(page, site, "looks@example.org")
    look(page, "mfa-index-empty")
    page.goto(site.url("/accounts/2fa/totp/activate/"))
    look(page, "totp-activate")
    page.goto(site.url("/accounts/2fa/"))
    secret = set_up_app(page)
    look(page, "recovery-codes")
    for path, name in (
        ("/accounts/2fa/", "mfa-index"), ("/accounts/2fa/totp/deactivate/", "totp-deactivate"),
        ("/accounts/2fa/recovery-codes/generate/", "recovery-generate"),
        ("/accounts/password/change/", "password-change"), ("/accounts/logout/", "logout"),
        ("/accounts/inactive/", "inactive"), ("/accounts/reauthenticate/", "reauthenticate"),
        ("/accounts/2fa/reauthenticate/", "reauthenticate-code"), ("/accounts/single-sign-on/failed/", "sso-failed"),
        ("/people", "people"), ("/people/add", "people-add"),
    ):  # fmt: skip
        page.goto(site.url(path))
        look(page, name)
    page.get_by_role("button", name="Add and send the link").click()
    look(page, "people-add-error")
    page.get_by_label("Name").fill("Sam Sample")
    page.get_by_label("Work e-mail address").fill("sam@example.org")
    page.get_by_label("Adviser").check()
    page.get_by_role("button", name="Add and send the link").click()
    page.get_by_role("link", name="Sam Sample").click()
    look(page, "person")
    assert re.search(r"http://\S+", next(messages_to(site, "sam@example.org")))  # none leaves once access has ended
    page.get_by_role("button", name="End their access").click()
    look(page, "person-ended")
    page.goto(site.url("/accounts/logout/"))
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    sign_in(page, site, "looks@example.org")
    look(page, "mfa-authenticate")
    page.get_by_label("Code").fill(totp.code(secret))
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_the_demo_signs_in_with_one_click_and_without_scripts(page_either_way: Page, site: Service) -> None:
    page = page_either_way
    page.goto(site.url("/demo"))
    assert "Nobody is here yet" in page.locator("main").inner_text()


def test_a_browser_that_never_signed_in_is_shown_the_sign_in_page(browser: Browser, site: Service) -> None:
    with browser.new_context() as visitor:
        page = visitor.new_page()
        page.goto(site.url("/people"))
        page.get_by_role("heading", name="Sign in").wait_for()
