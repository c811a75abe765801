"""Names without a capital letter, and names known from the name beside them."""

from __future__ import annotations

from collections.abc import Iterator

from adviceline.privacy.guard.capitalised import DETERMINERS, TAILS, Name
from adviceline.privacy.guard.lexicon import (
    COMMON,
    FAMILY,
    GIVEN,
    KNOWN,
    NAMEY,
    ORG,
    PERSON,
    PLACE,
    SOFTLY,
    TITLE,
    VERB,
    WORD,
    word_list,
)
from adviceline.privacy.guard.reading import TYPO_ENDINGS, Reading
from adviceline.privacy.guard.slots import LIKELY, slot
from adviceline.privacy.guard.tokens import CAPITALS, LOWER, Token

_PART_OF_ADDRESS = ("@", "/", "_")
SECOND_NAMES = word_list("second_names")
BYNAMES = word_list("bynames")
RATINGS = word_list("ratings")
_JOINING = frozenset(("and", "with", "or", "told", "asked"))


def names(reading: Reading) -> Iterator[Name]:
    for at in reading.likely:
        token = reading.tokens[at]
        if (
            token.case != LOWER
            or token.known
            or (len(token.low) < 3 and not (_hyphen_follows(reading, at) or reading.before(at) in BYNAMES))
        ):
            continue
        if token.flags & COMMON and not token.flags & (GIVEN | FAMILY):
            continue
        rule = _rule(reading, at, token)
        if rule:
            yield at, with_surname(reading, at), "block", rule


def _kin_next(reading: Reading, at: int) -> bool:
    return at + 1 < len(reading.tokens) and bool(reading.tokens[at + 1].flags & PERSON)


def _family_next(reading: Reading, at: int) -> bool:
    if at + 1 >= len(reading.tokens) or reading.before(at) in DETERMINERS:
        return False
    token = reading.tokens[at + 1]
    return token.gap == " " and token.case == LOWER and len(token.low) > 3 and reading.strong_family(token)


def _hyphen_follows(reading: Reading, at: int) -> bool:
    return at + 1 < len(reading.tokens) and reading.tokens[at + 1].gap == "-"


def _rule(reading: Reading, at: int, token: Token) -> str:
    flags = token.flags
    if flags & GIVEN:
        if token.low[-1] == "s" and token.low[:-1] in RATINGS and not _kin_next(reading, at):
            return ""  # 'two ambers'
        if _hyphen_follows(reading, at) and reading.strong_given(reading.tokens[at + 1]):
            return "listed_name_lower_case"  # 'carol-anne'
        if not flags & (VERB | PERSON | TITLE) and _family_next(reading, at):
            return "full_name_lower_case"  # 'lee dobson'
    if flags & GIVEN and not flags & (WORD | PLACE | KNOWN | ORG):
        around = (token.gap[-1:], reading.text[token.end : token.end + 1])
        if any(c in _PART_OF_ADDRESS for c in around if c):
            return ""
        return "listed_name_lower_case" if len(token.low) > 3 or _in_context(reading, at) else ""
    cue = reading.cue_before(at)
    wordy = bool(flags & (WORD | PLACE | ORG))
    if cue == "title":
        return "name_after_title" if not flags & (COMMON | ORG) or flags & FAMILY else ""
    if flags & (GIVEN | FAMILY) and not flags & KNOWN:
        return _listed(reading, at, token, cue, wordy)
    if not reading.unknown(token):
        return ""
    if not cue:
        spoken = reading.addressed(at) or (len(token.low) > 3 and reading.speaks(at))
        return "name_in_context_lower_case" if spoken and not token.low.endswith(TYPO_ENDINGS) else ""
    if cue in ("called", "greeting") or (cue == "named" and reading.acts(at)):
        return "name_after_cue"
    if cue == "person":
        likely_slip = token.low.endswith(("ed", "ing", "ly")) if reading.acts(at) else token.low.endswith(TYPO_ENDINGS)
        return "" if likely_slip else "name_after_cue"
    return ""


def _in_context(reading: Reading, at: int) -> bool:
    around = reading.acts(at) or reading.detail_after(at) or reading.addressed(at) or reading.people_before(at)
    return around or bool(reading.cue_before(at)) or reading.tokens[at].possessive or reading.before(at) in BYNAMES


