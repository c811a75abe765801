"""Initials that point to a child, and names spelled letter by letter."""

from __future__ import annotations

import re
from collections.abc import Iterator

from adviceline.privacy.guard.lexicon import COMMON, FAMILY, GIVEN, Lexicon, word_list
from adviceline.privacy.guard.signs import Signs
from adviceline.privacy.guard.spans import Severity
from adviceline.privacy.guard.tokens import CAPITALS

Hit = tuple[int, int, str, Severity, str]

_ACRONYMS = word_list("acronyms")
_DOTTED_ACRONYMS = word_list("dotted_acronyms")
_PLAIN_ACRONYMS = word_list("plain_acronyms")
_PAIR = r"(?:[A-Z]\.\s?[A-Z]\.?(?:\s?[A-Z]\.?)?|[A-Z]{2,3}|[A-Z][ /][A-Z])"
_WITH_YEAR = re.compile(
    rf"(?<![A-Za-z0-9.&/-])(?P<who>{_PAIR})(?![A-Za-z0-9&-])(?=(?:'s)?[,\s]{{0,2}}(?:\(?\s?(?i:is |was |a "
    rf"|an |now |who is |currently |- )?(?:(?i:in |from |of )?(?i:year|yr|y)\s?(?:R|\d{{1,2}})\b|(?i:in "
    rf"|from )?(?i:reception)|\(?(?i:aged )\d|\(\d{{1,2}}[,)\s]|(?i:in |from )\d{{1,2}}[A-Z]\b)))"
)
_AFTER_ROLE = re.compile(
    rf"\b(?P<role>(?i:pupils?|students?|child|children|boy|girl|son|daughter|brother|sister|friend|sibling"
    rf"|learner|peer|mum|mother|dad|father|young person|victim|initials(?: are| is|:)?|patient|client"
    rf"|subject|parent|carer|called|named))(?:,|:)? (?P<who>{_PAIR})(?![A-Za-z0-9&-]|'[A-Z])"
)
_BEFORE_YEAR = re.compile(
    r"\b(?i:year|yr) ?\d{1,2}(?i: pupil| student| boy| girl| child)?,? \(?(?P<who>[A-Z]\.\s?[A-Z]\.?"
    r"|[A-Z]{2})(?![A-Za-z0-9&-])"
)
_SPEAKS = re.compile(
    r"(?<![A-Za-z0-9.&/-])(?P<who>[A-Z]\.\s?[A-Z]\.?|[A-Z]{2})(?![A-Za-z0-9&-]) (?=(?:has |had |then "
    r"|also |later )?(?:said|told|disclosed|alleged|admitted|denied|touched|pushed|kissed|grabbed|sent"
    r"|showed|messaged|reported that (?:he|she)|cried|lives)\b)"
)
_DOTTED = re.compile(
    r"(?<![A-Za-z0-9.&/-])(?P<who>[A-Z]\.\s?[A-Z]\.)"
    r"(?= (?:is|was|were|has|had|did)\b(?! (?:a|an|the|in|used|needed|required)\b))"
)
_DOTTED_ANYWHERE = re.compile(
    r"(?<![A-Za-z0-9.&/-])[A-Z]\.(?:[ -]?(?:O'|Mc)?[A-Z](?:-[A-Z])?\.){1,3}(?! ?[A-Z][a-z]|[A-Za-z0-9&-])"
)
_OWNS = re.compile(
    r"(?<![A-Za-z0-9.&/-])(?P<who>[A-Z]{2})(?='s (?:mum|mother|dad|father|brother|sister|nan|gran|aunt|uncle|"
    r"cousin|friends?|phone|parents|"
    r"carers?|foster|bedroom|behaviour)\b| (?:isn't|doesn't|didn't|won't|wasn't|hasn't|wants|refuses|refused|"
    r"lives|cried|disclosed) )"
)
_STREET_NAME = re.compile(
    r"[B-DF-HJ-TV-Z](?<![A-Za-z0-9.&/'-].)(?!(?<=X)-Ray|(?<=K)-Pop|(?<=T)-Shirt|(?<=V)-Sign|(?<=B)-Tech|(?<=S)-Level)-[A-Z][a-z]{2,12}(?![\w-])"
)
_OF_A_THING = re.compile(r"(?<![A-Za-z])(?i:the|an?|our|their|this|that|its) $")
_SPELLED = re.compile(r"(?<![A-Za-z0-9])[A-Za-z](?:([ .\-*_/])[A-Za-z](?=\1|[^A-Za-z0-9]|$)){2,20}(?![A-Za-z0-9])")
_LEET = re.compile(r"(?<![\w@./-])(?=[A-Za-z]{0,14}[0134578$@!])[A-Za-z][A-Za-z0134578$!]{3,14}(?![\w@/-])")
_SHAPED = re.compile("[$@!]")
_LEET_TO = str.maketrans("0134578$!@", "oieastbsia")

