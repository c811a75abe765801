"""What a text has at all, found once, so that a rule looks only where what it needs can be.

A rule for ages looks round the numbers of a text, a rule for streets round the words 'road' and 'lane'; most texts have few
of either, and most of the time of the guard would otherwise be spent on finding nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from adviceline.privacy.guard.lexicon import word_list
from adviceline.privacy.guard.tokens import Token

NUMBER_WORDS = word_list("number_words")
AGE_WORDS = word_list("age_words")
_FIGURES = re.compile(r"\d+")
_REACH = 90
_CLOSE = 30


@dataclass(frozen=True)
class Signs:
    text: str
    tokens: list[Token]

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word of the text, in small letters."""
        return frozenset(token.low for token in self.tokens)

    def has(self, words: frozenset[str]) -> bool:
        return not self.words.isdisjoint(words)

    @cached_property
    def runs(self) -> list[tuple[int, int]]:
        """Where figures stand."""
        return [match.span() for match in _FIGURES.finditer(self.text)]

    @cached_property
    def figures(self) -> list[tuple[int, int]]:
        """The stretches round figures."""
        return self._round(self.runs)

    @cached_property
    def close(self) -> list[tuple[int, int]]:
        """The short stretches round figures."""
        return self._round(self.runs, _CLOSE, _CLOSE)

    @cached_property
    def worded(self) -> list[tuple[int, int]]:
        """Where figures, numbers in words and words that announce an age stand."""
        if not self.has(NUMBER_WORDS | AGE_WORDS):
            return self.runs
        return sorted(self.runs + self._places(NUMBER_WORDS | AGE_WORDS))

    def numbered(self, low: int, high: int) -> bool:
        """Whether one of those stands between the two places."""
        at = bisect_left(self.worded, (low, 0))
        return at < len(self.worded) and self.worded[at][0] < high

    @cached_property
    def numbers(self) -> list[tuple[int, int]]:
        """The stretches round figures, numbers in words, and words that announce an age."""
        return self._round(self.worded)

    def near(self, words: frozenset[str], before: int = _REACH, after: int = _REACH) -> list[tuple[int, int]]:
        """The stretches round any of these words."""
        return self._round(self._places(words), before, after) if self.has(words) else []

    def stretches(self, places: Iterable[tuple[int, int]], reach: int) -> list[tuple[int, int]]:
        return self._round(places, reach, reach)

    def round(self, tokens: Iterable[Token], before: int = _REACH, after: int = _REACH) -> list[tuple[int, int]]:
        return self._round([(token.start, token.end) for token in tokens], before, after)

    def _places(self, words: frozenset[str]) -> list[tuple[int, int]]:
        return [(token.start, token.end) for token in self.tokens if token.low in words]

    def _round(
        self, places: Iterable[tuple[int, int]], before: int = _REACH, after: int = _REACH
    ) -> list[tuple[int, int]]:
        """Stretches of so many characters on both sides, to the ends of words, run together where they meet."""
        text = self.text
        found: list[tuple[int, int]] = []
        for start, end in places:
            low, high = max(0, start - before), min(len(text), end + after)
            while 0 < low < start and text[low - 1].isalnum() and low > start - before - 30:
                low -= 1
            while high < len(text) and text[high].isalnum() and high < end + after + 30:
                high += 1
            if found and low <= found[-1][1]:
                found[-1] = (found[-1][0], max(high, found[-1][1]))
            else:
                found.append((low, high))
        return found

    def matches(
        self, pattern: re.Pattern[str], stretches: list[tuple[int, int]], text: str = ""
    ) -> Iterator[re.Match[str]]:
        """Where the pattern matches in those stretches, of the text or of another as long."""
        for low, high in stretches:
            yield from pattern.finditer(text or self.text, low, high)


def common(some: list[tuple[int, int]], others: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Those of `some` that meet one of `others`; both in order."""
    found, at = [], 0
    for low, high in some:
        while at < len(others) and others[at][1] <= low:
            at += 1
        if at < len(others) and others[at][0] < high:
            found.append((low, high))
    return found
