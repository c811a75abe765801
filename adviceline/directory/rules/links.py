"""What one look at an address found, and what many looks say of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

#: What one look may find.
OK, MOVED, GONE, FAILED, UNCLEAR = "ok", "moved", "gone", "failed", "unclear"
#: What stands about an address: the above, but a failure counts only once it was seen on different days.
UNCHECKED, FAILING = "unchecked", "failing"
STATES = {
    UNCHECKED: "Not checked yet",
    OK: "Works",
    MOVED: "Moved",
    FAILING: "Failing",
    GONE: "Gone",
    UNCLEAR: "Cannot be checked",
}
DEAD = frozenset({FAILING, GONE})

DAYS_TO_FAIL = 3
MOST_DAYS_KEPT = 10
MOST_TRIES_KEPT = 10
AGAIN_AFTER = {OK: timedelta(days=7), MOVED: timedelta(days=7), UNCLEAR: timedelta(days=14)}
AGAIN_AFTER_FAILURE = timedelta(days=1)

PERMANENT, TEMPORARY = frozenset({301, 308}), frozenset({302, 303, 307})
REDIRECTS = PERMANENT | TEMPORARY
#: What a server says to a machine that it does not want, or that it thinks too quick: not that the page is dead.
NOT_FOR_MACHINES = frozenset({401, 402, 403, 407, 429, 451, 999})
_PAGES = ("text/", "application/pdf", "application/xhtml", "application/msword", "application/vnd.", "application/rtf")


@dataclass(frozen=True)
class Hop:
    """One request: where, and what was answered (None when nothing was)."""

    url: str
    status: int | None


@dataclass(frozen=True)
class Evidence:
    """What one look found, and why we think so. `leads_to` is where a lasting redirect ends."""

    found: str
    words: str
    chain: tuple[Hop, ...] = ()
    leads_to: str = ""

    @property
    def status(self) -> int | None:
        return self.chain[-1].status if self.chain else None

    def as_json(self, at: datetime) -> dict[str, object]:
        return {
            "at": at.isoformat(),
            "found": self.found,
            "words": self.words,
            "chain": [[hop.url, hop.status] for hop in self.chain],
        }


@dataclass(frozen=True)
class Standing:
    """What is known of an address so far: its state, and the days of the failures since it last worked."""

    state: str = UNCHECKED
    failed_days: tuple[date, ...] = ()


def after(before: Standing, evidence: Evidence, *, on: date) -> Standing:
    """What stands after another look, on a day of London.

    A failure changes the state only when it is the third day on which it was seen: one bad evening of a site, however
    often it was tried, flags nothing. It is 'gone' when the site answers that the page is not there.
    """
    if evidence.found in (OK, MOVED):
        return Standing(evidence.found)
    if evidence.found == UNCLEAR:
        return Standing(before.state if before.state in DEAD else UNCLEAR, before.failed_days)
    days = tuple(sorted({*before.failed_days, on}))[-MOST_DAYS_KEPT:]
    if len(days) < DAYS_TO_FAIL and before.state not in DEAD:
        return Standing(before.state, days)
    return Standing(GONE if evidence.found == GONE else FAILING, days)


def again_after(evidence: Evidence) -> timedelta:
    """How long until the next look."""
    return AGAIN_AFTER.get(evidence.found, AGAIN_AFTER_FAILURE)


def is_page(content_type: str) -> bool:
    """Whether it is something to read; a server that does not say is believed."""
    kind = content_type.partition(";")[0].strip().lower()
    return not kind or kind.startswith(_PAGES)


def verdict(chain: tuple[Hop, ...], permanent: bool, content_type: str, empty: bool) -> Evidence:
    """What the last answer of a chain means. `permanent`: every redirect on the way was a lasting one."""
    status, first, last = chain[-1].status or 0, chain[0].url, chain[-1].url
    if status in (404, 410):
        return Evidence(GONE, f"The site answers that the page is not there ({status}).", chain)
    if status in NOT_FOR_MACHINES:
        return Evidence(
            UNCLEAR, f"The site does not answer automatic checks ({status}). Open the page yourself.", chain
        )
    if not 200 <= status < 300:
        return Evidence(FAILED, f"The site answers with an error ({status}).", chain)
    if empty:
        return Evidence(FAILED, "The page is empty.", chain)
    if not is_page(content_type):
        kind = content_type.partition(";")[0].strip().lower()
        return Evidence(UNCLEAR, f"It answers with '{kind[:60]}', which is no page. Open it yourself.", chain)
    if len(chain) > 1 and _is_front_page(last) and not _is_front_page(first):
        return Evidence(MOVED, "It leads to the front page of a site now. Look for the page there.", chain, last)
    if len(chain) > 1 and permanent and _bare(first) != _bare(last):
        return Evidence(MOVED, "The page has a new address for good.", chain, last)
    return Evidence(OK, f"The page answers ({status}).", chain)


def _is_front_page(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query


def _bare(url: str) -> str:
    """Without what does not matter: http or https, 'www.', a slash at the end."""
    parts = urlsplit(url)
    return f"{parts.netloc.lower().removeprefix('www.')}{parts.path.rstrip('/')}?{parts.query}"