_SMALL = re.compile(r"(?<![A-Za-z0-9.&/'-])[a-z]{2,3}(?![A-Za-z0-9&-])")
_ANY = re.compile(r"(?<![A-Za-z0-9.&/-])[A-Z]\.? ?[A-Z](?:\.? ?[A-Z])?\.?(?![A-Za-z0-9&-])")


def hits(signs: Signs, lexicon: Lexicon) -> Iterator[Hit]:
    text = signs.text
    letters = [
        token
        for token in signs.capitals
        if len(token.low) == 1 and (token.low not in "ai" or text[token.end : token.end + 1] in ".'")
    ]
    short = [
        token
        for token in signs.capitals
        if 1 < len(token.low) < 4 and token.case == CAPITALS and _may_be_initials(token.low.upper())
    ]
    around = signs.round(sorted([*letters, *short], key=lambda token: token.start)) if letters or short else []
    for pattern in (_WITH_YEAR, _AFTER_ROLE, _BEFORE_YEAR, _SPEAKS, _DOTTED) if around else ():
        for match in signs.matches(pattern, around):
            who = match.group("who")
            plain = re.sub(r"[^A-Z]", "", who)
            excluded = _ACRONYMS if pattern is _SPEAKS or len(plain) > 2 else _PLAIN_ACRONYMS
            if pattern is _DOTTED and (
                plain in _ACRONYMS or _OF_A_THING.search(text, max(0, match.start() - 8), match.start())
            ):
                continue
            if plain in excluded and ("." not in who or plain in ("UK", "US", "PE", "RE", "AM", "PM")):
                continue
            if len(plain) == 3 and "." not in who and lexicon.of(plain.lower()) & COMMON:
                continue  # 'THE BOY AND HIS SISTER'
            before = text[max(0, match.start() - 1) : match.start()]
            if pattern is _SPEAKS and before and not before.isspace() and before not in '.,(";:-':
                continue
            yield match.start("who"), match.end("who"), "initials", "block", "initials_in_context"
    for match in signs.matches(_DOTTED_ANYWHERE, around):
        clock = (
            _letters(match.group()) in ("AM", "PM")
            and text[max(0, match.start() - 2) : match.start()].strip().isdigit()
        )
        if (
            not clock
            and _letters(match.group()) not in _DOTTED_ACRONYMS
            and not _OF_A_THING.search(text, max(0, match.start() - 8), match.start())
        ):
            yield *match.span(), "initials", "warn", "dotted_initials"
    for match in _STREET_NAME.finditer(text) if "-" in text else ():
        yield *match.span(), "name", "warn", "street_name"
    for match in signs.matches(_OWNS, around):
        if match["who"] not in _ACRONYMS | _PLAIN_ACRONYMS:
            yield *match.span("who"), "initials", "block", "initials_in_context"
    for match in signs.all(_SPELLED) if signs.single > 2 else ():
        low = "".join(c for c in match.group().lower() if c.isalpha())
        if len(low) >= 4 and lexicon.of(low) & (GIVEN | FAMILY):
            yield match.start(), match.end(), "name", "block", "name_spelled_out"
    for match in _LEET.finditer(text) if signs.runs or _SHAPED.search(text) else ():
        word = match.group()
        low = word.lower().translate(_LEET_TO)
        if sum(c.isalpha() for c in word) >= 3 and lexicon.of(low) == GIVEN and not word[-1:].isdigit():
            yield match.start(), match.end(), "name", "block", "name_with_digits"


def _may_be_initials(letters: str) -> bool:
    return letters not in (_PLAIN_ACRONYMS if len(letters) < 3 else _ACRONYMS)


def again(text: str, found: list[Hit], lexicon: Lexicon) -> Iterator[Hit]:
    """Initials that point to a child in one place, wherever else they stand: 'A.K. in Year 10 … AK returns'."""
    known = {_letters(text[start:end]) for start, end, kind, _, _ in found if kind == "initials"}
    known = {letters for letters in known if 1 < len(letters) < 4 and letters not in _PLAIN_ACRONYMS}
    if not known:
        return
    for match in _ANY.finditer(text):
        if _letters(match.group()) in known:
            yield *match.span(), "initials", "block", "initials_again"
    for match in _SMALL.finditer(text):
        if match.group().upper() in known and not lexicon.of(match.group()):
            yield *match.span(), "initials", "block", "initials_again"


def _letters(initials: str) -> str:
    return re.sub(r"[^A-Z]", "", initials)
