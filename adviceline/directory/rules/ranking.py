"""Putting what an engine found in order, and saying why it was found. The same for both engines."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from adviceline.directory.rules.asking import NEAR, Alternative, Concept
from adviceline.directory.rules.documents import EVERY, NATIONAL, Document, facet

TITLE, TOPICS, BODY = 5.0, 4.0, 1.5
WHOLE_TITLE = 3.0  # more when the title says nothing else
GENERIC = 0.15  # what a word that says little weighs beside others
NEARLY = 0.5  # of a word is answered by what is only near it
LEAST = 0.22  # of the best score: below this a hit is a coincidence


_EVERYWHERE = facet("region", NATIONAL)


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

    @property
    def rank(self) -> tuple[float, int]:
        return self.weight, len(self.alternative.stems)


@dataclass(frozen=True, slots=True)
class _Found:
    entry_id: str
    covered: float
    score: float
    locality: int
    elsewhere: bool
    matches: Mapping[str, Match]


def telling_of(concepts: Sequence[Concept]) -> list[Concept]:
    """Those that say what is looked for; all of them when none does."""
    return [each for each in concepts if not each.generic] or list(concepts)


def frequency(concept: Concept, bearers: Mapping[str, int]) -> int:
    """At most how many entries bear one of its alternatives; what is only near it makes a rare word no commoner, unless
    nothing else is there."""
    counts = [(each.weight, min(bearers.get(stem, 0) for stem in each.stems)) for each in concept.alternatives]
    return sum(times for weight, times in counts if weight > NEAR) or sum(times for _, times in counts)


def share(concepts: Iterable[Concept], bearers: Mapping[str, int]) -> float:
    """About how much of all entries answers every concept, from 0 to 1, as if each stood where it does by chance."""
    entries = max(1, bearers.get(EVERY, 0))
    return math.prod(min(1.0, frequency(each, bearers) / entries) for each in concepts)


def rank(
    documents: Iterable[Document],
    concepts: Collection[Concept],
    *,
    bearers: Mapping[str, int],
    entries: int,
    near: Collection[str] = (),
    region: Collection[str] = (),
    most: int = 20,
) -> list[Ranked]:
    """Best first; local ones first among those that answer as much of what was typed as the best one does.

    `near` and `region` are facets that make an entry local to the authority, or to the region. Where none was asked
    about, what is for one place only comes after what is for all of England and answers as much.
    """
    often = {c.typed: frequency(c, bearers) for c in concepts}
    worth = {typed: math.log(1 + entries / (1 + min(times, entries))) for typed, times in often.items()}
    telling = {c.typed for c in telling_of([c for c in concepts if often[c.typed]])}
    worth = {typed: each if typed in telling else GENERIC * each for typed, each in worth.items()}
    askable = [_Sought(c) for c in concepts if often[c.typed]]
    total = sum(worth[c.typed] for c in askable) or 1.0
    nearest, wider = frozenset(near), frozenset(region)
    found: list[_Found] = []
    for document in documents:
        matches = {c.typed: m for c in askable if (m := c.match(document))}
        if not matches:
            continue
        covered = (
            sum(worth[typed] * (NEARLY if m.alternative.weight <= NEAR else 1) for typed, m in matches.items()) / total
        )
        score = sum(worth[typed] * match.weight for typed, match in matches.items())
        score *= 0.3 + 0.7 * covered
        said = {typed: match for typed, match in matches.items() if typed in telling}
        score += _title_share(document, said) * WHOLE_TITLE * max((worth[typed] for typed in said), default=0.0)
        locality = 0 if document.facets & nearest else 1 if document.facets & wider else 2
        elsewhere = _EVERYWHERE not in document.facets
        found.append(_Found(document.entry_id, covered, score, locality, elsewhere, matches))
    if not found:
        return []
    least, fullest = LEAST * max(each.score for each in found), max(each.covered for each in found) - 1e-9
    asked_where = bool(near or region)
    national = max((each.covered for each in found if not each.elsewhere), default=0.0)

    def place(each: _Found) -> tuple[bool, int, float, str]:
        if asked_where:
            return each.covered < fullest, each.locality, -each.score, each.entry_id
        return each.elsewhere and each.covered <= national + 1e-9, 0, -each.score, each.entry_id

    best = sorted((each for each in found if each.score >= least), key=place)[:most]
    return [Ranked(each.entry_id, _why(each.matches), each.locality, each.score) for each in best]


class _Sought:
    """A concept made ready to be looked for: its alternatives, in their order, by the first of their stems."""

    def __init__(self, concept: Concept) -> None:
        self.typed = concept.typed
        self._by_first: dict[str, list[tuple[int, Alternative]]] = {}
        for place, each in enumerate(concept.alternatives):
            self._by_first.setdefault(each.stems[0], []).append((place, each))
        self._firsts = frozenset(self._by_first)

    def match(self, document: Document) -> Match | None:
        """The alternative that stands in the best place; of two as good, the one that says more, then the first.

        Only those are looked at whose first stem the document has: of a dozen synonyms that is seldom more than one."""
        borne = [pair for stem in self._firsts & document.stems for pair in self._by_first[stem]]
        best: Match | None = None
        for _, each in sorted(borne, key=_first) if len(borne) > 1 else borne:
            if best and each.weight * TITLE < best.weight:
                continue
            weight, place = _place(each, document)
            if weight and (best is None or (weight * each.weight, len(each.stems)) > best.rank):
                best = Match(weight * each.weight, place, each)
        return best


def _first(pair: tuple[int, Alternative]) -> int:
    return pair[0]


def _place(alternative: Alternative, document: Document) -> tuple[float, str]:
    """Where all the stems stand together; what was typed may also be spread over the entry, and counts as its weakest
    place."""
    stems = alternative.stems
    only = stems[0] if len(stems) == 1 else ""
    if only in document.title if only else all(stem in document.title for stem in stems):
        return TITLE, "title"
    if only in document.topics if only else document.topics.issuperset(stems):
        return TOPICS, "topic or publisher"
    if only in document.body if only else document.body.issuperset(stems):
        return BODY, "description"
    if alternative.weight < 1 or only:
        return 0.0, ""
    places = [_place(Alternative((stem,), 1.0, ""), document) for stem in stems]
    return min(places)


def _title_share(document: Document, matches: Mapping[str, Match]) -> float:
    if not document.title:
        return 0.0
    alternatives = sorted((match.alternative for match in matches.values()), key=lambda each: each.weight)
    weights = {stem: each.weight for each in alternatives if each.weight >= 0.7 for stem in each.stems}
    return sum(weights.get(stem, 0.0) for stem in document.title) / len(document.title)


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
