"""Initials that point to a child, names spelled letter by letter, and ages that stand beside a name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from adviceline.privacy.guard.lexicon import COMMON, FAMILY, GIVEN, Lexicon, word_list
from adviceline.privacy.guard.spans import Severity

Hit = tuple[int, int, str, Severity, str]

_ACRONYMS = word_list("acronyms")
_PLAIN_ACRONYMS = word_list("plain_acronyms")
_PAIR = r"(?:[A-Z]\.\s?[A-Z]\.?(?:\s?[A-Z]\.?)?|[A-Z]{2,3}|[A-Z][ /][A-Z])"
_YEAR = r"(?:year|yr|y|form|class|reception|aged?|key stage|ks)\b?"
_WITH_YEAR = re.compile(
    rf"(?<![A-Za-z0-9.&/-])(?P<who>{_PAIR})(?![A-Za-z0-9&-])(?=(?:'s)?[,\s]{{0,2}}(?:\(?\s?(?i:is |was |a "
    rf"|an |now |who is |currently |- )?(?:(?i:in |from |of )?(?i:year|yr|y)\s?(?:R|\d{{1,2}})\b|(?i:in "
    rf"|from )?(?i:reception)|\(?(?i:aged )\d|\(\d{{1,2}}[,)\s]|(?i:in |from )\d{{1,2}}[A-Z]\b)))"
)
_AFTER_ROLE = re.compile(
    rf"\b(?P<role>(?i:pupils?|students?|child|children|boy|girl|son|daughter|brother|sister|friend|sibling"
    rf"|learner|peer|mum|mother|dad|father|young person|victim|initials(?: are| is|:)?|patient|client"
    rf"|subject|parent|carer|called|named))(?:,|:)? (?P<who>{_PAIR})(?![A-Za-z0-9&-])"
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
_OF_A_THING = re.compile(r"(?<![A-Za-z])(?i:the|an?|our|their|this|that|its) $")
_SPELLED = re.compile(r"(?<![A-Za-z0-9])[A-Za-z](?:([ .\-*_/])[A-Za-z](?=\1|[^A-Za-z0-9]|$)){2,20}(?![A-Za-z0-9])")
_LEET = re.compile(r"(?<![\w@./-])(?=[A-Za-z]{0,14}[0134578$@!])[A-Za-z][A-Za-z0134578$!]{3,14}(?![\w@/-])")
_LEET_TO = str.maketrans("0134578$!@", "oieastbsia")


def hits(text: str, lexicon: Lexicon) -> Iterator[Hit]:
    for pattern in (_WITH_YEAR, _AFTER_ROLE, _BEFORE_YEAR, _SPEAKS, _DOTTED):
        for match in pattern.finditer(text):
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
    for match in _SPELLED.finditer(text):
        low = "".join(c for c in match.group().lower() if c.isalpha())
        if len(low) >= 4 and lexicon.of(low) & (GIVEN | FAMILY):
            yield match.start(), match.end(), "name", "block", "name_spelled_out"
    for match in _LEET.finditer(text):
        word = match.group()
        low = word.lower().translate(_LEET_TO)
        if sum(c.isalpha() for c in word) >= 3 and lexicon.of(low) == GIVEN and not word[-1:].isdigit():
            yield match.start(), match.end(), "name", "block", "name_with_digits"


_DATE_AFTER = re.compile(
    r"(?:,? ?\(?(?:[MFmf]|male|female|boy|girl)\b\)?)?,? ?[(\[]?(?P<date>\d{1,2}[/.\-]\d{1,2}[/.\-](?:\d{4}|\d{2}))(?![\d/])"
)
_AGE_AFTER = re.compile(
    r"(?:'s)?,? ?(?:\(|- ?)?(?P<age>(?i:who is |who was |is |was |now |just )?(?i:aged? )?\d{1,2}(?:"
    r"(?: and a half|½)|[ -](?i:years?[ -]old|yrs?(?: old)?|yo|y/o))?)(?=[),.;]|\s(?:and|who|in|from"
    r"|years?)|$|\s?[MFmf]\b)"
)
_AGE_BEFORE = re.compile(
    r"(?P<age>\d{1,2}[ -]?(?i:years?[ -]olds?|yrs?[ -]old|yo|y/o),?) (?i:boy |girl |pupil |student |child "
    r"|son |daughter )?(?i:called |named )?[,(]?$"
)


def beside(text: str, names: list[tuple[int, int]]) -> Iterator[Hit]:
    """Ages, and dates that may be dates of birth, next to the given name spans."""
    for start, end in names:
        date = _DATE_AFTER.match(text, end, end + 32)
        if date:
            yield date.start("date"), date.end(), "date_of_birth", "warn", "date_beside_name"
        after = _AGE_AFTER.match(text, end, end + 40)
        if after:
            age = re.search(r"(?i:aged? )?\d.*", after.group("age"))
            if age and 0 < int(re.search(r"\d+", age.group()).group()) < 26:  # type: ignore[union-attr]
                yield after.start("age") + age.start(), after.end("age"), "age_with_name", "warn", "age_after_name"
        before = _AGE_BEFORE.search(text, max(0, start - 45), start)
        if before:
            yield before.start("age"), before.end("age"), "age_with_name", "warn", "age_before_name"
