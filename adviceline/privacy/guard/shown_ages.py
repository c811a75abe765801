"""Ages that show themselves to be ages, whosever they are: '9yrs 4m', '11½', 'coming up to his 13th birthday'.

Every number and every word that announces an age is tried where it stands; what leads up to it is taken in afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from adviceline.privacy.guard.age_words import (
    ABOUT,
    MONTHS,
    NTH,
    OLD,
    PART,
    WHEN,
    WORDS,
    YEARS,
    N,
    grown,
    is_age,
    trimmed,
)
from adviceline.privacy.guard.signs import AGE_WORDS, NUMBER_WORDS, Signs

_BY_NUMBER = re.compile(
    rf"(?:{NTH} birth ?day(?: party)?(?: (?:is|was|will be|falls)(?={WHEN}))?{WHEN}?"
    rf"|{N}{PART}?[ -]{{0,2}}{YEARS}(?:,? ?(?:and )?(?:\d{{1,2}}|{WORDS}) ?{MONTHS})?{OLD}|one[ -]y(?:ea)?r[ -]olds?\b"
    rf"|(?:{N}|eighteen"
    rf"|twenty)[ -]?(?:{MONTHS}|days?){OLD}"
    rf"|\d{{1,2}} ?{YEARS},? ?(?:(?:and|&|\+|n) ?)?\d{{1,2}} ?{MONTHS}\b|\d{{1,2}}(?:;\d{{1,2}}|y\d{{1,2}}m?\b|(?:yrs?"
    rf"|yers?|y/?o|y"
    rf"|-?ish)\b|[ -]?y[./-]o(?:-ld)?\b\.?)"
    rf"|{N}(?: 1/2| 3/4| 1/4|[ -](?:and|n|&)[ -](?:a[ -])?(?:half|bit|quarter|three[- ]quarters))(?:[ -]?{YEARS}\b{OLD}?)?"
    rf"|\d{{1,2}} ?{YEARS},? ?(?:1[01]|\d)/12\b|{N}[ -](?:yrs|yo|y/o)\b{OLD}?"
    rf"|\d{{1,2}} (?:and|&|n) (?:1[01]|\d) (?:months?|mths?)\b"
    rf"|{N} (?:going on|next birthday|on (?:his|her|their) (?:next|last) birthday)(?: {N})?"
    rf"|{N}{PART} ?{YEARS}\b|{N}[ -](?:yr|year)s?(?=[ -](?:level|stage|equivalent))"
    r"|(?<=in his |in her )(?:fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth"
    r"|fourteenth|fifteenth"
    r"|sixteenth|seventeenth|[4-9]th|1\dth) year\b(?! (?:of|at|as|in|here|with|on))"
    r"|\d{1,2} (?:oed|lat|ans|saal|anos|godini|ani)\b)(?![\w/]|[.:]\d| ?%)",
    re.I,
)
#: Of the words for numbers those that an age can begin with: no 'one', 'hundred' or 'double'.
_BEGINNING = AGE_WORDS | {word for word in NUMBER_WORDS if re.match(rf"(?:{N}|{NTH}|eighteen|twenty)", word)} | {"one"}
_TO_BE = re.compile(rf"{N}\b(?! (?:per|days?|weeks?|sessions?|of|hours?|times|minutes)\b|[.:/]\d| ?%){WHEN}?", re.I)
_BE = re.compile(r"(?:\b(?:s?he|they|who)(?='ll))?(?:(?:\bwill|'ll|\bgoing to|\bgonna) be)(?: only| just)? $", re.I)
_TURNED = re.compile(
    rf"(?:turned|turns?|turning)(?: just)? {N}\b(?! (?:per|days?|weeks?|sessions?|of|hours?|times"
    rf"|minutes)\b){WHEN}?(?![\w/]|[.:]\d| ?%)",
    re.I,
)
_BY_LABEL = re.compile(
    rf"(?:ages?d?[\"']?(?: ?(?:[/&+,]|and) ?(?:sex|gender|m/f|y(?:ea)?r(?: group)?|d\.?o\.?b\.?|class)\b)?"
    r"(?: (?:at|on|when|now|today|as of|and"
    rf"|in)\b[^:=\n\d]{{0,24}}(?=[:=]))?(?: ?\((?:in )?(?:yrs?|years?|y)(?:[ /,&+]{{1,3}}m\w*)?\))?"
    r"(?:[ \t]?(?:[:=|\-\t*>\"]|\.{2,60}|_{2,60})){1,3}[\"'(\[ |\t]{0,3}(?:(?:[MF]|male|female|boy|girl)\b ?[/,;-] ?)?"
    rf"(?P<labelled>{ABOUT}{N}{PART}?(?: or {N})?(?:[ -]?(?:{YEARS}|{MONTHS})\b)?"
    rf"{OLD}?(?:,? ?(?:and )?\d{{1,2}} ?{MONTHS}\b)?{WHEN}?)"
    rf"|(?P<age>ages?(?:[ \t](?:of|is|was|given as)|d|'s)?[\"'(\[ \t]{{1,3}}{ABOUT}{N}{PART}?(?: or {N})?(?:[ -]?(?:{YEARS}"
    rf"|{MONTHS})\b)?{OLD}?"
    rf"(?:,? ?(?:and )?(?:\d{{1,2}}|{WORDS}) ?{MONTHS}\b)?(?:(?:, {N}){{0,4}},? (?:and|&"
    rf"|or) {N})?{WHEN}?))(?!\w|/\d|[.:]\d| ?%)",
    re.I,
)
# 'AGE' on a line to itself, and the number on the next.
_BELOW_A_LABEL = re.compile(
    rf"ages?(?: ?\([a-z ]{{1,8}}\))?[ \t]?[:=-]?[ \t]*\n[> \t]*"
    rf"(?P<labelled>{ABOUT}{N}{PART}?(?:[ -]?{YEARS}\b{OLD}?)?)(?=[ \t]*(?:\n|\Z))",
    re.I,
)
# 'rising 5': no other number is led up to in this way, if it ends there.
_NEARING = re.compile(r"\b(?:rising|pushing|knocking on(?: for)?|getting on for|about to turn) $", re.I)
_NEARED = re.compile(rf"{N}(?=\s*(?:[,.;)\n]|$)| (?:and|but|so|who|with|in|this|next)\b)(?!\.\d)", re.I)
# '8-, 10- and 12-year-old', '8 & 10 yr old': the ages before the one that has the unit.
_LISTED_BEFORE = re.compile(
    rf"(?<![\w./:£$-])(?:{N}(?:[ -]?{YEARS})?-?(?:, ?|,? (?:and|&|or|n) | ?[&+/] ?)){{1,4}}$", re.I
)
_NUMBERED_BEFORE = re.compile(
    r"\b(?:years?|yrs?|y|class|forms?|ks|pages?|p|items?|steps?|points?|at|by|till?|until) ?$", re.I
)
# '10 to 17 year olds', 'under the age of 13': ages in a rule.
_BETWEEN_AGES = re.compile(r"\d ?(?:to|-|–|up to) $|\b(?:between|from) (?:\d{1,2}|[a-z]{3,9})(?: and| to| -)? $", re.I)
_UP_TO_AGE = re.compile(r"\b(?:under|over|above|below|up to|minimum|least|than) (?:the )?$", re.I)
_LEADS = re.compile(
    r"(?:(?<![\w'])(?:about|approx(?:imately)?\.?|circa|c\.?|around|roughly|nearly|almost|just|only|barely"
    r"|still|not|yet"
    r"|quite|now|currently|rising|"
    r"approaching|coming up|to|going on|getting on for|maybe|probably|turned|turning|turns|celebrated"
    r"|celebrating|had|has"
    r"|have|a|an|little|very|young|"
    r"before|after|on|by|until|his|her|their|the|at|from|is|will|recently|due|ma)[ ]|(?:\b(?:s?he|they|who))?(?:'s|'ll"
    r"|'ve) |~ ?){1,6}$",
    re.I,
)
_FIRST_LEADS = re.compile(
    r"(?:(?:to|is|on|by|had|has|have|his|her|their|the|at|from|before|after|until|will|yet|quite|very|due|ma|an?)[ ])+",
    re.I,
)
_RANGE = re.compile(
    r" ?(?:(?:-|to|–) ?\d|\+|plus\b|upwards\b|and (?:over|under|above|below|upwards|older|up)\b|or (?:over"
    r"|under|above|older)\b)",
    re.I,
)
_LASTING = re.compile(
    r"\b(?:for|past|last|next|within|every|during|after|since|over)"
    r"(?: (?:the|a|an|about|nearly|almost|just|over|under|only|around|past|last|next|another|some))* $",
    re.I,
)
_OF_A_PERSON = re.compile(r"old|birth|yo\b|y/o|age|turn", re.I)
_SINCE = re.compile(r" (?:ago|later|since|experience|in (?:the )?(?:role|post|job)|running|waiting|into|apart)\b", re.I)


def shown(signs: Signs) -> Iterator[tuple[int, int]]:
    """The places of such ages, in order."""
    text = signs.text
    passed = 0
    if not signs.worded:
        return
    for at, low in _candidates(signs):
        if at < passed or (at and (text[at - 1].isalnum() or text[at - 1] in "_.£$/-")):
            continue
        found = _read(text, at, low)
        if found and is_age(text[found[0] : found[1]]) and not _is_something_else(text, *found):
            end = grown(text, found[1])
            yield trimmed(text, _with_others(text, found[0]), end)
            passed = end


def _candidates(signs: Signs) -> list[tuple[int, str]]:
    figures = [(start, "") for start, end in signs.runs if end - start < 3]
    if not signs.has(_BEGINNING):
        return figures
    return sorted(figures + [(token.start, token.low) for token in signs.those(_BEGINNING)])


def _read(text: str, at: int, low: str) -> tuple[int, int] | None:
    """From where to where an age goes that begins, but for what leads up to it, at `at`."""
    if low in AGE_WORDS:
        if low.startswith("turn"):
            match = _TURNED.match(text, at, at + 90)
        else:
            match = _BY_LABEL.match(text, at, at + 110)
            if not match and (at == 0 or text[at - 1] in "\n |*"):
                match = _BELOW_A_LABEL.match(text, at, at + 60)
            if match and match["labelled"]:
                return match.span("labelled")
        return (_led(text, at, event=True), match.end()) if match else None
    match = _BY_NUMBER.match(text, at, at + 110)
    if match:
        event = "birth" in match.group().lower()
        return _led(text, at, event=event), match.end()
    nearing = _NEARING.search(text, max(0, at - 20), at)
    match = _NEARED.match(text, at, at + 24) if nearing else None
    if nearing and match:
        return nearing.start(), match.end()
    be = _BE.search(text, max(0, at - 30), at)
    match = _TO_BE.match(text, at, at + 70) if be else None
    return (be.start(), match.end()) if be and match else None


def _led(text: str, at: int, *, event: bool) -> int:
    """Where what leads up to an age begins; small words alone do not."""
    leads = _LEADS.search(text, max(0, at - 50), at)
    if not leads:
        return at
    start = leads.start()
    if not event:
        small = _FIRST_LEADS.match(text, start, at)
        start = small.end() if small else start
    return start


def _with_others(text: str, start: int) -> int:
    """Where the ages begin of which the last has the unit: the 8 of '8 & 10 yr old'."""
    others = _LISTED_BEFORE.search(text, max(0, start - 45), start)
    if not others or _NUMBERED_BEFORE.search(text, max(0, others.start() - 8), others.start()):
        return start
    return others.start() if all(is_age(word) for word in re.findall(r"\d+", others.group())) else start


def _is_something_else(text: str, start: int, end: int) -> bool:
    """A range of ages in a rule, a time that has passed, or how long something lasts."""
    after = text[end : end + 24]
    low = max(0, start - 24)
    if _RANGE.match(after) or _SINCE.match(after) or _BETWEEN_AGES.search(text, low, start):
        return True
    if text[start : start + 7].lower().removeprefix("the ").startswith("age") and _UP_TO_AGE.search(text, low, start):
        return True
    return bool(_LASTING.search(text, max(0, start - 40), start)) and not _OF_A_PERSON.search(text, start, end)