def _listed(reading: Reading, at: int, token: Token, cue: str, wordy: bool) -> str:
    """A listed name that may also be a word or a place."""
    flags = token.flags
    before = reading.before(at)
    speaks = reading.speaks(at)
    if not flags & GIVEN:
        return "name_after_cue" if cue and not wordy else ""
    if cue == "called" or (
        cue in ("person", "greeting") and token.gap == " " and (not wordy or speaks or not flags & COMMON)
    ):
        return "name_after_cue"
    if before in DETERMINERS:
        return ""
    if flags & NAMEY and (reading.addressed(at) or reading.people_before(at) or reading.acts(at)):
        return "name_in_context_lower_case"
    if flags & (PLACE | WORD) and not flags & COMMON and (reading.addressed(at) or speaks):
        return "name_in_context_lower_case"
    if flags & SOFTLY and (speaks or reading.addressed(at)) and not reading.placed(at):
        return "name_in_context_lower_case"
    return ""


def with_surname(reading: Reading, at: int) -> int:
    """The last word of a name in small letters that begins at `at`: 'ellie-mae', 'tyler-jay mcallister', 'kelsey dobson-ward'."""
    tokens = reading.tokens
    last = _hyphened(tokens, at)
    if last + 1 >= len(tokens) or tokens[last].possessive:
        return last
    token = tokens[last + 1]
    if token.gap != " " or token.case != LOWER:
        return last
    if last == at and token.low in SECOND_NAMES:
        return last + 1
    stranger = reading.unknown(token) and not token.low.endswith(TYPO_ENDINGS)
    if len(token.low) > 2 and (reading.strong_family(token) or stranger):
        return _hyphened(tokens, last + 1)
    return last


def _hyphened(tokens: list[Token], at: int) -> int:
    while (
        at + 1 < len(tokens)
        and tokens[at + 1].gap == "-"
        and tokens[at + 1].case == LOWER
        and not tokens[at].possessive
    ):
        at += 1
    return at


def again(reading: Reading, found: list[Name]) -> Iterator[Name]:
    """The same word elsewhere in a text where it is already known to be a name; in small letters if it is little else."""
    tokens = reading.tokens
    named = [
        (tokens[at].low, tokens[at].case)
        for first, last, severity, _ in found
        if severity == "block"
        for at in range(first, last + 1)
        if at == first
        or (
            (tokens[at].flags & FAMILY or not tokens[at].flags) and tokens[at].case != LOWER and len(tokens[at].low) > 3
        )
    ]
    known = {low for low, case in named if case != LOWER}
    either = {low for low, _ in named}
    if not either:
        return
    seen = {at for first, last, _, _ in found for at in range(first, last + 1)}
    for at, token in enumerate(tokens):
        if (
            token.low not in either
            or at in seen
            or token.known
            or (len(token.low) < 3 and not _in_context(reading, at))
        ):
            continue
        if token.case == LOWER or token.low not in known:
            listed = token.flags & (GIVEN | FAMILY) and not token.flags & (COMMON | ORG | KNOWN)
            listed = listed or (slot(reading, at) >= LIKELY and not token.flags & VERB)
            if (listed or reading.unknown(token)) and not (reading.placed(at) and token.flags & PLACE):
                yield at, with_surname(reading, at) if token.case == LOWER else at, "block", "name_again"
            continue
        if not (token.opens and token.flags & COMMON and not reading.acts(at)) and not reading.placed(at):
            yield at, at, "block", "name_again"


def beside(reading: Reading) -> Iterator[Name]:
    """'tyler and kshitij', 'Precious and Siobhán': what joins a sure name is likely a name."""
    tokens = reading.tokens
    for at in reading.capitals:
        listed = at and tokens[at].gap == ", " and tokens[at].flags & GIVEN and not tokens[at].known
        if listed and reading.strong_given(tokens[at - 1]):
            yield at, at, "warn", "name_beside_name"
    for at in range(1, len(tokens) - 1):
        if tokens[at].low not in _JOINING or tokens[at].gap not in (" ", ", ") or tokens[at + 1].gap != " ":
            continue
        for sure, other in ((at - 1, at + 1), (at + 1, at - 1)):
            token = tokens[other]
            named = tokens[sure]
            stranger = named.case != LOWER and not named.opens and reading.unknown(named)
            if token.known or len(token.low) < 3 or not (reading.strong_given(named) or stranger):
                continue
            if stranger and not token.flags & (SOFTLY | GIVEN):
                continue
            if other + 1 < len(tokens) and tokens[other + 1].low in TAILS and tokens[other + 1].gap == " ":
                continue
            if token.case == LOWER:
                if other > sure and reading.unknown(token) and not token.low.endswith(TYPO_ENDINGS):
                    yield other, other, "block", "name_beside_name"
            elif token.case == CAPITALS and len(token.low) < 5 and not reading.text.isupper():
                continue  # 'Fortnite, GTA and FIFA'
            elif token.flags & GIVEN or reading.unknown(token):
                yield other, other, "block", "name_beside_name"
