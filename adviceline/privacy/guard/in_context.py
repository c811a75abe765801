"""Names that no list settles, known from what is said round them: 'we asked mark about it', 'West denies it'.

Each rule here needs more than the word itself: a verb that only people are the subject or object of, a pronoun that takes
the word up again, a relative, an initial, or the form of a register ('SMITH, Tyler').
"""

from __future__ import annotations

import re
from collections.abc import Iterator

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
    SOFTLY,
    TITLE,
    VERB,
    WORD,
    word_list,
)
from adviceline.privacy.guard.reading import TYPO_ENDINGS, Reading
from adviceline.privacy.guard.slips import is_slip
from adviceline.privacy.guard.tokens import CAPITALS, LOWER, TITLE_CASE, Token

ADDRESSING = word_list("addressing")
AFTER_OBJECT = word_list("after_object")
BEFORE_SUBJECT = word_list("before_subject")
ABOUT = word_list("about_people")
ANYBODY = word_list("anybody")
AFTER_SUBJECT = word_list("after_subject")
SURNAME_STARTS = word_list("surname_starts")
PARTICLES = word_list("leading_particles")
CALENDAR = word_list("calendar")
ACTS = word_list("human_acts")
LETTERED = word_list("lettered")
STARTERS = word_list("sentence_starters")
BYNAMES = word_list("bynames")
SUFFIXES = word_list("name_suffixes")
_KIN_OF = re.compile(
    r"'s (?:(?:older|younger|big|little|own|step|foster|half) )?(?:mum|mother|mam|dad|father|nan|gran|grandma|grandad|"
    r"stepdad|stepmum|"
    r"aunt|auntie|uncle|brother|sister|cousin|stepbrother|stepsister|twin)\b",
    re.I,
)
_AND_KIN = re.compile(
    r" and (?:his|her|their) (?:(?:older|younger|big|little|twin|half|step|foster|baby) )?(?:mum|mother|mam|dad|father|brother|"
    r"sister|"
    r"cousin|nan|gran|grandma|grandad|aunt|auntie|uncle|friend|siblings?|parents|carers?|family)\b",
    re.I,
)
_NOTED = re.compile(
    r" (?:absent|present|tearful|upset|quiet|distressed|attended|disclosed)(?=[.,;\n]|$| (?:and|with|throughout)\b)"
)
_AGED = re.compile(r" ?[-–:,(] ?\d{1,2} ?(?:yrs?|years?|yo|y/o)\b", re.I)
_A_CHILDS = re.compile(r",? ?[(,\[/|\t] ?(?:aged? )?(?:\d{1,2}(?![\d/.:-])|y(?:ea)?r? ?\d)", re.I)
_AGED_BRIEFLY = re.compile(r",? \(?\d{1,2} ?(?:y|yo|y/o|yrs)\b", re.I)
_PRONOUN = re.compile(r"[.?!,;:]? (?:he|she)(?:'s|'d|'ll)? [a-z]", re.I)
_INITIAL = re.compile(r" [B-HJ-Z](?:\.|\b)(?![\w'-])(?! ?[&/])")


def names(reading: Reading) -> Iterator[Name]:
    for at in reading.likely:
        token = reading.tokens[at]
        if token.known or len(token.low) < 2 or token.low in CALENDAR:
            continue
        if token.case != LOWER:
            rule = _capital(reading, at, token)
        else:
            rule = _lower(reading, at, token) if token.flags & (GIVEN | FAMILY) else ""
        if rule:
            yield at, at, "block", rule


def _lower(reading: Reading, at: int, token: Token) -> str:
    flags, before = token.flags, reading.before(at)
    if len(token.low) < 3 or token.gap not in ("", " ", "\n", ", ", ". ", "? ", "! "):
        return ""
    slip = token.low.endswith(TYPO_ENDINGS) or is_slip(token.low)
    if reading.strong_family(token) and len(token.low) > 4 and not slip:
        return "family_name_lower_case" if reading.people_before(at) or reading.speaks(at) or token.possessive else ""
    if not flags & GIVEN or flags & (VERB | PERSON | TITLE):
        return ""
    following = reading.tokens[at + 1] if at + 1 < len(reading.tokens) else None
    if before in ADDRESSING and following and following.gap == " " and following.low in AFTER_OBJECT:
        return "asked_or_told"
    if before in ABOUT and _pronoun_after(reading, token):
        return "taken_up_by_pronoun"
    if (
        before in BEFORE_SUBJECT
        and not flags & COMMON
        and following
        and following.low.endswith(("ed", "ood", "was", "s"))
    ):
        return "does_what_people_do"
    if (token.opens or token.gap == ", " or before in BEFORE_SUBJECT) and (
        reading.speaks(at) or reading.person_told(at)
    ):
        return "does_what_people_do"
    if before in ("say", "says", "said") and following and following.low in ("had", "has", "did", "was"):
        return "does_what_people_do"
    if following and _set_between_commas(reading, at, following):
        return "set_between_commas"
    institution = before == "youth" and flags & ORG  # 'youth justice and probation'
    cued = not institution and token.gap == " " and reading.cue_before(at) == "person"
    if following and following.low in AFTER_SUBJECT and cued:
        return "name_after_cue"
    pointed = before in ("was", "its", "is") and (before == "its" or reading.before(at - 1) == "it")
    return "pointed_out" if pointed and not flags & COMMON else ""


