"""Postcodes, and schools by name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from adviceline.privacy.guard.lexicon import word_list
from adviceline.privacy.guard.signs import Signs
from adviceline.privacy.guard.spans import Severity

Hit = tuple[int, int, str, Severity, str]

POSTAL = frozenset(("post", "postcode", "postcodes", "p", "pcode", "pc", "zip", "code"))
OUTWARD = word_list("before_a_postcode")
SCHOOLS = frozenset(("school", "academy", "college", "nursery", "primary", "form"))
AREAS = word_list("postcode_areas")
_POSTCODE = re.compile(
    r"(?<![A-Za-z0-9])([A-Za-z]{1,2})([0-9OIloi])([A-Za-z0-9]?)(?:[ \t\-.]{0,3}|[/_,]"
    r"|[ \t]?\n[> ]{0,3})([0-9OIoil])[ ]?"
    r"([ABD-HJLNP-UW-Zabd-hjlnp-uw-z]{2})(?![A-Za-z0-9])"
)
_AS_A_POSTCODE = re.compile(r"[A-Z]{2}\d{1,2} \d[A-Z]{2}")  # of an area that is not, as when one is written wrongly
_GIRO = re.compile(r"(?<![A-Za-z0-9])GIR ?0AA(?![A-Za-z0-9])", re.I)
_SPLIT = re.compile(
    r"(?<![A-Za-z0-9])(?:[A-Za-z] ){1,2}\d (?:[A-Za-z0-9] )?\d "
    r"(?:[ABD-HJLNP-UW-Zabd-hjlnp-uw-z] )[ABD-HJLNP-UW-Zabd-hjlnp-uw-z](?![A-Za-z0-9])"
)
_ORDINAL = re.compile(r"1st|2nd|3rd|[4-9]th|0th")  # in capitals they are likelier the end of a postcode
_POSTCODE_CUE = re.compile(r"\b(?:post ?code|address|lives? at|zip)\b[^\n]{0,20}$", re.I)
_OUTWARD = re.compile(
    r"\b(?i:post ?codes?|p/code|pcode)\b[^\n.]{0,30}?\b(?P<code>[A-Z]{1,2}\d{1,2}[A-Z]?)(?![A-Za-z0-9])"
    r"|\b(?:lives?|living|based|resides?|family (?:is|are)|home (?:is|address)) (?:in|at|round|around|near|by|"
    r"is)? ?(?P<area>[A-Z]{1,2}\d{1,2}[A-Z]?(?: \d(?![\d:.]))?)(?![A-Za-z0-9])"
    r"|(?<![A-Za-z0-9])(?P<only>[A-Z]{1,2}\d{1,2}[A-Z]?) (?:area|postcode)\b"
)
_OUTWARD_LOWER = re.compile(
    r"\bpost ?code (?:(?:starts?|begins?|starting|beginning) ?(?:with|is)? |is |"
    r"area )(?P<code>[a-z]{1,2}\d{1,2}[a-z]?)(?![a-z0-9])",
    re.I,
)
_CUED_POSTCODE = re.compile(
    r"\b(?:post ?code|p ?code|pc|zip)\b(?: (?:is|was)|[:=\-])* ?"
    r"(?P<code>[a-z](?:\s{0,2}[a-z])?\s{0,2}\d(?:\s{0,2}[a-z\d])?[\s_\-]{0,3}\d\s{0,2}[a-z]\s{0,2}[a-z])(?!\w)",
    re.I,
)
_APART = re.compile(r"(?<![A-Za-z0-9])([A-Z]{1,2}) \d{1,2}[A-Z]? ?\d([ABD-HJLNP-UW-Z]{2})(?![A-Za-z0-9])")
_KINDS_OF_SCHOOL = ("School", "Academy", "College", "Nursery", "Primary", "Sixth Form")
_SCHOOL = re.compile(
    r"\b(?P<name>(?:(?:St\.?|Saint|SS|The|Our|Lady|of|the|and|&|Holy|Sacred|All|[A-Z][A-Za-z'-]{1,20})[ \t]){0,6}?"
    r"[A-Z][A-Za-z'-]{1,20}[ \t])(?P<kind>(?:(?:Roman |RC |CofE |CE |C of E |Church of England |Catholic "
    r"|Community |Primary |Secondary |Junior |Infant |Infants |High |Grammar |Nursery |Middle |Upper "
    r"|Lower |Prep |Preparatory |Special |Girls' |Boys' |Free |Comprehensive |Sixth Form |and |& |VA "
    r"|VC )*)(?:" + "|".join(_KINDS_OF_SCHOOL) + r"))\b"
)
_COMMON_SCHOOL_WORDS = word_list("school_words")


def hits(signs: Signs) -> Iterator[Hit]:
    text = signs.text
    if not signs.runs:
        return  # no postcode is without a figure
    outward = signs.near(OUTWARD, 20, 50)
    for match in signs.matches(_POSTCODE, signs.close):
        area, digit, _, inward, unit = match.groups()
        if area.upper() not in AREAS and not _AS_A_POSTCODE.fullmatch(match.group()):
            continue
        real = digit.isdigit() and inward.isdigit()
        cue = bool(_POSTCODE_CUE.search(text, max(0, match.start() - 30), match.start()))
        if not real and not (cue or (match.group().isupper() and not match.group().isalpha())):
            continue
        if _ORDINAL.fullmatch(inward + unit) and not match.group().isalnum() and not cue:
            continue  # 'B12, 5th'
        if unit.lower() in ("am", "pm", "am") and not cue:
            continue
        if not real and not any(c.isdigit() for c in match.group()):
            continue
        yield match.start(), match.end(), "postcode", "block", "postcode"
    for pattern, where in ((_GIRO, signs.close if "0aa" in signs.low else []), (_SPLIT, signs.of_figures(2))):
        for match in signs.matches(pattern, where):
            yield match.start(), match.end(), "postcode", "block", "postcode"
    for match in signs.matches(_CUED_POSTCODE, signs.near(POSTAL, 4, 50)):
        yield match.start("code"), match.end("code"), "postcode", "block", "postcode_after_cue"
    for match in signs.matches(_APART, signs.of_figures(2)):
        if match.group(1) in AREAS and match.group(2) not in ("ST", "ND", "RD", "TH"):
            yield match.start(), match.end(), "postcode", "block", "postcode"
    for pattern in (_OUTWARD, _OUTWARD_LOWER):
        for match in signs.matches(pattern, outward):
            group = match.lastgroup or "code"
            if re.match("[A-Z]{1,2}", match[group].upper())[0] in AREAS:  # type: ignore[index]  # both patterns begin with letters
                yield *match.span(group), "postcode", "warn", "start_of_a_postcode"


def schools(signs: Signs) -> Iterator[Hit]:
    text = signs.text
    if not signs.has(SCHOOLS) or not any(kind in text for kind in _KINDS_OF_SCHOOL):
        return
    for match in signs.all(_SCHOOL):
        start = match.start("name")
        words = match.group("name").split()
        for at in range(len(words) - 2, 0, -1):
            if words[at - 1 : at + 1] == ["and", "the"]:  # 'Early Help and the Virtual School'
                start = text.index(words[at + 1], match.end("name") - len(" ".join(words[at + 1 :])) - 2)
                del words[: at + 1]
                break
        while words and words[0].lower().strip("'") in _COMMON_SCHOOL_WORDS:
            start = text.index(words[0], start) + len(words[0])
            words.pop(0)
        if words and any(w.lower() not in _COMMON_SCHOOL_WORDS for w in words):
            start = text.index(words[0], start)
            yield start, match.end(), "school", "warn", "named_school"
