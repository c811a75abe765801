"""Words that are spelt as English is: they are never taken for a slip of another word.

words.txt is made of the British English list, small size, of SCOWL (Spell Checker Oriented Word Lists): its words of four
letters or more, without capitals and possessives. COPYING has its notice.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path


@lru_cache(maxsize=1)
def _words() -> frozenset[str]:
    return frozenset(Path(__file__).with_name("words.txt").read_text(encoding="utf-8").split())


def is_english(word: str) -> bool:
    return word in _words()
