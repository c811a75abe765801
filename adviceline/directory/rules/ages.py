"""Ages and school years among what was typed: '5 yr old', '7yo', 'aged six', 'Yr 9'. They say which phase it is about."""

from __future__ import annotations

import re
from collections.abc import Sequence

#: Up to this age, the word for the phase that the synonyms know.
_PHASES = ((4, "nursery"), (10, "primary"), (15, "secondary"), (25, "college"))
_YEARS_BEFORE_SCHOOL = 4  # year 1 has children of five and six
_IN_WORDS = {
    word: number
    for number, word in enumerate(
        (
            "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
            "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
        ),
        start=1,
    )
}  # fmt: skip


def _number(name: str) -> str:
    return rf"n?(?P<{name}>\d{{1,2}}|{'|'.join(_IN_WORDS)})"


_AGE = re.compile(
    rf"\b(?:{_number('old')} ?(?:(?:years?|yrs?|y) ?(?:olds?|o)\b|(?:years|yrs)\b|yos?\b)"
    rf"|(?:aged?|ages) (?:of )?{_number('aged')}\b|under n?(?P<under>\d{{1,2}})s\b"
    rf"|(?:years?|yrs?|y)(?: (?:group )?)?{_number('year')}(?: pupils?| students?)?\b)"
)


def read_ages(words: Sequence[str]) -> list[tuple[str, str]]:
    """Each word with the word it is read as; an age is one of them, as it was typed, with the word for its phase."""
    text = " ".join(words)
    found: list[tuple[str, str]] = []
    at = 0
    for match in _AGE.finditer(text):
        age = _age_in(match)
        word = next((word for most, word in _PHASES if age <= most), None)
        if word:
            found += [(each, each) for each in text[at : match.start()].split()]
            found.append((match.group(), word))
            at = match.end()
    return found + [(each, each) for each in text[at:].split()]


def _age_in(match: re.Match[str]) -> int:
    if match["under"]:
        return int(match["under"]) - 1
    said = match["old"] or match["aged"] or match["year"]
    number = _IN_WORDS[said] if said in _IN_WORDS else int(said)
    return number + _YEARS_BEFORE_SCHOOL if match["year"] else number