def _capital(reading: Reading, at: int, token: Token) -> str:
    flags, text = token.flags, reading.text
    if token.case == CAPITALS and len(token.low) < 4 and not flags & NAMEY:
        return ""
    named = bool(flags & (GIVEN | FAMILY))
    stranger = not flags and not reading.lexicon.resembles_word(token.low) and token.case == TITLE_CASE
    lonely = token.case == TITLE_CASE and not flags & (PERSON | TITLE | ORG) and not token.known
    if lonely and not reading.placed(at) and _AGED_BRIEFLY.match(text, token.end, token.end + 12):
        return "age_after"
    if (named or stranger) and not reading.placed(at):
        if _AGED.match(text, token.end, token.end + 16):
            return "age_after"
        if _NOTED.match(text, token.end, token.end + 24) and not flags & (PERSON | TITLE):
            return "does_what_people_do"
    before = reading.before(at)
    if _called_by_relation(reading, at, token):
        return "name_after_relation"
    if token.gap == ". " and _after_initial(reading, at, token):
        return "initial_and_family_name"
    nobody = PERSON | TITLE | ORG if flags & FAMILY else PERSON | TITLE | ORG | KNOWN
    lone = not flags & nobody and token.low not in ANYBODY and not token.low.endswith("body")
    owns = token.possessive and lone and (flags & GIVEN or not flags & PLACE) and before not in DETERMINERS
    if owns and _KIN_OF.match(text, token.end, token.end + 40):
        return "relative_of"
    if lone and before in ABOUT and not token.opens and _AND_KIN.match(text, token.end, token.end + 60):
        return "relative_of"
    if named and before in ABOUT and _pronoun_after(reading, token) and not flags & PLACE:
        return "taken_up_by_pronoun"
    forename = flags & GIVEN and not flags & (TITLE | PERSON) and before not in DETERMINERS and token.case == TITLE_CASE
    if forename and (flags & SOFTLY or not flags & WORD or before) and _INITIAL.match(text, token.end, token.end + 4):
        return "initial_after"
    return ""


def _called_by_relation(reading: Reading, at: int, token: Token) -> bool:
    """'her mum Trace rang': a capital after a relation in small letters, before what people do."""
    quoted = token.gap in ("' ", '" ')
    if (
        token.opens
        or token.case != TITLE_CASE
        or not (token.gap == " " or quoted)
        or token.flags & (ORG | TITLE | PERSON | PLACE | KNOWN)
    ):
        return False
    before = reading.tokens[at - 1]
    following = reading.tokens[at + 1] if at + 1 < len(reading.tokens) else None
    if not before.flags & PERSON or before.case != LOWER or not following:
        return False
    if following.gap[:1] in ",.;)" and (quoted or not token.flags & COMMON):
        return True
    if following.case != LOWER:
        return False
    return following.low in ACTS or following.low in ("is", "was", "has", "had", "and", "who")


def _after_initial(reading: Reading, at: int, token: Token) -> bool:
    """'told us J. Kettle was there': any capital after the initial of a sentence that goes on."""
    initial = reading.tokens[at - 1]
    single = len(initial.low) == 1 and initial.case == TITLE_CASE and initial.low not in "ai" and not initial.opens
    if not single or initial.gap != " " or reading.before(at - 1) in LETTERED:
        return False
    return token.case == TITLE_CASE and not token.flags & (ORG | PERSON | TITLE | VERB) and token.low not in STARTERS


def _set_between_commas(reading: Reading, at: int, following: Token) -> bool:
    """'a boy in my class, ocean, keeps …'"""
    if reading.tokens[at].gap != ", " or not following.gap.startswith(",") or not following.flags & VERB:
        return False
    return any(token.flags & PERSON for token in reading.tokens[max(0, at - 6) : at])


def _pronoun_after(reading: Reading, token: Token) -> bool:
    return bool(_PRONOUN.match(reading.text, token.end, token.end + 20))


