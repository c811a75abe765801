"""Looking at one address politely: robots.txt first, HEAD before GET, few redirects, time between two requests."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from adviceline.directory.links.fetching import MOST_BODY, Answer, Fetcher, NoAnswer
from adviceline.directory.rules.links import (
    FAILED,
    PERMANENT,
    REDIRECTS,
    UNCLEAR,
    Evidence,
    Hop,
    is_page,
    verdict,
)
from adviceline.directory.rules.reach import AddressRefused, Target, joined
from adviceline.directory.rules.robots import EVERYTHING, LARGEST, NOTHING, Robots, read_robots

MOST_REDIRECTS = 5
DELAY_SECONDS = 2.0
LOOK_SECONDS = 45.0  # at most for one address, whatever its redirects; a job may take 90
PRODUCT = "adviceline-link-check"


def agent_of(contact: str) -> str:
    """How we introduce ourselves to a site, with a way to tell us to stop."""
    return f"{PRODUCT}/1.0 (checks that links of a public directory work; contact: {contact})"


@dataclass
class Checker:
    """Looks at addresses, one at a time. Keeps each site's robots.txt and when it was last asked."""

    fetcher: Fetcher
    delay_seconds: float = DELAY_SECONDS
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    _robots: dict[str, Robots] = field(default_factory=dict)
    _asked_at: dict[str, float] = field(default_factory=dict)
    _until: float = 0.0

    def look(self, url: str) -> Evidence:
        """What is at the address now. Never raises for what a server does."""
        chain: list[Hop] = []
        seen: set[str] = set()
        permanent, following = True, url.partition("#")[0]
        self._until = self.clock() + LOOK_SECONDS
        while True:
            try:
                target = self.fetcher.reach.target(following)
                if not self._robots_of(target).allows(target.path):
                    words = "The site's robots.txt asks machines to leave this page alone. Open it yourself."
                    return Evidence(UNCLEAR, words, tuple(chain))
                answer = self._ask(target)
                seen.add(target.url)
                chain.append(Hop(target.url, answer.status))
                location = _location(answer)
                if answer.status not in REDIRECTS or not location:
                    return _judge(tuple(chain), permanent, answer)
                permanent = permanent and answer.status in PERMANENT
                following = joined(target.url, location)
            except AddressRefused as refusal:
                return Evidence(UNCLEAR, f"The address is not opened by the check. {refusal}", tuple(chain))
            except NoAnswer as problem:
                return Evidence(FAILED, str(problem), (*chain, Hop(following, None)))
            if following in seen:
                return Evidence(FAILED, "The address leads round in a circle.", (*chain, Hop(following, None)))
            if len(chain) > MOST_REDIRECTS:
                return Evidence(FAILED, f"It leads on more than {MOST_REDIRECTS} times.", tuple(chain))

    def _ask(self, target: Target) -> Answer:
        """HEAD, and GET where a server answers that with anything but a page or a redirect: many cannot do HEAD, and some
        answer it with a length or a type that is not the page's."""
        try:
            answer = self._fetch("HEAD", target)
            if (answer.status in REDIRECTS and _location(answer)) or (
                200 <= answer.status < 300 and not _is_empty(answer) and is_page(answer.headers.get("content-type", ""))
            ):
                return answer
        except NoAnswer as problem:
            if problem.final:
                raise
        return self._fetch("GET", target)

    def _fetch(self, method: str, target: Target, *, most_body: int = MOST_BODY) -> Answer:
        self._wait(target)
        if (left := self._until - self.clock()) <= 0:
            raise NoAnswer("The server took too long to answer.", final=True)
        return self.fetcher.ask(method, target, most_body=most_body, within=left)

    def _robots_of(self, target: Target) -> Robots:
        if target.origin not in self._robots:
            self._robots[target.origin] = self._read_robots(target)
        return self._robots[target.origin]

    def _read_robots(self, site: Target) -> Robots:
        """RFC 9309, 2.3.1: a file that is not there forbids nothing; where it cannot be read, nothing may be asked for.

        Then `NoAnswer` is raised: a site that fails at its robots.txt fails, and its page is left alone.
        """
        following = f"{site.origin}/robots.txt"
        for _ in range(MOST_REDIRECTS + 1):
            target = self.fetcher.reach.target(following)
            answer = self._fetch("GET", target, most_body=LARGEST)
            location = _location(answer)
            if answer.status in REDIRECTS and location:
                following = joined(target.url, location)
            elif answer.status >= 500 and answer.status != 999:
                raise NoAnswer(f"The site's robots.txt answers with an error ({answer.status}).", final=True)
            elif 200 <= answer.status < 300:
                return read_robots((answer.body or b"").decode("utf-8", "replace"), PRODUCT)
            else:
                return NOTHING if answer.status == 429 else EVERYTHING
        return EVERYTHING

    def _wait(self, target: Target) -> None:
        """Leave the site the time it asks for, and ours at least, between two requests."""
        robots = self._robots.get(target.origin)
        delay = max(self.delay_seconds, robots.delay_seconds if robots else 0.0)
        if (last := self._asked_at.get(target.host)) is not None and (rest := last + delay - self.clock()) > 0:
            self.sleep(rest)
        self._asked_at[target.host] = self.clock()


def _location(answer: Answer) -> str:
    """Where a redirect leads; headers come as Latin-1, and some servers write UTF-8 into them."""
    raw = answer.headers.get("location", "").strip()
    try:
        return raw.encode("latin-1").decode()
    except (UnicodeDecodeError, UnicodeEncodeError):
        return raw


def _judge(chain: tuple[Hop, ...], permanent: bool, answer: Answer) -> Evidence:
    return verdict(chain, permanent, answer.headers.get("content-type", ""), _is_empty(answer))


def _is_empty(answer: Answer) -> bool:
    return answer.body == b"" or (answer.body is None and answer.headers.get("content-length", "").strip() == "0")
