"""Tables: what stands below a heading, when each line is cut at the marks that the line of headings is cut at.

A column of bare numbers, or of references, says whose they are only when another column is of people: 'Age | Count' is of
nobody, 'Name | Age' is of somebody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from adviceline.privacy.guard.signs import Signs
from adviceline.privacy.guard.spans import Severity

Hit = tuple[int, int, str, Severity, str]

MARKS = "|\t;,"
_MOST_ROWS = 60
_OF_PEOPLE = re.compile(
    r"(?:full |first |last |sur|fore|family |child'?s? |pupil'?s? )?names?|initials|child|children|pupils?|students?|yp|sibling"
    r"|d\.?o\.?b\.?|dates? of birth|birth ?dates?|relationship|relation|upn|nhs(?: no\.?| number)?",
    re.I,
)
_AGE = re.compile(r"(?:current |their )?ages?(?: (?:now|today))?(?: ?\((?:yrs?|years?|y[:;/]m)\))?", re.I)
_AGES = re.compile(r"^[^\n|\t;,]*(?:[|\t;,][^\n|\t;,]*)*?(?<![^\s|,;])ages?\b[^\n]*$", re.I | re.M)
_OLD = re.compile(r"\d{1,2}(?:[.;:/ ]\d{1,2})?(?: ?(?:yrs?|years?|y|m|mths?|months?)\b\.?)?(?= ?(?:[|\t;,\n]|$))", re.I)
_REFERENCE = re.compile(r"(?:case |client |pupil |our |file )?(?:refs?|ref\.? no|reference|id|no)\.?", re.I)
_REFERENCES = re.compile(r"^[^\n|\t;,]{0,20}\b(?:refs?|reference|id)\b\.?[^\n|\t;,]{0,6}[|\t;,][^\n]*$", re.I | re.M)
_VALUE = re.compile(r"[A-Z]{1,6}[-/]?\d{2,8}(?:[-/]\w{1,6})?(?= ?(?:[|\t;,\n]|$))")


def below(text: str, headed: re.Pattern[str], heading: re.Pattern[str]) -> Iterator[tuple[int, list[str]]]:
    """Where the cells begin below a heading, with all of the headings."""
    for head in headed.finditer(text):
        mark = next((mark for mark in MARKS if mark in head.group()), "")
        columns = [cell.strip() for cell in head.group().split(mark)] if mark else []
        column = next((at for at, cell in enumerate(columns) if heading.fullmatch(cell)), -1)
        at = head.end() + 1
        for _ in range(_MOST_ROWS if column >= 0 else 0):
            upto = text.find("\n", at)
            upto = len(text) if upto < 0 else upto
            cells = text[at:upto].split(mark, column + 1)
            if len(cells) <= column:
                break
            start = at + sum(len(cell) + 1 for cell in cells[:column])
            yield start + len(cells[column]) - len(cells[column].lstrip(" *_\"'")), columns
            at = upto + 1


def hits(signs: Signs) -> Iterator[Hit]:
    """Ages and references in the tables of people."""
    text = signs.text
    if not signs.has(_HEADINGS) or "\n" not in text:
        return
    for headed, heading, cell, kind, rule in (
        (_AGES, _AGE, _OLD, "age_with_name", "age_below_a_heading"),
        (_REFERENCES, _REFERENCE, _VALUE, "other_number", "reference_below_a_heading"),
    ):
        for start, columns in below(text, headed, heading):
            value = cell.match(text, start, start + 24)
            if value and any(_OF_PEOPLE.fullmatch(column) for column in columns):
                yield *value.span(), kind, "warn", rule


_HEADINGS = frozenset(("age", "ages", "ref", "refs", "reference", "id"))
