"""Texts of a mail with what identifies blanked out: by the guard, and by what was blanked on the enquiry before.

People's choices hold for every copy of the same words: quoted in a later answer, or in the whole message.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from adviceline.channels.email.correspondence.fingerprints import TAKEN_OUT, Fingerprint, places_of
from adviceline.privacy.guard import Span, to_blank

MOST_WORDS = 50
LONGEST_WORDS = 200


@dataclass(frozen=True)
class Choices:
    """`out`: words that people took out. `kept`: words that the guard found and people left in. `known`: fingerprints of what
    was blanked before, which outlive the words."""

    out: tuple[str, ...] = ()
    kept: frozenset[str] = frozenset()
    known: tuple[Fingerprint, ...] = ()

    def __or__(self, other: Choices) -> Choices:
        return Choices(
            tuple(dict.fromkeys([*self.out, *other.out])),
            (self.kept | other.kept) - set(other.out),
            tuple(dict.fromkeys([*self.known, *other.known])),
        )


def blocking_spans(text: str) -> list[Span]:
    """What the guard would refuse, in order. Raises `GuardFailed`."""
    return to_blank(text)


def placeholder(span: Span) -> str:
    return f"[{span.kind.replace('_', ' ')}]"


def places(text: str, choices: Choices = Choices()) -> list[tuple[int, int, str]]:
    """(from, to, what to write there), in order and without overlap. Raises `GuardFailed`."""
    found = [
        (span.start, span.end, placeholder(span))
        for span in blocking_spans(text)
        if text[span.start : span.end] not in choices.kept
    ]
    return settled([*found, *known_places(text, choices)])


def known_places(text: str, choices: Choices) -> list[tuple[int, int, str]]:
    """Where words stand that were blanked on the enquiry before, without asking the guard."""
    again = [each for each in places_of(text, choices.known) if text[each[0] : each[1]] not in choices.kept]
    return settled([*places_of_words(text, choices.out), *again])


def places_of_words(text: str, words: tuple[str, ...]) -> list[tuple[int, int, str]]:
    """Wherever the words stand as they were written, as whole words, however their spaces are broken over lines."""
    found = []
    for each in words:
        pattern = r"\s+".join(re.escape(word) for word in each.split())
        if pattern:
            before = r"(?<!\w)" if pattern[0].isalnum() else ""
            after = r"(?!\w)" if pattern[-1].isalnum() else ""
            found += [(match.start(), match.end(), TAKEN_OUT) for match in re.finditer(before + pattern + after, text)]
    return found


def settled(found: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Where two overlap they become one, under the first's name."""
    kept: list[tuple[int, int, str]] = []
    for start, end, words in sorted(found):
        if kept and start < kept[-1][1]:
            kept[-1] = (kept[-1][0], max(end, kept[-1][1]), kept[-1][2])
        else:
            kept.append((start, end, words))
    return kept


def without(text: str, found: list[tuple[int, int, str]]) -> str:
    pieces, at = [], 0
    for start, end, words in settled(found):
        pieces += [text[at:start], words]
        at = end
    return "".join([*pieces, text[at:]])


def blanked(text: str, choices: Choices = Choices()) -> str:
    """Raises `GuardFailed`: then nothing of the text may be shown."""
    return without(text, places(text, choices))
