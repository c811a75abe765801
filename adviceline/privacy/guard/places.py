"""Postcodes, home addresses, and schools by name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from adviceline.privacy.guard.lexicon import word_list
from adviceline.privacy.guard.spans import Severity

Hit = tuple[int, int, str, Severity, str]

AREAS = word_list("postcode_areas")
_POSTCODE = re.compile(
    r"(?<![A-Za-z0-9])([A-Za-z]{1,2})([0-9OIloi])([A-Za-z0-9]?)[ \t\-.]{0,3}([0-9OIoil])[ ]?"
    r"([ABD-HJLNP-UW-Zabd-hjlnp-uw-z]{2})(?![A-Za-z0-9])"
)
_GIRO = re.compile(r"(?<![A-Za-z0-9])GIR ?0AA(?![A-Za-z0-9])", re.I)
_SPLIT = re.compile(
    r"(?<![A-Za-z0-9])(?:[A-Za-z] ){1,2}\d (?:[A-Za-z0-9] )?\d "
    r"(?:[ABD-HJLNP-UW-Zabd-hjlnp-uw-z] )[ABD-HJLNP-UW-Zabd-hjlnp-uw-z](?![A-Za-z0-9])"
)
_POSTCODE_CUE = re.compile(r"\b(?:post ?code|address|lives? at|zip)\b[^\n]{0,20}$", re.I)
_STREET = (
    r"(?:Street|St|Road|Rd|Avenue|Ave|Av|Lane|Ln|Drive|Dr|Close|Cl|Crescent|Cres|Way|Terrace|Terr|Ter"
    r"|Grove|Gr|Gardens|Gdns|Hill|Rise|View|Place|Pl|"
    r"Square|Sq|Row|Mews|Walk|Green|Court|Ct|Park|Parade|Lodge|Villas?|Vale|Croft|Fold|Gate|Bank|Mount"
    r"|Meadows?|Field|Fields|End|Approach|Heights|Wharf|Quay|Buildings|Estate|House|Mansions|Cottages?"
    r"|Broadway|Highway|Circus|Yard|Wynd|Garth|Heath|Common|Passage|Path|Ridge|Orchard|Dene|Dell|Brow"
    r"|Bridge|Chase|Copse|Spur|Springs?|Shore|Tower)"
)
_ADDRESS = re.compile(
    r"(?<![\w£$.])(?:(?:[Ff]lat|[Aa]partment|[Aa]pt|[Uu]nit|[Rr]oom|[Ss]tudio"
    r"|FLAT)\.? ?\d{1,4}[A-Za-z]?,? (?:[A-Z][a-z]{1,20} (?:House|Court|Tower|Lodge|Heights"
    r"|Mansions),? )?)?"
    rf"(?:[Nn]o\.? ?|[Nn]umber )?\d{{1,4}}[A-Za-z]?(?:[-/]\d{{1,4}})?,? (?:(?:[A-Z][A-Za-z']{{1,20}}|St\.?"
    rf"|the|of|upon)[ -]){{1,4}}{_STREET}\b\.?"
)
_ADDRESS_LOWER = re.compile(
    r"(?<![\w£$.])\d{1,4}[a-z]?,? (?:[a-z']{2,20} ){1,3}?(?:street|road|rd|avenue|ave|lane|drive|close"
    r"|crescent|terrace|grove|gardens|mews)\b",
    re.I,
)
_AFTER_LIVES = re.compile(
    r"\b(?:lives?|lived|living|resides?|residing|stays|staying|home|address)(?: (?:is|was|now))?(?: at|:)? ?"
    r"(?P<where>(?:(?:[Ff]lat|[Ss]tudio|[Aa]partment|[Uu]nit|[Rr]oom) \d{1,4}[A-Za-z]?,? )?(?:\d{1,4}[A-Za-z]?,? )?"
    r"(?:[A-Z][A-Za-z'-]{1,20} ?){1,4})"
)
_LIVES = re.compile(
    rf"\b(?:live|lives|lived|living|address(?: is|:)?|home|house|resides?|residing|stays|staying|moved) (?:"
    rf"(?:is|was) )?(?:at|on|in|to|:)? ?(?P<where>(?:(?:the )?[A-Z][A-Za-z']{{1,20}} ){{1,3}}{_STREET}\b)"
)
_FLAT = re.compile(
    r"\b(?:flat|apartment|apt) \d{1,4}[a-z]?\b(?:,? [A-Z][a-z]{1,20} (?:House|Court|Tower|Lodge|Heights"
    r"|Mansions|Point))?",
    re.I,
)
_SCHOOL = re.compile(
    r"\b(?P<name>(?:(?:St\.?|Saint|SS|The|Our|Lady|of|the|and|&|Holy|Sacred|All|[A-Z][A-Za-z'-]{1,20})\s){0,6}?"
    r"[A-Z][A-Za-z'-]{1,20}\s)(?P<kind>(?:(?:Roman |RC |CofE |CE |C of E |Church of England |Catholic "
    r"|Community |Primary |Secondary |Junior |Infant |Infants |High |Grammar |Nursery |Middle |Upper "
    r"|Lower |Prep |Preparatory |Special |Girls' |Boys' |Free |Comprehensive |Sixth Form |and |& |VA "
    r"|VC )*)(?:School|Academy|College|Nursery|Primary|Sixth Form))\b"
)
_COMMON_SCHOOL_WORDS = word_list("school_words")


def hits(text: str) -> Iterator[Hit]:
    for match in _POSTCODE.finditer(text):
        area, digit, _, inward, unit = match.groups()
        if area.upper() not in AREAS:
            continue
        real = digit.isdigit() and inward.isdigit()
        cue = bool(_POSTCODE_CUE.search(text, max(0, match.start() - 30), match.start()))
        lower = match.group().islower() or match.group()[-2:].islower()
        if not real and not (cue or (match.group().isupper() and not match.group().isalpha())):
            continue
        if lower and (inward + unit).lower() in ("1st", "2nd", "3rd") and " " in match.group() and not cue:
            continue
        if not real and not any(c.isdigit() for c in match.group()):
            continue
        yield match.start(), match.end(), "postcode", "block", "postcode"
    for pattern in (_GIRO, _SPLIT):
        for match in pattern.finditer(text):
            yield match.start(), match.end(), "postcode", "block", "postcode"
    for match in _ADDRESS.finditer(text):
        yield match.start(), match.end(), "address", "block", "house_and_street"
    for match in _ADDRESS_LOWER.finditer(text):
        yield match.start(), match.end(), "address", "block", "house_and_street"
    for match in _LIVES.finditer(text):
        yield match.start("where"), match.end("where"), "address", "block", "street_after_cue"
    for match in _AFTER_LIVES.finditer(text):
        where = match.group("where").rstrip()
        if where[:1].isdigit() or any(c.isdigit() for c in where.split(",")[0]):
            yield match.start("where"), match.start("where") + len(where), "address", "block", "address_after_cue"
    for match in _FLAT.finditer(text):
        yield match.start(), match.end(), "address", "warn", "flat_number"
    for match in _SCHOOL.finditer(text):
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
