"""Putting what an engine found in order, and saying why it was found. The same for both engines."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from adviceline.directory.rules.asking import Alternative, Concept
from adviceline.directory.rules.documents import Document

TITLE, TOPICS, BODY = 5.0, 4.0, 1.5
WHOLE_TITLE = 3.0  # more when the title says nothing else
LEAST = 0.22  # of the best score: below this a hit is a coincidence


@dataclass(frozen=True)
class Ranked:
    """`locality`: 0 for the authority asked about, 1 for its region, 2 for all of England or when none was asked."""

    entry_id: str
    why: str
    locality: int
    score: float


@dataclass(frozen=True)
class Match:
    weight: float
    place: str
    alternative: Alternative


def frequency(concept: Concept, bearers: Mapping[str, int]) -> int:
    """At most how many entries bear one of its alternatives."""
    return sum(min(bearers.get(stem, 0) for stem in each.stems) for each in concept.alternatives)


def rank(
    documents: Iterable[Document],
    concepts: Collection[Concept],
    *,
    bearers: Mapping[str, int],
    entries: int,
    near: Collection[str] = (),
    region: Collection[str] = (),
) -> list[Ranked]:
    """Best first; local ones first among those that answer as much of what was typed as the best one does.

    `near` and `region` are facets that make an entry local to the authority, or to the region.
    """
    worth = {c.typed: math.log(1 + entries / (1 + min(frequency(c, bearers), entries))) for c in concepts}
    askable = [c for c in concepts if frequency(c, bearers)]
    total = sum(worth[c.typed] for c in askable) or 1.0
    found: list[tuple[float, Ranked]] = []
    for document in documents:
        matches = {c.typed: m for c in askable if (m := _match(c, document))}
        if not matches:
            continue
        covered = sum(worth[typed] for typed in matches) / total
        score = sum(worth[typed] * match.weight for typed, match in matches.items())
        score *= 0.3 + 0.7 * covered
        score += _title_share(document, matches) * WHOLE_TITLE * max(worth[typed] for typed in matches)
        locality = 0 if near and document.facets & set(near) else 1 if document.facets & set(region) else 2
        found.append((covered, Ranked(document.entry_id, _why(matches), locality, score)))
    if not found:
        return []
    best = max(each.score for _, each in found)
    most = max(covered for covered, _ in found)
    kept = [(covered < most - 1e-9, each) for covered, each in found if each.score >= LEAST * best]
    if not near and not region:
        return sorted((each for _, each in kept), key=lambda each: (-each.score, each.entry_id))
    return [
        each for _, each in sorted(kept, key=lambda pair: (pair[0], pair[1].locality, -pair[1].score, pair[1].entry_id))
    ]


def _match(concept: Concept, document: Document) -> Match | None:
    best: Match | None = None
    for each in concept.alternatives:
        weakest = _weakest(each, document)
        if weakest[0] and (best is None or weakest[0] * each.weight > best.weight):
            best = Match(weakest[0] * each.weight, weakest[1], each)
    return best


def _weakest(alternative: Alternative, document: Document) -> tuple[float, str]:
    """What was typed may be spread over an entry; another phrase for it must stand together in one place."""
    places = [_place(stem, document) for stem in alternative.stems]
    if alternative.weight < 1 and len(places) > 1 and len({name for _, name in places}) > 1:
        together = alternative.stems
        for weight, name, stems in (
            (TITLE, "title", document.title),
            (TOPICS, "topic or publisher", document.topics),
            (BODY, "description", document.body),
        ):
            if all(stem in stems for stem in together):
                return weight, name
        return 0.0, ""
    return min(places, default=(0.0, ""))


def _place(stem: str, document: Document) -> tuple[float, str]:
    if stem in document.title:
        return TITLE, "title"
    if stem in document.topics:
        return TOPICS, "topic or publisher"
    return (BODY, "description") if stem in document.body else (0.0, "")


def _title_share(document: Document, matches: Mapping[str, Match]) -> float:
    if not document.title:
        return 0.0
    stems = {stem for match in matches.values() if match.alternative.weight >= 0.7 for stem in match.alternative.stems}
    return sum(stem in stems for stem in document.title) / len(document.title)


def _why(matches: Mapping[str, Match]) -> str:
    """'“nudes” in the title; “sexting” is found as “images” in the topic or publisher'."""
    parts = []
    for typed, match in matches.items():
        words = match.alternative.says
        if words.casefold() == typed.casefold():
            parts.append(f"‘{typed}’ in the {match.place}")
        else:
            parts.append(f"‘{typed}’ is found as ‘{words}’ in the {match.place}")
    return "; ".join(parts)
