"""The name of a local authority among the words of a search."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from adviceline.directory.rules.words import words_of

#: Names that are words of their own: 'bath' and 'reading' are typed for other reasons too.
ALSO_WORDS = frozenset({"bath", "barking", "bury", "reading"})
RIVERS = frozenset({"Thames", "Tyne"})
#: Words of somebody who looks for an office: beside one of these such a name is a place.
OFFICES = frozenset(
    (
        "area",
        "board",
        "council",
        "designated",
        "front",
        "hub",
        "lado",
        "mash",
        "partnership",
        "safeguarding",
        "threshold",
    )
)
_AFTER = ("county council", "city council", "borough council", "council", "borough", "county", "la")
_BEFORE = ("london borough of", "royal borough of", "metropolitan borough of", "borough of", "city of", "county", "in")
_JOINED = re.compile(r" (?:upon|and|with|on) |, ")


@dataclass(frozen=True)
class Named:
    """`rest` is what was typed without the name, in the words of `words_of`."""

    la_code: str
    rest: str


def place_named(text: str, areas: tuple[tuple[str, str], ...]) -> Named | None:
    """The authority that the text names, the longest name first; None when it names none, or more than one.

    `areas` holds (code, name).
    """
    known, longest = _names(areas)
    words = words_of(text)
    found: dict[str, tuple[int, int]] = {}
    at = 0
    while at < len(words):
        length = next((n for n in range(min(longest, len(words) - at), 0, -1) if tuple(words[at : at + n]) in known), 0)
        if length and _is_meant(words, at, length, text):
            found.setdefault(known[tuple(words[at : at + length])], (at, length))
        at += max(1, length)
    if len(found) != 1:
        return None
    la_code, (at, length) = next(iter(found.items()))
    before, after = " ".join(words[:at]), " ".join(words[at + length :])
    before = next((_cut_end(before, each) for each in _BEFORE if before == each or before.endswith(f" {each}")), before)
    after = next(
        (after[len(each) :].strip() for each in _AFTER if after == each or after.startswith(f"{each} ")), after
    )
    return Named(la_code, f"{before} {after}".strip())


def _cut_end(text: str, end: str) -> str:
    return text[: -len(end)].strip()


def _is_meant(words: list[str], at: int, length: int, text: str) -> bool:
    if length > 1 or words[at] not in ALSO_WORDS or len(words) == 1:
        return True
    others = words[:at] + words[at + 1 :]
    written_as_name = at > 0 and re.search(rf"\b{words[at].capitalize()}\b", text) is not None
    return written_as_name or not OFFICES.isdisjoint(others)


@lru_cache(maxsize=4)
def _names(areas: tuple[tuple[str, str], ...]) -> tuple[dict[tuple[str, ...], str], int]:
    """Codes by the words of each name, and how many words the longest has. What people leave out of a name may be left
    out where no other authority is called so: 'Bristol', 'Durham', 'Richmond', 'Hull'."""
    whole = {tuple(words_of(name)): code for code, name in areas}
    short: dict[tuple[str, ...], set[str]] = {}
    for code, name in areas:
        first = _JOINED.split(name.replace("-", " "))
        also = [name.replace(" and ", " "), first[0], first[0].removeprefix("County ")]
        also += [first[1]] if " upon " in name and first[1] not in RIVERS else []
        for each in also:
            short.setdefault(tuple(words_of(each)), set()).add(code)
    known = {words: next(iter(codes)) for words, codes in short.items() if len(codes) == 1} | whole
    return known, max(map(len, known), default=0)
