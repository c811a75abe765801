"""Ages, and dates that may be dates of birth, that belong to a name nearby."""

from __future__ import annotations

import re
from collections.abc import Iterator

from adviceline.privacy.guard.spans import Severity

Hit = tuple[int, int, str, Severity, str]

_REACH = 160  # characters between a name and an age that a pronoun or a label gives it
_OLDEST = 25
_WORDS = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_UNIT = (
    r"(?: ?y/?o\b| ?(?:years?|yrs?|y)(?:[ -](?:old|olds|of age))?\b(?:,? (?:and )?\d{1,2} months?\b)?| and a half\b|½)?"
)
_NUMBER = rf"(?P<age>(?:aged? )?(?:\d{{1,2}}|{_WORDS}){_UNIT})"
# What makes a number something else: a share, a time, a count of things.
_NO_AGE = (
    r"(?!\w| ?(?:%|per\b|percent|of (?!age)|out of|in (?:ten|the|a|one)\b|o'?clock|[ap]m\b|people|children|more\b)|[:.]\d|-[a-z]"
    r"|/\d| (?!years?\b|yrs?\b|this\b|is\b|was\b|has\b|always\b|plus\b|as\b)\w+s\b)"
)
_DATE_AFTER = re.compile(
    r"(?:,? ?\(?(?:[MFmf]|male|female|boy|girl)\b\)?)?,? ?[(\[|]? ?(?P<date>\d{1,2}[/.\-]\d{1,2}[/.\-](?:\d{4}|\d{2}))(?![\d/])"
)
_AGE_AFTER = re.compile(
    rf"(?:'s)?,? ?(?:[(\[|/=] ?|- ?)?(?:[MF],? |(?:boy|girl|male|female),? )?(?:who is |who was |is |was |now |"
    rf"just |only ){{0,2}}{_NUMBER}"
    r"(?=[),;:/\]|\n]|[.](?!\d)| ?[MF]\b|\s[(&=+-]|\s(?!am\b|pm\b|per\b|to \d|times|o'clock|%)[a-z]|$)(?!:\d|"
    r" ?/\d| (?!yrs|years|is|was|has|plus|as|this|always)\w+s\b)",
    re.I,
)
_AGED_AFTER = re.compile(rf"(?:'s)?,? (?P<age>aged? (?:\d{{1,2}}|{_WORDS})\b{_UNIT})", re.I)
_WITH_UNIT = re.compile(
    r"(?:'s)?,? ?[(\[|]? ?(?:[MF],? )?(?P<age>\d{1,2} ?(?:years?[ -]old|yrs?(?:[ -]old)?|y/?o|yo|y)\b)", re.I
)
_APART = re.compile(r"\. (?P<age>\d{1,2})(?=\. |\.$|\.\n)")
_TOLD_AFTER = re.compile(
    r",? (?:(?:who )?(?:is|was|turned|turns|will be|has turned|has just turned|will turn|is turning)|who's|has|hes|shes)"
    rf"(?: now| only| just| nearly| almost)? {_NUMBER}{_NO_AGE}",
    re.I,
)
_AGE_BEFORE = re.compile(
    r"(?P<age>\d{1,2}[ -]?(?i:years?[ -]olds?|yrs?[ -]old|yo|y/o),?) (?i:boy |girl |pupil |student |child "
    r"|son |daughter )?(?i:called |named )?[,(]?$"
)
_KIN = "son|daughter|boy|girl|child|sister|brother|baby|twin|cousin|lad|pupil|nephew|niece"
_TAKEN_UP = re.compile(
    rf"(?:\b(?:s?he|they|who|{_KIN})(?:'s|'re|s| is| are| was| has(?: just| now)? turned|(?: has)? just turned|"
    rf" turned| turns| will be"
    rf"|'ll be|(?= has \d{{1,2}} years) has)|, is)(?: now| only| just| about| still| nearly| almost| barely)? {_NUMBER}{_NO_AGE}",
    re.I,
)
_LABELLED = re.compile(
    rf"\bage[d]?[ \t]?(?:[:=\-|]|is)?[ \t]{{0,2}}(?P<age>(?:\d{{1,2}}|{_WORDS}){_UNIT})(?! ?(?:-|to|and|range) ?\d){_NO_AGE}",
    re.I,
)
_WITH_UNIT_APART = re.compile(
    r"(?<![\d./-])\b(?P<age>\d{1,2} ?(?:yo|y/o|yrs? old|years? old|-year-old|yrs)\b)(?!s| (?:ago|later|of|in|on|now|since)\b)",
    re.I,
)
_OF_SEVERAL = re.compile(
    rf"\b(?:brothers|sisters|twins|siblings|boys|girls|kids|cousins|"
    rf"children),? \(?(?P<age>(?:aged )?\d{{1,2}} (?:and|&) \d{{1,2}}){_NO_AGE}",
    re.I,
)


def beside(text: str, names: list[tuple[int, int]]) -> Iterator[Hit]:
    """Ages and dates next to the given name spans, in order."""
    for start, end in names:
        date = _DATE_AFTER.match(text, end, end + 32)
        if date:
            yield date.start("date"), date.end(), "date_of_birth", "warn", "date_beside_name"
        for pattern in (_AGE_AFTER, _AGED_AFTER, _WITH_UNIT, _APART, _TOLD_AFTER):
            after = pattern.match(text, end, end + 50)
            if after and _is_age(after.group("age")) and not _is_item(text, end, after):
                yield *after.span("age"), "age_with_name", "warn", "age_after_name"
                break
        before = _AGE_BEFORE.search(text, max(0, start - 45), start)
        if before:
            yield before.start("age"), before.end("age"), "age_with_name", "warn", "age_before_name"


def _is_item(text: str, end: int, after: re.Match[str]) -> bool:
    """The '3)' of '2) Rowan 3) Robin'."""
    return text[after.end() : after.end() + 1] == ")" and "(" not in text[end : after.end()]


def taken_up(text: str, names: list[tuple[int, int]]) -> Iterator[Hit]:
    """'Kayleigh. She is 9': an age that a pronoun or a label gives to the name before it."""
    if not names:
        return
    upcoming = 0
    given = (
        match for pattern in (_TAKEN_UP, _LABELLED, _OF_SEVERAL, _WITH_UNIT_APART) for match in pattern.finditer(text)
    )
    for match in sorted(given, key=lambda m: m.start()):
        while upcoming < len(names) and names[upcoming][1] <= match.start():
            upcoming += 1
        near = upcoming and match.start() - names[upcoming - 1][1] <= _REACH
        if near and "\n\n" not in text[names[upcoming - 1][1] : match.start()] and _is_age(match.group("age")):
            yield *match.span("age"), "age_with_name", "warn", "age_taken_up"


def _is_age(word: str) -> bool:
    digits = re.search(r"\d+", word)
    return digits is None or 0 < int(digits.group()) <= _OLDEST
