"""Fixtures of the system tests: the service in its own process, and a browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.support import prepared
from tests.support.server import Service

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

CHROMIUM_ARGUMENTS = [
    "--disable-background-networking",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--no-sandbox",
]


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):  # the process that began the run: its workers have ended
        prepared.drop_all()


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A running service in demo settings with content but no sample data, shared by the tests of a file."""
    with Service(tmp_path_factory.mktemp("service")) as running:
        yield running.prepare().start()


@pytest.fixture
def new_service(tmp_path: Path) -> Iterator[Callable[..., Service]]:
    """Makes services that the test prepares, starts and kills itself; whatever is left running is stopped after it."""
    made: list[Service] = []

    def make(**options: object) -> Service:
        folder = tmp_path / f"service-{len(made)}"
        folder.mkdir()
        made.append(Service(folder, **options))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for one in made:
        one.close()


def wait_after_pressing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets each press wait until the page that it led to is read.

    Playwright waits until the answer has begun, when the new document may still have no element: what looks at once
    (`count`, `content`, `evaluate`, axe) then sees half a page on a slow machine.
    """
    from playwright.sync_api import Locator, Page

    def waiting(press: Callable[..., None], page_of: Callable[[Any], Page]) -> Callable[..., None]:
        def press_and_wait(self: Any, *args: Any, **options: Any) -> None:
            press(self, *args, **options)
            page = page_of(self)
            if not page.is_closed():
                page.wait_for_load_state("domcontentloaded")

        return press_and_wait

    for kind, names in ((Locator, ("click", "press")), (Page, ("click", "press"))):
        for name in names:
            page_of = (lambda one: one.page) if kind is Locator else (lambda one: one)
            monkeypatch.setattr(kind, name, waiting(getattr(kind, name), page_of))


def chromium() -> str | None:
    """Where the browser is."""
    places = map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))
    return os.environ.get("CHROMIUM") or next(filter(None, places), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The machine's own Chromium, without a window."""
    from playwright.sync_api import sync_playwright

    found = chromium()
    if not found:
        pytest.skip("No Chromium on this machine. Install it (on Debian: apt install chromium) or set CHROMIUM to it.")
    # Playwright keeps an event loop running in this thread, and Django then refuses the test's own queries.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    try:
        with sync_playwright() as playwright, pytest.MonkeyPatch.context() as patch:
            wait_after_pressing(patch)
            running = playwright.chromium.launch(executable_path=found, args=CHROMIUM_ARGUMENTS)
            yield running
            running.close()
    finally:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh visitor in London. For other visitors use `browser.new_context(...)`."""
    visitor = browser.new_context(locale="en-GB", timezone_id="Europe/London", viewport={"width": 1280, "height": 900})
    yield visitor
    visitor.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture(params=[True, False], ids=["scripts-on", "scripts-off"])
def page_either_way(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page with JavaScript, then the same test again without."""
    visitor = browser.new_context(locale="en-GB", timezone_id="Europe/London", java_script_enabled=request.param)
    yield visitor.new_page()
    visitor.close()
