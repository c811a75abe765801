"""axe-core on a page: what it finds, as sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.server import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Page

SOURCE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ASK = "rules => axe.run({runOnly: rules, resultTypes: ['violations']}).then(result => result.violations)"


def violations(page: Page) -> list[str]:
    """Every violation of WCAG 2.2 A and AA and of axe's best practice: rule, help, and the elements concerned."""
    page.wait_for_load_state()  # a page that is still arriving has no document to look at
    if not page.evaluate("'axe' in window"):
        page.evaluate(SOURCE.read_text())  # evaluated by the driver, so the page's own content policy stands
    found = page.evaluate(ASK, RULES)
    return [
        f"{one['id']}: {one['help']} — " + "; ".join(" ".join(map(str, node["target"])) for node in one["nodes"][:5])
        for one in found
    ]
