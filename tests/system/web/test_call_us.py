"""'Call us' on a narrow telephone: the way out of the page never covers the call's own buttons; what is said of recording."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from adviceline.channels.telephony.exchange.passwords import passwords
from adviceline.channels.telephony.exchange.settings import read_settings
from tests.support import axe
from tests.support.server import Service

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.system
BASIS = "A task in the public interest: the invented note of these tests"
SETTINGS = """
[trunk]
host = "127.0.0.2"
networks = ["127.0.0.2/32"]
[browser]
port = 8089
address = "ws://127.0.0.1:8089/ws"
callers = true
"""
#: Before the call and while they talk, for each place to which the page can be scrolled: what lies on the corners of the button.
COVERED = """(talking) => {
  for (const one of document.querySelectorAll('[data-call="end"], [data-call-keys]')) one.hidden = !talking
  document.querySelector('[data-call="ring"]').hidden = talking
  const found = []
  for (let top = 0; top <= document.documentElement.scrollHeight; top += 40) {
    scrollTo(0, top)
    for (const one of document.querySelectorAll('[data-call]:not([hidden])')) {
      const { left, right, top, bottom } = one.getBoundingClientRect()
      if (top < 0 || bottom > innerHeight) continue
      for (const [x, y] of [[left + 3, top + 3], [right - 3, top + 3], [left + 3, bottom - 3], [right - 3, bottom - 3]]) {
        const there = document.elementFromPoint(x, y)
        if (there.closest('.govuk-exit-this-page')) found.push(one.textContent)
      }
    }
  }
  return found
}"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """With an exchange in its settings, which is not there: the page is."""
    folder = tmp_path_factory.mktemp("call-us")
    (folder / "exchange.toml").write_text(SETTINGS)
    passwords(read_settings(folder / "exchange.toml"), make=True)
    told = {"ADVICELINE_EXCHANGE": str(folder / "exchange.toml"), "ADVICELINE_RECORDING_BASIS": BASIS}
    with Service(folder, **told) as running:
        yield running.prepare().start()


@pytest.mark.parametrize("height", [480, 568, 640])
def test_the_way_out_never_covers_the_calls_buttons(site: Service, browser: Browser, height: int) -> None:
    page = browser.new_page(viewport={"width": 320, "height": height})
    page.goto(site.url("/call-us"))
    for talking in (False, True):
        assert page.evaluate(COVERED, talking) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.close()


def test_what_is_said_of_recording_is_plain_to_everybody(site: Service, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 640})
    for address in ("/call-us", "/privacy"):
        page.goto(site.url(address))
        assert BASIS in page.locator("main").inner_text()
        assert axe.violations(page) == []
    page.close()
