"""What a text has at all, found once, so that a rule looks only where what it needs can be.

A rule for ages looks round the numbers of a text, a rule for streets round the words 'road' and 'lane'; most texts have few
of either, and most of the time of the guard would otherwise be spent on finding nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from adviceline.privacy.guard.lexicon import word_list
from adviceline.privacy.guard.tokens import Token

NUMBER_WORDS = word_list("number_words")
AGE_WORDS = word_list("age_words")
_FIGURES = re.compile(r"\d+")
_REACH = 90


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
    def figures(self) -> list[tuple[int, int]]:
        """The stretches round figures."""
        return self._round(match.span() for match in _FIGURES.finditer(self.text))

    @cached_property
    def numbers(self) -> list[tuple[int, int]]:
        """The stretches round figures, numbers in words, and words that announce an age."""
        if not self.has(NUMBER_WORDS | AGE_WORDS):
            return self.figures
        worded = self._places(NUMBER_WORDS | AGE_WORDS)
        return self._round(sorted([*(match.span() for match in _FIGURES.finditer(self.text)), *worded]))

    def near(self, words: frozenset[str]) -> list[tuple[int, int]]:
        """The stretches round any of these words."""
        return self._round(self._places(words)) if self.has(words) else []

    def _places(self, words: frozenset[str]) -> list[tuple[int, int]]:
        return [(token.start, token.end) for token in self.tokens if token.low in words]

    def _round(self, places: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
        """Stretches of so many characters on both sides, to the ends of words, run together where they meet."""
        text, found = self.text, []
        for start, end in places:
            low, high = max(0, start - _REACH), min(len(text), end + _REACH)
            while 0 < low < start and text[low - 1].isalnum() and low > start - _REACH - 30:
                low -= 1
            while high < len(text) and text[high].isalnum() and high < end + _REACH + 30:
                high += 1
            if found and low <= found[-1][1]:
                found[-1] = (found[-1][0], max(high, found[-1][1]))
            else:
                found.append((low, high))
        return found

    def matches(self, pattern: re.Pattern[str], stretches: list[tuple[int, int]]) -> Iterator[re.Match[str]]:
        for low, high in stretches:
            yield from pattern.finditer(self.text, low, high)
