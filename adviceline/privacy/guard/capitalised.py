"""Names with a capital letter.

A run is a stretch of capitalised words side by side. It is cut into pieces at ordinary words ('Year', 'Head'), and each
piece is judged by what its words can be and by what stands round it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

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
    WORD,
    word_list,
)
from adviceline.privacy.guard.reading import MARRIED, TYPO_ENDINGS, Reading
from adviceline.privacy.guard.spans import Severity
from adviceline.privacy.guard.tokens import CAPITALS, LOWER, Token

Name = tuple[int, int, Severity, str]  # first token, last token, severity, rule
Verdict = tuple[Severity, str] | None

PARTICLES = word_list("particles")
TAILS = word_list("tails")
HEADS = word_list("heads")
DETERMINERS = word_list("determiners")
ASKING = word_list("asking")
INSTITUTIONS = frozenset(("school", "academy", "foundation", "trust", "college", "university"))

_CITATION = re.compile(
    r"(?:'s)?,? (?:et al\b|(?:and|&) [A-Z][\w'-]+,? \(?(?:19|20)\d\d|and colleagues|\((?:19"
    r"|20)\d\d[a-z]?[),;:]|(?:19|20)\d\d[a-z]?\))"
)
_EPONYM = re.compile(
    r"(?:'s)? (?:continuum|model|matrix|framework|theory|hierarchy|scale|review|inquiry|report|guidelines|competen\w+|"
    r"questionnaire|profile|taxonomy|law|rule|principles?|triangle|triad|cycle|pyramid|curve|stages"
    r"|inventory|method)\b",
    re.I,
)
_YEAR_NEXT = re.compile(r",? \(?(?:19|20)\d\d")


def names(reading: Reading) -> Iterator[Name]:
    for first, last in _runs(reading.tokens):
        yield from _in_run(reading, first, last)


def _runs(tokens: list[Token]) -> Iterator[tuple[int, int]]:
    at = 0
    while at < len(tokens):
        if tokens[at].case == LOWER:
            at += 1
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
        at = last + 1


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
    if token.case == CAPITALS:
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
    verdict = _judge(reading, first, last, bool(given), bool(family), cue, alone)
    if verdict is None:
        return
    if len(piece) > 1 and piece[0].flags & PLACE and not piece[0].flags & (GIVEN | FAMILY):
        first += 1
    yield first, _absorbed(tokens, last, run_last), *verdict


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
    if not cue and ((_CITATION.match(after) and not (given and not family)) or (_EPONYM.match(after) and not full)):
        return True
    return not given and reading.before(first) == "and" and bool(_YEAR_NEXT.match(after))


def _judge(reading: Reading, first: int, last: int, given: bool, family: bool, cue: str, alone: bool) -> Verdict:
    piece = reading.tokens[first : last + 1]
    if cue == "called":
        return "block", "name_after_cue"
    if len(piece) == 1 and piece[0].case == CAPITALS and len(piece[0].low) < 5 and not piece[0].heading:
        said = _context(reading, first, cue) or reading.addressed(first) or reading.people_before(first)
        if not said and not piece[0].possessive:
            return None  # an abbreviation that happens to be a name
    if given:
        return "block", "listed_name"
    initial = reading.tokens[first - 1] if first else None
    if initial and len(initial.low) == 1 and initial.case != LOWER and piece[0].gap == ". " and piece[0].flags & FAMILY:
        return "block", "initial_and_family_name"
    if family:
        return _judge_family(reading, first, last, cue)
    if len(piece) > 1:
        return _judge_several(reading, first, last, cue)
    token = piece[0]
    if _family_follows(reading, first):
        return "block", "family_of_that_name"
    if reading.unknown(token):
        return _judge_unlisted(reading, first, cue, alone)
    if token.flags & (PLACE | KNOWN):
        return _judge_place(reading, first, cue)
    if token.flags & GIVEN:
        return _judge_word(reading, first, cue, alone)
    if token.flags & FAMILY and (cue or (reading.speaks(last) and not token.flags & COMMON)):
        return "block", "name_in_context"
    if alone and not token.flags & (COMMON | ORG | PLACE | KNOWN) and not token.heading and token.case != CAPITALS:
        if token.flags & FAMILY and _context(reading, first, cue):
            return "block", "name_in_context"
        plain = token.opens or reading.placed(first) or reading.before(first) in DETERMINERS
        return None if plain else ("warn", "uncommon_word")
    return None


def _family_follows(reading: Reading, at: int) -> bool:
    """'the Arkwright family'"""
    token, following = reading.tokens[at], reading.tokens[at + 1 : at + 2]
    relatives = bool(following) and following[0].low in ("family", "household", "siblings") and following[0].gap == " "
    if token.flags & COMMON and not token.flags & FAMILY:
        return False
    if token.flags & PLACE and (not token.flags & FAMILY or token.low.endswith(("ish", "ch", "sh", "an", "ese"))):
        return False  # 'the Polish family'
    return relatives and not token.flags & ORG and not token.heading and following[0].case == LOWER


def _context(reading: Reading, at: int, cue: str) -> bool:
    return reading.acts(at) or reading.detail_after(at) or cue in ("person", "greeting")


def _judge_family(reading: Reading, first: int, last: int, cue: str) -> Verdict:
    context = _context(reading, last, cue)
    if reading.placed(first) and not context and first == last:
        return None
    sure = context or first < last or reading.people_before(first) or reading.tokens[last].possessive
    return ("block" if sure else "warn"), "listed_family_name"


def _judge_several(reading: Reading, first: int, last: int, cue: str) -> Verdict:
    piece = reading.tokens[first : last + 1]
    context = _context(reading, last, cue)
    spoken = reading.speaks(last) or bool(cue)
    if all(t.flags & PLACE for t in piece) and not spoken:
        return None
    listed = sum(bool(t.flags & (GIVEN | FAMILY)) and not t.flags & (KNOWN | ORG) for t in piece)
    strangers = sum(reading.unknown(t) for t in piece)
    heading = piece[0].heading and not spoken
    if piece[0].flags & GIVEN and listed + strangers == len(piece):
        if heading and not strangers:
            return None
        return "block", "full_name"
    uncommon = not any(t.flags & (COMMON | ORG | PLACE | TITLE) or t.case == CAPITALS for t in piece)
    if len(piece) == 2 and uncommon and not heading and not reading.placed(first) and (listed or strangers):
        return "block", "full_name"
    if strangers and not (reading.placed(first) and not context):
        sure = (context or listed or reading.people_before(first)) and not heading
        return ("block" if sure else "warn"), "unlisted_full_name"
    return ("block", "name_in_context") if spoken and listed else None


def _judge_unlisted(reading: Reading, at: int, cue: str, alone: bool) -> Verdict:
    token = reading.tokens[at]
    strong = reading.speaks(at) or reading.detail_after(at)
    context = strong or _context(reading, at, cue)
    if reading.placed(at) and not strong:
        return None
    if len(token.low) < 3 and not context:
        return None
    if not context and _noun_phrase(reading, at):
        return None
    if token.heading:
        return ("block" if context else "warn"), "unlisted_name"
    if token.opens and not (context or token.possessive or cue):
        likely = reading.pronoun_next(at) or not token.low.endswith(TYPO_ENDINGS)
        return ("warn", "unlisted_name") if likely else None
    if cue == "named" and not context:
        return "warn", "unlisted_name"
    sure = alone or context or token.possessive or reading.people_before(at)
    return ("block" if sure else "warn"), "unlisted_name"


def _noun_phrase(reading: Reading, at: int) -> bool:
    """'a blue Corsa': a thing, not a person."""
    if at < 2 or reading.tokens[at].opens or reading.tokens[at - 1].opens:
        return False
    before = reading.tokens[at - 1]
    described = before.case == LOWER and before.flags & COMMON and not before.flags & PERSON
    return bool(described) and reading.tokens[at - 2].low in ("a", "an") and reading.tokens[at].gap == " "


def _judge_place(reading: Reading, at: int, cue: str) -> Verdict:
    """'Jordan', 'Chelsea', 'Brook': a person only when something says so."""
    token = reading.tokens[at]
    listed = token.flags & GIVEN
    if token.flags & KNOWN and not token.flags & (GIVEN | FAMILY):
        return ("block", "name_in_context") if cue == "person" else None
    if cue in ("person", "greeting") or (reading.speaks(at) and not reading.placed(at)):
        return "block", "name_in_context"
    if listed and token.possessive and reading.detail_after(at):
        return "block", "name_in_context"  # 'in April's class'
    if not listed or reading.placed(at):
        return None
    if reading.detail_after(at) or reading.pronoun_next(at) or (not token.known and reading.person_told(at)):
        return "block", "name_in_context"
    if _is_somewhere(reading, at):
        return None
    if reading.addressed(at) or reading.before(at) == "about" or (token.flags & SOFTLY and reading.acts(at)):
        return "warn", "name_in_context"
    return None


def _is_somewhere(reading: Reading, at: int) -> bool:
    """'Chelsea is in London', 'Jordan is the country': said of a place."""
    following = reading.tokens[at + 1 : at + 3]
    return (
        len(following) == 2
        and following[0].low in ("is", "was", "has", "are")
        and (bool(following[1].flags & PREP) or following[1].low in ("the", "a", "an", "its"))
    )


def _judge_word(reading: Reading, at: int, cue: str, alone: bool) -> Verdict:
    """'Grace', 'Will', 'Amber': words that are names too."""
    token = reading.tokens[at]
    if cue in ("person", "greeting") or reading.speaks(at) or reading.detail_after(at) or reading.person_told(at):
        return "block", "name_in_context"
    if alone and token.flags & SOFTLY and (reading.acts(at) or reading.pronoun_next(at)):
        return "block", "name_in_context"
    if token.heading or token.opens or not alone or token.case == CAPITALS:
        return None
    before = reading.before(at)
    if before in DETERMINERS and not (before == "what" and reading.acts(at)):  # 'what Hector did', 'the Trust'
        return None
    return "block", "word_name"
