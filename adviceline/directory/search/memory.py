"""The directory before anything is loaded: the content's own entries, held in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from adviceline.directory.rules.asking import MOST_BEGUN, Concept, nearest
from adviceline.directory.rules.documents import EVERY, FACET, Document, Label, document_of, vocabulary_of
from adviceline.directory.rules.words import stem


class MemoryIndex:
    """Looks at every entry: for some hundreds of entries, not for thousands."""

    def __init__(self, entries: Iterable[object], label: Label) -> None:
        entries = list(entries)
        self._documents = [document_of(entry, label) for entry in entries]
        words = [vocabulary_of(entry, label) for entry in entries]
        self._words = Counter(word for each in words for word in each)
        self._bearers = Counter(found for each in words for found in set(each.values()))

    def known(self, stems: Iterable[str]) -> Mapping[str, int]:
        return {each: self._bearers[each] for each in (*stems, EVERY) if self._bearers[each]}

    def begun(self, word: str) -> list[tuple[str, str, int]]:
        found = [
            (-count, each)
            for each, count in self._words.items()
            if each.startswith(word) and not each.startswith(FACET)
        ]
        return [(each, stem(each), self._bearers[stem(each)]) for _, each in sorted(found)[:MOST_BEGUN]]

    def near(self, word: str) -> list[str]:
        return nearest(word, [each for each in sorted(self._words) if not each.startswith(FACET)])

    def candidates(
        self,
        concepts: Sequence[Concept],
        facets: Sequence[Sequence[str]],
        local: Sequence[Sequence[str]],
        bearers: Mapping[str, int],
    ) -> list[Document]:
        return [each for each in self._documents if all(each.facets & set(either) for either in facets)]
