"""Words that were blanked out of an enquiry's messages, found again in later ones by keyed fingerprints.

The words themselves go with the originals, after a month. People go on quoting them, and write a name alone once it is
known who is meant, in which the guard may see a plain word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from adviceline.privacy import crypto
from adviceline.privacy.guard import Span, is_of_plain_words

PURPOSE = "taken-out"
MOST_WORDS = 8
MOST_TOKENS = 60_000
NAME, TAKEN_OUT = "[name]", "[taken out]"
_TOKEN = re.compile(r"\w+")

#: What is told of some words: how many they are, their fingerprint, and what stands in their place.
Fingerprint = tuple[int, str, str]


def of_words(pieces: Iterable[str]) -> Iterator[Fingerprint]:
    """Of pieces of text that a person took out, each as it was given."""
    for piece in pieces:
        if found := _TOKEN.findall(piece)[:MOST_WORDS]:
            yield len(found), fingerprint(found), TAKEN_OUT


def of_names(text: str, spans: Iterable[Span]) -> Iterator[Fingerprint]:
    """Of the names that the guard found: each whole, and each of its words that is no common one."""
    for span in spans:
        if span.kind != "name":
            continue
        found = _TOKEN.findall(text[span.start : span.end])[:MOST_WORDS]
        wanted = [found] if len(found) > 1 else []
        wanted += [
            [word] for word in found if len(word) > 2 and word[0].isupper() and not is_of_plain_words(word.lower())
        ]
        for words in wanted:
            yield len(words), fingerprint(words), NAME


def fingerprint(words: Iterable[str]) -> str:
    return crypto.blind_index(" ".join(words), purpose=PURPOSE)


def places_of(text: str, known: Iterable[Fingerprint]) -> list[tuple[int, int, str]]:
    """(from, to, what to write there) wherever such words stand in the text, whatever stands between them."""
    by_length: dict[int, dict[str, str]] = {}
    for length, index, shown in known:
        by_length.setdefault(length, {})[index] = shown
    if not by_length:
        return []
    found: list[tuple[int, int, str]] = []
    tokens = list(_TOKEN.finditer(text))[:MOST_TOKENS]
    seen: dict[tuple[str, ...], str] = {}
    with crypto.keys_remembered():
        for length, wanted in by_length.items():
            for place in range(len(tokens) - length + 1):
                words = tuple(token[0] for token in tokens[place : place + length])
                if words not in seen:
                    seen[words] = fingerprint(words)
                if seen[words] in wanted:
                    found.append((tokens[place].start(), tokens[place + length - 1].end(), wanted[seen[words]]))
    return found
