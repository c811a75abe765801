"""Slips of the keyboard: 'teahcer', 'chlid'. A word that nobody knows is no name when it is one stroke from a common one."""

from __future__ import annotations

from functools import lru_cache

from adviceline.privacy.guard.lexicon import COMMON, PERSON, VERB, lexicon, word_list


@lru_cache(maxsize=1)
def _near() -> frozenset[str]:
    """Every common noun for a person, verb of theirs and other frequent word, and each with one letter left out."""
    words = {low for low, flags in lexicon().flags.items() if flags & (PERSON | VERB) and flags & COMMON}
    words |= word_list("often_mistyped") | word_list("children")
    return frozenset(short for word in words if len(word) > 3 for short in _shortened(word))


def _shortened(word: str) -> set[str]:
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


@lru_cache(maxsize=4096)
def is_slip(low: str) -> bool:
    """One letter more, less, other or out of place than in a frequent word."""
    return 3 < len(low) < 16 and not _near().isdisjoint(_shortened(low))
