"""Authors who are cited: 'Karsna and Kelly (2021)', 'Caldwell's 2016 paper', 'a chapter by Craig and Lindsay'.

What tells them from children is what stands round them: a year of publication, 'et al.', or a thing that is written ('paper',
'chapter', 'typology') and theirs. A name that can only be a given name is never taken for an author's, nor is one with a
detail of a child after it, such as '(Y7)', an age or somebody's mother.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from adviceline.privacy.guard.lexicon import COMMON, FAMILY, GIVEN, KNOWN, ORG, PLACE, TITLE, word_list
from adviceline.privacy.guard.reading import Reading
from adviceline.privacy.guard.tokens import LOWER, TITLE_CASE

_WRITTEN = (
    r"(?:chapters?|papers?|articles?|books?|stud(?:y|ies)|research|literature|guides?|frameworks?|models?|theor(?:y|ies)"
    r"|typolog(?:y|ies)|publications?|updates?|findings|meta-?analys[ie]s|monographs?|writings?)"
)
_NAME = r"(?:[A-Z]\.[ -]?){0,2}(?:(?:[Vv]an|[Dd]e|[Vv]on)(?: der?)? )?(?:Mc|Mac|O')?[A-Z][a-z]+(?:-[A-Z][a-z]+)?"
_SINGLE = rf"{_NAME}(?:(?:, ?(?:and |& )?| and | & ){_NAME}){{0,5}}"
_FULL = rf"(?:[A-Z][a-z]+ )?{_NAME}(?:(?:, ?(?:and |& )?| and | & )(?:[A-Z][a-z]+ )?{_NAME}){{0,5}}"
_YEAR = r"(?:19[5-9]|20[0-3])\d[a-z]?"
_DATED = re.compile(
    rf"(?<![\w-])(?P<who>{_SINGLE})(?:'s?)?(?:,? \({_YEAR}(?=[),;:])|, {_YEAR}(?=[),;:.]| say| suggest|$)"
    rf"|(?P<bare> {_YEAR})\b(?!/))"
)
_AND_OTHERS = re.compile(
    rf"(?<![\w-])(?P<who>{_SINGLE}),? (?:et al\b|(?:and|&) (?:(?:her|his|their) )?(?:others|colleagues|co-?authors)\b)"
)
_BY = re.compile(rf"(?:\b{_WRITTEN}\b(?: [\w,-]+){{0,4}}?|(?:\b[A-Z][a-z]+ ){{2,8}}[A-Z][a-z]+) by (?P<who>{_FULL})")
_OWNED = re.compile(
    rf"(?<![\w-])(?P<who>{_SINGLE})'s? (?:{_YEAR} (?:\w+ ){{0,3}}?(?:{_WRITTEN}|report)"
    r"|(?:(?!own\b)[a-z]+ )?(?:papers|articles|stud(?:y|ies)|findings|typology|meta-?analys[ie]s|monograph)"
    rf"|work (?:in|on|from|with) (?:the )?{_YEAR}s?)\b"
)
_VERSION = re.compile(
    rf"\b(?:[Tt]he|[Aa]|[Tt]his|[Tt]hat) (?P<who>{_FULL}) (?:version|template|toolkit|training|materials|course|continuum)\b"
    r"(?! of (?:events|what|the (?:incident|story)))"
)
# What is said of writing, and hardly of children: books, guides and policies are of both.
_OF_WRITING = re.compile(
    r"\b(?:chapters?|papers?|articles?|stud(?:y|ies)|research|literature|typolog(?:y|ies)|publications?|et al"
    r"|cit(?:e|es|ed|ing|ation)|authors?|prevalence|reading list|(?:check|as the|a) ref)\b",
    re.I,
)
_OF_RULES = re.compile(r"\b(?:polic(?:y|ies)|template|procedures?|framework|model|training|toolkit)\b", re.I)
_SURELY_WRITTEN = re.compile(rf"{_YEAR}|typolog|monograph|meta-?analys")
_ARGUED = re.compile(
    rf",? \(?{_YEAR}\)?,? (?:on (?!roll\b|an?\b|the\b)[a-z]|(?:argue|suggest|describe|propose|define|conclude|recommend))"
)
_YEARS = re.compile(rf"\b{_YEAR}\b")
_OF_A_CHILD = re.compile(
    r"(?:'s?)? (?:[(\[] ?(?:y|yr|year|aged?|f\b|m\b|dob|b\.|\d{1,2}\b(?!\d))|aged? |(?:and )?(?:his|her) "
    r"|in (?:y|yr|year|class|form|reception)\b)"
    r"|, (?:\d{1,2}\b(?!\d)|aged?|y\d|yr|year \d)|'s? (?:mum|mother|dad|father|nan|gran|parents?|sister|brother|carers?)\b",
    re.I,
)
_NEAR = 120
_LONGEST = 90
_BY_SOMEBODY = re.compile(r" by (?=[A-Z])")
_OTHERS = frozenset(("al", "others", "colleagues", "co-authors", "coauthors"))
_OF_AUTHORS = word_list("written_things")
_OF_MODELS = frozenset(("version", "template", "toolkit", "training", "materials", "course", "continuum"))


def authors(reading: Reading) -> set[int]:
    """The places of the words that are names of authors."""
    found: set[int] = set()
    starts: list[int] = []
    for match in _likely(reading):
        starts = starts or [token.start for token in reading.tokens]
        at, upto = bisect_left(starts, match.start("who")), bisect_left(starts, match.end("who"))
        if _is_cited(reading, match, at, upto, named_in_full=match.re in (_BY, _VERSION)):
            found |= set(range(at, upto))
    return found | set(_beside(reading, found)) if found else found


def _likely(reading: Reading) -> Iterator[re.Match[str]]:
    """Each form of a citation, looked for only where a part of it stands."""
    text, words = reading.text, reading.words
    at = 0
    for year in _YEARS.finditer(text) if "19" in text or "20" in text else ():
        yield from _DATED.finditer(text, max(at, year.start() - _LONGEST), min(len(text), year.end() + 8))
        at = year.end()
    if not _OTHERS.isdisjoint(words):
        yield from _AND_OTHERS.finditer(text)
    for by in _BY_SOMEBODY.finditer(text) if "by" in words else ():
        yield from _BY.finditer(text, max(0, by.start() - _LONGEST), min(len(text), by.end() + _LONGEST))
    if not _OF_AUTHORS.isdisjoint(words):
        yield from _OWNED.finditer(text)
    if not _OF_MODELS.isdisjoint(words):
        yield from _VERSION.finditer(text)


def _is_cited(reading: Reading, match: re.Match[str], at: int, upto: int, *, named_in_full: bool) -> bool:
    text, tokens = reading.text, reading.tokens
    names = [token for token in tokens[at:upto] if token.case != LOWER and len(token.low) > 1]
    if not names or _OF_A_CHILD.match(text, match.end("who"), match.end("who") + 24):
        return False
    if any(token.flags & GIVEN and not token.flags & FAMILY for token in names) and not named_in_full:
        return False
    before = tokens[at - 1] if at and tokens[at].gap == " " and not tokens[at].opens else None
    if before and before.case != LOWER and before.flags & (GIVEN | TITLE) and not before.flags & COMMON:
        return False  # a given name before it: 'Tyler Caldwell (2012)'
    if match.re is _VERSION:
        return bool(_said_near(_OF_RULES, text, match))
    doubtful = [token for token in names if token.flags & GIVEN]
    bare = match.re is _DATED and match["bare"]
    if match.re is _AND_OTHERS:
        doubtful = [] if match.group().endswith("al") else names
    if (match.re is _OWNED and _SURELY_WRITTEN.search(match.group())) or any(token.flags & KNOWN for token in names):
        doubtful = []
    if _ARGUED.match(text, match.end("who"), match.end("who") + 40):
        doubtful = []
    if not bare and (not doubtful or (len(doubtful) < len(names) and match.re in (_DATED, _BY))):
        return True
    return bool(_said_near(_OF_WRITING, text, match) or (match.re is _BY and len(names) > 1))


def _said_near(pattern: re.Pattern[str], text: str, match: re.Match[str]) -> re.Match[str] | None:
    """In the text beside the match, not in it."""
    low, high = max(0, match.start() - _NEAR), match.end() + _NEAR
    return pattern.search(text, low, match.start()) or pattern.search(text, match.end(), high)


def _beside(reading: Reading, cited: set[int]) -> Iterator[int]:
    """Family names beside an author in the same sentence, that nothing is said of: 'Lussier, and Caldwell's 2016 paper'."""
    tokens = reading.tokens
    for sure in sorted(cited):
        for step in (-1, 1):
            at = sure + step
            while 0 <= at < len(tokens) and abs(tokens[at].start - tokens[sure].start) < _NEAR:
                if tokens[at].opens if step > 0 else tokens[at + 1].opens:
                    break
                if at not in cited and _could_be_an_author(reading, at):
                    yield at
                at += step


def _could_be_an_author(reading: Reading, at: int) -> bool:
    token = reading.tokens[at]
    if token.case != TITLE_CASE or token.flags & (GIVEN | PLACE | ORG | TITLE | COMMON):
        return False
    if not (token.flags & FAMILY or reading.unknown(token)) or reading.speaks(at) or reading.addressed(at):
        return False
    before = reading.tokens[at - 1] if at and token.gap == " " else None
    return not (before and before.case != LOWER and before.flags & (GIVEN | TITLE)) and not _OF_A_CHILD.match(
        reading.text, token.end, token.end + 24
    )
