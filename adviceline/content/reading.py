"""Reading age by the Flesch–Kincaid grade (Kincaid and others, 1975), in years: grade plus five."""

from __future__ import annotations

import re

_WORD = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*")
_SENTENCE_END = re.compile(r"[.!?:;]+(?:\s|$)")
_VOWELS = re.compile(r"[aeiouy]+")


def reading_age(text: str) -> float:
    """Years, to one decimal place, from 5.0 up; 0.0 for a text without words. Syllables are estimated from spelling."""
    words = _WORD.findall(text)
    if not words:
        return 0.0
    sentences = max(1, len([part for part in _SENTENCE_END.split(text) if _WORD.search(part)]))
    syllables = sum(_syllables(word) for word in words)
    grade = 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59
    return round(max(5.0, grade + 5), 1)


def _syllables(word: str) -> int:
    total = 0
    for part in re.split(r"['’-]", word.lower()):
        count = len(_VOWELS.findall(part))
        if part.endswith("e") and not part.endswith(("le", "ee", "ie", "oe")) and count > 1:
            count -= 1
        if part.endswith("ed") and not part.endswith(("ted", "ded")) and count > 1:
            count -= 1
        total += max(1, count) if len(part) > 1 else count
    return max(1, total)
