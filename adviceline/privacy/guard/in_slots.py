"""Names known by the place they stand in: words that are names too, strangers in small letters, family names that are words.

'Grace refuses to come in', 'hope (y8)', 'Price was excluded', 'should jordan be told?'. The less a word is like a name, the
more its surroundings must say. Lines in capitals are read as though they were in small letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from adviceline.privacy.guard.capitalised import DETERMINERS, Name
from adviceline.privacy.guard.lexicon import (
    COMMON,
    FAMILY,
    GIVEN,
    KNOWN,
    NAMEY,
    ORG,
    PERSON,
    PLACE,
    PREP,
    SOFTLY,
    TITLE,
    VERB,
    WORD,
    word_list,
)
from adviceline.privacy.guard.reading import TYPO_ENDINGS, Reading
from adviceline.privacy.guard.slips import is_slip
from adviceline.privacy.guard.slots import FIRM, LIKELY, NONE, acts_like_a_person, slot
from adviceline.privacy.guard.tokens import CAPITALS, LOWER, TITLE_CASE, Token

CALENDAR = word_list("calendar")
ANYBODY = word_list("anybody")
COLOURS = word_list("colours")
RATINGS = word_list("ratings")
ROLES = word_list("role_words")
ACTS = word_list("human_acts")
DEEDS = word_list("human_deeds")
_CELL = re.compile(r" ?[|:\t]")
SEASONS = frozenset(("summer", "autumn", "winter", "spring"))
MASS = word_list("mass_nouns")
_SHOUTED = 4
NOBODY = ORG | TITLE | PERSON | KNOWN | PREP


def names(reading: Reading) -> Iterator[Name]:
    tokens = reading.tokens
    for at in reading.likely:
        token = tokens[at]
        if token.known or len(token.low) < 3 or token.low in CALENDAR or token.low in ANYBODY or token.gap == "-":
            continue
        flags = token.flags
        if token.case == LOWER:
            if not flags & (COMMON | WORD | PLACE) or flags & (GIVEN | FAMILY) or _owns_plainly(reading, token):
                yield from _small(reading, at, token)
        elif (
            flags & (GIVEN | FAMILY)
            and flags & (WORD | PLACE)
            and not (flags & NOBODY and not flags & (NAMEY | SOFTLY))
        ):
            yield from _capital(reading, at, token)
        elif not flags & (NOBODY | PLACE) and token.case == TITLE_CASE and _is_surely_a_name(reading, at, token):
            yield at, at, "warn", "name_in_its_place"


def _is_surely_a_name(reading: Reading, at: int, token: Token) -> bool:
    """'Bee (7)': any word with a capital of its own, where only a name can stand."""
    if token.opens or token.heading or reading.before(at) in DETERMINERS or is_part_of_a_phrase(reading, at):
        return False
    return slot(reading, at) == FIRM


def _capital(reading: Reading, at: int, token: Token) -> Iterator[Name]:
    """A capitalised word that is a name and something else."""
    flags, before = token.flags, reading.before(at)
    if (before in DETERMINERS and before != "both") or token.heading or is_part_of_a_phrase(reading, at):
        return
    strength = slot(reading, at)
    if token.low in ROLES | RATINGS and strength < FIRM:
        return
    if flags & PLACE:
        elsewhere = strength < FIRM and (reading.placed(at) or _with_a_place(reading, at))
        if flags & GIVEN and strength and not elsewhere:
            yield at, at, "block", "name_in_its_place"
        return
    if token.opens and strength < FIRM and flags & VERB and not _finite_next(reading, at):
        return
    if strength or (flags & GIVEN and _after_day(reading, at)):
        yield at, at, "block", "name_in_its_place"
    elif (
        flags & FAMILY
        and not token.opens
        and token.case != CAPITALS
        and not reading.placed(at)
        and before not in ("", "both")
    ):
        if token.low in COLOURS:
            return
        yield at, at, "warn", "family_name_in_a_sentence"


def _small(reading: Reading, at: int, token: Token) -> Iterator[Name]:
    """A word in small letters that may be a name, or that nothing explains."""
    flags, before = token.flags, reading.before(at)
    if flags & FAMILY and not flags & GIVEN:
        if _is_family_name(reading, at, token):
            yield at, at, "block", "name_in_its_place"
        return
    if flags & NOBODY and not flags & GIVEN:
        return
    if (flags & (ORG | TITLE | PERSON | PREP) and not flags & SOFTLY) or before in DETERMINERS:
        return
    owner = _owns_plainly(reading, token)
    stranger = not flags & GIVEN and not owner
    if owner and slot(reading, at) < FIRM:
        return
    if stranger and (token.low.endswith(TYPO_ENDINGS) or not reading.unknown(token) or is_slip(token.low)):
        return
    strength = slot(reading, at)
    season = token.low in SEASONS and (strength < FIRM or _CELL.match(reading.text, token.end))  # 'Autumn | 14 | 6'
    if strength == NONE or season:
        return
    if flags & VERB and strength < FIRM and not _finite_next(reading, at):
        return
    if strength == LIKELY and token.low in MASS and not acts_like_a_person(reading, at):
        return
    if flags & PLACE and reading.placed(at):
        return
    if stranger and strength == LIKELY and len(token.low) < 4:
        return
    yield at, at, "block", "name_in_its_place"


def _finite_next(reading: Reading, at: int) -> bool:
    """'Will keeps', 'will told': what no auxiliary verb stands before."""
    following = reading.tokens[at + 1].low if at + 1 < len(reading.tokens) else ""
    return (following in ACTS and following not in DEEDS) or following in (
        "is",
        "was",
        "has",
        "had",
        "does",
        "did",
        "doesnt",
        "didnt",
    )


def _is_family_name(reading: Reading, at: int, token: Token) -> bool:
    """'bishop told him', 'khan (y9)': a family name in small letters, surer than its being the word."""
    if token.flags & (NOBODY | VERB) or token.low in ROLES | COLOURS | RATINGS or reading.before(at) in DETERMINERS:
        return False
    strength = slot(reading, at)
    return strength == FIRM or (strength == LIKELY and (reading.speaks(at) or not token.flags & COMMON))


def is_part_of_a_phrase(reading: Reading, at: int) -> bool:
    """Part of a longer capitalised phrase, other than after a day: 'Hope House', 'Green Paper', 'The Grace Foundation'."""
    tokens = reading.tokens
    token = tokens[at]
    following = tokens[at + 1] if at + 1 < len(tokens) and not token.possessive else None
    if following and following.case != LOWER and following.gap in (" ", "-") and len(following.low) > 1:
        return True
    before = tokens[at - 1] if at and not token.opens else None
    return bool(before and before.case != LOWER and token.gap in (" ", "-") and not _plain_opening(before))


def _owns_plainly(reading: Reading, token: Token) -> bool:
    """'graces mum': a name in the possessive, without its mark."""
    stem = reading.lexicon.of(token.low[:-1]) if token.low[-1] == "s" and not token.flags & GIVEN else 0
    return bool(stem & GIVEN and (stem & WORD or not token.flags & WORD))


def _with_a_place(reading: Reading, at: int) -> bool:
    """'asked Kent and Medway', 'Chelsea played Liverpool'"""
    return any(t.flags & PLACE and t.case != LOWER and not t.flags & GIVEN for t in reading.tokens[at + 1 : at + 3])


def _plain_opening(token: Token) -> bool:
    return token.low in CALENDAR or (
        token.opens and bool(token.flags & COMMON) and not token.flags & (GIVEN | FAMILY | ORG)
    )


def _after_day(reading: Reading, at: int) -> bool:
    """'On Monday Hope went …'"""
    before = reading.before(at)
    return before in CALENDAR and reading.acts(at) and reading.tokens[at].gap == " "


def in_capitals(reading: Reading) -> Reading | None:
    """The text with its lines in capitals read as small letters; None when it has none."""
    tokens = reading.tokens
    if len(reading.capitals) < _SHOUTED or sum([tokens[at].case == CAPITALS for at in reading.capitals]) < _SHOUTED:
        return None
    changed = list(tokens)
    some = False
    at = 0
    while at < len(tokens):
        upto = at + 1
        while upto < len(tokens) and "\n" not in tokens[upto].gap:
            upto += 1
        line = tokens[at:upto]
        shouted = sum(t.case == CAPITALS for t in line)
        if shouted >= _SHOUTED and shouted >= 0.8 * sum(len(t.low) > 1 for t in line):
            some = True
            changed[at:upto] = [replace(t, case=LOWER, heading=False) for t in line]
        at = upto
    return Reading(reading.text, changed, reading.lexicon) if some else None
