"""Dates of birth. A date alone is not one: a cue, or a name with the date in brackets after it, makes it one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from adviceline.privacy.guard import columns
from adviceline.privacy.guard.age_words import WORDS
from adviceline.privacy.guard.signs import Signs
from adviceline.privacy.guard.spans import Severity

Hit = tuple[int, int, str, Severity, str]

_MONTH = (
    r"(?:jan(?:[a-z]{0,5}ry)?|feb(?:[a-z]{0,5}ry)?|mar(?:ch)?|apr(?:il{1,2}|iel|ill)?|may|june?|jul(?:e?y)?"
    r"|aug(?:[a-z]?st)?|agust"
    r"|sept?(?:[a-z]{0,4}ber)?|set[a-z]{1,3}ber|oct(?:[a-z]{0,3}ber)?|oco?[a-z]{1,3}ber|nov(?:[a-z]{0,4}ber)?"
    r"|de[cs](?:[a-z]{0,4}ber)?)(?![a-z])\.?"
)
_DAY = (
    r"(?:\d{1,2}(?:\s?(?:st|nd|rd|th))?|(?:twenty|thirty)[ -](?:first|second|third|fourth|fifth|sixth"
    r"|seventh|eighth|ninth)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh"
    r"|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth"
    r"|thirtieth)"
)
_YEAR_WORDS = (
    r"(?:two thousand(?: and)?(?: (?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
    r"|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty(?:[ -](?:one|two|three|four"
    r"|five|six))?))?|twenty[ -](?:ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen"
    r"|nineteen|twenty))"
)
_YEAR = rf"(?:(?:19|20)\d\d|'\d\d|\d\d(?!\d|:)|{_YEAR_WORDS})"
_OCCASION = (
    r"(?:(?:christmas|boxing|new year'?s|valentine'?s|st\.? \w{3,9}'?s|easter|midsummer'?s|mother'?s|father'?s)"
    r" (?:day|eve|sunday|monday)"
    r"|good friday|halloween|hallowe'en|bonfire night|hogmanay|eid|diwali|easter|christmas)\b"
)
_TEEN = (
    r"(?:ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty(?:[ -](?:one"
    r"|two|three|four|five))?)"
)
_ONE = r"(?:one|two|three|four|five|six|seven|eight|nine)"
_COUNTED = (
    rf"(?:{_ONE}|{_TEEN}|thirty(?:[ -]one)?|twenty[ -]{_ONE}),? (?:{_ONE}|ten|eleven"
    rf"|twelve),? (?:oh[ -])?(?:twenty[ -](?:ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
    rf"|eighteen|nineteen)|{_TEEN}|{_ONE})"
)
_SAID = rf"{_COUNTED}\b|[a-z]{{3,9}}(?:[ -][a-z]{{3,7}}){{1,2}} {_YEAR_WORDS}"  # 'twelve three twenty eleven'
FULL = (
    r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?\s{1,2})?(?:"
    r"(?:\d[ ]?\d ?[/.\-|] ?\d ?\d ?[/.\-|] ?(?:\d \d \d \d|\d \d)(?! ?\d)|\d(?: \d){7}(?! ?\d)|\d(?: \d){5}(?! ?\d))|"
    rf"(?:the )?{_DAY}[\s,./\-]{{0,3}}(?:day )?(?:of\s)?[\s./\-]?{_MONTH}(?:[\s,./\-]{{0,3}}(?:in )?{_YEAR})?"
    rf"|{_MONTH}[\s./\-]{{0,2}}(?:the )?{_DAY}(?!\d)(?:[\s,./\-]{{1,3}}{_YEAR})?"
    r"|\d{1,2}(?:st|nd|rd|th) (?:day )?of (?:the )?\d{1,2}(?:st|nd|rd|th)?[\s,/of]{1,4}(?:(?:19|20)\d\d|'?\d\d)(?!\d)"
    rf"|(?:(?:the |a |two |three |\d )(?:days?|weeks?|nights?) (?:after"
    rf"|before) )?{_OCCASION}(?:[\s,]{{1,2}}(?:of |in )?{_YEAR})?|{_SAID}"
    r"|\d{1,2}[./ -](?:i{1,3}|iv|vi{0,3}|ix|xi{0,2})[./ -](?:\d{4}|\d\d)(?!\d)"
    rf"|(?:19|20)\d\d,? \d{{1,2}}(?:st|nd|rd|th)? {_MONTH}"
    r"|\d{4}\s?[/.\-]\s?\d{1,2}\s?[/.\-]\s?\d{1,2}(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)?"
    r"|\d{1,2}(?:st|nd|rd|th)?\s?(?:of )?[/.\-\\|_, \t\n]\s?\d{1,2}(?:st|nd|rd|th)?\s?[/.\-\\|_, \t\n]\s?(?:\d{4}"
    r"|'?\d{2})(?!\d)"
    rf"|{_MONTH}(?: half[ -]term| bank holiday| holidays?| time)?[\s,./\-]{{0,3}}(?:of )?{_YEAR}|\d{{8}}(?!\d)|(?:0[1-9]"
    rf"|[12]\d|3[01])(?:0[1-9]|1[0-2])\d\d(?!\d)|"
    rf"\d{{1,2}}[/.\-](?:19|20)\d\d|\d{{1,2}}[/.\-]\d{{1,2}}(?!\d)"
    r"|(?:(?:the )?(?:late|early|mid|summer|autumn|winter|spring|back end|end|start|beginning|middle|first half"
    r"|second half)"
    r"(?: of| in)?[ -]?){0,2}(?:19|20)\d\d(?!\d)"
    rf"|(?:late |early |mid[ -]|the (?:end|start|beginning|middle) of |(?:the )?(?:first|second|last) week (?:of|in) )?"
    rf"{_MONTH}(?=\s*(?:[,.;)\n]|$)))"
)
_DATE_AT = re.compile(FULL, re.I)
_A_MONTH = re.compile(rf"[a-z -]*{_MONTH}", re.I)  # which tells little of a child by itself
# A whole date, with the year that a child of the service may be born in.
_YEAR_OF_A_CHILD = r"(?:20(?:0\d|1[0-8])(?!\d)|(?:'|(?<=[-/.\d|])|(?<=[a-z]))(?:0\d|1[0-8])(?![\d:]|\.\d))"
_YEAR_AT_THE_END = r"(?:0\d|1[0-8])(?=\s?(?:$|[|,;)\]\n\"–-]|\.(?!\d)))"
_WHOLE = (
    r"(?:(?<![\d/.\-:])\d{1,2} ?[/.\-|\\] ?\d{1,2} ?[/.\-|\\] ?(?:20(?:0\d|1[0-8])|(?:0\d|1[0-8])(?!\d))(?![\d/\-:])"
    r"|(?<!\d)20(?:0\d|1[0-8])[-/.]\d\d?[-/.]\d\d?(?!\d)"
    rf"|(?<![\d/.-])\d{{1,2}}(?:st|nd|rd|th)?[\s./\-]{{0,2}}(?:of )?(?:the )?{_MONTH}[\s,./\-]{{0,3}}"
    rf"(?:{_YEAR_OF_A_CHILD}|{_YEAR_AT_THE_END})"
    rf"|(?<![a-z]){_MONTH}[\s./\-]{{0,2}}(?:the )?\d{{1,2}}(?:st|nd|rd"
    rf"|th)?[\s,./\-]{{1,3}}(?:{_YEAR_OF_A_CHILD}|{_YEAR_AT_THE_END})"
    rf"|\d{{1,2}}(?:st|nd|rd|th) of (?:the )?\d{{1,2}}(?:st|nd|rd|th)?[\s,/of]{{1,4}}{_YEAR_OF_A_CHILD})"
)
_STAMP = (
    r"\s{0,2}\n[>* ]{0,3}(?:\[?(?:\d{1,2}[/.]\d{1,2}(?:[/.]\d{2,4})?,? )?\d{1,2}[:.]\d\d(?::\d\d)?(?: ?[ap]m)?\]?[ \t-]{0,3})?"
    r"[A-Za-z][^:\n\d]{0,24}: "
)
_CUE = re.compile(
    (
        r"(?:(?<![a-z])(?:d[ ._/-]{0,2}o[ ._/-]{0,2}b(?![a-z])\.?|dates?[ _-]?of[ _-]?birth|birth[ _-]?dates?"
        r"|birth ?days?(?:'s)?|b'?-?day"
        r"|born|d/o/b|dofb|dobs|dates? of births?|years? of birth|yob|geb\.|geburtsdatum|dyddiad geni"
        r"|data (?:urodzenia|nasterii)|date de naissance"
        rf"|turn(?:s|ed|ing)? (?:\d{{1,2}}|{WORDS}|sixteen|seventeen|eighteen)"
        r"|will be \d{1,2}(?= on\b)|b(?:\.|n\b)?(?=[\s:(]{0,3}(?:the )?(?:\d{1,2}(?:st|nd|rd|th)?(?:[\s,./"
        r"|\\_-]{1,3}\d{1,2}[\s,./|\\_-]"
        rf"|[\s,./|_-]{{0,3}}(?:of )?{_MONTH})|{_MONTH}[\s,./-]{{1,2}}'?\d"
        rf"|\d{{1,2}}[/.-](?:19|20)\d\d(?!\d)|(?:19|20)\d\d(?!\d| ?[-/]? ?\d{{4}})"
        rf"|\d{{6}}(?:\d\d)?(?!\d))))|'ll be \d{{1,2}}(?= on\b)|(?-i:D(?:ob|OB|ateOfBirth)))"
        rf"(?P<between>{_STAMP}|(?: \([a-z/ ?]{{1,24}}\))?"
        r"(?:[ \t]?(?:\.{2,60}|_{2,60})[ \t]?)?[\s:=\-,(\["
        r"|\"'>*]{0,5}(?:(?:for [a-z'-]{2,14}(?: [a-z'-]{2,14})?(?=:)|of (?:the )?(?:child|pupil|boy|girl|yp"
        r"|sibling|patient) ?\w{0,2}"
        r"|(?:on|in|from|per|according to) (?:sims|arbor|bromcom|file|record|mum|dad|(?:the|his|her|their) (?:form"
        r"|system|letter|passport"
        r"|(?:birth )?certificate|file|register|referral))|which|is|was|on|in|being|of|the|as|given|as"
        r"|recorded as|listed as|"
        r"believed to be|thought to be|not sure,?|unsure,?|mum|dad|mother|father|nan|gran|sibling|sib|child"
        r"|maybe|possibly|i think|confirmed|unconfirmed|approx\.?|circa|c\.|"
        r"falls on|back in|around|about|today|just|only|date|shown as|yesterday|tomorrow|recently|soon"
        r"|coming up|last week|next week|:)[\s:(]{1,2}){0,4})"
    ),
    re.I,
)
_BABIES = frozenset(("baby", "kid", "child", "birth", "born"))
_OF_BIRTH = ("birth", "dob", "d.ob", "do.b", "d.o.b")
_IN_WORDS = re.compile(rf"(?<![\w/.-]){_DAY}\s(?:of )?{_MONTH}(?:[\s,]{{1,2}}{_YEAR})?", re.I)
_THE = re.compile(r"(?<![A-Za-z])the $", re.I)
_CUES: tuple[str, ...] = (
    "dob",
    "birth",
    "born",
    "turn",
    "'ll be",
    "will be",
    "b-day",
    "b'day",
    "bday",
    "d.o",
    "d o",
    "d/o",
    "d-o",
    "d_o",
    "yob",
    "geb",
    "geni",
    "urodz",
    "naiss",
    "naster",
    " b.",
    " b ",
    "\nb.",
    "(b",
    " bn ",
    " b:",
    ",b.",
    "\tb",
    " b1",
    " b2",
    " b3",
    " b0",
)
_BORN_PLACE = re.compile(r"\bborn (?:and raised )?(?:in|at) [A-Za-z][A-Za-z' -]{2,30}?,? (?:on|in) ", re.I)
_CUE_AFTER = re.compile(
    r"[\s,]{0,2}[(\[\-,]?\s?(?:d\.?o\.?b\b|date of birth|birth ?day|is (?:his|her|their|the child's) "
    r"(?:birth ?day|date of birth|dob)|[-:,]? ?\w+(?: \w+)?(?: was| is)? born\b)",
    re.I,
)
_NUMERIC = re.compile(r"(?<![\d/.\-])(?:\d{1,2}[/.\-]\d{1,2}[/.\-](?:\d{4}|\d{2})|(?:19|20)\d\d-\d\d-\d\d)(?![\d/\-])")
_CUE_IN_SENTENCE = re.compile(
    rf"\b(?:date of birth|d\.?o\.?b\b\.?|birth ?day)[^\n.?!\d]{{1,60}}?(?<![a-z])(?P<date>{_WHOLE})(?![\d/])",
    re.I,
)
# A date of any year, when nothing but a few words that belong to the cue stand between.
_OTHER_BUSINESS = (
    r"(?:on(?! (?:our|the|his|her|their|file|form|record|sims)\b)|at|sent|meet\w*|call\w*|updated?|since|policy|check\w*"
    r"|until|by"
    r"|rang|dated|we|i|training|visit\w*|review\w*)\b"
)
_CUE_SHORTLY_BEFORE = re.compile(
    rf"\b(?:date of birth|d\.?o\.?b\b\.?|birth ?day)(?: (?!{_OTHER_BUSINESS})[a-z'()]{{1,14}}){{1,6}}[ :-]{{1,3}}"
    r"(?P<date>\d{1,2}[/.\-]\d{1,2}[/.\-](?:20[0-2]\d|[0-2]\d))(?![\d/])",
    re.I,
)
_NEXT_DATE = re.compile(
    r"\s?(?:[,;/&+]|and)\s{0,2}(?:and )?(?:(?:child|pupil|boy|girl|yp|sibling"
    r"|patient) ?\w{0,2}:? )?(?P<date>\d{1,2}[/.\-]\d{1,2}[/.\-](?:\d{4}|\d{2}))(?![\d/])"
)
# 'which does not tally with the passport (23/05/11)': the same thing by another record.
_OTHERWISE = re.compile(
    r"[^\n.!?]{0,80}?\b(?:tally|copy|passport|certificate|says?|said|gives?|gave|wrong|instead|actually"
    r"|different|another|record\w*"
    rf"|not|or|sims|registers?|form|file)\b[^\n.!?\d]{{0,50}}?(?<![a-z])(?P<date>{_WHOLE})",
    re.I,
)
# 'Age/DOB: 13 / 4.5.11'
_AFTER_AN_AGE = re.compile(rf"\bage ?[/&] ?d\.?o\.?b\.?[ :=|]{{1,3}}\d{{1,2}}[^\d\n]{{1,6}}(?P<date>{FULL})", re.I)
# 'a 2012 baby', '2013-born', 'class of 2024' is not: the year alone.
_OF_A_YEAR = re.compile(r"(?<![\d/.-])(?P<date>(?:19|20)\d\d)(?:[ -](?:baby|kid|child|birth|born)\b|[ -]born\b)", re.I)
_BRACKETED = re.compile(r"[A-Z][a-z'-]+ ?[(\[]\s?(?:b\.? ?)?$")


def hits(text: str, signs: Signs) -> Iterator[Hit]:
    """Dates of birth in `text`, which has figures where letters were put for them by mistake."""
    low = signs.low if text == signs.text else text.lower()
    cued = _may_be_cued(low)
    if not cued and not signs.runs:
        return
    for match in _CUE.finditer(text) if cued else ():
        if "\n" in match["between"] and match.group()[:4].lower() == "born":
            continue  # the next entry of a chronology
        date = _DATE_AT.match(text, match.end(), match.end() + 60)
        if date is None and match.group().lower().startswith("born"):
            place = _BORN_PLACE.match(text, match.start(), match.start() + 70)
            date = _DATE_AT.match(text, place.end(), place.end() + 60) if place else None
        if date:
            article = _THE.search(text, max(0, date.start() - 5), date.start())
            start = article.start() if article else date.start()
            end = _trimmed(text, start, date.end())
            severity: Severity = "warn" if _A_MONTH.fullmatch(text, start, end) else "block"
            yield start, end, "date_of_birth", severity, "date_after_cue"
            other = _OTHERWISE.match(text, date.end(), date.end() + 160)
            if other:
                yield *other.span("date"), "date_of_birth", "warn", "date_by_another_record"
            while date and (more := _NEXT_DATE.match(text, date.end(), date.end() + 40)):
                date = more
                yield *more.span("date"), "date_of_birth", "block", "date_after_cue"
    if cued and "\n" in text and ("born" in low or any(cue in low for cue in _OF_BIRTH)):
        yield from _in_columns(text)
    for match in signs.matches(_NUMERIC, signs.close if text != signs.text else signs.of_figures(4), text):
        if _CUE_AFTER.match(text, match.end(), match.end() + 40):
            yield match.start(), match.end(), "date_of_birth", "block", "date_before_cue"
        elif text[match.end() : match.end() + 2].strip()[:1] in (")", "]") and _BRACKETED.search(
            text, max(0, match.start() - 30), match.start()
        ):
            yield match.start(), match.end(), "date_of_birth", "block", "date_beside_name"
    for pattern in (_CUE_IN_SENTENCE, _CUE_SHORTLY_BEFORE) if cued and any(cue in low for cue in _OF_BIRTH) else ():
        for match in pattern.finditer(text):
            yield *match.span("date"), "date_of_birth", "block", "date_after_cue"
            if other := _OTHERWISE.match(text, match.end("date"), match.end("date") + 160):
                yield *other.span("date"), "date_of_birth", "warn", "date_by_another_record"
    for match in _AFTER_AN_AGE.finditer(text) if cued and "age" in low else ():
        yield *match.span("date"), "date_of_birth", "block", "date_after_cue"
    for match in _OF_A_YEAR.finditer(text) if signs.has(_BABIES) else ():
        yield *match.span("date"), "date_of_birth", "warn", "year_of_birth"
    if "birth" in low or "dob" in low:
        for match in _IN_WORDS.finditer(text):
            if _CUE_AFTER.match(text, match.end(), match.end() + 40):
                yield match.start(), match.end(), "date_of_birth", "block", "date_before_cue"


def _in_columns(text: str) -> Iterator[Hit]:
    """The dates below 'DOB' in a table."""
    for start, _, _ in columns.rows(text, heading=_CELL_OF_A_DOB):
        date = _DATE_AT.match(text, start, start + 60)
        if date:
            yield start, _trimmed(text, start, date.end()), "date_of_birth", "block", "date_below_a_cue"


def _may_be_cued(low: str) -> bool:
    for cue in _CUES:
        if cue in low:
            return True
    return low.startswith(("b.", "b ", "b:"))


def _trimmed(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1] in " ,.":
        end -= 1
    return end


_IN_ROW = re.compile(_WHOLE, re.I)
_CELL_OF_A_DOB = re.compile(r"d\.?o\.?b\.?|dates? of birth|birth ?dates?|born", re.I)


_IN_WORDS_AFTER = re.compile(
    rf"(?:,? ?[(\[]|, )(?P<date>(?:the )?(?:{_DAY}[\s./\-]{{0,2}}(?:of )?{_MONTH}|"
    rf"{_MONTH}[\s./\-]{{0,2}}{_DAY}(?!\d)|{_MONTH}|\d{{1,2}} ?/ ?\d{{1,2}} ?/)"
    rf"[\s,./\-]{{0,3}}(?:20(?:0\d|1[0-8])|'?(?:0\d|1[0-8])(?!\d)|{_YEAR_WORDS}))"
    r"|(?: - |,? ?[|] ?|, )(?P<figures>(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:0\d|1[0-8]))(?= -|[,.;]|\s?$|\s?[\n|])"
    r"|,? ?[(\[](?P<short>(?:0[1-9]|[12]\d|3[01]) ?(?:0[1-9]|1[0-2]) ?(?:0\d|1\d)|\d{1,2}(?:st|nd|rd"
    rf"|th)? {_MONTH})[)\]]",
    re.I,
)


def after_names(text: str, names: list[tuple[int, int]]) -> Iterator[Hit]:
    """'Jayden Smith (3rd May 2011)'"""
    for _, end in names:
        date = _IN_WORDS_AFTER.match(text, end, end + 50)
        if date:
            yield *date.span(date.lastgroup or "date"), "date_of_birth", "warn", "date_beside_name"


def in_line(signs: Signs, names: list[tuple[int, int]]) -> Iterator[Hit]:
    """A full date years ago on a line that names somebody, as in a table of children."""
    if not names:
        return
    text = signs.text
    upcoming = 0
    for match in signs.matches(_IN_ROW, signs.of_figures(3)):
        while upcoming < len(names) and names[upcoming][1] <= match.start():
            upcoming += 1
        before = upcoming and "\n" not in text[max(names[upcoming - 1][1], match.start() - 120) : match.start()]
        after = upcoming < len(names) and "\n" not in text[match.end() : min(names[upcoming][0], match.end() + 120)]
        near_before = before and match.start() - names[upcoming - 1][1] < 60
        near_after = after and names[upcoming][0] - match.end() < 20
        if near_before or near_after:
            yield *match.span(), "date_of_birth", "warn", "date_beside_name"
