"""What a text has at all, found once, so that a rule looks only where what it needs can be.

A rule for ages looks round the numbers of a text, a rule for streets round the words 'road' and 'lane'; most texts have few
of either, and most of the time of the guard would otherwise be spent on finding nothing.

Every list of words that a rule asks for gets a bit, and every word the bits of the lists that it is on, so that whether a
text has any word of a list is one look at the bits of all of its words.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from itertools import accumulate, chain
from threading import Lock

from adviceline.privacy.guard.lazily import lazily
from adviceline.privacy.guard.lexicon import word_list
from adviceline.privacy.guard.tokens import LOWER, Token

NUMBER_WORDS = word_list("number_words")
AGE_WORDS = word_list("age_words")
OF_NUMBERS = NUMBER_WORDS | AGE_WORDS
_FIGURES = re.compile(r"\d+")
_LETTERS = re.compile("[a-z]+")
_REACH = 90
_CLOSE = 30

_bit_of_list: dict[frozenset[str], int] = {}
_bits_of_word: dict[str, int] = {}
_plain_form: dict[int, tuple[re.Pattern[str], re.Pattern[str]]] = {}
_lists_grow = Lock()

Stretches = list[tuple[int, int]]


class Signs:
    def __init__(self, text: str, tokens: list[Token], *, is_plain: bool) -> None:
        self.text = text
        self.tokens = tokens
        self.is_plain = is_plain
        #: Where figures stand.
        self.runs: Stretches = [match.span() for match in _FIGURES.finditer(text)]
        self._first_unknown = 1 << len(_bit_of_list)  # before the words are looked up: a list may come meanwhile
        bits = _bits_of_word.get
        self._bits = [bits(token.low, 0) for token in tokens]
        found = 0
        for each in self._bits:
            found |= each
        self._found = found
        self._of_figures: dict[int, Stretches] = {}

    @lazily
    def words(self) -> frozenset[str]:
        """Every word of the text, in small letters."""
        return frozenset([token.low for token in self.tokens])

    def has(self, words: frozenset[str]) -> bool:
        bit = _bit_of_list.get(words) or _new_list(words)
        if bit < self._first_unknown:
            return self._found & bit != 0
        return any(token.low in words for token in self.tokens)

    @lazily
    def figures(self) -> Stretches:
        """The stretches round figures."""
        return self._round(self.runs)

    @lazily
    def close(self) -> Stretches:
        """The short stretches round figures."""
        return self._round(self.runs, _CLOSE, _CLOSE)

    def of_figures(self, least: int) -> Stretches:
        """Those of the short stretches round figures that have so many figures."""
        known = self._of_figures.get(least)
        if known is None:
            known = self._of_figures[least] = self.with_figures(self.close, least)
        return known

    def with_figures(self, stretches: Stretches, least: int) -> Stretches:
        """Those of the stretches that have so many figures: what a rule finds there must have them."""
        if not stretches:
            return stretches
        runs, starts, sums = self.runs, self._starts, self._sums
        found: Stretches = []
        for low, high in stretches:
            first = bisect_left(starts, low)
            if first and runs[first - 1][1] > low:
                first -= 1
            if sums[bisect_left(starts, high, first)] - sums[first] >= least:
                found.append((low, high))
        return found

    @lazily
    def _starts(self) -> list[int]:
        return [start for start, _ in self.runs]

    @lazily
    def _sums(self) -> list[int]:
        """How many figures stand before each run, and in all of the text."""
        return [0, *accumulate(end - start for start, end in self.runs)]

    @lazily
    def low(self) -> str:
        """The text in small letters, which may be longer than the text."""
        return self.text.lower()

    @lazily
    def letters(self) -> frozenset[str]:
        """Every run of letters of ASCII that no other such letter touches, in small letters: what a pattern finds as a
        word is among them, however words were read."""
        return frozenset(_LETTERS.findall(self.low))

    @lazily
    def worded(self) -> Stretches:
        """Where figures, numbers in words and words that announce an age stand."""
        words = [(token.start, token.end) for token in self.those(OF_NUMBERS)]
        return sorted(self.runs + words) if words else self.runs

    def numbered(self, low: int, high: int) -> bool:
        """Whether one of those stands between the two places."""
        at = bisect_left(self.worded, (low, 0))
        return at < len(self.worded) and self.worded[at][0] < high

    @lazily
    def numbers(self) -> Stretches:
        """The stretches round figures, numbers in words, and words that announce an age."""
        return self._round(self.worded)

    def near(self, words: frozenset[str], before: int = _REACH, after: int = _REACH) -> Stretches:
        """The stretches round any of these words."""
        return self.round(self.those(words), before, after)

    @lazily
    def capitals(self) -> list[Token]:
        """The words that are not in small letters."""
        return [token for token in self.tokens if token.case != LOWER]

    @lazily
    def single(self) -> int:
        """How many words are of one letter."""
        return sum([len(token.low) == 1 for token in self.tokens])

    def those(self, words: frozenset[str]) -> list[Token]:
        """Where any of these words stands."""
        bit = _bit_of_list.get(words) or _new_list(words)
        if bit < self._first_unknown:
            return (
                [token for token, bits in zip(self.tokens, self._bits, strict=True) if bits & bit]
                if self._found & bit
                else []
            )
        return [token for token in self.tokens if token.low in words]

    def count(self, words: frozenset[str]) -> int:
        """How often any of these words stands in the text."""
        return len(self.those(words))

    def stretches(self, places: Iterable[tuple[int, int]], reach: int) -> Stretches:
        return self._round(places, reach, reach)

    def round(self, tokens: Iterable[Token], before: int = _REACH, after: int = _REACH) -> Stretches:
        places = [(token.start, token.end) for token in tokens]
        return self._round(places, before, after) if places else places

    def _round(self, places: Iterable[tuple[int, int]], before: int = _REACH, after: int = _REACH) -> Stretches:
        """Stretches of so many characters on both sides, to the ends of words, run together where they meet."""
        text = self.text
        length = len(text)
        found: Stretches = []
        reached = -1
        for start, end in places:
            low, high = start - before, end + after
            if low > 0:
                while 0 < low < start and text[low - 1].isalnum() and low > start - before - 30:
                    low -= 1
            else:
                low = 0
            if high < length:
                while high < length and text[high].isalnum() and high < end + after + 30:
                    high += 1
            else:
                high = length
            if low <= reached:
                if high > reached:
                    reached = high
                    found[-1] = (found[-1][0], high)
            else:
                found.append((low, high))
                reached = high
        return found

    def matches(self, pattern: re.Pattern[str], stretches: Stretches, text: str = "") -> Iterable[re.Match[str]]:
        """Where the pattern matches in those stretches, of the text or of another as long."""
        if not stretches:
            return ()
        if self.is_plain:
            pattern = plainly(pattern)
        within = text or self.text
        if len(stretches) == 1:
            return pattern.finditer(within, *stretches[0])
        return chain.from_iterable([pattern.finditer(within, low, high) for low, high in stretches])

    def all(self, pattern: re.Pattern[str]) -> Iterable[re.Match[str]]:
        """Where the pattern matches in all of the text."""
        return (plainly(pattern) if self.is_plain else pattern).finditer(self.text)


def plainly(pattern: re.Pattern[str]) -> re.Pattern[str]:
    """The same pattern for texts of ASCII alone, in which it finds the same, sooner."""
    known = _plain_form.get(id(pattern))
    if known is None:
        known = _plain_form[id(pattern)] = (pattern, re.compile(pattern.pattern, pattern.flags & ~re.U | re.A))
    return known[1]


def _new_list(words: frozenset[str]) -> int:
    with _lists_grow:
        if words not in _bit_of_list:
            bit = 1 << len(_bit_of_list)
            for word in words:
                _bits_of_word[word] = _bits_of_word.get(word, 0) | bit
            _bit_of_list[words] = bit
        return _bit_of_list[words]


def common(some: Stretches, others: Stretches) -> Stretches:
    """Those of `some` that meet one of `others`; both in order."""
    found: Stretches = []
    if not some or not others:
        return found
    at = 0
    for low, high in some:
        while at < len(others) and others[at][1] <= low:
            at += 1
        if at < len(others) and others[at][0] < high:
            found.append((low, high))
    return found
