"""What a search reads of an entry: its stems, place by place, and its codes as single words ('facets').

An entry is the database's `Entry` or the content's `Resource`, which name what they share alike.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from adviceline.directory.rules.words import NOT_TYPED, STOP_WORDS, stem, stems_of, words_of

_NOT_PLAIN = re.compile("[^a-z0-9]")
FACET = NOT_TYPED  # no English word begins so, and none that is typed is read
IN_TITLE = "zqq"  # and a stem: the entry has it in its title
EVERY = "zqevery"  # borne by every entry, so that its count is how many there are
NATIONAL = "national"
ALL_PHASES = "all"

Label = Callable[[str, str], str]


class Document:
    """Stems of an entry, place by place, from texts of stems divided by spaces. A stem may be in several places; the
    best place counts. A search makes some hundreds of them, so they are plain attributes.
    """

    __slots__ = ("body", "entry_id", "facets", "stems", "title", "topics")

    def __init__(self, entry_id: str, title: str, topics: str, body: str, facets: str) -> None:
        self.entry_id = entry_id
        self.title = tuple(title.split())
        self.topics = frozenset(topics.split())
        self.body = frozenset(body.split())
        self.stems = self.topics.union(self.title, self.body)  # those of every place
        self.facets = frozenset(facets.split())


def facet(kind: str, value: str) -> str:
    """A code as one word that both engines index: ('region', 'south_west') -> 'zqregionsouthwest'."""
    return f"{FACET}{kind}{_NOT_PLAIN.sub('', value.lower())}"


def texts_of(entry: Any, label: Label) -> tuple[str, str, str]:
    """The title; what it is about and from whom; the rest. `label` gives the words of a taxonomy's code."""

    def each(name: str) -> Iterable[str]:
        return getattr(entry, name, ()) or ()

    def said(name: str) -> str:
        return getattr(entry, name, "") or ""

    topics = [*each("topics"), said("publisher"), label("resource_kind", said("kind"))]
    body = [
        said("what_it_is"),
        said("when_to_use"),
        said("eligibility"),
        *(label("phase", code) for code in each("phases") if code != ALL_PHASES),
        *(label("region", code) for code in each("regions") if code != NATIONAL),
        *(label("local_authority", code) for code in each("local_authorities")),
    ]
    return said("title"), " . ".join(topics), " . ".join(body)


def facets_of(entry: Any) -> list[str]:
    """`wide` marks a region whose every part an entry serves: one that names authorities is for these alone."""
    authorities = getattr(entry, "local_authorities", ()) or ()
    found = [EVERY]
    for kind, name in (("audience", "audiences"), ("phase", "phases"), ("topic", "topics"), ("region", "regions")):
        found += [facet(kind, value) for value in getattr(entry, name)]
    found += [facet("la", code) for code in authorities]
    if not authorities:
        found += [facet("wide", code) for code in entry.regions]
    return list(dict.fromkeys(found))


def document_of(entry: Any, label: Label) -> Document:
    title, topics, body = (" ".join(stems_of(text)) for text in texts_of(entry, label))
    return Document(entry.id, title, topics, body, " ".join(facets_of(entry)))


def vocabulary_of(entry: Any, label: Label) -> dict[str, str]:
    """Every word of an entry as written, with its stem; and its facets, which are their own stems."""
    found = {word: stem(word) for text in texts_of(entry, label) for word in words_of(text) if word not in STOP_WORDS}
    return found | {each: each for each in facets_of(entry)}
