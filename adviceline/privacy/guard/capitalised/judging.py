"""What a piece of capitalised words is, from what its words can be and from what stands round them."""

from __future__ import annotations

import re

from adviceline.privacy.guard.capitalised.places import beside_a_place, is_of_a_place, is_somewhere
from adviceline.privacy.guard.lexicon import (
    COMMON,
    FAMILY,
    GIVEN,
    KNOWN,
    ORG,
    PERSON,
    PLACE,
    SOFTLY,
    TITLE,
    WORD,
    word_list,
)
from adviceline.privacy.guard.reading import TYPO_ENDINGS, Reading
from adviceline.privacy.guard.spans import Severity
from adviceline.privacy.guard.tokens import CAPITALS, LOWER

Verdict = tuple[Severity, str] | None

SEASONS = frozenset(("summer", "autumn", "winter", "spring"))
NEAR_A_PERSON = frozenset(("with", "told", "asked", "to", "that", "about", "says", "said"))
RATINGS = word_list("ratings")
_RATED = re.compile(r"\b(?:red|green|rag|rated|rating|traffic)\b")
DATES = word_list("calendar") - {"april", "may", "june", "august", "easter", "eid", "holi"}
NUMBERED = frozenset(
    ("bill", "clause", "reg", "art", "page", "mark", "may", "march", "april", "june", "august", "ward", "unit")
)
_UNPRONOUNCED = re.compile(r"[^aeiouy]{3}|[^aeiouyrnlsmck][^aeiouyhtk]$|[^aeiouy][^aeiouyhtksdnlrm]$")
BEFORE_THINGS = word_list("before_things")
THINGS = word_list("things_with_names")
LETTERED = word_list("lettered")
STRANGER = "stranger_alone"  # refuses nothing, but is blanked in what arrives
SINGLE = word_list("of_one_person")
ABBREVIATED = word_list("abbreviated")
DETERMINERS = word_list("determiners")


def judged(reading: Reading, first: int, last: int, given: bool, family: bool, cue: str, alone: bool) -> Verdict:
    piece = reading.tokens[first : last + 1]
    if cue == "thing":
        return None
    if cue == "called":
        return "block", "name_after_cue"
    if len(piece) == 1 and piece[0].case == CAPITALS and len(piece[0].low) < 5 and not piece[0].heading:
        said = _context(reading, first, cue) or reading.addressed(first)
        said = said or (
            reading.people_before(first) and reading.before(first) not in ("and", "with", "for", "by", "from")
        )
        if not said and not piece[0].possessive:
            return None  # an abbreviation that happens to be a name
    if (
        given
        and len(piece) == 1
        and piece[0].flags & WORD
        and reading.before(first) in ("the", "a", "an")
        and not _context(reading, first, cue)
    ):
        return None  # 'the Marina'
    if (
        given
        and len(piece) == 1
        and piece[0].case == CAPITALS
        and piece[0].low in ABBREVIATED
        and not reading.text.isupper()
    ):
        return None  # 'ELSA', emotional literacy support assistant
    if len(piece) == 1 and piece[0].low == "ta" and piece[0].opens:
        return None  # 'Ta, Mo'
    if (
        len(piece) == 1
        and piece[0].low.endswith("s")
        and piece[0].low[:-1] in RATINGS
        and not _context(reading, first, cue)
    ):
        return None  # 'AMBERS: 2, REDS: 0'
    if given:
        return ("warn", STRANGER) if cue == "" and _is_quoted(reading, first, last) else ("block", "listed_name")
    initial = reading.tokens[first - 1] if first else None
    if (
        initial
        and len(initial.low) == 1
        and initial.case != LOWER
        and piece[0].gap == ". "
        and _is_initial(reading, first)
    ):
        return "block", "initial_and_family_name"
    if family:
        return _judge_family(reading, first, last, cue)
    if len(piece) > 1 and _family_follows(reading, last):
        return "block", "family_of_that_name"
    if len(piece) > 1:
        return _judge_several(reading, first, last, cue)
    token = piece[0]
    if _family_follows(reading, last):
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


def _is_quoted(reading: Reading, first: int, last: int) -> bool:
    """'the "Niebieska Karta" procedure': all that stands between two quotation marks, and said to be the name of nobody."""
    text, tokens = reading.text, reading.tokens
    before, after = (
        text[max(0, tokens[first].start - 1) : tokens[first].start],
        text[tokens[last].end : tokens[last].end + 1],
    )
    return before == after == '"' and not _context(reading, last, "") and not tokens[last].possessive


