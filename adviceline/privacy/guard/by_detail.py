"""Names known from the detail they stand beside: 'River - 16.8 years', '| xiaoyu ouyang | 943 476 5919 |', 'Max her dob was'.

A date of birth, an age or a number of somebody's says that the few words set apart next to it are who it is, whatever else
those words can be. They must be set apart: marks, or the ends of a line, on both sides.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from adviceline.privacy.guard.lexicon import (
    COMMON,
    FAMILY,
    GIVEN,
    KNOWN,
    ORG,
    PERSON,
    PLACE,
    TITLE,
    VERB,
    WORD,
    lexicon,
    word_list,
)
from adviceline.privacy.guard.reading import TYPO_ENDINGS
from adviceline.privacy.guard.slips import is_slip
from adviceline.privacy.guard.spans import Severity
from adviceline.privacy.guard.tokens import CAPITALS, LOWER, Token

Hit = tuple[int, int, str, Severity, str]

OF_SOMEBODY = frozenset(("date_of_birth", "nhs_number", "upn", "nino", "address", "postcode"))
PARTICLES = word_list("particles")
LABELS = word_list("labels_of_details")
CALENDAR = word_list("calendar")
_SET_APART = re.compile(r"[|,;:\t()\[\]/=\n–]|(?<=\s)-(?=\s)|\. ")
_ENDS_BEFORE = re.compile(r"(?:[|,;:\t()\[\]/=\n–>*\"'.!?-]|\b(?:" + "|".join(sorted(LABELS)) + r"))\s*$", re.I)
_REACH = 70
_MOST_WORDS = 4


def names(text: str, tokens: list[Token], details: Iterable[tuple[int, int]]) -> Iterator[Hit]:
    """Names beside the given stretches, each of which is a detail of somebody."""
    starts = [token.start for token in tokens]
    in_capitals = text.isupper()
    for start, end in details:
        before = bisect_left(starts, start)
        yield from _segment(text, tokens, before - 1, -1, start, in_capitals)
        yield from _segment(text, tokens, bisect_left(starts, end), 1, end, in_capitals)


def _segment(text: str, tokens: list[Token], at: int, step: int, edge: int, in_capitals: bool) -> Iterator[Hit]:
    """The words next to `edge`, going by `step`, up to the second mark that sets words apart."""
    words: list[Token] = []
    tries = 0
    while 0 <= at < len(tokens) and len(words) <= _MOST_WORDS:
        token = tokens[at]
        far = edge - token.end if step < 0 else token.start - edge
        if far > _REACH:
            break
        gap = (
            text[token.end : words[-1].start]
            if step < 0 and words
            else text[words[-1].end : token.start]
            if words
            else ""
        )
        label = token.low in LABELS
        if words and _SET_APART.search(gap):
            if _names_somebody(words, in_capitals):
                break
            tries += 1
            words = []
            if tries > 1:
                return
        if label and not words:
            at += step
            continue
        if label:
            break
        words.append(token)
        at += step
    if words and _names_somebody(words, in_capitals) and _is_set_apart(text, words, step):
        between = text[words[0].end : edge] if step < 0 else text[edge : words[0].start]
        if len(words) == 1 and words[0].flags & COMMON and not between.strip():
            return  # 'Can a 9 yr old do it?'
        first, last = (words[-1], words[0]) if step < 0 else (words[0], words[-1])
        yield first.start, last.end, "name", "block", "name_beside_a_detail"


def _is_set_apart(text: str, words: list[Token], step: int) -> bool:
    """On the far side from the detail a mark, a label or the end of the text."""
    if step < 0:
        before = text[max(0, words[-1].start - 12) : words[-1].start]
        return not before.strip(" ") or bool(_ENDS_BEFORE.search(before))
    after = text[words[-1].end : words[-1].end + 3]
    return not after.strip() or bool(re.match(r"\s*[|,;:\t()\[\]/=\n–\"'.!?-]", after))


def _names_somebody(words: list[Token], in_capitals: bool) -> bool:
    if not 1 <= len(words) <= _MOST_WORDS or any(token.known for token in words):
        return False
    listed = strangers = 0
    last = max(words, key=lambda token: token.start)
    for token in words:
        flags = token.flags
        if token.low in CALENDAR and not flags & GIVEN:
            return False
        if flags & (GIVEN | FAMILY) and not (flags & (PERSON | TITLE | ORG) and len(words) == 1):
            listed += 1
            continue
        if token.low in PARTICLES and len(words) > 2:
            continue
        surname = token is last and len(words) > 1 and token.case != LOWER and not flags & (PERSON | TITLE | ORG)
        if surname and any(t.flags & GIVEN and not t.flags & COMMON for t in words):
            listed += 1  # 'Yitzchok Meir Brief'
            continue
        if flags & (COMMON | PERSON | TITLE | ORG | PLACE | KNOWN | VERB) or (flags & WORD and token.case == LOWER):
            return False
        if (token.case == CAPITALS and not in_capitals and len(token.low) < 5) or (
            len(token.low) < 2 and len(words) == 1
        ):
            return False
        if token.case == LOWER and token.low.endswith(TYPO_ENDINGS):
            return False
        strangers += 1
    if len(words) == 1 and words[0].case == LOWER:
        stranger = not words[0].flags and len(words[0].low) > 3 and not is_slip(words[0].low)
        return bool(words[0].flags & GIVEN) or (stranger and not lexicon().resembles_word(words[0].low))
    return listed > 0 or strangers == len(words)
