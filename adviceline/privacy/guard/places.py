"""Postcodes, home addresses, and schools by name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from adviceline.privacy.guard.lexicon import word_list
from adviceline.privacy.guard.spans import Severity

Hit = tuple[int, int, str, Severity, str]

AREAS = word_list("postcode_areas")
FAMOUS_STREETS = frozenset(
    [
        "great",
        "downing",
        "baker",
        "harley",
        "coronation",
        "sesame",
        "high",
        "fleet",
        "wall",
        "oxford",
        "regent",
        "abbey",
        "brick",
        "drury",
        "petticoat",
        "savile",
    ]
)
CALENDAR = word_list("calendar")
_POSTCODE = re.compile(
    r"(?<![A-Za-z0-9])([A-Za-z]{1,2})([0-9OIloi])([A-Za-z0-9]?)(?:[ \t\-.]{0,3}|[/_,]|[ \t]?\n[> ]{0,3})([0-9OIoil])[ ]?"
    r"([ABD-HJLNP-UW-Zabd-hjlnp-uw-z]{2})(?![A-Za-z0-9])"
)
_GIRO = re.compile(r"(?<![A-Za-z0-9])GIR ?0AA(?![A-Za-z0-9])", re.I)
_SPLIT = re.compile(
    r"(?<![A-Za-z0-9])(?:[A-Za-z] ){1,2}\d (?:[A-Za-z0-9] )?\d "
    r"(?:[ABD-HJLNP-UW-Zabd-hjlnp-uw-z] )[ABD-HJLNP-UW-Zabd-hjlnp-uw-z](?![A-Za-z0-9])"
)
_POSTCODE_CUE = re.compile(r"\b(?:post ?code|address|lives? at|zip)\b[^\n]{0,20}$", re.I)
_STREET = (
    r"(?:Boulevard|Blvd|Street|St|Road|Rd|Avenue|Ave|Av|Lane|Ln|Drive|Dr|Close|Cl|Crescent|Cres|Way|Terrace|Terr|Ter"
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
    rf"(?:[Nn]o\.? ?|[Nn]umber )?\d{{1,4}}[A-Za-z]?(?:[-/]\d{{1,4}})?,? (?:(?:[A-Z][A-Za-z']{{1,20}}"
    rf"(?:-[A-Za-z]{{1,12}}){{0,2}}|St\.?"
    rf"|the|of|upon)[ -]){{1,4}}{_STREET}\b\.?(?: (?:North|South|East|West)\b)?"
)
_ADDRESS_LOWER = re.compile(
    r"(?<![\w£$.])(?!(?:19|20)\d\d\b)(?:no\.? ?)?\d{1,4}[a-z]?,? (?:[a-z']{2,20} ){1,3}?(?:street|road|rd|avenue|"
    r"ave|lane|drive|close"
    r"|crescent|terrace|grove|gardens|mews)\b",
    re.I,
)
_ADDRESS_SHORT = re.compile(
    r"(?<![\w£$.])(?!(?:19|20)\d\d\b)\d{1,4}[a-z]?,? (?:[a-z']{3,20} ){1,2}?(?:st|av|cl|cres|dr|tce|terr|ct|gdns|"
    r"pl)\b(?=[.,;)\n]|$| [a-z]{1,3}\d)",
    re.I,
)
_AFTER_LIVES = re.compile(
    r"\b(?:lives?|lived|living|resides?|residing|stays|staying|home|address)(?: (?:is|was|now))?(?: at|:)? ?"
    r"(?P<where>(?:(?:[Ff]lat|[Ss]tudio|[Aa]partment|[Uu]nit|[Rr]oom) \d{1,4}[A-Za-z]?,? )?(?:\d{1,4}[A-Za-z]?,? )?"
    r"(?:[A-Z][A-Za-z'-]{1,20} ?){1,4})"
)
_WELSH = re.compile(
    r"(?<![\wÂ£$.])\d{1,4}[A-Za-z]?,? (?:Heol|Ffordd|Stryd|Lon|Clos|Maes|Rhodfa|Cwrt|Rhes|Tan|Parc|Rue)"
    r"(?: (?:y|yr|de|la|[A-Z][a-z]{1,20})){1,3}"
)
_WELSH_LOWER = re.compile(
    r"(?<![\w£$.])\d{1,4}[a-z]?,? (?:heol|ffordd|stryd|lon|clos|maes|rhodfa|cwrt|rhes)(?: (?:y|yr|[a-z]{2,20})){1,2}",
    re.I,
)
_THE_HOUSES = re.compile(
    r"(?<![\w£$.])(?:(?<=\n)|(?<=at )|(?<=: )|(?<=, )|^)\d{1,4}[A-Za-z]? (?:The|Y|Yr) [A-Z][a-z]{2,20}(?=,|\n|$| [A-Z])",
    re.M,
)
_HOUSE_AND_LANE = re.compile(
    rf"\b(?:[A-Z][a-z']{{2,20}} ){{1,3}}(?:Cottage|House|Farm|Lodge|Barn|Villa|Bungalow|Farmhouse|Vicarage|"
    rf"Rectory),? (?:[A-Z][a-z']{{2,20}} ){{1,3}}{_STREET}\b"
)
_CARAVANS = re.compile(
    r"\b(?:[Pp]lot|[Pp]itch|[Ss]tand|[Cc]aravan) \d{1,3}[A-Za-z]?,? (?:[A-Z][A-Za-z']{1,20} ){1,4}(?:[Ss]ite|"
    r"[Pp]ark|[Ff]arm|[Yy]ard|[Ff]ield)\b"
)
_AT_NUMBER = re.compile(r"\b(?:at|of|in) (?P<where>(?:number|no\.?) \d{1,4}[A-Za-z]?)\b(?! (?:per|of)\b)")
_LABELLED = re.compile(
    r"\b(?i:(?:home |current |placement |family |their |full )?address)(?: ?\([a-z ]{1,16}\))? ?[:=|"
    r"] ?(?P<where>(?:[A-Z0-9][\w.'/-]{0,20}(?:,? |(?=[\n|;.]|$))"
    r"|(?:of|on|the|upon|in|by|le|under) ){2,9})"
)
_NAMED_HOUSE = re.compile(
    r"(?:(?<=\()|(?<=at )|(?<=: ))(?P<where>(?:[A-Z][a-z']{2,20} ){0,2}[A-Z][a-z']{2,20}, (?:[A-Z][a-z']{2,20} ){1,2}"
    r"(?:Lane|Road|Street|Close|Avenue|Drive|Hill|Crescent|Terrace|Row)(?: (?:North|South|East|West))?)\b(?=[).,;\n]|$)"
)
_AT_A_HOUSE = re.compile(r"\bat (?P<where>\d{1,4}[A-Za-z]? [A-Z][a-z]{3,20})(?! ?[A-Z][a-z]|\w)")
_PO_BOX = re.compile(r"\bP\.?\s?O\.? ?Box \d{1,6}\b", re.I)
_STREET_ALONE = re.compile(
    r"(?<=[a-z] )(?<!the )(?<!a )(?P<where>(?:[A-Z][a-z']{2,20} ){1,3}"
    r"(?:Road|Rd|Street|Lane|Close|Avenue|Ave|Crescent|Drive|Way|Grove|Gardens|Terrace|Mews|Approach|Rise|"
    r"Walk))\b(?: \((?:no\.?|number) \d{1,4}[a-z]?\))?"
    r"(?! (?:[A-Z]|[Ss]chool|[Ss]urgery|[Cc]linic|[Hh]ospital|[Ss]tation|[Pp]ark|[Cc]entre|[Aa]cademy|[Cc]ampus|"
    r"[Ss]ite|[Pp]rimary))"
)
_OUTWARD = re.compile(
    r"\b(?i:post ?codes?|p/code|pcode)\b[^\n.]{0,30}?\b(?P<code>[A-Z]{1,2}\d{1,2}[A-Z]?)(?![A-Za-z0-9])"
    r"|\b(?:lives?|living|based|resides?|family (?:is|are)|home (?:is|address)) (?:in|at|"
    r"is)? ?(?P<area>[A-Z]{1,2}\d{1,2}[A-Z]?)(?![A-Za-z0-9])"
    r"|(?<![A-Za-z0-9])(?P<only>[A-Z]{1,2}\d{1,2}[A-Z]?) (?:area|postcode)\b"
)
_OUTWARD_LOWER = re.compile(
    r"\bpost ?code (?:(?:starts?|begins?|starting|beginning) ?(?:with|is)? |is |"
    r"area )(?P<code>[a-z]{1,2}\d{1,2}[a-z]?)(?![a-z0-9])",
    re.I,
)
_HOUSE_NAMED = re.compile(
    r"\b(?:lives?|lived|living|resides?|residing|address|staying|stays|moved)\b(?: (?:is|was|now|back)| (?:at|to|in|on)|:){0,3} "
    rf"(?P<where>(?:(?:[A-Z][A-Za-z']{{1,20}}|[A-Z]|\d{{1,4}}[A-Za-z]?|of|the|number)[ ,]{{1,2}}){{1,8}}?{_STREET}\b)"
)
_PART = re.compile(
    r"\b(?:[Ff]lat|FLAT|[Aa]partment|[Aa]pt|[Pp]lot|[Pp]itch|[Cc]aravan|[Cc]halet|[Uu]nit|[Ss]tudio|[Bb]ungalow) \d{1,4}[A-Za-z]?"
    r"(?:,? (?:The )?(?:[A-Z][A-Za-z']{1,20} ?){1,3}){1,2}"
)
_TOWN = re.compile(
    r",[ \n]{1,2}[A-Z][A-Za-z'-]{1,20}"
    r"(?:[ -](?:[A-Z][A-Za-z'-]{1,20}|upon|on|in|under|le|of|by|the)){0,4}(?<![a-z] the)"
)
_CUED_POSTCODE = re.compile(
    r"\b(?:post ?code|p ?code|pc|zip)\b(?: (?:is|was)|[:=\-])* ?"
    r"(?P<code>[a-z](?:\s{0,2}[a-z])?\s{0,2}\d(?:\s{0,2}[a-z\d])?[\s_\-]{0,3}\d\s{0,2}[a-z]\s{0,2}[a-z])(?!\w)",
    re.I,
)
_APART = re.compile(r"(?<![A-Za-z0-9])([A-Z]{1,2}) \d{1,2}[A-Z]? ?\d([ABD-HJLNP-UW-Z]{2})(?![A-Za-z0-9])")
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
    r"\b(?P<name>(?:(?:St\.?|Saint|SS|The|Our|Lady|of|the|and|&|Holy|Sacred|All|[A-Z][A-Za-z'-]{1,20})[ \t]){0,6}?"
    r"[A-Z][A-Za-z'-]{1,20}[ \t])(?P<kind>(?:(?:Roman |RC |CofE |CE |C of E |Church of England |Catholic "
    r"|Community |Primary |Secondary |Junior |Infant |Infants |High |Grammar |Nursery |Middle |Upper "
    r"|Lower |Prep |Preparatory |Special |Girls' |Boys' |Free |Comprehensive |Sixth Form |and |& |VA "
    r"|VC )*)(?:School|Academy|College|Nursery|Primary|Sixth Form))\b"
)
_COMMON_SCHOOL_WORDS = word_list("school_words")


def _with_town(text: str, end: int) -> int:
    """The end of an address that goes on, past a comma, with a village, town or county."""
    for _ in range(3):
        town = _TOWN.match(text, end, end + 60)
        if not town:
            break
        end = town.end()
    return end


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
        if unit.lower() in ("st", "nd", "rd", "th") and not inward + unit == "0TH" and not match.group().isalnum() and not cue:
            continue  # 'B12, 5th'
        if unit.lower() in ("am", "pm", "am") and not cue:
            continue
        if not real and not any(c.isdigit() for c in match.group()):
            continue
        yield match.start(), match.end(), "postcode", "block", "postcode"
    for pattern in (_GIRO, _SPLIT):
        for match in pattern.finditer(text):
            yield match.start(), match.end(), "postcode", "block", "postcode"
    for match in _CUED_POSTCODE.finditer(text):
        yield match.start("code"), match.end("code"), "postcode", "block", "postcode_after_cue"
    for match in _APART.finditer(text):
        if match.group(1) in AREAS and match.group(2) not in ("ST", "ND", "RD", "TH"):
            yield match.start(), match.end(), "postcode", "block", "postcode"
    for pattern in (_OUTWARD, _OUTWARD_LOWER):
        for match in pattern.finditer(text):
            group = match.lastgroup or "code"
            if re.match("[A-Z]{1,2}", match[group].upper())[0] in AREAS:  # type: ignore[index]  # both patterns begin with letters
                yield *match.span(group), "postcode", "warn", "start_of_a_postcode"
    for pattern in (_AT_NUMBER, _LABELLED, _NAMED_HOUSE):
        for match in pattern.finditer(text):
            end = match.start("where") + len(match["where"].rstrip(" ,"))
            yield match.start("where"), end, "address", "warn", "address_after_cue"
    for match in _AT_A_HOUSE.finditer(text):
        if match["where"].split()[1].lower() not in CALENDAR:
            yield *match.span("where"), "address", "warn", "house_after_at"
    for match in _PO_BOX.finditer(text):
        yield *match.span(), "address", "warn", "post_office_box"
    for match in _STREET_ALONE.finditer(text):
        if match["where"].split()[0].lower() not in FAMOUS_STREETS:
            yield match.start("where"), match.end(), "address", "warn", "street_alone"
    for pattern in (
        _ADDRESS,
        _ADDRESS_LOWER,
        _WELSH,
        _WELSH_LOWER,
        _ADDRESS_SHORT,
        _THE_HOUSES,
        _HOUSE_AND_LANE,
        _CARAVANS,
    ):
        for match in pattern.finditer(text):
            yield match.start(), _with_town(text, match.end()), "address", "block", "house_and_street"
    for pattern in (_LIVES, _HOUSE_NAMED):
        for match in pattern.finditer(text):
            yield match.start("where"), _with_town(text, match.end("where")), "address", "block", "street_after_cue"
    for match in _PART.finditer(text):
        end = match.start() + len(match.group().rstrip())
        yield match.start(), _with_town(text, end), "address", "block", "part_of_a_building"
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
