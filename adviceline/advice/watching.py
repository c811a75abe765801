"""What must be looked at again: sources marked superseded, and review dates that have passed. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from adviceline.advice.model import AdviceMap, Node, Outcome, Source

SUPERSEDED, REVIEW_DUE, OUTCOME_DUE = "superseded", "review_due", "outcome_due"


@dataclass(frozen=True)
class Found:
    """One reason to look at a map again. `places`: [[id, section]] in the order of the map. `key` names the reason:
    the same source, edition and date give the same key, whatever version of the map cites it."""

    map_id: str
    why: str
    title: str
    publisher: str
    edition: str
    due_date: date | None
    places: list[list[str]]

    @property
    def key(self) -> str:
        due = self.due_date.isoformat() if self.due_date and self.why != SUPERSEDED else ""
        place = self.places[0][0] if self.why == OUTCOME_DUE else ""
        named = [self.map_id, self.why, *_identity(self.publisher, self.title, self.edition), due, place]
        return hashlib.sha256(json.dumps(named).encode()).hexdigest()


def what_to_review(maps: Iterable[AdviceMap], *, today: date) -> list[Found]:
    """Every reason in these versions: an edition that any of them marks superseded counts in all that cite it."""
    versions = list(maps)
    superseded = {
        identity_of(source) for each in versions for source in each.sources.values() if source.state == "superseded"
    }
    found: dict[str, Found] = {}
    for advice_map in versions:
        for one in _found_in(advice_map, superseded, today):
            known = found.get(one.key)
            places = one.places if known is None else _together(known.places, one.places)
            found[one.key] = Found(
                one.map_id, one.why, one.title, one.publisher, one.edition, one.due_date, places
            )  # fmt: skip
    return list(found.values())


def identity_of(source: Source) -> tuple[str, str, str]:
    """Publisher, title and edition, however they are spaced or capitalised: what makes two sources the same."""
    return _identity(source.publisher, source.title, source.edition)


def overdue_at(advice_map: AdviceMap, place: Node | Outcome, day: date) -> list[str]:
    """What would be out of date at a place if it were `day`, in words."""
    cited = [advice_map.sources[each] for each in dict.fromkeys(citation.source for citation in place.sources)]
    words = [
        f"{source.title}, {source.edition}: its review was due on {_day(source.review_due_date)}."
        for source in cited
        if date.fromisoformat(source.review_due_date) < day
    ]
    if isinstance(place, Outcome) and date.fromisoformat(place.review_due_date) < day:
        words.append(f"The review of this outcome was due on {_day(place.review_due_date)}.")
    return words


def _found_in(advice_map: AdviceMap, superseded: set[tuple[str, str, str]], today: date) -> Iterator[Found]:
    for source in advice_map.sources.values():
        places = _places_citing(advice_map, source)
        due_date = date.fromisoformat(source.review_due_date)
        if not places:
            continue
        if identity_of(source) in superseded:
            yield Found(
                advice_map.id, SUPERSEDED, source.title, source.publisher, source.edition, due_date, places
            )  # fmt: skip
        elif due_date < today:
            yield Found(
                advice_map.id, REVIEW_DUE, source.title, source.publisher, source.edition, due_date, places
            )  # fmt: skip
    for outcome in advice_map.outcomes.values():
        if (due_date := date.fromisoformat(outcome.review_due_date)) < today:
            yield Found(advice_map.id, OUTCOME_DUE, "", "", "", due_date, [[outcome.id, ""]])


def _places_citing(advice_map: AdviceMap, source: Source) -> list[list[str]]:
    places: tuple[Node | Outcome, ...] = (*advice_map.nodes.values(), *advice_map.outcomes.values())
    return [
        [place.id, citation.section] for place in places for citation in place.sources if citation.source == source.id
    ]


def _together(one: list[list[str]], other: list[list[str]]) -> list[list[str]]:
    return one + [place for place in other if place not in one]


def _day(written: str) -> str:
    day = date.fromisoformat(written)
    return f"{day.day} {day:%B %Y}"


def _identity(publisher: str, title: str, edition: str) -> tuple[str, str, str]:
    publisher, title, edition = (" ".join(words.split()).casefold() for words in (publisher, title, edition))
    return publisher, title, edition
