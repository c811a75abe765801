"""Tables: what stands below a heading, when each line is cut at the marks that the line of headings is cut at.

A table is a line of headings and the lines below it. The marks are a bar, a tab, a semicolon, two spaces or more, a comma, a slash
or a dash with spaces round it; the last three, and spaces, stand in prose too, so there every cell must be a heading.

A column says whose it is only when another column is of people: 'Age | Count' is of nobody, 'Name | Age' is of somebody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from adviceline.privacy.guard.age_words import WORDS, is_age
from adviceline.privacy.guard.lexicon import COMMON, FAMILY, GIVEN, lexicon, word_list
from adviceline.privacy.guard.signs import Signs
from adviceline.privacy.guard.spans import Severity

Hit = tuple[int, int, str, Severity, str]
Cells = list[tuple[int, int]]

_MARKS = (
    ("|", re.compile(r"\|"), False),
    ("\t", re.compile(r"\t"), False),
    (";", re.compile(";"), False),
    ("  ", re.compile(" {2,}"), True),
    (",", re.compile(","), True),
    ("/", re.compile(" / |/"), True),
    (" - ", re.compile(" [-–] "), True),
)
_MOST_ROWS = 60
_LONGEST_HEAD = 300
_RULED = re.compile(r"[\s|:+=_-]*")

_WHOSE = (
    r"(?:(?:child|pupil|student|yp|young person|sibling|learner|patient|client|parent|carer|mum|dad|home|current"
    r"|full|first|last|family)(?:'?s)? )?"
)
_NAME = re.compile(
    rf"(?:{_WHOSE}(?:full |first |last |sur|fore|family )?names?|child(?:ren)?|pupils?|students?|yp|siblings?|who"
    rf"|young persons?|learners?|patients?"
    r"|known as|pref(?:erred)? name|mother|father|mum|dad|parents?(?: ?/ ?carers?)?|carers?)",
    re.I,
)
_DATE = r"d\.?o\.?b\.?|dates? of birth|birth ?dates?|born"
_OF_PEOPLE = re.compile(rf"{_NAME.pattern}|initials|{_DATE}|relationship|relation|upn|nhs(?: no\.?| number)?", re.I)
_AGE = re.compile(
    r"(?:current |their |child )?ages?(?: (?:now|today|at \w+))?(?: ?\((?:yrs?|years?|y[:;/]m)\))?"
    r"|yrs? old",
    re.I,
)
_BORN = re.compile(_DATE, re.I)
_REFERENCE = re.compile(
    rf"(?:{_WHOSE}|(?:case|our|file|mosaic|lcs|liquidlogic|cpoms|crime|cad|log|nhs|upn|uln|hospital|police|admission"
    rf"|system|ehcp?) )"
    r"(?:refs?|ref\.? no|references?|ids?|no|number)\.?|upn|uln|urn|mosaic|lcs|mrn|niche|cad|cpoms|crime(?: no)?",
    re.I,
)
_ADDRESS = re.compile(rf"{_WHOSE}(?:addr(?:ess)?(?:es)?|home|lives(?: at)?|residence)", re.I)
_USERNAME = re.compile(
    r"(?:online |screen |user ?)names?|handles?|gamer ?tags?|snap(?:chat)?|insta(?:gram)?|tik ?tok|discord|roblox|xbox"
    r"|psn|accounts?",
    re.I,
)
_INITIALS = re.compile(r"initials?", re.I)
_OTHER = re.compile(
    r"(?:year(?: group)?|yr|class|form|school|setting|sex|gender|m/f|ethnicity|role|notes?|comments?|concerns?|status"
    r"|date|time|phone|tel|telephone"
    r"|mobile|contact|e-?mail|post ?code|gp|sw|social worker|plan|level|type|incident|action|outcome|behaviour"
    r"|lives with|risk|send?|need|day|what"
    r"|relationship|relation|#|no\.?|placement|category|stage|views?|reg|vehicle|staff|lead)",
    re.I,
)
_KNOWN = re.compile(
    "|".join(each.pattern for each in (_NAME, _AGE, _BORN, _REFERENCE, _ADDRESS, _USERNAME, _INITIALS, _OTHER)), re.I
)
_LONGEST_NAME = 28

_OLD = re.compile(
    rf"(?:(?:\d{{1,2}}|{WORDS})(?:[.;:/ ]\d{{1,2}})?(?: ?(?:yrs?|years?|y|m|mths?|months?)\b\.?)?(?: old"
    rf"| ?[mf]\b)?(?= ?(?:[(,]|\Z)))",
    re.I,
)
_VALUE = re.compile(r"(?=[^\n]{0,14}\d{2})#?[A-Z0-9][\w/.-]{2,20}(?: \d[\w/-]*){0,3}", re.I)
_PLACE = re.compile(r"(?=.*(?:\d|[A-Z])).{6,90}")
_HANDLE = re.compile(r"@?\w[\w.#-]{2,30}")
_LETTERS = re.compile(r"[A-Z](?:[. ]{0,2}[A-Z]){1,3}\.?")
_NAMED = re.compile(r"[^\W\d][\w'-]*(?: [^\W\d][\w'.-]*){0,3}")
_NOTHING = word_list("nothing_said")
_COLUMNS: tuple[tuple[re.Pattern[str], re.Pattern[str], str, Severity, str], ...] = (
    (_AGE, _OLD, "age_with_name", "warn", "age_below_a_heading"),
    (_REFERENCE, _VALUE, "other_number", "warn", "reference_below_a_heading"),
    (_ADDRESS, _PLACE, "address", "block", "address_below_a_heading"),
    (_USERNAME, _HANDLE, "handle", "warn", "username_below_a_heading"),
    (_INITIALS, _LETTERS, "initials", "warn", "initials_below_a_heading"),
    (_NAME, _NAMED, "name", "block", "name_below_a_heading"),
)
_HEADINGS = frozenset(
    (
        "age",
        "ages",
        "ref",
        "refs",
        "reference",
        "id",
        "ids",
        "name",
        "names",
        "initials",
        "address",
        "addr",
        "username",
        "handle",
        "gamertag",
        "snapchat",
        "dob",
        "upn",
        "child",
        "pupil",
    )
)


def rows(text: str, *, heading: re.Pattern[str]) -> Iterator[tuple[int, int, list[str]]]:
    """Where the cells begin and end that stand below such a heading, with all of the headings of their table."""
    for headings, cells in _tables(text):
        for at, name in enumerate(headings):
            if not heading.fullmatch(name):
                continue
            for row in cells:
                if at < len(row):
                    yield *row[at], headings


def hits(signs: Signs) -> Iterator[Hit]:
    """What stands in the tables of people."""
    text = signs.text
    if not signs.has(_HEADINGS) or "\n" not in text:
        return
    for headings, cells in _tables(text):
        if not any(_OF_PEOPLE.fullmatch(name) for name in headings):
            continue
        details = sum(
            bool(_AGE.fullmatch(name) or _BORN.fullmatch(name) or _REFERENCE.fullmatch(name)) for name in headings
        )
        for at, name in enumerate(headings):
            for heading, value, kind, severity, rule in _COLUMNS:
                if not heading.fullmatch(name):
                    continue
                for row in cells:
                    hit = value.match(text, *row[at]) if at < len(row) else None
                    if hit and _says_something(hit.group(), kind, of_a_child=details > 0):
                        yield *hit.span(), kind, severity, rule
                break


def _says_something(said: str, kind: str, *, of_a_child: bool) -> bool:
    words = said.lower().split()
    if words[0] in _NOTHING or said.lower() in _NOTHING:
        return False
    if kind == "age_with_name":
        return is_age(said) or said[:2].isdigit()  # a parent's
    if kind == "name":
        return of_a_child and any(_is_namely(word) for word in words)
    return kind != "address" or any(c.isdigit() for c in said) or said != said.lower()


def _is_namely(word: str) -> bool:
    flags = lexicon().of(word)
    return len(word) > 1 and not any(c.isdigit() for c in word) and bool(flags & (GIVEN | FAMILY) or not flags & COMMON)


def _tables(text: str) -> Iterator[tuple[list[str], list[Cells]]]:
    """The headings of each table and the cells of its rows, each from its first letter to its last."""
    lines: list[tuple[int, int]] = []
    at = 0
    for line in text.split("\n"):
        lines.append((at, at + len(line)))
        at += len(line) + 1
    place = 0
    while place < len(lines) - 1:
        found = _headings(text, *lines[place])
        place += 1
        if not found:
            continue
        mark, headings = found
        table: list[Cells] = []
        while place < len(lines) and len(table) < _MOST_ROWS:
            start, end = lines[place]
            if not _RULED.fullmatch(text, start, end):
                row = _cells(text, start, end, mark)
                if len(row) < 2 or _headings(text, start, end):
                    break
                table.append(row)
            elif start == end and table:
                break
            place += 1
        yield headings, table


def _headings(text: str, start: int, end: int) -> tuple[re.Pattern[str], list[str]] | None:
    if not 6 < end - start < _LONGEST_HEAD:
        return None
    line = text[start:end]
    for sign, mark, strictly in _MARKS:
        if sign not in line:
            continue
        cells = _cells(text, start, end, mark)
        if strictly and any(high - low > _LONGEST_NAME for low, high in cells):
            continue
        known = [_KNOWN.fullmatch(text, low, high) for low, high in cells if 0 < high - low <= _LONGEST_NAME]
        if sum(map(bool, known)) > 1 and (not strictly or (all(known) and len(known) == len(cells))):
            return mark, [text[low:high] for low, high in cells]
    return None


def _cells(text: str, start: int, end: int, mark: re.Pattern[str]) -> Cells:
    cells: Cells = []
    at = start
    for cut in mark.finditer(text, start, end):
        cells.append(_bare(text, at, cut.start()))
        at = cut.end()
    cells.append(_bare(text, at, end))
    return cells


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in " *_\"'>":
        start += 1
    while end > start and text[end - 1] in " *_\"':":
        end -= 1
    return start, end
