"""Ages that belong to somebody who is named, and dates that stand right after a name.

An age that shows itself as one ('9yrs 4m', 'coming up to his 13th birthday') counts wherever a text names somebody near.
A bare number counts only where an age would stand: after the name, or after a pronoun or a relation that takes it up.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from adviceline.privacy.guard.age_words import (
    ABOUT,
    MONTHS,
    OLD,
    PART,
    WHEN,
    WORDS,
    YEARS,
    N,
    grown,
    is_a_year_apart,
    is_age,
    trimmed,
)
from adviceline.privacy.guard.signs import Signs
from adviceline.privacy.guard.spans import Severity

Hit = tuple[int, int, str, Severity, str]

_FAR = 600  # characters between a name and what shows itself to be an age
_NEAR = 300  # the same for a number that a pronoun or a label gives to it

# What is said of people in the present ends in s as things do that are counted: '15 calls himself', '11 shes got'.
SAID_OF_PEOPLE = (
    r"(?:calls|lives|says|wants|goes|does|looks|needs|likes|plays|attends|uses|keeps|gets|comes|shows|hes|shes|theres"
    r"|thats|its|whos"
    r"|mums|dads|seems|knows|thinks|takes|makes|works|turns|stays|sleeps|feels|wears|speaks|suffers|presents|functions"
    r"|has|is|was"
    r"|this|always|plus|as)"
)
_THINKING = (
    r"(?:,? (?:i think|i believe|i reckon|apparently|already|both|like|um+|erm?|what|or so|possibly|maybe),?){0,2}"
)

# A bare number where an age stands after a name.
_SEX = r"(?:[MF]|male|female|boy|girl|son|daughter|boys|girls|he/him|she/her|they/them|twin|yp)\b"
_CLASS = r"(?:year|yr|y) ?\d{1,2}|reception|nursery|(?:upper|lower) sixth|sixth form|[a-z]{1,2}\d"
_AFTER = re.compile(
    rf"(?:'s)?[\"'*_]{{0,3}}(?:(?P<mark>[ \t]?[,;:|/=(\[{{\t-][ \t\-|,(\"']{{0,4}}|\. (?=\d{{1,2}}(?:\.| (?:but|and|so|in"
    rf"|looks|going|nearly|next)\b)))"
    rf"|[ ]{{1,8}})(?:(?:{_SEX}"
    rf"|{_CLASS})[)\]]?[ ]?[,;:|/\t-]?[ ]?){{0,2}}"
    rf"(?P<age>(?:aged? )?{ABOUT}{N}(?:{PART}|/12\b)?(?: ?(?:{YEARS}"
    rf"|{MONTHS})\b{OLD}?)?(?:,? ?(?:and )?\d{{1,2}} ?{MONTHS}\b)?"
    rf"(?: (?:or|/|-|going on) ?{N}|(?P<next>[/–-]\d{{1,2}}))?{WHEN}?)(?P<sex> ?/?[MFmf]\b)?(?P<rest>.{{0,12}})",
    re.I | re.S,
)
_ENDS = re.compile(
    r"\s*$|\+(?!\d)|[)\],;:|/\n\t\"'}]|[.!?](?!\d)| -|-$| [(&|+=-]| (?!am\b|pm\b|per\b|to \d|times|o'clock|jan|feb|mar"
    r"|apr|may\b"
    r"|jun|jul|aug|sep|"
    r"oct|nov|dec)[a-z]| [MFY]\b"
)
_TIMED = re.compile(r"\d.*[a-z]", re.I)  # 'in 2 wks', after which the next message may begin
_A_NAME_NEXT = re.compile(r" [A-Z][a-z]")
_TOLD = re.compile(
    r",? (?:(?:who |he |she )?(?:is|was|turned|turns|will be|has turned|has just turned|will turn|is turning|are|were)"
    r"|who's|has|hes|shes)"
    rf"[ (\[\"']{{1,3}}(?P<age>{ABOUT}{N}{PART}?(?: or {N})?(?: ?(?:{YEARS}|{MONTHS})\b{OLD}?)?{WHEN}?)",
    re.I,
)
_KIN = (
    r"son|daughter|boy|girl|child|sister|brother|baby|twin|cousin|lad|lass|pupil|nephew|niece|one|kid|youngest|eldest"
    r"|oldest|other"
)
_TAKEN_UP = re.compile(
    rf"(?:\b(?:s?he|they|who|{_KIN})(?:'s|'re|s| r| is| are| was| were| has(?: just| now)? turned|(?: has)? just turned|"
    rf" turned| turns| will be|'ll be|(?= has \d{{1,2}} years) has)|,? (?:and|but) (?:is|was|will be|has turned"
    rf"|turned|now)(?: now)?|, (?:is|was)|\b(?:when|while|since|because) (?:s?he"
    rf"|they) (?:was|were|is)"
    rf"|\b(?:im|i'm|i am|he/him,?|she/her,?|they/them,?)|\bmakes (?:him|her|them)){_THINKING}[ (\[\"']{{1,3}}"
    rf"(?P<age>{ABOUT}{N}{PART}?(?: (?:and|&|or) {N})?(?: ?(?:{YEARS}|{MONTHS})\b{OLD}?)?{WHEN}?)",
    re.I,
)
_CONTRACTED = re.compile(rf"\b(?:s?he|they)'(?:s|re|ll be) (?P<age>{ABOUT}{N}{PART}?{WHEN}?)", re.I)
_OF_SEVERAL = re.compile(
    r"\b(?:brothers|sisters|twins|siblings|boys|girls|kids|cousins|children|both|they|them|(?:half-?)?sibs|little ones),?"
    r" (?:are |were |is )?"
    rf"[(:-]?[ ]?(?P<age>(?:aged? )?{N}(?:, ?{N}){{0,4}},? ?(?:and|&|n|\+) ?{N})",
    re.I,
)
_IN_BRACKETS = re.compile(
    rf"[(\[](?:[MF][ ,/]{{1,2}})?(?P<age>{ABOUT}(?:[2-9]|1[0-9]|{WORDS}){PART}?{WHEN}?(?:[ ,/]{{0,2}}[MF])?)[)\]]", re.I
)
# 'How old is he? 8', 'I would put her at twelve or thirteen'
_ANSWERED = re.compile(
    rf"\bhow old\b[^?\n]{{0,40}}\?[)\s\d.]{{0,5}}(?:a(?:ns(?:wer)?)?[.:)] ?)?(?P<age>{ABOUT}{N}{PART}?(?: ?{YEARS}\b{OLD}?)?)"
    rf"|\b(?:put|puts|guess|guessed|estimated?|reckon|looks|look)\b(?: [\w'-]{{2,20}}){{0,3}}? (?:at|as|to be"
    rf"|about|around|like) (?P<guess>{ABOUT}{N}{PART}?(?: or {N})?)",
    re.I,
)
_WITH_SEX = re.compile(
    r"(?<![\w/.-])(?P<age>(?:[MF][ /,-]?(?:[3-9]|1[0-8])|(?:[3-9]|1[0-8]) ?[/ -]?[MF]))(?![\w/.-]|'\w)"
)
# '12 she is', 'at 13 he was moved'
_TURNED_ROUND = re.compile(
    rf"(?<![\w./:-])(?:(?<=\bat )(?P<at>{N}),? (?:s?he|they)\b"
    rf"|(?P<age>{N}),? (?:s?he|they) (?:is|was|are|were|will be)\b)(?! (?:told|said|seen|asked))",
    re.I,
)
# 'Little one, 38 months'
_SMALL = re.compile(
    r"\b(?:one|baby|child|toddler|boy|girl|son|daughter|infant|twins?|pupil|lad|lass),? \(?"
    r"(?P<age>\d{1,2} ?(?:months?|mths?|weeks|wks))(?=[,.;)]|$)",
    re.I,
)
_SEVERAL = frozenset(
    [
        "brothers",
        "sisters",
        "twins",
        "siblings",
        "boys",
        "girls",
        "kids",
        "cousins",
        "children",
        "both",
        "they",
        "them",
        "sibs",
        "ones",
    ]
)
_PRONOUNS = frozenset(("he", "she", "they"))
_MONTHS = frozenset(("month", "months", "mth", "mths", "weeks", "wks"))
_GUESSES = frozenset(("old", "put", "puts", "guess", "guessed", "estimate", "estimated", "reckon", "looks", "look"))
# What gives the number after it to somebody: 'a boy of 7', 'her older sister, 12,', 'both 10', 'boy 2 eleven', 'in our y11. 16.'
_GIVES = re.compile(
    rf"\b(?!one\b|other\b|youngest|eldest|oldest)(?:{_KIN}|young person|youth|woman|man|yp) of (?:about |just |only "
    rf"|nearly )?$"
    rf"|\b(?!one\b)(?:{_KIN}),? ?(?P<aside>[(,]) ?(?:is |just )?$"
    r"|\b(?P<both>(?:both|all(?: three| four)?)(?: of them)?(?: boys| girls| kids| children| lads)?,? (?:are |aged |is "
    r"|were )?(?:about |nearly |only |just |around )?)$"
    r"|\b(?:boy|girl|child|pupil|student|yp|sibling) ?(?:\d|[A-D])(?: is| was|:|,| =| -)? (?:aged? )?$"
    rf"|\b(?:{_KIN})(?: [a-z]{{2,9}}){{1,3}} (?:nearly|almost|rising|just turned) $"
    r"|\band (?:the|a|his|her|our|their) (?:other )?(?:boy|girl|sister|brother|lad|lass|other|younger|older) $"
    r"|\b(?:works?|working|functions?|functioning|operates?|operating|presents?|presenting) (?:at|like)(?: about)?(?: an?)? $"
    r"|\b(?:year|yr|y) ?\d{1,2}(?P<class>[.,;]) $",
    re.I,
)
_LEAD = re.compile(
    r"(?:all|at|an?|like|around|boy|girl|sister|brother|lass|lad|other|younger|older|them|boys|girls|kids|children|lads"
    r"|of|about|just|only|nearly|is|both|are|aged?|was|[,(.;:=-]"
    r"|[\dA-Da-d])[ (]?$"
)
_NUMBER = re.compile(rf"{N}(?![\w/]|[.:]\d| (?!years?\b|yrs?\b)\w+s\b| and\b)", re.I)
_APART = re.compile(r"[,;.)]")
_ENDED = re.compile(r"[.;] |[.;]?\s*(?:\n|$)")
# What makes a number something else: a share, a time, a count of things.
_NO_AGE = re.compile(
    r"\w|[ ]?(?:%|per\b|percent|of (?!age)|out of|in (?:ten|a|one|\d)\b|o'?clock|[ap]m\b|people|children|more\b"
    r"|\d)|[:.]\d|-[a-z]"
    rf"|/\d| aged?\b| (?!years?\b|yrs?\b|siblings\b|{SAID_OF_PEOPLE}\b)\w{{3,}}s\b",
    re.I,
)
_DATE_AFTER = re.compile(
    r"(?:,? ?\(?(?:[MFmf]|male|female|boy|girl)\b\)?)?,? ?[(\[|]? ?(?P<date>\d{1,2}[/.\-]\d{1,2}[/.\-](?:\d{4}"
    r"|\d{2}))(?![\d/])"
)
_BEFORE = re.compile(
    rf"(?P<age>(?<![\w.-])(?:{ABOUT}{N}[ -]{{0,2}}(?:{YEARS}[ -]?olds?|{YEARS}\b),?)) (?:boy |girl |pupil "
    rf"|student |child "
    rf"|son |daughter "
    rf"|lad |brother |sister )?(?:called |named )?[,(]?$|(?:^|[\n|,;(])[ \t]*(?P<first>(?:[3-9]"
    rf"|1[0-8])(?: ?[MF])?)[ ]?[|,;\t] ?$",
    re.I,
)


def beside(signs: Signs, names: list[tuple[int, int]]) -> Iterator[Hit]:
    """Ages and dates next to the given name spans, in order."""
    text = signs.text
    for start, end in names:
        if not signs.numbered(start - 45, end + 50):
            continue
        date = _DATE_AFTER.match(text, end, end + 32)
        if date:
            yield date.start("date"), date.end(), "date_of_birth", "warn", "date_beside_name"
        told = _TOLD.match(text, end, end + 60)
        if told and is_age(told["age"]) and not _NO_AGE.match(text, told.end(), told.end() + 14):
            start = (
                told.start("age")
                if told["age"][0].isdigit()
                else told.start() + len(told.group()) - len(told.group().lstrip(", "))
            )
            yield start, grown(text, told.end("age")), "age_with_name", "warn", "age_after_name"
            continue
        after = _AFTER.match(text, end, end + 70)
        if after and (is_age(after["age"]) or _is_of_an_adult(after)) and _stands_alone(text, end, after):
            upto = after.end("sex") if after["sex"] else grown(text, after.end("age"))
            yield *trimmed(text, after.start("age"), upto), "age_with_name", "warn", "age_after_name"
        before = _BEFORE.search(text, max(0, start - 45), start) if signs.numbered(start - 45, start) else None
        if before:
            group = "age" if before["age"] else "first"
            if is_age(before[group]):
                yield *before.span(group), "age_with_name", "warn", "age_before_name"


def _stands_alone(text: str, end: int, after: re.Match[str]) -> bool:
    """An age as it stands after a name, and no item of a list, time, date or count."""
    age, rest, mark = after["age"], after["rest"], (after["mark"] or "").strip()
    if after["next"] and not is_a_year_apart(age):
        return False  # '3/11', a day in November
    timed = _TIMED.search(age) and _A_NAME_NEXT.match(rest)
    if _NO_AGE.match(rest) or not (timed or _ENDS.match(rest)):
        return False
    if rest[:1] == ")" and "(" not in text[end : after.start("age")] and not _within_brackets(text, end):
        return False  # the '3)' of '2) Rowan 3) Robin'
    plain = re.fullmatch(r"\d{1,2}|" + WORDS, age, re.I)
    return bool(mark or not plain or rest[:1] != " " or not rest[1:2].isupper() or rest[2:3] in ("", " "))


def _is_of_an_adult(after: re.Match[str]) -> bool:
    """'Donna Pike (38)', 'Gary Holt, 42, …': between marks, as nothing else stands after a name."""
    mark, rest = (after["mark"] or "").strip(), after["rest"][:1]
    return after["age"].isdigit() and int(after["age"]) > 25 and (mark + rest) in ("()", "[]", ",,")


def _within_brackets(text: str, end: int) -> bool:
    """'(Jordan, 16)'"""
    line = text[max(0, end - 60) : end].rpartition("\n")[2]
    return line.rfind("(") > line.rfind(")")


def taken_up(signs: Signs, names: list[tuple[int, int]], shown: list[tuple[int, int]]) -> Iterator[Hit]:
    """'Kayleigh. She is 9': an age that shows itself, or that a pronoun or a label gives to somebody named near."""
    if not names:
        return
    text = signs.text
    starts, ends = [start for start, _ in names], [end for _, end in names]

    def near(match: re.Match[str], reach: int, *, after: bool = True) -> bool:
        upcoming = bisect_left(starts, match.start())
        before = upcoming and match.start() - ends[upcoming - 1] <= reach
        return bool(before or (after and upcoming < len(names) and starts[upcoming] - match.end() <= reach))

    for start, end in shown:
        upcoming = bisect_left(starts, start)
        if (upcoming and start - ends[upcoming - 1] <= _FAR) or (
            upcoming < len(names) and starts[upcoming] - end <= _FAR
        ):
            yield start, end, "age_with_name", "warn", "age_shown"
    likely = (
        (_CONTRACTED, "'" in text),
        (_TAKEN_UP, True),
        (_OF_SEVERAL, signs.has(_SEVERAL)),
        (_IN_BRACKETS, "(" in text or "[" in text),
        (_WITH_SEX, True),
        (_SMALL, signs.has(_MONTHS)),
        (_TURNED_ROUND, signs.has(_PRONOUNS)),
        (_ANSWERED, signs.has(_GUESSES)),
    )
    for pattern in [pattern for pattern, stands in likely if stands]:
        for match in signs.matches(pattern, signs.numbers):
            given = near(match, _NEAR, after=pattern is not _IN_BRACKETS)
            group = match.lastgroup or "age"
            if given and is_age(match[group]) and not _NO_AGE.match(text, match.end(), match.end() + 14):
                start = match.start() if pattern is _CONTRACTED else match.start(group)
                yield *trimmed(text, start, grown(text, match.end(group))), "age_with_name", "warn", "age_taken_up"
    for start, end in _given(signs):
        upcoming = bisect_left(starts, start)
        if (upcoming and start - ends[upcoming - 1] <= _NEAR) or (
            upcoming < len(names) and starts[upcoming] - end <= _NEAR
        ):
            yield *trimmed(text, start, grown(text, end)), "age_with_name", "warn", "age_taken_up"


def _given(signs: Signs) -> Iterator[tuple[int, int]]:
    """Bare numbers that the words before them give to somebody."""
    text = signs.text
    for start, _ in signs.worded:
        if not _LEAD.search(text, max(0, start - 8), start):
            continue
        number = _NUMBER.match(text, start, start + 30)
        if not number or not is_age(number.group()) or _NO_AGE.match(text, number.end(), number.end() + 14):
            continue
        gives = _GIVES.search(text, max(0, start - 32), start)
        if not gives or (gives["aside"] and not _APART.match(text, number.end())):
            continue
        if not (gives["class"] and not _ENDED.match(text, number.end())):
            yield gives.start() if gives["both"] else start, number.end()
