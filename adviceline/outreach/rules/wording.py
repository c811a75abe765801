"""Whether words may be published: the house's words, and plain English. Pure. (The guard is asked by the form.)

Words that the house does not use must be changed before anything is sent to approval. What is said of plain English is advice:
the author and the person who approves see it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from adviceline.content.reading import reading_age

LONGEST_SENTENCE = 25
OLDEST_READER = 14.0
_SENTENCE_ENDS = re.compile(r"[.!?]+(?:\s|$)|\n+")
_WORD = re.compile(r"[\w’'-]+")


@dataclass(frozen=True, slots=True)
class HouseWord:
    """A word or phrase that is avoided, what to say instead, and why. It is found in any case, as whole words, and with an
    ending."""

    avoid: str
    say: str
    why: str


@dataclass(frozen=True, slots=True)
class Remark:
    """`must`: it has to be changed before approval."""

    words: str
    must: bool


def remarks(text: str, house: Iterable[HouseWord]) -> list[Remark]:
    found = []
    for word in house:
        if seen := _pattern(word.avoid).search(text):
            found.append(Remark(f"‘{seen[0]}’: {word.why} Say: {word.say}.", must=True))
    long = [len(_WORD.findall(each)) for each in _SENTENCE_ENDS.split(text)]
    if number := sum(each > LONGEST_SENTENCE for each in long):
        sentences = "One sentence is" if number == 1 else f"{number} sentences are"
        found.append(
            Remark(f"{sentences} longer than {LONGEST_SENTENCE} words. Shorter ones are easier to read.", must=False)
        )
    if text.strip() and (age := reading_age(text)) > OLDEST_READER:
        found.append(Remark(f"It reads as for people of {age:.0f} years. Use shorter words.", must=False))
    return found


def _pattern(phrase: str) -> re.Pattern[str]:
    words = r"[\s-]+".join(re.escape(each) for each in phrase.split())
    return re.compile(rf"\b{words}(?:e?s|['’]s)?\b", re.IGNORECASE)
