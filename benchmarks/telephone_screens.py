"""From the exchange's stamp of an event to the frame in which a real browser shows it: a supervisor's wallboard and the telephone
page of one of the advisers, while the calls go on.

A witness of its own hears the exchange's events. On the wallboard the k-th call that joined the queue, was answered or was over is
shown once the board counts k of them; on the adviser's page an event of their telephone is shown by its heading."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import inf
from statistics import median
from typing import Any

WATCHED = "1001"
#: What is written down with the time of each frame in which the part of the page was new.
BOARD = """() => {
  const region = document.getElementById('wallboard')
  const shown = () => {
    const row = region.querySelector('th[scope=row] a[href$="/desk/phone"]').closest('tr')
    const number = (label) => Number(row.querySelector(`[data-label="${label}"]`).textContent)
    return [number('Begun today'), number('Answered'), number('Going on')]
  }
  window.seen = []
  const note = () => { const now = shown(); requestAnimationFrame(() => window.seen.push([Date.now(), ...now])) }
  new MutationObserver(note).observe(region, { childList: true })
  note()
}"""
PHONE = """() => {
  const region = document.getElementById('phone')
  window.seen = []
  const note = () => {
    const said = region.querySelector('h2').textContent
    requestAnimationFrame(() => window.seen.push([Date.now(), said]))
  }
  new MutationObserver(note).observe(region, { childList: true })
  note()
}"""
RINGING, TALKING = "A call is ringing", "You are talking"


@dataclass
class Witness:
    """Hears the exchange, and keeps its stamps (epoch seconds): of all calls by what happened, of one telephone in order."""

    stamps: dict[str, list[float]] = field(default_factory=lambda: {"joined": [], "answered": [], "over": []})
    of_one: list[tuple[float, str]] = field(default_factory=list)
    is_over: threading.Event = field(default_factory=threading.Event)

    def hear(self, line: Any) -> None:
        from adviceline.channels.telephony.exchange.ami import Manager
        from adviceline.channels.telephony.exchange.passwords import MANAGER
        from adviceline.channels.telephony.exchange.rendering import MANAGER_USER

        told = line.settings
        manager = Manager(told.manager_address, told.manager_port, user=MANAGER_USER, secret=line.passwords[MANAGER])
        while not self.is_over.is_set():
            message = manager.next_event(seconds=0.5)
            if message is not None and "Timestamp" in message:
                self._note(message)
        manager.close()

    def _note(self, message: dict[str, str]) -> None:
        at, is_theirs = float(message["Timestamp"]), message.get("Interface") == f"PJSIP/{WATCHED}"
        match message["Event"]:
            case "QueueCallerJoin":
                self.stamps["joined"].append(at)
            case "AgentConnect":
                self.stamps["answered"].append(at)
            case "UserEvent" if message.get("Step") == "LEFT":
                self.stamps["over"].append(at)
        if is_theirs and (
            what := {"AgentCalled": "rings", "AgentConnect": "talks", "AgentComplete": "over"}.get(message["Event"])
        ):
            self.of_one.append((at, what))


@contextmanager
def screens(service: Any, line: Any) -> Iterator[dict[str, Any]]:
    """Both pages are open meanwhile; afterwards the answer holds what they showed, and when."""
    from playwright.sync_api import sync_playwright

    from tests.support.in_service import call
    from tests.support.system import CHROMIUM_ARGUMENTS, chromium

    witness, found = Witness(), dict[str, Any]()
    ears = threading.Thread(target=witness.hear, args=(line,), daemon=True)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium(), args=CHROMIUM_ARGUMENTS)
        pages = {}
        for name, path, script in (
            ("Supervisor", "/desk/wallboard", BOARD),
            (f"Adviser {WATCHED}", "/desk/phone", PHONE),
        ):
            context = browser.new_context(locale="en-GB", timezone_id="Europe/London")
            context.add_cookies(
                [call(service, "tests.support.phone_people:cookie", name=name) | {"url": service.url("/")}]
            )
            pages[path] = context.new_page()
            pages[path].goto(service.url(path))
            pages[path].evaluate(script)
        ears.start()
        yield found
        board, phone = (page.evaluate("() => window.seen") for page in pages.values())
        browser.close()
    witness.is_over.set()
    ears.join()
    found |= {"wallboard": counted(board, witness.stamps), "adviser": of_one(phone, witness.of_one)}


def counted(seen: Sequence[Sequence[float]], stamps: dict[str, list[float]]) -> dict[str, Any]:
    """`seen`: (ms, begun, answered, going on). A figure that falls back for a moment is taken at its highest."""
    began = {"joined": seen[0][1], "answered": seen[0][2], "over": seen[0][2] - seen[0][3]}
    delays, missing = list[float](), 0
    for what, of in {
        "joined": lambda row: row[1],
        "answered": lambda row: row[2],
        "over": lambda row: row[2] - row[3],
    }.items():
        rows = iter(seen)
        row, most = next(rows), 0.0
        for place, at in enumerate(sorted(stamps[what]), start=1):
            while most < place and row is not None:
                most = max(most, of(row) - began[what])
                shown_at = row[0]
                if most < place:
                    row = next(rows, None)
            if most < place:
                missing += 1
            else:
                delays.append(shown_at / 1000 - at)
    return _spread(delays) | {"never_shown": missing, "frames": len(seen)}


def of_one(seen: Sequence[tuple[float, str]], events: Sequence[tuple[float, str]]) -> dict[str, Any]:
    """An event is shown by the first frame after it that says so, and before the next event of that telephone."""
    delays, missing = list[float](), 0
    for (at, what), (until, _) in zip(events, [*events[1:], (inf, "")], strict=True):
        right = {"rings": lambda said: said == RINGING, "talks": lambda said: said == TALKING}.get(
            what, lambda said: said not in (RINGING, TALKING)
        )
        shown = next((when / 1000 for when, said in seen if at <= when / 1000 and right(said)), None)
        if shown is None or shown > until + 1:
            missing += 1
        else:
            delays.append(shown - at)
    return _spread(delays) | {"never_shown": missing, "events": len(events)}


def _spread(delays: list[float]) -> dict[str, Any]:
    in_order = sorted(delays)
    if not in_order:
        return {"shown": 0}
    p95 = in_order[round(0.95 * (len(in_order) - 1))]
    return {
        "shown": len(in_order), "median_ms": round(median(in_order) * 1000), "p95_ms": round(p95 * 1000),
        "most_ms": round(in_order[-1] * 1000),
    }  # fmt: skip
