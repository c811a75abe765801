"""Runs of capitalised words, cut into the pieces that may be names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from adviceline.privacy.guard.capitalised.judging import judged
from adviceline.privacy.guard.lexicon import (
    COMMON,
    FAMILY,
    GIVEN,
    KNOWN,
    NAMEY,
    ORG,
    PERSON,
    PLACE,
    TITLE,
    WORD,
    word_list,
)
from adviceline.privacy.guard.reading import MARRIED, Reading
from adviceline.privacy.guard.spans import Severity
from adviceline.privacy.guard.tokens import CAPITALS, LOWER, TITLE_CASE, Token

Name = tuple[int, int, Severity, str]  # first token, last token, severity, rule

PARTICLES = word_list("particles")
LONG_ACRONYMS = word_list("long_acronyms")
TAILS = word_list("tails")
HEADS = word_list("heads")
ASKING = word_list("asking")
ASKED = word_list("determiners") | {
    "i",
    "you",
    "we",
    "he",
    "she",
    "they",
    "it",
    "someone",
    "somebody",
    "anyone",
    "there",
    "children",
    "staff",
}
INSTITUTIONS = frozenset(("school", "academy", "foundation", "trust", "college", "university", "mat", "federation"))

_CITATION = re.compile(
    r"(?:'s)?,? (?:et al\b|(?:and|&) [A-Z][\w'-]+,? \(?(?:19|20)\d\d|and colleagues|\((?:19"
    r"|20)\d\d[a-z]?[),;:]|(?:19|20)\d\d[a-z]?\))"
)
_EPONYM = re.compile(
    r"(?:'s)? (?:continuum|model|matrix|framework|theory|hierarchy|scale|review|inquiry|report|guidelines|competen\w+|"
    r"questionnaire|profile|taxonomy|law|rule|principles?|triangle|triad|cycle|pyramid|curve|stages"
    r"|inventory|method|audit|judge?ment|recommendations?|project|programme|toolkit|pathway|protocol|test|criteria|inquest|award)\b",
    re.I,
)
_YEAR_NEXT = re.compile(r",? \(?(?:19|20)\d\d")


def names(reading: Reading) -> Iterator[Name]:
    for first, last in _runs(reading):
        yield from _in_run(reading, first, last)


def _runs(reading: Reading) -> Iterator[tuple[int, int]]:
    tokens = reading.tokens
    last = -1
    for at in reading.capitals:
        if at <= last:
            continue
        last = at
        while last + 1 < len(tokens) and not tokens[last].possessive:
            following = tokens[last + 1]
            if following.gap not in (" ", "-", "'"):
                break
            if following.case != LOWER:
                last += 1
            elif following.low in PARTICLES and (end := _after_particles(tokens, last + 1)):
                last = end
            else:
                break
        yield at, last


def _after_particles(tokens: list[Token], at: int) -> int:
    """'de la Rue': the capitalised word that the particles at `at` lead to, or 0."""
    for end in range(at + 1, min(at + 3, len(tokens))):
        if tokens[end].gap not in (" ", "-", "'"):
            return 0
        if tokens[end].case != LOWER:
            return end if not tokens[end].flags & ORG else 0
        if tokens[end].low not in PARTICLES:
            return 0
    return 0


def _in_run(reading: Reading, first: int, last: int) -> Iterator[Name]:
    tokens = reading.tokens
    opening = tokens[first]
    if first == last and opening.opens and opening.low in ASKING | {"will", "may"} and _asks(tokens, first):
        return
    plain = opening.flags & COMMON and not opening.flags & (GIVEN | TITLE)
    if opening.opens and first < last and (plain or opening.low in ASKING):
        first += 1  # 'When Tyler': the capital is the sentence's
    start = None
    for at in range(first, last + 2):
        usable = at <= last and _fits(reading, at, start is not None, at == last)
        if usable and start is None:
            start = at
        elif not usable and start is not None:
            yield from _piece(reading, start, at - 1, first, last)
            start = None


def _asks(tokens: list[Token], at: int) -> bool:
    """'Can the …', 'Will you …', 'May we …': no names."""
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    return following is not None and following.gap == " " and following.low in ASKED


def _fits(reading: Reading, at: int, inside: bool, ends_run: bool) -> bool:
    """May this word be inside a name? `inside`: the word before it already is."""
    token = reading.tokens[at]
    if token.case == LOWER and not token.known:
        return True
    if token.known or len(token.low) == 1:
        return False
    if inside and reading.tokens[at - 1].case == LOWER and not token.flags & ORG:
        return True
    if (token.low in HEADS and not ends_run) or (token.flags & TITLE and not token.flags & (GIVEN | FAMILY)):
        return False
    if token.case == CAPITALS and inside and not ends_run and token.low in PARTICLES:
        return True
    if token.case == CAPITALS:
        if inside and _is_shouted_surname(reading, at):
            return True
        if inside and len(token.low) < 5 and reading.text[token.end : token.end + 1] == ":":
            return False  # the label of the next field: 'NAME: OISIN GALLAGHER DOB: …'
        if len(token.low) == 2 and not token.flags & NAMEY and not _short_pair(reading.tokens, at):
            return False
        if not token.flags & (GIVEN | FAMILY):
            announced = len(token.low) > 3 and bool(reading.cue_before(at))
            uncommon = not token.flags & (COMMON | ORG | PLACE | KNOWN | TITLE)
            return uncommon and (announced or inside or (token.heading and len(token.low) > 4))
    if reading.maybe(token) or not token.flags & (COMMON | ORG | PLACE | KNOWN):
        return True
    cue = reading.cue_before(at)
    if token.flags & (ORG | KNOWN):
        return cue == "title" and token.flags & KNOWN != 0
    return cue == "called" or (cue == "title" and reading.tokens[at - 1].low in MARRIED | {"dr"})


def _is_shouted_surname(reading: Reading, at: int) -> bool:
    """'Lewis TROTTER', as the police write"""
    before, token = reading.tokens[at - 1], reading.tokens[at]
    named = before.case == TITLE_CASE and reading.strong_given(before) and token.gap == " "
    return named and len(token.low) > 4 and not token.flags & (ORG | PERSON) and token.low not in LONG_ACRONYMS


def _short_pair(tokens: list[Token], at: int) -> bool:
    """'LI WEI': two listed names side by side, however short."""
    for other in (at - 1, at + 1):
        beside = 0 <= other < len(tokens) and tokens[max(at, other)].gap == " " and tokens[other].case == CAPITALS
        if beside and all(t.flags & (GIVEN | FAMILY) and not t.flags & WORD for t in (tokens[at], tokens[other])):
            return True
    return False


def _piece(reading: Reading, first: int, last: int, run_first: int, run_last: int) -> Iterator[Name]:
    tokens = reading.tokens
    piece = tokens[first : last + 1]
    while piece and piece[-1].case == LOWER:
        last -= 1
        piece = piece[:-1]
    if not piece:
        return
    cue = reading.cue_before(first)
    if _names_an_institution(tokens, last):
        return
    if cue == "title":
        soft = tokens[first - 1].low not in MARRIED
        if not soft or not all(t.flags & PLACE for t in piece):
            yield first, last, "warn" if soft else "block", "name_after_title"
        return
    given = [t for t in piece if reading.strong_given(t)]
    family = [t for t in piece if reading.strong_family(t)]
    if _names_something_else(reading, first, last, run_first, run_last, bool(given), bool(family), cue):
        return
    alone = first == run_first and last == run_last
    verdict = judged(reading, first, last, bool(given), bool(family), cue, alone)
    if verdict is None:
        return
    if len(piece) > 1 and piece[0].flags & PLACE and not piece[0].flags & (GIVEN | FAMILY):
        first += 1
    yield first, _absorbed(tokens, last, run_last), *verdict


def _names_an_institution(tokens: list[Token], last: int) -> bool:
    """'Margaret Dunne Learning Trust', 'Sir Rupert Hollis Academy': capitals go on to a school or trust."""
    for at in range(last + 1, min(last + 5, len(tokens))):
        token = tokens[at]
        if tokens[at - 1].possessive or token.gap not in (" ", "-") or token.case != TITLE_CASE:
            return False
        if token.low in INSTITUTIONS:
            return True
        if not token.flags & (ORG | COMMON) or (token.flags & (GIVEN | FAMILY) & ~ORG and not token.flags & ORG):
            return False
    return False


def _absorbed(tokens: list[Token], last: int, run_last: int) -> int:
    """A second name that is also an uncommon word or a famous name ('Boswell'), or hangs on a hyphen ('Mei-ling')."""
    while last + 1 < len(tokens) and not tokens[last].possessive:
        token = tokens[last + 1]
        hyphened = token.gap == "-" and len(token.low) <= 6
        uncommon = last < run_last and token.gap == " " and not token.flags & (COMMON | ORG | PLACE | TITLE)
        if not (hyphened or (uncommon and token.flags & (WORD | KNOWN) and not token.known and len(token.low) > 1)):
            return last
        last += 1
    return last


def _names_something_else(
    reading: Reading, first: int, last: int, run_first: int, run_last: int, given: bool, family: bool, cue: str
) -> bool:
    """An organisation, place, law, author or theory."""
    tokens, text = reading.tokens, reading.text
    full = given and family and last > first
    if last < run_last:
        tail = tokens[last + 1].low
        if tail in TAILS and not (given and cue) and (not full or tail in INSTITUTIONS):
            return True
    if first > run_first and tokens[first - 1].low in HEADS:
        return True
    if first < last and tokens[last].low in ("street", "road", "avenue", "square", "crescent") and not cue:
        return True
    if first and tokens[first - 1].low in ("st", "saint") and tokens[first].gap in (" ", ". "):
        return True
    after = text[tokens[last].end : tokens[last].end + 60]
    if (
        not cue
        and reading.before(first) in ("the", "this", "that")
        and _EPONYM.match(after)
        and not after.startswith("'")
    ):
        return True
    if not cue and ((_CITATION.match(after) and not given) or (_EPONYM.match(after) and not full)):
        return True
    return not given and reading.before(first) == "and" and bool(_YEAR_NEXT.match(after))
