"""The grammar of an age as people in England write one, whatever it stands beside.

An age is a NUMBER, in figures or words (two to nineteen), and any of these round it, in this order:

    about      about, nearly, just turned, rising, coming up to, getting on for, a few weeks off, not far off, pushing …
    part       ½ ¾ 1/2, 'and a half', '-and-three-quarters', 'n half', 'and a bit', '.5', ';4', 'ish'
    years      years, yrs, yr, y, yo, y/o, y.o., with 'old' or 'of age'
    months     '3 months', '& 11 mths', '10/12', '5m', 'and four weeks', after the years or by themselves
    next       ', nearly 13', ', ten at Easter', '(6 in March)', ', he says 9', ', 14 come Feb', ' going on 15', ' or 13'
    when       'next week', 'nxt wk', 'in 3 wks', 'last Tuesday', 'on 4 May', 'tomorrow', 'in the autumn', 'at Easter'

Whichever rule finds where an age begins, `grown` finds where it ends: at the first thing that does not belong to one.
What leads up to it is taken in by the rules, since a bare 'about 12' is an age only beside somebody.
"""

from __future__ import annotations

import re

OLDEST = 25
_OLDEST_OF_ALL = 99  # where the words say that it is how old somebody is
WORDS = (
    r"(?:two|three|four(?:teen)?|five|six(?:teen)?|seven(?:teen)?|"
    r"eight(?:een)?|nine(?:teen)?|ten|eleven|twelve|thirteen|fifteen)"
)
NTH = (
    r"(?:\d{1,2}(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|"
    r"thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth)"
)
MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
DAY = r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}"
PART = (
    r"(?:[ -]?(?:1/[234]|[23]/[34])(?![/\d])|[ -](?:and|&|n|\+)[ -](?:(?:a|one)[ -])?(?:1/2|[13]/4|half|quarter"
    r"|bit|third"
    r"|three[ -]quarters?)\b"
    r"|\.\d{1,2}|;\d{1,2}|-?ish)"
)
N = rf"(?:\d{{1,2}}|{WORDS})"
#: With the slips of a hurried thumb.
YEARS = r"(?:yrs?\.(?= ?old)|years?(?:'s)?|yrs?|y/?o|y\.o\.?|y|yers?|yeras?|yesrs?|yaers?|yeasr?)"
MONTHS = r"(?:months?|mths?|mnths?|mos?|m|weeks?|wks?)"
OLD = r"(?:[ -]{0,2}(?:olds?|odl|ol|of age)\b)"
_AWAY = r"(?:a few|a couple of|some|\d|two|three|a) (?:days?|weeks?|wks?|months?|mths?)"
ABOUT = (
    r"(?:(?:about|approx(?:imately)?\.?|circa|c\.?|around|roughly|nearly|almost|just|only|barely|still|not yet"
    r"|not quite|now|"
    r"currently|rising|approaching|coming(?: up)?(?: to| for| on)?|going on|getting on for|~|maybe|probably|turned"
    r"|turning|turns|"
    r"(?:just )?(?:short|shy) of|not far off|pushing|knocking on|soon to be|under|over|possibly|perhaps"
    r"|allegedly|supposedly|"
    rf"{_AWAY} (?:off|short of|shy of|away from|before|over|past)(?: turning| being| his| her| their)?|"
    r"a little|a very young|a)[ ]?){0,3}"
)
_SEASON = (
    r"(?:(?:the )?(?:(?:early|late) )?(?:autumn|spring|summer|winter|new year)(?: term)?|easter|christmas|xmas"
    r"|eid|half[- ]term"
    r"|whitsun|halloween|diwali|bonfire night)\b"
)
_SPELL = (
    r"(?:\d{1,2}|a|an?other|one|two|three|four|five|six|seven|eight|nine|ten|a few|a couple of|under a)(?: more)?"
    r" (?:days?|wks?|weeks?|months?|mths?|fortnight)(?:'s?)?(?: time)?\b"
)
WHEN = (
    rf"(?:,? (?:(?:earlier |later )?(?:this|next|nxt|last) (?:week|wk|month|mth|year|yr|birthday|summer|term"
    rf"|autumn|spring|winter"
    rf"|{DAY}|{MONTH})"
    rf"|(?:(?:a|one|two|three|four|five|six|\d{{1,2}}) (?:few |couple of )?(?:days?|weeks?|wks?|months?|mths?"
    rf"|fortnight) ago)"
    rf"|(?:in|come|by|from) (?:early |late |mid[- ])?{MONTH}\b|(?:in|at|by|come|this|next|after) {_SEASON}|in {_SPELL}"
    rf"|on (?:the )?(?:{DAY}|{NTH}"
    rf"|\d{{1,2}})(?: (?:of )?{MONTH}\b)?"
    r"|(?:on|at|after|by|come|this|next) (?:christmas|boxing|new year'?s|valentine'?s|easter|mother'?s|father'?s"
    r"|st\.? \w{3,9}'?s)"
    r" (?:day|eve)"
    rf"|at (?:the|that) time|back then|now(?= ?[.,;)\n]|$)|yesterday|yday|today|tomorrow|tmrw|2moro|soon|shortly|already))"
)
_TOWARDS = (
    r"(?:nearly|almost|rising|going on|coming up(?: to| for)?|getting on for|approaching|turning|turns|turned"
    r"|soon(?: to be)?|"
    r"about to be|about to turn|pushing|just about|not quite|not yet|just turned|just|maybe|possibly"
    r"|or possibly|looks|he says"
    r"|she says|they say|says|claims|actually|or|to be|will be|but looks(?: more like)?)"
)
# 'but works at about a 4 yr level'
_FUNCTIONS = (
    r"(?:works?|working|functions?|functioning|operates?|operating|presents?|presenting|developmentally|emotionally|socially"
    r"|cognitively|behaves?)"
)
_MORE = re.compile(
    rf"(?:{PART}(?![\w/])"
    rf"|[ -]?{YEARS}\b\.?{OLD}?(?!['\w])|{OLD}"
    rf"|(?:,|;| and| &| \+| n)? ?(?:\d{{1,2}}|{WORDS}|one|a few|a couple of|some) ?{MONTHS}\b{OLD}?(?! (?:ago|later"
    rf"|before|since|after|on)\b)"
    r"|[,; ]{0,2}(?:and )?(?:1[01]|\d)/12\b"
    rf"|(?:,| -|;|\.{{2,3}})? \(?{_TOWARDS} (?:more like |about )?{N}\b{PART}?(?: ?{YEARS}\b{OLD}?)?(?:{WHEN}\b)?\)?"
    rf"|(?:,| -|;|\.{{2,3}})? \(?{N}{WHEN}\b\)?"
    rf"|,? (?:but|and|though|although) (?:(?:is|he|she|they"
    rf"|who) )?{_FUNCTIONS}\b(?: [a-z]{{1,12}}){{0,4}}? {ABOUT}(?:an? )?{N}"
    rf"(?:[ -]?{YEARS}\b)?(?:[ -]?old\b)?(?: (?:level|stage)\b)?"
    rf"|{WHEN}(?!\w))",
    re.I,
)
_IN_MONTHS = re.compile(r"[ -]?(?:months?|mths?|mnths?|weeks?|wks?|days?)\b", re.I)
_OF_ANYBODY = re.compile(r"old\b|\by/?o\b|\dy/?o\b|birth", re.I)
_MOST_MONTHS = 60
_NO_MORE = re.compile(r"\d|[:.]\d|/\d| ?%|-\d")


def grown(text: str, end: int) -> int:
    """Where an age ends that a rule read as far as `end`."""
    for _ in range(4):
        more = _MORE.match(text, end, end + 70)
        if not more or _NO_MORE.match(text, more.end(), more.end() + 3):
            break
        said = more.group()
        end = more.end() - (said.endswith(")") and "(" not in said)
    return end


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while end > start and text[end - 1] in " ,.;":
        end -= 1
    return start, end


def is_age(word: str) -> bool:
    digits = re.search(r"\d+", word)
    if digits and int(digits.group()) > OLDEST and _IN_MONTHS.match(word, digits.end()):
        return int(digits.group()) <= _MOST_MONTHS
    oldest = _OLDEST_OF_ALL if _OF_ANYBODY.search(word) else OLDEST
    return digits is None or 0 < int(digits.group()) <= oldest


def is_a_year_apart(pair: str) -> bool:
    """'11/12' or '9-10', as ages are guessed, and not '3/11', a day in November."""
    figures = [int(figure) for figure in re.findall(r"\d+", pair)]
    return len(figures) == 2 and figures[1] - figures[0] == 1
