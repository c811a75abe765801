"""Ages, and dates that may be dates of birth, that belong to a name nearby."""

from __future__ import annotations

import re
from collections.abc import Iterator

from adviceline.privacy.guard.spans import Severity

Hit = tuple[int, int, str, Severity, str]

_REACH = 160  # characters between a name and an age that a pronoun or a label gives it
_OLDEST = 25
_WORDS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
)
_NO_AGE = (
    r"(?! ?(?:%|per\b|percent|of (?!age)|out of|in (?:ten|the|a|one)\b|o'?clock|[ap]m\b|minutes?|hours?|days?|weeks?|miles?|times?|"
    r"points?|marks?|th\b|st\b|nd\b|rd\b|people|children|pupils|girls|boys|others|siblings|more|incidents?)|[:./]\d|\d|-[a-z])"
)
_DATE_AFTER = re.compile(
    r"(?:,? ?\(?(?:[MFmf]|male|female|boy|girl)\b\)?)?,? ?[(\[]?(?P<date>\d{1,2}[/.\-]\d{1,2}[/.\-](?:\d{4}|\d{2}))(?![\d/])"
)
_AGE_AFTER = re.compile(
    r"(?:'s)?,? ?(?:\(|- ?)?(?P<age>(?i:who is |who was |is |was |now |just )?(?i:aged? )?\d{1,2}(?:"
    r"(?: and a half|½)|[ -](?i:years?[ -]old|yrs?(?: old)?|yo|y/o))?)(?=[),.;]|\s(?:and|who|in|from"
    r"|years?)|$|\s?[MFmf]\b)"
)
_WORD_AFTER = re.compile(
    rf",? (?:(?:who )?(?:is|was|turned|turns|will be|has turned|has just turned|will turn|is turning)|who's|aged?)(?: now| only| just| nearly| almost)? "
    rf"(?P<age>{_WORDS}|\d{{1,2}}){_NO_AGE}\b",
    re.I,
)
_AGE_BEFORE = re.compile(
    r"(?P<age>\d{1,2}[ -]?(?i:years?[ -]olds?|yrs?[ -]old|yo|y/o),?) (?i:boy |girl |pupil |student |child "
    r"|son |daughter )?(?i:called |named )?[,(]?$"
)
_TAKEN_UP = re.compile(
    r"\b(?:s?he|they|who)(?:'s|'re|s| is| are| was| has(?: just| now)? turned|(?: has)? just turned| turned| turns| will be|'ll be)"
    rf"(?: now| only| just| about| still| nearly| almost| barely)? (?P<age>\d{{1,2}}|{_WORDS})\b{_NO_AGE}",
    re.I,
)
_LABELLED = re.compile(rf"\bage[d]?[ \t]?(?:[:=\-|]|is)?[ \t]{{0,2}}(?P<age>\d{{1,2}}|{_WORDS})\b(?! ?(?:-|to|and) ?\d){_NO_AGE}", re.I)


def beside(text: str, names: list[tuple[int, int]]) -> Iterator[Hit]:
    """Ages and dates next to the given name spans, in order."""
    for start, end in names:
        date = _DATE_AFTER.match(text, end, end + 32)
        if date:
            yield date.start("date"), date.end(), "date_of_birth", "warn", "date_beside_name"
        after = _AGE_AFTER.match(text, end, end + 40)
        if after:
            age = re.search(r"(?i:aged? )?\d.*", after.group("age"))
            if age and 0 < int(re.search(r"\d+", age.group()).group()) <= _OLDEST:  # type: ignore[union-attr]
                yield after.start("age") + age.start(), after.end("age"), "age_with_name", "warn", "age_after_name"
        told = _WORD_AFTER.match(text, end, end + 50)
        if told and _is_age(told.group("age")):
            yield *told.span("age"), "age_with_name", "warn", "age_after_name"
        before = _AGE_BEFORE.search(text, max(0, start - 45), start)
        if before:
            yield before.start("age"), before.end("age"), "age_with_name", "warn", "age_before_name"


def taken_up(text: str, names: list[tuple[int, int]]) -> Iterator[Hit]:
    """'Kayleigh. She is 9': an age that a pronoun or a label gives to the name before it."""
    if not names:
        return
    upcoming = 0
    for match in sorted((*_TAKEN_UP.finditer(text), *_LABELLED.finditer(text)), key=lambda m: m.start()):
        while upcoming < len(names) and names[upcoming][1] <= match.start():
            upcoming += 1
        near = upcoming and match.start() - names[upcoming - 1][1] <= _REACH
        if near and "\n\n" not in text[names[upcoming - 1][1] : match.start()] and _is_age(match.group("age")):
            yield *match.span("age"), "age_with_name", "warn", "age_taken_up"


def _is_age(word: str) -> bool:
    return not word.isdigit() or 0 < int(word) <= _OLDEST
