"""References of cases, records and passports, and car registrations: after a word that announces one, or by their shape."""

from __future__ import annotations

import re
from collections.abc import Iterator

from adviceline.privacy.guard.spans import Severity

Hit = tuple[int, int, str, Severity, str]

_ID = re.compile(
    r"\bI[Dd]\.?(?: is|:| no\.?|"
    r" number)? ?(?P<value>(?=[\dA-Z/-]{0,4}\d)(?=(?:[A-Z/-]{0,4}\d){4})[A-Z0-9]{1,10}(?:[/-][A-Z0-9]{1,10}){0,3})(?![\w/-])"
)
_REFERENCE = re.compile(
    r"\b((?:case ?ref|case|crime|inc|occ|occurrence|hosp|lcs|emis|systmone|rio|police|court|file|social care|"
    r"referral|incident|passport|account|hospital|patient"
    r"|student|pupil|learner|"
    r"candidate|admission|admissions|mosaic|liquid ?logic|cpoms|niche|client|uln|ehcp|ehc|icp|cad|cris|log"
    r"|reg|ref|reference|"
    r"driving licen[cs]e|home office|port|uci|customer|membership)"
    r"(?: (?:id|ref|reference|number|num|no|file|record|case|crime|licence))*\.?)(?: is| was|:|#| -|=)?[ \t:#]{0,3}"
    r"(?=[A-Za-z0-9/\-]{0,20}\d)([A-Za-z]{0,5}[/\-]?\d[A-Za-z0-9/\-]{3,24}"
    r"|[A-Z]{1,5}[/\-][A-Z0-9/\-]{4,24})(?![A-Za-z0-9])",
    re.I,
)
_APART = re.compile(
    r"\b(?:passport|visa|brp|biometric residence permit|uln|unique learner|learner|nass|home office|driving licen[cs]e)"
    r"(?: (?:id|ref|reference|number|num|no))*\.?(?: is| was|:|#| -|=)?[ \t:#]{0,3}([A-Z]{0,2} ?\d(?:[ \-]?\d){5,11})(?!\w)",
    re.I,
)
_CODE = re.compile(
    r"(?<![\w/@.#-])(?=[A-Z0-9/-]{0,20}[A-Z])(?=(?:[A-Z/-]{0,12}\d){5})[A-Z0-9]{1,12}(?:[/-][A-Z0-9]{1,12}){0,5}(?![\w/@-])"
    r"|(?<![\w/@.#-])(?:(?!ID |NO |REF |NUM )[A-Z]{2,6}[ ]\d{5,9}|[A-Z]\d{6,9})(?![\w/@-])"
    r"|(?<![\w/@.#-])(?:[A-Z]{2,5} )?\d{1,4}/(?:[A-Z]{1,4}/)?\d{3,8}/\d{1,4}(?![\w/@-])"
)
_CAR = re.compile(
    r"(?<![A-Za-z0-9])(?:[A-HJ-PR-Y][A-HJ-PR-Y](?:0[1-9]|[1-7]\d) ?[A-HJ-PR-Z]{3}"
    r"|[A-HJ-NP-TV-Y]\d{1,3} [A-HJ-PR-Y]{3})(?![A-Za-z0-9])"
)
_CAR_CUE = re.compile(r"(?:\bregistration|\bnumber plate|\breg|\bcar|\bvan|\bvehicle|\bplate)\b[^\n]{0,24}$", re.I)
_CAR_LOW = re.compile(r"(?<![a-z0-9])(?:[a-z]{2}[ -]?\d\d[ -]?|[a-z][ -]?\d{1,3}[ -])[a-z]{3}(?![a-z0-9])", re.I)


def hits(text: str) -> Iterator[Hit]:
    if not any(c in text for c in "0123456789"):
        return
    for match in _ID.finditer(text):
        yield *match.span("value"), "other_number", "warn", "reference_after_cue"
    for match in _APART.finditer(text):
        yield match.start(1), match.end(1), "other_number", "warn", "reference_after_cue"
    for match in _REFERENCE.finditer(text):
        value = match.group(2)
        if (
            sum(c.isdigit() for c in value) >= 4
            and not re.fullmatch(r"(?:19|20)\d\d(?:[-/]\d{2,4})?", value)
            and not value.upper().startswith("HSB-")
            and not re.fullmatch(r"\d{1,2}/\d{1,2}(?:/\d{2,4})?", value)
        ):
            yield match.start(2), match.end(2), "other_number", "warn", "reference_after_cue"
    for match in _CODE.finditer(text):
        code = match.group()
        if not code.startswith("HSB-") and not re.fullmatch(r"(?:URN|UKPRN) \d{6,8}", code):
            yield *match.span(), "other_number", "warn", "shape_of_a_reference"
    for match in _CAR.finditer(text):
        yield match.start(), match.end(), "other_number", "warn", "car_registration"
    for match in _CAR_LOW.finditer(text):
        if _CAR_CUE.search(text, max(0, match.start() - 50), match.start()):
            yield match.start(), match.end(), "other_number", "warn", "car_registration"
