"""Finding a resource of the directory. The entries are content; nothing here needs a database."""

from __future__ import annotations

import re
from dataclasses import dataclass

from adviceline.content.current import current_content
from adviceline.content.model import Resource

_WORD = re.compile(r"[a-z0-9]+")
TITLE, TOPIC, OTHER = 6, 4, 1


@dataclass(frozen=True)
class Hit:
    """A resource and why it was found: the words and places that matched."""

    resource: Resource
    why: str


def resource(resource_id: str) -> Resource | None:
    """One entry by its id."""
    return current_content().resources.get(resource_id)


def search_resources(text: str = "", *, audience: str = "", topic: str = "", region: str = "", most: int = 20) -> list[Hit]:
    """Entries whose title, topics, publisher or use have words beginning with every word typed, best first.

    With a `region`, entries of that region come first, national ones follow and other regions' are left out.
    """
    words = _WORD.findall(text.lower())[:12]
    found: list[tuple[int, int, str, Hit]] = []
    for entry in current_content().resources.values():
        if (audience and audience not in entry.audiences) or (topic and topic not in entry.topics):
            continue
        local = bool(region) and region in entry.regions
        if region and not local and "national" not in entry.regions:
            continue
        scores = [_score(word, entry) for word in words]
        if not all(scores):
            continue
        why = "In this region" if local else ("Matches what was typed" if words else "")
        found.append((-int(local), -sum(scores), entry.title, Hit(entry, why)))
    return [hit for *_, hit in sorted(found, key=lambda row: row[:3])[:most]]


def topics() -> list[str]:
    """Every topic in the directory, in alphabetical order."""
    return sorted({topic for entry in current_content().resources.values() for topic in entry.topics})


def _score(word: str, entry: Resource) -> int:
    places = ((TITLE, entry.title), (TOPIC, " ".join(entry.topics)), (OTHER, f"{entry.publisher} {entry.when_to_use}"))
    return sum(
        weight for weight, words in places if any(other.startswith(word) for other in _WORD.findall(words.lower()))
    )
