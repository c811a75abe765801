"""robots.txt as RFC 9309 reads it: what a site asks machines to leave alone."""

from __future__ import annotations

import re
from dataclasses import dataclass

LARGEST = 512_000  # bytes; RFC 9309, 2.5: at least 500 kibibytes must be read
LONGEST_DELAY_SECONDS = 10.0


@dataclass(frozen=True)
class Robots:
    """The rules for us: (allow?, pattern) in order. `delay_seconds` is what the site asks between two requests."""

    rules: tuple[tuple[bool, str], ...] = ()
    delay_seconds: float = 0.0

    def allows(self, path: str) -> bool:
        """The longest pattern that fits decides; of two as long, the one that allows. /robots.txt itself is allowed."""
        fitting = [(len(pattern), allow) for allow, pattern in self.rules if _fits(pattern, path)]
        return path == "/robots.txt" or (max(fitting)[1] if fitting else True)


EVERYTHING = Robots()
NOTHING = Robots(((False, "/"),))


def read_robots(text: str, agent: str) -> Robots:
    """The groups that name our `agent` (a product token, such as 'adviceline-link-check'), else those for all."""
    groups: dict[str, list[tuple[bool, str]]] = {}
    delays: dict[str, float] = {}
    named: list[str] = []
    in_rules = True
    for line in text.removeprefix("\ufeff").splitlines():
        name, colon, value = line.partition("#")[0].partition(":")
        name, value = name.strip().lower(), value.strip()
        if not colon:
            continue
        if name == "user-agent":
            named = [value.lower()] if in_rules else [*named, value.lower()]
            in_rules = False
            for each in named:
                groups.setdefault(each, [])
        elif name in ("allow", "disallow"):
            in_rules = True
            for each in named if value else ():
                groups[each].append((name == "allow", value))
        elif name == "crawl-delay":
            in_rules = True
            delays |= dict.fromkeys(named, _seconds(value))
    ours = [each for each in groups if each and each != "*" and each in agent.lower()]
    chosen = ours or (["*"] if "*" in groups else [])
    rules = tuple(rule for each in chosen for rule in groups[each])
    return Robots(rules, max((delays.get(each, 0.0) for each in chosen), default=0.0))


def _seconds(value: str) -> float:
    found = re.fullmatch(r"\d{1,6}(\.\d{1,3})?", value)
    return min(float(value), LONGEST_DELAY_SECONDS) if found else 0.0


def _fits(pattern: str, path: str) -> bool:
    """Whether the path begins as the pattern says, read part by part so that no pattern takes long."""
    whole, parts = pattern.endswith("$"), pattern.removesuffix("$").split("*")
    if not path.startswith(parts[0]):
        return False
    at = len(parts[0])
    for part in parts[1:-1]:
        found = path.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    if len(parts) == 1:
        return not whole or at == len(path)
    last = parts[-1]
    return path.endswith(last) and len(path) - len(last) >= at if whole else path.find(last, at) >= 0
