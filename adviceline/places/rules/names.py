"""How names of places are compared: words without case, accents or punctuation, with the register's abbreviations."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

LONGEST_WORD = 40
HIGHEST = "z" * LONGEST_WORD  # sorts after every word that could follow a prefix, in every collation

_APOSTROPHES = re.compile("['\u2018\u2019\u02bc`\u00b4]")
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_C_OF_E = re.compile(r"\bc of e\b|\bchurch of england\b|\bce\b|\bcofe\b")

# Written either way in the register; a person may type either.
_ALSO: dict[str, tuple[str, ...]] = {
    "st": ("saint",),
    "saint": ("st",),
    "cofe": ("church", "of", "england", "ce"),
    "rc": ("roman", "catholic"),
    "pru": ("pupil", "referral", "unit"),
    "utc": ("university", "technical", "college"),
}


def words_of(text: str) -> list[str]:
    """'St. Mary’s CofE (VA) Primary' -> ['st', 'marys', 'cofe', 'va', 'primary']. Accents are dropped;
    letters of other alphabets are left out."""
    plain = text.replace("&", " and ").casefold()
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", plain))
        plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    plain = _NOT_WORD.sub(" ", _APOSTROPHES.sub("", plain)).strip()
    plain = _C_OF_E.sub("cofe", plain)
    return [word[:LONGEST_WORD] for word in plain.split()]


def key_of(text: str) -> str:
    """The words run together, for 'the name begins with …' whatever the spacing."""
    return "".join(words_of(text))[:200]


def searchable_words(parts: Iterable[str]) -> list[str]:
    """Every word, once, under which a place with these names can be found, in order of first appearance."""
    found: dict[str, None] = {}
    for part in parts:
        for word in words_of(part):
            found[word] = None
            for other in _ALSO.get(word, ()):
                found[other] = None
    return list(found)


def is_near(word: str, other: str) -> bool:
    """Whether one slip of the fingers (two in a word of eight letters or more) turns one word into the other: a letter
    added, left out, changed, or two neighbours exchanged."""
    allowed = 2 if min(len(word), len(other)) >= 8 else 1
    if min(len(word), len(other)) < 4 or abs(len(word) - len(other)) > allowed:
        return False
    return slips_between(word, other, allowed) <= allowed


def slips_between(a: str, b: str, limit: int) -> int:
    """Optimal string alignment distance, given up, with a figure over `limit`, once every path is over it."""
    before: list[int] = []
    previous = list(range(len(b) + 1))
    for i, letter in enumerate(a, start=1):
        current = [i]
        for j, other in enumerate(b, start=1):
            cost = min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == other:
                cost = min(cost, before[j - 2] + 1)
            current.append(cost)
        if min(current) > limit:
            return limit + 1
        before, previous = previous, current
    return previous[-1]