def joined(reading: Reading, found: list[Name]) -> Iterator[Name]:
    """'Prince and Princess Osei': a listed name that stands beside a sure one."""
    tokens = reading.tokens
    starts = {first for first, _, severity, _ in found if severity == "block"}
    for at in reading.capitals if starts else ():
        token = tokens[at]
        if (
            token.case != TITLE_CASE
            or token.known
            or not token.flags & GIVEN
            or token.flags & TITLE
            or token.low in CALENDAR
        ):
            continue
        joins = at + 2 in starts and tokens[at + 1].low == "and" and tokens[at + 1].gap == tokens[at + 2].gap == " "
        if joins and reading.before(at) not in DETERMINERS:
            yield at, at, "block", "name_beside_name"


def widened(reading: Reading, first: int, last: int) -> tuple[int, int]:
    """Take in what belongs to a name: the small words before it ('van der Merwe'), a surname that stands first ('SMITH, Tyler'),
    the start of one ('Callum Mc'), and one that is also a kind of place, before a verb of people ('Min-jun Park says').
    """
    tokens = reading.tokens
    while first and tokens[first - 1].low in PARTICLES and tokens[first].gap in (" ", "-", "'"):
        if tokens[first - 1].low == "van" and tokens[first - 1].case == LOWER and _noun_phrase(tokens, first - 1):
            break
        first -= 1
    before = tokens[first - 1] if first else None
    if (
        before
        and tokens[first].gap == ", "
        and before.case == CAPITALS
        and len(before.low) > 2
        and before.flags & FAMILY
    ):
        first -= 1
    if (
        first > 1
        and tokens[first - 1].low in ("girl", "boy")
        and tokens[first - 1].case != LOWER
        and tokens[first - 2].low == "baby"
    ):
        first -= 2  # 'Baby Girl Hartnett'
    elif first and (_is_byname(tokens, first) or _is_given_before(tokens, first)):
        first -= 1
    after = tokens[last + 1] if last + 1 < len(tokens) and not tokens[last].possessive else None
    if after and after.gap == " " and after.case == TITLE_CASE:
        surname = after.flags & FAMILY and (reading.speaks(last + 1) or after.possessive)
        surname = surname or _is_aged_surname(reading, tokens[last], after)
        if after.low in SURNAME_STARTS or surname:
            last += 1
    return first, _with_suffix(tokens, last)


def _is_aged_surname(reading: Reading, given: Token, token: Token) -> bool:
    """'Simon Hatch (12)': any word with a capital between a given name and an age or a class."""
    if not reading.strong_given(given) or token.known or token.flags & (ORG | PERSON | TITLE) or token.low in CALENDAR:
        return False
    return bool(_A_CHILDS.match(reading.text, token.end, token.end + 20))


def _is_given_before(tokens: list[Token], first: int) -> bool:
    """'JORDAN PIKE', 'hope smith': a word that is a name too, before a family name, where capitals say nothing."""
    token, ahead = tokens[first], tokens[first - 1]
    both = ahead.case == token.case != TITLE_CASE and token.gap == " " and token.flags & FAMILY
    return bool(both and ahead.flags & GIVEN and not ahead.flags & (VERB | TITLE | PERSON | ORG) and not ahead.known)


def _is_byname(tokens: list[Token], first: int) -> bool:
    """'Big Dave', 'Baby Ruby', 'lil mo': the word before a name belongs to it."""
    ahead = tokens[first - 1]
    if tokens[first].gap != " " or ahead.low not in BYNAMES or (ahead.low == "little" and ahead.opens):
        return False
    return ahead.case != LOWER or (ahead.low not in ("baby", "old", "young") and not tokens[first].flags & COMMON)


def _noun_phrase(tokens: list[Token], at: int) -> bool:
    """'the blue van Tyler …'"""
    return any(token.low in DETERMINERS for token in tokens[max(0, at - 2) : at])


def _with_suffix(tokens: list[Token], last: int) -> int:
    """'Wes jnr', 'Johnny Boy Doran', 'Rupert St. John-Vane'."""
    following = _after(tokens, last)
    if following and (following.low in SUFFIXES or (following.low == "boy" and following.case == TITLE_CASE)):
        last += 1
        surname = _after(tokens, last)
        if (
            surname
            and surname.case == TITLE_CASE
            and surname.gap == " "
            and (surname.flags & FAMILY or not surname.flags)
        ):
            last += 1
    elif following and following.low == "st" and following.case == TITLE_CASE and tokens[last].flags & GIVEN:
        last += 1
    if (
        tokens[last].low == "st"
        and last + 1 < len(tokens)
        and tokens[last + 1].gap in (" ", ". ")
        and tokens[last + 1].case == TITLE_CASE
    ):
        last += 1
        while last + 1 < len(tokens) and tokens[last + 1].gap == "-":
            last += 1
    return last


def _after(tokens: list[Token], at: int) -> Token | None:
    if at + 1 >= len(tokens) or tokens[at].possessive:
        return None
    return tokens[at + 1] if tokens[at + 1].gap in (" ", "-") else None
