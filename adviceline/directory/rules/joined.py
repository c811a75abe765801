"""Words typed without the spaces between them: 'stopitnow' is 'stop it now'."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from adviceline.directory.rules.words import STOP_WORDS

SHORTEST_JOINED, LONGEST_JOINED = 7, 30
SHORTEST_PART = 3
MOST_PARTS = 4


def may_be_joined(word: str) -> bool:
    return SHORTEST_JOINED <= len(word) <= LONGEST_JOINED and word.isalpha()


def parts_in(word: str) -> set[str]:
    """Everything in it that may be a word that says something."""
    return {
        part
        for start in range(len(word))
        for end in range(start + SHORTEST_PART, len(word) + 1)
        if (part := word[start:end]) not in STOP_WORDS
    }


def taken_apart(word: str, is_word: Callable[[str], bool]) -> Sequence[str]:
    """The fewest words that it is made of, with words that every text has among them; itself where there are none."""

    @cache
    def from_here(at: int) -> tuple[str, ...] | None:
        if at == len(word):
            return ()
        best: tuple[str, ...] | None = None
        for end in range(len(word), at, -1):
            part = word[at:end]
            if part in STOP_WORDS if len(part) < SHORTEST_PART else (part in STOP_WORDS or is_word(part)):
                rest = from_here(end)
                if rest is not None and (best is None or len(rest) + 1 < len(best)):
                    best = (part, *rest)
        return best

    found = from_here(0)
    says_something = found and any(part not in STOP_WORDS for part in found)
    return found if found and says_something and len(found) <= MOST_PARTS else (word,)
