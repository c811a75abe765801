"""Keeping what a search reads in step with the published entries. The engines' own indexes follow by triggers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import TypeVar

from django.db.models import F

from adviceline.content.current import current_content
from adviceline.directory.models import Entry, SearchDocument, SearchWord
from adviceline.directory.oruk.indexing import feed_entries
from adviceline.directory.rules.documents import IN_TITLE, facets_of, texts_of, vocabulary_of
from adviceline.directory.rules.words import stem, stems_of
from adviceline.places.models import LocalAuthority

BATCH = 500

T = TypeVar("T")


class Labels:
    """The words of codes: the taxonomy's, and the names of local authorities."""

    def __init__(self) -> None:
        self._fields = current_content().taxonomy
        self._authorities: dict[str, str] | None = None

    def __call__(self, field: str, code: str) -> str:
        if field != "local_authority":
            return self._fields[field].label(code)
        if self._authorities is None:
            self._authorities = dict(LocalAuthority.objects.values_list("la_code", "name"))
        return self._authorities.get(code, "")


def index_entries(entries: Iterable[Entry]) -> None:
    """Bring the search and the public feed up to date with these entries, within the caller's transaction."""
    label = Labels()
    for batch in _batches(list({entry.pk: entry for entry in entries}.values())):
        delta: Counter[str] = Counter()
        stems: dict[str, str] = {}
        for words in SearchDocument.objects.filter(entry__in=batch).values_list("words", flat=True):
            delta.subtract(words.split())
        SearchDocument.objects.filter(entry__in=batch).delete()
        made = []
        for entry in (each for each in batch if each.status == Entry.Status.PUBLISHED):
            vocabulary = vocabulary_of(entry, label)
            stems |= vocabulary
            delta.update(list(vocabulary))
            made.append(_document(entry, label, vocabulary))
        SearchDocument.objects.bulk_create(made)
        _count(delta, stems)
        feed_entries(batch)


def _document(entry: Entry, label: Labels, vocabulary: dict[str, str]) -> SearchDocument:
    title, topics, body = (" ".join(stems_of(text)) for text in texts_of(entry, label))
    facets = [*facets_of(entry), *(f"{IN_TITLE}{each}" for each in dict.fromkeys(title.split()))]
    return SearchDocument(
        entry=entry, title=title, topics=topics, body=body, facets=" ".join(facets), words=" ".join(vocabulary)
    )


def _count(delta: Counter[str], stems: dict[str, str]) -> None:
    changed = {word: by for word, by in sorted(delta.items()) if by}
    for words in _batches(list(changed)):
        SearchWord.objects.bulk_create(
            [SearchWord(word=word, stem=stems.get(word, stem(word))) for word in words], ignore_conflicts=True
        )
    by_change: defaultdict[int, list[str]] = defaultdict(list)
    for word, by in changed.items():
        by_change[by].append(word)
    for by, words in by_change.items():
        for some in _batches(words):
            SearchWord.objects.filter(word__in=some).update(entries=F("entries") + by)


def _batches(items: list[T]) -> Iterable[list[T]]:
    return (items[at : at + BATCH] for at in range(0, len(items), BATCH))
