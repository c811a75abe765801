"""Home addresses: a house and a street, however they are set out, and what stands for one after 'lives at' or 'address'.

In title case a number, a name and a kind of street are enough. In small letters or capitals every such run of words is
weighed: 'two boys crossed the road' has the parts of an address and is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from adviceline.privacy.guard.address_ends import with_town
from adviceline.privacy.guard.lexicon import COMMON, PLACE, lexicon, word_list
from adviceline.privacy.guard.signs import Signs, common
from adviceline.privacy.guard.spans import Severity
from adviceline.privacy.guard.tokens import LOWER

Hit = tuple[int, int, str, Severity, str]

FAMOUS_STREETS = word_list("famous_streets")
CALENDAR = word_list("calendar")
NO_STREET = word_list("no_street")
STREETS = word_list("kinds_of_street")
HOUSES = word_list("houses_by_name")
#: Courts of law, and what everybody knows.
NOT_HOMES = word_list("not_homes")
_NUMBER_WORDS = frozenset(("number", "no"))
PARTS = word_list("parts_of_building")
LIVING = word_list("living_words")
_ANNOUNCING = STREETS | PARTS | LIVING | {"number", "no"}

_SURE = "Street|Road|Rd|Avenue|Ave|Lane|Drive|Close|Crescent|Cres|Terrace|Grove|Gardens|Gdns|Mews|Boulevard|Blvd"
_KINDS = (
    r"(?:Boulevard|Blvd|Street|St|Road|Rd|Avenue|Ave|Av|Lane|Ln|Drive|Dr|Close|Cl|Crescent|Cres|Way|Terrace"
    r"|Terr|Ter|Tce"
    r"|Grove|Gr|Gardens|Gdns|Hill|Rise|View|Place|Pl|Square|Sq|Row|Mews|Walk|Green|Court|Ct|Park|Parade|Lodge"
    r"|Villas?|Vale|Croft"
    r"|Fold|Gate|Bank|Mount|Meadows?|Field|Fields|End|Approach|Heights|Wharf|Quay|Buildings|Estate|House"
    r"|Mansions|Cottages?"
    r"|Broadway|Highway|Circus|Yard|Wynd|Garth|Heath|Common|Passage|Path|Ridge|Orchard|Dene|Dell|Brow"
    r"|Ginnel|Snicket|Promenade|Esplanade|Drove|Loke|Twitten|Alley|Causeway|Embankment|Strand|Nook|Holt|Hollow"
    r"|Knoll|Vennel"
    r"|Butts|Coppice|Covert|Cloisters|Pastures|Bottoms?|Staithe|Warren|Precinct|Quadrant|Viaduct|Brae|Fairway"
    r"|Drift|Leaze|Leas?"
    r"|Wlk|Crt|Cresc|Hse|Corner|Top|Pde"
    r"|Head|Bridge|Chase|Copse|Spur|Springs?|Shore|Tower)"
)
_GAP = r"(?:,? |,? ?\n[> \t]{0,4})"
_PART = (
    r"(?:(?:(?:block|flat|apartment|apt|unit|studio|room|rm|bedsit|plot|pitch|caravan|chalet|berth|house"
    r"|floor)\.? ?(?:[a-z]\d{0,4}(?![a-z])|\d{1,4}[a-z]?)"
    rf"(?:[./]\d{{1,3}}[a-z]?)?|(?:top|first|second|ground|basement|upper|lower|gf|1st|2nd|3rd"
    rf"|4th)(?:[ -](?:floor|flr)(?: flat)?| flat)){_GAP}){{0,3}}"
)
_WORDED = (
    r"(?:one|two|three|four(?:teen)?|five|six(?:teen)?|seven(?:teen)?|eight(?:een)?|nine(?:teen)?|ten|eleven|twelve"
    r"|thirteen|fifteen"
    r"|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[ -](?:one|two|three|four|five|six|seven"
    r"|eight|nine))?)"
)
_HOUSE = (
    r"(?:(?:no\.?|number|house(?: number| no\.?)?) ?)?"
    rf"(?:\d{{1,4}}[a-z]?(?: ?[-/&] ?\d{{1,4}}[a-z]?)?|{_WORDED})(?: on |{_GAP})"
)
_NAME = r"(?:(?:st\.|[a-z][a-z']{1,20}|[a-z]\.?)(?:-[a-z]{1,12}){0,2}(?: |\n[> ]{0,3}))"
_HOUSED = re.compile(
    rf"(?<![\w£$.\-/])(?P<part>{_PART})(?P<house>{_HOUSE})(?P<name>{_NAME}{{1,4}}?)(?P<kind>{_KINDS})\b(?: {_KINDS}\b)?"
    r"(?: (?:North|South|East|West|N|S|E|W)\b(?!'))?",
    re.I,
)
_AFTERWARDS = re.compile(
    rf"(?<![\w-])(?P<name>{_NAME}{{1,3}}?)(?P<kind>{_KINDS})\b,? ?\(?(?:no\.?|number|flat"
    rf"|at) ?\d{{1,4}}[a-z]?\b(?: (?:and|&) \d{{1,4}}[a-z]?\b)?\)?",
    re.I,
)
_ONE_WORD = re.compile(
    rf"(?<![\w£$.\-/])(?P<part>{_PART})(?P<house>{_HOUSE})(?P<one>(?:the [a-z]{{0,12}}|[a-z]{{2,12}})"
    r"(?:side|gate|fields?|woods?|lands?|dale|croft|hurst|view|holme|way|crest|brook|mead|leigh|bank|cliffe|combe|garth"
    r"|royd|thorpe|"
    r"moor|stone|wells?|ings|lea|ley|green|spinney|close|limes|paddocks?|maltings|orchard|beeches|oaks|elms|firs|pines"
    r"|willows|meadows?|hollies|row))\b",
    re.I,
)
_BY_NAME = re.compile(
    r"(?<![\w-])(?P<house>(?:the )?(?:[a-z][a-z']{1,20} ){0,3}(?:cottage|house|farm|lodge|barn|villa|bungalow"
    r"|farmhouse|gatehouse|annexe|barton|stables|court|cottages"
    r"|vicarage|rectory|forge|"
    rf"mill|hall|grange|manor|croft)){_GAP}(?P<name>{_NAME}{{1,3}}?)(?P<kind>{_KINDS})\b",
    re.I,
)
_IN_A_BLOCK = re.compile(
    rf"(?<![\w-])(?:block [a-z\d]{{1,3}}{_GAP})?(?:flat|apartment|apt|plot|pitch|stand|caravan|chalet|unit|studio"
    rf"|room|rm)\.? ?\d{{1,4}}[a-z]?(?:[./]\d{{1,3}})?"
    rf"{_GAP}(?P<name>{_NAME}{{1,4}}?)(?:house|court|tower|lodge|heights|mansions|point|buildings?|hotel|hostel"
    rf"|inn|homes?|refuge|foyer|(?:caravan "
    rf"|traveller'?s? |mobile home )?(?:site|park|yard)|farm|field)\b",
    re.I,
)
_NUMBERED_THING = re.compile(
    r"\b(?:year|yr|class|room|form|grade|level|stage|part|section|chapter|ks|group|phase|page|platform|bus"
    r"|route|ward|bay"
    r"|table|step|"
    r"paragraph|para|version|question|item|week|day|box|outcome|tier|unit|age|aged) ?$",
    re.I,
)
_PLACED = re.compile(
    r"(?:(?:\b(?:at|lives?|lived|living|resid(?:es?|ing)|stay(?:s|ing|ed)?|placed|address|home|moved|housed|of|to"
    r"|visit(?:ed)?|attended|c/o|care of|from|its|it's|(?:mum|dad|nan|gran)'?s)|(?<![\w.])@)"
    r"(?: (?:is|was|now|back|at|to|in|on|it's|its|it is)){0,2}[\s:=|\"'(\[-]{0,5}|[|:\"(,\t\[] ?|^|\n[> *\-]{0,4})$",
    re.I,
)
_AFTER_LIVES = re.compile(
    r"\b(?:lives?|lived|living|resides?|residing|stays|staying|home|address)(?: (?:is|was|now))?(?: at|:)? ?"
    r"(?P<where>(?:(?:[Ff]lat|[Ss]tudio|[Aa]partment|[Uu]nit|[Rr]oom) \d{1,4}[A-Za-z]?,? )?(?:\d{1,4}[A-Za-z]?,? )?"
    r"(?:[A-Z][A-Za-z'-]{1,20} ?){1,4})"
)
_WELSH = re.compile(
    rf"(?<![\w£$.])(?:number )?(?:\d{{1,4}}[a-z]?|{_WORDED}),? (?:heol|ffordd|stryd|lon|clos|maes|rhodfa|cwrt"
    rf"|rhes|bryn|tan|parc|rue|ul\.|ulica)"
    r"(?:[ -](?:y|yr|de|la|[a-z]{2,20})){1,2}",
    re.I,
)
_AT_NUMBER = re.compile(r"\b(?:at|of|in|from) (?P<where>(?:number|no\.?) \d{1,4}[A-Za-z]?)\b(?! (?:per|of)\b)")
_LABELLED = re.compile(
    r"\b(?i:(?:home |current |placement |family |their |full )?address)(?: ?\([a-z ]{1,16}\))? ?[:=|"
    r"] ?(?P<where>(?:[A-Z0-9][\w.'/-]{0,20}(?:,? |(?=[\n|;.]|$))"
    r"|(?:of|on|the|upon|in|by|le|under) ){2,9})"
)
_NAMED_HOUSE = re.compile(
    r"(?:(?<=\()|(?<=at )|(?<=: )|^|(?<=\n)"
    r"|(?<=[.!?] ))(?P<where>(?:[A-Z][a-z']{2,20} ){0,2}[A-Z][a-z']{2,20}, (?:[A-Z][a-z']{2,20} ){1,2}"
    r"(?:Lane|Road|Street|Close|Avenue|Drive|Hill|Crescent|Terrace|Row)(?: (?:North|South|East|West))?)\b(?=[).,;\n]|$)"
)
_AT_A_HOUSE = re.compile(r"\bat (?P<where>\d{1,4}[A-Za-z]? (?:Yr? |The )?[A-Z][a-z]{3,20})(?! ?[A-Z][a-z]|\w)")
# A number and a name without a kind of street: 'lives at 71 Old Turnpike', 'address: 14/3 Kirkwynd'.
_HOUSE_ON_SOMETHING = re.compile(
    r"\b(?i:at|lives?|living|address|addr|staying|stays|moved to|placed at|home is)(?i:(?: (?:is|at|now|on"
    r"|in))?)(?:[:,=] ?| )"
    r"(?P<where>(?:[Nn]o\.? ?)?\d{1,4}[A-Za-z]?(?:[/-]\d{1,3})? (?:[A-Z][a-z']{2,20} )?[A-Z][a-z']{3,20})"
    r"(?=\s*(?:[,.;)\n]|$)| (?:with|and|since|until)\b)"
)
_LEADING_TO_A_HOUSE = frozenset(
    ("at", "live", "lives", "living", "address", "addr", "staying", "stays", "moved", "placed", "home")
)
_COURTS = frozenset(
    (
        *("court", "row", "croft", "fold", "yard", "heights", "towers", "flats", "wharf", "quay", "wynd", "garth"),
        *("mead", "nook", "cottages", "villas", "mansions"),
    )
)
_PO_BOX = re.compile(r"\bP\.?\s?O\.? ?Box \d{1,6}\b", re.I)
_STREET_ALONE = re.compile(
    r"(?:(?<=[a-z] )(?<!the )(?<!a )|(?<=\()|(?<=[a-z]: )|(?<='s, ))(?P<where>(?:[A-Z][a-z']{2,20} ){1,3}"
    r"(?:Road|Rd|Street|Lane|Close|Avenue|Ave|Crescent|Drive|Way|Grove|Gardens|Terrace|Mews|Approach|Rise|"
    r"Walk))\b(?: \((?:no\.?|number) \d{1,4}[a-z]?\))?"
    r"(?! (?:[A-Z]|[Ss]chool|[Ss]urgery|[Cc]linic|[Hh]ospital|[Ss]tation|[Pp]ark|[Cc]entre|[Aa]cademy|[Cc]ampus|"
    r"[Ss]ite|[Pp]rimary))"
)
# Kinds that are streets less often: 'goes home to Mandela Court', 'in Colliery Row'.
_IN_A_COURT = re.compile(
    r"\b(?:in|on|off|near|from|to|at|of|along|down|up|outside|behind|by) (?P<where>[A-Z][a-z']{2,20}(?: [A-Z][a-z']{2,20})? "
    r"(?:Court|Row|Croft|Fold|Yard|Heights|Towers|Flats|Wharf|Quay|Wynd|Garth|Mead|Nook|Cottages|Villas"
    r"|Mansions))\b(?! [A-Z])"
)
_HOUSE_NAMED = re.compile(
    r"\b(?:lives?|lived|living|resides?|residing|address|staying|stays|moved)\b(?: (?:is|was|now|back)| (?:at"
    r"|to|in|on)|:){0,3} "
    rf"(?P<where>(?:(?:[A-Z][A-Za-z']{{1,20}}|[A-Z]|\d{{1,4}}[A-Za-z]?|of|the|number)[ ,]{{1,2}}){{1,8}}?{_KINDS}\b)"
)
_PART_OF = re.compile(
    r"\b(?:[Ff]lat|FLAT|[Aa]partment|[Aa]pt|[Pp]lot|[Pp]itch|[Cc]aravan|[Cc]halet|[Uu]nit|[Ss]tudio"
    r"|[Bb]ungalow) \d{1,4}[A-Za-z]?"
    r"(?:,? (?:The )?(?:[A-Z][A-Za-z']{1,20} ?){1,5}){1,2}"
)
_NUMBER_LAST = re.compile(
    r"(?<![\w-])(?:[A-Z][a-z']{2,20} ){1,3}(?:Road|Rd|Street|St|Lane|Close|Avenue|Ave|Crescent|Drive|Grove|Gardens"
    r"|Terrace|Parade"
    r"|Mews),? \d{1,3}[A-Za-z]?(?=[,.;)\n]|$)(?!\.\d)"
)
_LIVES = re.compile(
    rf"\b(?:live|lives|lived|living|address(?: is|:)?|home|house|resides?|residing|stays|staying|moved) (?:"
    rf"(?:is|was) )?(?:at|on|in|to|:)? ?(?P<where>(?:(?:the )?[A-Z][A-Za-z']{{1,20}} ){{1,3}}{_KINDS}\b)"
)
_FLAT = re.compile(
    r"\b(?:flat|apartment|apt) \d{1,4}[a-z]?\b(?:,? [A-Z][a-z]{1,20} (?:House|Court|Tower|Lodge|Heights"
    r"|Mansions|Point))?",
    re.I,
)
_OF_ALL = re.compile(
    r"\b(?:meeting|public|opera|custom|town|village|church|parish|city|guild|community|scout|memorial) (?:house|hall)\b",
    re.I,
)
_TITLED = re.compile(r"\bthe [a-z]+$|\b(?:[A-Z][a-z']* ){0,4}[A-Z][a-z]+$")
_WORD = re.compile(r"([A-Za-z']+)[\s,>]*")
_ENDINGS = tuple(sorted(word_list("street_endings")))
_HOUSE_NEXT = re.compile(r",? ?\(?(?:no\b|number|flat|at )", re.I)
_LAST_LETTERS = frozenset(ending[-3:] for ending in _ENDINGS)
_SURE_KIND = re.compile(_SURE, re.I)


def hits(signs: Signs) -> Iterator[Hit]:
    text = signs.text
    if not signs.worded and not signs.has(_ANNOUNCING):
        return
    near_streets = signs.near(STREETS, 100, 30)
    numbered_streets = common(near_streets, signs.numbers)
    likely = (token for token in signs.tokens if token.low[-3:] in _LAST_LETTERS and token.low.endswith(_ENDINGS))
    streets = signs.those(STREETS) if numbered_streets else ()
    before_a_house = signs.round([t for t in streets if _HOUSE_NEXT.match(text, t.end, t.end + 12)], 70, 20)
    in_a_word = signs.round(likely, 70, 1) if signs.numbers else []
    for match in signs.matches(_HOUSED, numbered_streets):
        severity = _weighed(text, match)
        if severity:
            yield match.start(), with_town(text, match.end()), "address", severity, "house_and_street"
    for match in signs.matches(_AFTERWARDS, before_a_house):
        start = _after_the_last_plain_word(text, match.start(), match.end("name"))
        if start < match.end("name"):
            yield start, match.end(), "address", "block", "street_and_house"
    for match in signs.matches(_ONE_WORD, common(in_a_word, signs.numbers)):
        if _stands_as_a_house(text, match):
            yield match.start(), with_town(text, match.end()), "address", "warn", "house_and_street_in_a_word"
    for match in signs.matches(_BY_NAME, common(signs.near(HOUSES, 70, 70), near_streets)):
        start = _after_the_last_plain_word(text, match.start(), match.end("house"))
        titled = _TITLED.search(text, start, match.end("house")) if match["kind"][0].isupper() else None
        start = titled.start() if titled else start
        placed = _PLACED.search(text, max(0, start - 40), start)
        if _OF_ALL.search(match["house"]):
            continue
        if start < match.end("house") - 5 and _is_name(match["name"]) and _cased(text[start : match.end()], placed):
            yield start, with_town(text, match.end()), "address", "block", "house_by_name"
    for match in signs.matches(_IN_A_BLOCK, signs.near(PARTS)):
        if _is_name(match["name"]):
            yield match.start(), with_town(text, match.end()), "address", "block", "part_of_a_building"
    yield from _after_cues(signs, near_streets)


def _after_cues(signs: Signs, near_streets: list[tuple[int, int]]) -> Iterator[Hit]:
    text = signs.text
    near_number = signs.near(_NUMBER_WORDS, 8, 12)
    near_living = signs.near(LIVING, 4, 110)
    for pattern, where in ((_AT_NUMBER, near_number), (_LABELLED, near_living), (_NAMED_HOUSE, near_streets)):
        for match in signs.matches(pattern, where):
            end = match.start("where") + len(match["where"].rstrip(" ,"))
            yield match.start("where"), end, "address", "warn", "address_after_cue"
    for match in signs.matches(_AT_A_HOUSE, signs.figures):
        if match["where"].split()[1].lower() not in CALENDAR:
            yield *match.span("where"), "address", "warn", "house_after_at"
    for match in signs.matches(_HOUSE_ON_SOMETHING, signs.with_figures(signs.near(_LEADING_TO_A_HOUSE, 2, 40), 1)):
        words = [
            word.lower() for word in match["where"].split() if word[0].isalpha() and word.lower().strip(".") != "no"
        ]
        known = [lexicon().of(word) & COMMON for word in words]
        if not any(word in CALENDAR or word in NO_STREET for word in words) and (len(words) > 1 or not all(known)):
            yield match.start("where"), with_town(text, match.end("where")), "address", "warn", "house_after_at"
    courts = [token for token in signs.those(_COURTS) if token.case != LOWER]
    for match in signs.matches(_IN_A_COURT, signs.round(courts, 55, 8)):
        if NOT_HOMES.isdisjoint(match["where"].lower().split()[:-1]):
            yield *match.span("where"), "address", "warn", "street_alone"
    for match in signs.matches(_PO_BOX, signs.figures):
        yield *match.span(), "address", "warn", "post_office_box"
    for match in signs.matches(_STREET_ALONE, near_streets):
        if match["where"].split()[0].lower() not in FAMOUS_STREETS:
            yield match.start("where"), match.end(), "address", "warn", "street_alone"
    for match in signs.matches(_NUMBER_LAST, near_streets):
        yield *match.span(), "address", "warn", "street_and_house"
    for match in signs.matches(_WELSH, signs.numbers):
        yield match.start(), with_town(text, match.end()), "address", "block", "house_and_street"
    for pattern in (_LIVES, _HOUSE_NAMED):
        for match in signs.matches(pattern, common(near_streets, near_living)):
            yield match.start("where"), with_town(text, match.end("where")), "address", "block", "street_after_cue"
    for match in signs.matches(_PART_OF, signs.near(PARTS)):
        end = match.start() + len(match.group().rstrip())
        yield match.start(), with_town(text, end), "address", "block", "part_of_a_building"
    for match in signs.matches(_AFTER_LIVES, near_living):
        place = match.group("where").rstrip()
        if place[:1].isdigit() or any(c.isdigit() for c in place.split(",")[0]):
            yield match.start("where"), match.start("where") + len(place), "address", "block", "address_after_cue"
    for match in signs.matches(_FLAT, signs.near(PARTS)):
        yield match.start(), match.end(), "address", "warn", "flat_number"


def _weighed(text: str, match: re.Match[str]) -> Severity | None:
    if not _is_name(match["name"]) or _NUMBERED_THING.search(text, max(0, match.start() - 14), match.start()):
        return None
    house = match["house"].strip(" ,\n>")
    if re.fullmatch(r"(?:19|20)\d\d", house) and not match["part"]:
        return None
    named, kind = match["name"].split(), match["kind"]
    titled = kind[0].isupper() and not kind.isupper() and any(word[0].isupper() for word in named)
    placed = bool(match["part"]) or bool(_PLACED.search(text, max(0, match.start() - 40), match.start()))
    worded = house[:1].isalpha() and not any(c.isdigit() for c in house)
    sure = bool(_SURE_KIND.fullmatch(kind))
    if worded and not (placed and (titled or sure)):
        return None
    if titled or (sure and not worded) or placed:
        return "block"
    return "warn" if len(named) == 1 and not lexicon().of(named[0].lower()) & COMMON else None


def _is_name(words: str) -> bool:
    """Words that a street may be called by: no pronoun, verb or count of people among them."""
    return not any(
        word.lower().strip(".") in NO_STREET for word in words.split()[0 if words[:4].lower() != "the " else 1 :]
    )


def _after_the_last_plain_word(text: str, start: int, end: int) -> int:
    """Where a name begins in a stretch that began with other words: 'staying with nan at Radcliffe'."""
    begins = start
    for word in _WORD.finditer(text, start, end):
        if word[1].lower() in NO_STREET and word[1] not in ("The", "THE"):
            begins = word.end()
    return begins


def _cased(whole: str, placed: object) -> bool:
    """In title case, or after a word that announces an address."""
    titled = (whole[0].isupper() or whole.startswith("the ")) and whole not in (whole.upper(), whole.lower())
    return titled or bool(placed)


def _stands_as_a_house(text: str, match: re.Match[str]) -> bool:
    one = match["one"].split()[-1]
    if _NUMBERED_THING.search(text, max(0, match.start() - 14), match.start()) or one.lower() in NO_STREET:
        return False
    titled = match["one"][0].isupper() and not one.isupper()
    flags = lexicon().of(one.lower())
    placed = _PLACED.search(text, max(0, match.start() - 40), match.start())
    figures = any(c.isdigit() for c in match["house"])
    if " " in match["one"]:
        return bool(placed or (titled and figures))
    return bool(placed and figures and not (flags & COMMON and not titled)) or (
        titled and figures and not flags & (COMMON | PLACE)
    )