def _is_initial(reading: Reading, at: int) -> bool:
    """'J. Kettle', and not 'plan B. Staff then …'"""
    initial, token = reading.tokens[at - 1], reading.tokens[at]
    return bool(token.flags & FAMILY) or (
        not initial.opens and not token.flags & ORG and not _labelled(reading, at - 1)
    )


def _labelled(reading: Reading, at: int) -> bool:
    return reading.before(at) in LETTERED


def _family_follows(reading: Reading, at: int) -> bool:
    """'the Arkwright family'"""
    token, following = reading.tokens[at], reading.tokens[at + 1 : at + 2]
    relatives = (
        bool(following)
        and following[0].low
        in ("family", "household", "siblings", "children", "kids", "twins", "brothers", "sisters", "boys", "girls")
        and following[0].gap == " "
    )
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
    if _is_abbreviation(reading, at):
        return None
    strong = reading.speaks(at) or reading.detail_after(at)
    context = strong or _context(reading, at, cue)
    if not strong and is_of_a_place(reading, at):
        return None
    if not strong and (reading.placed(at) or beside_a_place(reading, at)):
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
    sure = context or token.possessive or reading.people_before(at)
    if alone and not sure and not _of_somebody(reading) and reading.before(at) not in BEFORE_THINGS:
        return "warn", STRANGER
    sure = sure or alone
    if not context and not token.possessive and (reading.before(at) in BEFORE_THINGS or _is_of_a_thing(reading, at)):
        sure = False  # a thing that has a name: 'like the Pantosaurus one', 'he takes Elvanse', 'Zorvax alerts'
    return ("block" if sure else "warn"), "unlisted_name"


def _is_of_a_thing(reading: Reading, at: int) -> bool:
    """A thing follows that has the name: 'a Zorvax alert came', or stands before it, 'the app Zorvax'."""
    token = reading.tokens[at]
    following = reading.tokens[at + 1] if at + 1 < len(reading.tokens) else None
    if following and following.gap in (" ", "-") and following.case == LOWER and following.low in THINGS:
        return True
    return token.gap == " " and reading.before(at) in THINGS


def _is_abbreviation(reading: Reading, at: int) -> bool:
    """'(BACP)': a few capitals in brackets that nobody could pronounce at their end."""
    token, text = reading.tokens[at], reading.text
    if token.case != CAPITALS or len(token.low) > 6 or text.isupper():
        return False
    bracketed = text[max(0, token.start - 1) : token.start] == "(" and text[token.end : token.end + 1] == ")"
    return bracketed and bool(_UNPRONOUNCED.search(token.low))


def _of_somebody(reading: Reading) -> bool:
    """Whether the text speaks of one child: a stranger's capital in a text about policy or products is a thing."""
    return not SINGLE.isdisjoint(reading.words)


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
    if token.low in DATES:
        return None
    following = reading.tokens[at + 1].low if at + 1 < len(reading.tokens) else ""
    if token.flags & KNOWN and following in (
        "says",
        "suggests",
        "thinks",
        "feels",
        "recommends",
        "means",
        "likes",
        "knows",
    ):
        return None  # an author, or an organisation
    if token.flags & KNOWN and not token.flags & (GIVEN | FAMILY):
        return ("block", "name_in_context") if cue == "person" else None
    if cue == "person" and not listed and token.gap != " ":
        return None  # 'a nurse, Sheffield'
    if cue not in ("person", "greeting") and not listed and not token.flags & FAMILY:
        return None  # 'Cumbria says', of an authority
    if cue in ("person", "greeting") or (reading.speaks(at) and not reading.placed(at)):
        return "block", "name_in_context"
    if listed and token.possessive and reading.detail_after(at):
        return "block", "name_in_context"  # 'in April's class'
    if not listed or reading.placed(at):
        return None
    if reading.detail_after(at) or reading.pronoun_next(at) or (not token.known and reading.person_told(at)):
        return "block", "name_in_context"
    if is_somewhere(reading, at):
        return None
    if reading.addressed(at) or reading.before(at) == "about" or (token.flags & SOFTLY and reading.acts(at)):
        return "warn", "name_in_context"
    return None


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
    if token.low in SEASONS and before not in NEAR_A_PERSON:
        return None
    if token.low in RATINGS and _RATED.search(reading.lowered, max(0, token.start - 60), token.end + 60):
        return None
    if reading.text[token.end : token.end + 2].strip().isdigit() and token.low in NUMBERED:
        return None  # 'Reg 24'
    if before in DETERMINERS and not (before == "what" and reading.acts(at)):  # 'what Hector did', 'the Trust'
        return None
    return "block", "word_name"
