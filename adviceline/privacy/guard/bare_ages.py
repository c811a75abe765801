"""Ages that only their place shows: 'Rowan is non-verbal, 15, tall', 'she 11.', 'P6 so 9', 'is 15 not 14'.

In a text that names somebody, or gives a number or an address of theirs, a number of one to nineteen is an age when a person
is in the same sentence, something that an age may follow stands before it, and it ends there: nothing is counted, dated or
numbered by it. It must not follow another number, nor what numbers things ('page 9', 'step 4').

Can speak only where the text has figures or a number in words, and a detail of somebody.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator

from adviceline.privacy.guard.age_words import WHEN, WORDS, grown, is_a_year_apart, trimmed
from adviceline.privacy.guard.signs import Signs
from adviceline.privacy.guard.spans import Severity

Hit = tuple[int, int, str, Severity, str]

_AHEAD, _BEHIND = 200, 90
_NUMBER = re.compile(
    rf"(?:1?\d(?:(?P<next>[/-]1?\d)|-?ish)?|{WORDS}|sixteen|seventeen|eighteen|nineteen)(?![\w/%£$]|[.:,]\d|[ -]?(?:am|pm"
    rf"|%))",
    re.I,
)
# 'nearly 12', where a bare number would stand
_ABOUT = re.compile(
    r"(?<![\w'])(?:(?:about|approx\.?|around|roughly|nearly|almost|rising|coming up|maybe|probably|possibly|perhaps|barely"
    r"|c\.|circa|aged?|just turned|just|only|still|now|getting on for|going on|turning|turned|looks) ?|~ ?){1,2}$",
    re.I,
)
# What an age may follow. A mark sets it apart; a word gives it to somebody.
_MARK = re.compile(r"(?P<before>[^\s,;:(|–-]*)(?:[,;:(\[] ?| ?\| ?| [–-] |\. )$")
_WORD = re.compile(
    r"(?:\b(?:also|(?:half-?|step-?)?(?:sister|brother|sis|bro)|son|daughter|cousin|twin|nephew|niece|s?he|they|hes"
    r"|shes|theyre|kid|lad|lass|friend|mate|classmate|neighbour|peer|is|was|be|aged?|turned|now|only|just gone|just"
    r"|not yet|still"
    r"|(?:p|y|yr|year) ?\d{1,2},? (?:so|and))|(?<=[a-z])'s) (?:only |just |now |about |nearly |still )?$"
    r"|\b(?:children|kids|siblings|boys|girls|brothers|sisters|lads|twins),?(?: are| were| aged| of|:)? $",
    re.I,
)
_NUMBERED_CHILD = re.compile(r"\b(?:boy|girl|child|pupil|yp) \Z", re.I)  # 'girl 7', and not 'boy 2'
_NEXT = re.compile(r"(?:,? (?:and|&|n|or|then|plus) |, ?| ?[/&+] ?)\Z")  # between an age and the next: '13, 10 and 8'
_NEW_SENTENCE = re.compile(r"[.;!)] $")
_COMING = re.compile(rf"\d{{1,2}}{WHEN}(?=[.,;)]|$)", re.I)
_SEX = re.compile(r"\b(?:male|female|boy|girl|m|f)\. \Z", re.I)
_CORRECTED = re.compile(r"\b(?:not|or|instead of|rather than) $", re.I)
_IN_A_CLASS = re.compile(r"\b(?:p|y|yr|year|class|form)\s?\d{1,2}[a-z]?$", re.I)
# What numbers, dates or counts.
_NUMBERED = re.compile(
    r"\d|^(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|(?:oct|nov"
    r"|dec)(?:o?[a-z]ber)?"
    r"|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:days?)?)\.?$"
    r"|^(?:items?|steps?|points?|pages?|pp?\.?|paras?|paragraphs?|sections?|parts?|questions?|q|rooms?|rm|sets?|groups?"
    r"|units?"
    r"|nos?\.?|numbers?|weeks?|days?|tables?|figures?|sessions?|versions?|chapters?|lessons?|levels?|stages?|grades?"
    r"|scores?|total"
    r"|times?|ext\.?|tel|bus|route|flat|ward|bay|class|year|yr|form|domains?|tier|and|or|to|from|of|by|at|on|in|until"
    r"|till|for"
    r"|than|over|under|n|x|ks|v)$",
    re.I,
)
_ENDS = re.compile(
    r"\s*$|\s*\n|[),;|\]\"!?](?!\d)|\.(?!\w)| [–-] "
    r"| (?:with|w/?o?|after|before|during|and|but|n|&|or|not|who|which|in (?:y|year|yr|may|june|july|an?|the|[a-z]+ber"
    r"|spring|summer|autumn)"
    r"|at (?:easter|christmas|the)|next|last|on (?:[a-z]+day|\d)|turns out|all along|lives?|so|when|if|she|he|they|the"
    r"|has|had|is"
    r"|was|going|nearly|almost|boy|girl|lad|male|female|years?|yrs?|now|then|already|mum|dad|from)\b(?! \d)| (?:or|and"
    r"|&) 1?\d\b",
    re.I,
)
_BARELY = re.compile(r"(?:'s|\bis|\bs?hes|\bwas) (?:only|just|still only) $", re.I)
_COUNTED = re.compile(
    r"[ -]?(?:of\b|per\b|per ?cent|%|out of|minutes?|mins?|hours?|days?|weeks?|months?|metres|miles|feet|points?"
    r"|\w{3,}s\b|\d)",
    re.I,
)
_TIME_OR_COUNT = re.compile(
    r" (?:and|or|n|&|to|-) \d{1,2} (?!years?|yrs?|months?)[a-z]{3,}s\b|,? (?:and|or) \w+ (?:times|marks|pages)\b"
)
_BETWEEN = (" ", " / ", "/", ", ", "; ", " & ", " + ", " and ")
_SENTENCE = re.compile(r"[.!?](?=\s)|\n")


def in_place(signs: Signs, people: list[tuple[int, int]], found: Iterable[Hit]) -> Iterator[Hit]:
    """Such ages near the given places of people; `found` is what is known already."""
    if not people:
        return
    text = signs.text
    starts, ends = [start for start, _ in people], [end for _, end in people]
    known = sorted(found)
    begun = [hit[0] for hit in known]
    told = 0  # where the last age ends, known or new
    for start, _ in signs.worded:
        at = bisect_right(begun, start) - 1
        if at >= 0 and known[at][2] == "age_with_name":
            told = max(told, known[at][1])
        if at >= 0 and start < known[at][1]:
            continue
        number = _NUMBER.match(text, start, start + 20)
        if not number or (start and text[start - 1] in "_.£$/#+") or number.group() in ("0", "1"):
            continue
        if number["next"] and not is_a_year_apart(number.group()):
            continue
        upcoming = bisect_left(starts, start)
        before = text[max(0, ends[upcoming - 1], start - _AHEAD) : start] if upcoming else ""
        ahead = bool(upcoming) and start - ends[upcoming - 1] <= _AHEAD
        behind = upcoming < len(starts) and starts[upcoming] - number.end() <= _BEHIND
        if not (ahead or behind):
            continue
        corrects = told and start - told < 40 and _CORRECTED.search(text, max(0, start - 16), start)
        chained = bool(told) and told >= start - 6 and _NEXT.fullmatch(text, told, start)
        between = (
            upcoming
            and ends[upcoming - 1] == start - 1
            and behind
            and text[number.end() : starts[upcoming]] in _BETWEEN
        )
        if between:  # 'Tyler 13 Maisie 10'
            yield start, number.end(), "age_with_name", "warn", "age_in_its_place"
            continue
        sentence = before if ahead else text[max(0, start - 60) : start]
        child = (
            int(number.group()) > 4
            if number.group().isdigit() and _NUMBERED_CHILD.search(text, max(0, start - 8), start)
            else False
        )
        below = (
            bool(upcoming) and ends[upcoming - 1] == start - 1 and text[start - 1] == "\n"
        )  # a line to itself below a name
        begins = start
        if not (corrects or chained or child or below):
            begins = _given_from(text, start, sentence, figures=number.group()[0].isdigit())
            if begins < 0:
                continue
        stops = _ENDS.match(text, number.end(), number.end() + 24)
        named = behind and starts[upcoming] == number.end() + 1 and child
        barely = (
            not stops
            and _BARELY.search(text, max(0, start - 16), start)
            and not _COUNTED.match(text, number.end(), number.end() + 30)
        )
        if not (stops or barely or named or (below and text.startswith(" (", number.end()))) or _TIME_OR_COUNT.match(
            text, number.end(), number.end() + 30
        ):
            continue
        first, told = trimmed(text, begins, grown(text, number.end()))
        yield first, told, "age_with_name", "warn", "age_in_its_place"


def _given_from(text: str, start: int, before: str, *, figures: bool) -> int:
    """Where an age begins that what stands before the number, or before 'nearly', gives to somebody; -1 for none."""
    if _is_led(text, start, before, figures=figures):
        return start
    if _NEW_SENTENCE.search(text, max(0, start - 4), start) and _COMING.match(text, start, start + 40):
        return start  # 'Frankie (girl). 8 in a fortnight.'
    about = _ABOUT.search(text, max(0, start - 30), start)
    if about and _is_led(text, about.start(), before[: len(before) - len(about.group())], figures=figures):
        return about.start()
    return -1


def _is_led(text: str, start: int, before: str, *, figures: bool) -> bool:
    """Whether what stands before the number gives it to somebody, in the sentence that has begun."""
    low = max(0, start - 30)
    if _WORD.search(text, low, start):
        return len(_SENTENCE.findall(before)) < 2
    mark = _MARK.search(text, low, start)
    if not mark:
        return False
    word = mark["before"].strip("\"'*")
    if mark.group().endswith(". "):
        return (not figures and len(before) < 4) or bool(_SEX.search(text, low, start))  # 'Leah. Fourteen.'
    if _SENTENCE.search(before):
        return False
    return bool(_IN_A_CLASS.search(text, low, mark.end("before"))) or not _NUMBERED.search(word)
