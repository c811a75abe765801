"""Homes by name, and all of an address once a part of it is sure.

An address is a row of parts, from the door outwards: 'Flat 3' or 'The Annexe' or 'Rm 4', a house by number or name, a street,
a village, a town, a postcode. Writers leave out any of them and set them apart by commas, line ends or nothing. So:

    what leads up    The words in capitals, and the numbers, before a full postcode or a sure street belong to it.
    house by name    After 'lives at', 'moved to', 'address', 'they're at': words in capitals with a kind of building among
                     them ('Upper Ings Farm', 'the Gatehouse'), or of two parts after a word that announces an address.
    house and rest   In small letters: a number and the few words between 'addr' and a mark, or before a postcode.

Towns alone ('lives in Leeds'), schools, surgeries and offices are no homes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from adviceline.privacy.guard.lexicon import COMMON, FAMILY, GIVEN, lexicon, word_list
from adviceline.privacy.guard.signs import Signs, common
from adviceline.privacy.guard.spans import Severity
from adviceline.privacy.guard.tokens import LOWER, Token

Hit = tuple[int, int, str, Severity, str]

NO_STREET = word_list("no_street")
BUILDINGS = word_list("kinds_of_building")
PUBLIC = word_list("public_buildings")
STREETS = word_list("kinds_of_street")
LIVING = word_list("living_words") | frozenset(
    (
        "at",
        "of",
        "addr",
        "add",
        "placed",
        "housed",
        "based",
        "resident",
        "back",
        "farm",
        "cottage",
        "bungalow",
        "smallholding",
    )
)
_OF_HOUSES = BUILDINGS | STREETS
_IN_STREETS_TOO = frozenset(("school", "church", "college", "hospital", "station", "temple", "crown"))
DWELLINGS = frozenset(("flat", "bedsit", "caravan", "annexe", "annex", "cottage", "bungalow", "house", "room"))
ADDRESS = frozenset(("addr", "address", "add", "addy"))
_SITES = frozenset(["estate", "park", "site", "marina", "moorings", "flats", "barracks", "statics", "farm"])
_LANDMARKS = _OF_HOUSES | PUBLIC | word_list("landmarks")
#: What a street is like, not what it is called.
_DESCRIBING = word_list("describing_streets")
_OF_HOMES = _OF_HOUSES | DWELLINGS | ADDRESS | _SITES | _LANDMARKS

_LABEL = r"(?!(?i:post ?code|p/?code|tel|phone|mobile|mob|nhs|upn|dob|d\.o\.b|age|name|e-?mail|gp|school)\b)"
_WORD = (
    rf"(?:{_LABEL}[A-Z](?:[\w'/-]|\.(?=\w)){{0,20}}|\d{{1,4}}[A-Za-z]?(?![\w/.:-])|St\."
    r"|(?:of|on|the|The|upon|le|under|in|y|yr|by|nr|near|off|and)(?= ))"
)
_RUN = (
    rf"(?:the (?:[a-z]{{3,8}} )?(?:cottage|farm|lodge|bungalow|flat|gatehouse|annexe?|barn|house|caravan|vicarage)(?=,)"
    rf"|(?:[Tt]he )?(?:end |old |top |bottom )?[\"']?{_WORD}(?:[ ]{_WORD}){{0,4}}[\"']?)"
)
_WHERE = rf"(?P<where>{_RUN}(?:(?:, ?| ?\n[> \t]{{0,4}}){_RUN}){{0,3}})"
_LIVED_AT = re.compile(
    r"\b(?i:lives?|lived|living|stay(?:s|ed|ing)?|resid(?:es?|ed|ing)|placed|housed|resident|back|home|house|farm"
    r"|smallholding|cottage|bungalow|"
    r"moved(?: in)?(?: with [\w']{2,20}| \w+ and \w+)?|(?:they|we|she|he|family|mum|dad|nan)(?:'re|'s| are| is"
    r"| was| were))"
    r"(?i:(?: (?:all|both|now|currently|still|together|up|out|over|down|back|is|was|with (?:his|her|their"
    r"|its) \w+)){0,2}"
    rf"(?: (?:at|to|on|in|up|:)){{0,2}})[: ] ?{_WHERE}"
)
_ADDRESSED = re.compile(
    r"\b(?i:(?:(?:home|current|new|old|placement|family|full|an?|the) )?addr(?:ess)?)\b\.?"
    rf"(?i:(?: (?:is|was|as|given|on|file|of|now|shows|recorded|in|per|sims|record|the"
    rf"|system)){{0,3}})[ :=|,-]{{1,3}}(?:\n[> ]{{0,3}})?{_WHERE}"
)
# 'the flat over the chippy on Burnley Road': a home told by what it stands by.
_TOLD_BY_A_PLACE = re.compile(
    r"\b(?:(?:lives?|lived|living|stay(?:s|ing)|address|addr|home|moved)(?: (?:is|was|now|in|at|to)){0,2}[: ]{1,2})"
    r"(?P<where>(?:the |a |an )?(?:\w+ )?(?:flat|room|bedsit|caravan|annexe?|house|cottage|bungalow)s? (?:over"
    r"|above|behind|below|next to|"
    r"beside|opposite|at the back of|on|at|by) (?:the )?[\w' -]{3,50}?(?: (?:on|in"
    r"|at) (?:[A-Z][\w']+ ?){1,3})?)(?=[.,;)\n]|$)",
    re.I,
)
# What a home is told by: 'two doors from the Spar', 'opposite Thornby station'.
_BESIDE = re.compile(
    r"\b(?i:lives?|lived|living|stay(?:s|ing)|based)(?i: (?:right|just|now|still|somewhere|in a \w+|in the \w+"
    r"|with \w+ \w+)){0,2} "
    r"(?P<where>(?:next door(?: but one)?(?: to)?|opposite|across(?: the road)? from|round the (?:corner|back)(?: from"
    r"| of)?|above|over"
    r"|behind|below|beside|near|close to|next to|by|off|(?:two|three|four|five|a few|a couple of|\d) (?:doors?"
    r"|houses?) (?:down|up|away|along"
    r"|from|past)(?: from)?|(?:at |on )?the (?:top|bottom|end|corner|far end) of) (?:the )?[\w' &-]{3,50}?)"
    r"(?=[.,;)\n]|$| (?:and|with|so|but|which|who|where)\b)"
)
# A kind of site with a name: 'the Broomfield estate', 'the caravan park at Skelby'.
_SITE = re.compile(
    r"\b(?:on|at|in|from|near|off|behind|to) (?P<where>(?:[Tt]he )?(?:(?:[A-Z][A-Za-z']{2,20} ){1,3}"
    r"(?:[Ee]state|(?:caravan|holiday|mobile home|trailer) (?:park|site)|(?:traveller|gypsy)(?:s'|'s|s)? site|marina"
    r"|moorings|flats|barracks)"
    r"|(?:(?:caravan|holiday|mobile home|trailer) (?:park|site)|(?:traveller|gypsy)(?:s'|'s|s)? site|statics|moorings|farm) "
    r"(?:at|in|near|on|off|by|behind|(?:just )?outside) (?:the )?[A-Z][A-Za-z']{2,20}(?: [A-Z][A-Za-z']{2,20}){0,2}))\b"
)
# The same street as others write in small letters: 'lives on mill lane'.
_IN_SMALL = re.compile(
    r"\b(?:lives?|lived|living|stay(?:s|ing|ed)?|resid(?:es?|ing)|moved)(?: (?:back|now|out|up|down|over|round|just"
    r"|still|with \w+ \w+"
    r"|with \w+)){0,2}(?: (?:at|on|in|off|to|down|up|along|near)){1,2} (?:the )?"
    r"(?P<where>(?:[a-z][a-z']{2,14} ){1,3}(?:street|st|road|rd|avenue|ave|lane|ln|drive|close|crescent|cres|terrace"
    r"|grove|gardens|mews"
    r"|estate))\b",
    re.I,
)
_AT_OR_OF = re.compile(rf"\b(?:at|of) {_WHERE}")
_LABELLED_NUMBER = re.compile(
    r"\b(?:addr(?:ess)?|addy|add(?= ?[:=]))\b\.?(?: (?:is|was|now|to"
    r"|as|on file|on record|given)){0,2}[ :=-]{1,3}(?P<where>(?:flat \d{1,3}[a-z]?,? )?\d{1,4}(?: ?[a-z]\b)?,?"
    r"(?: [a-z][a-z'-]{1,20}){1,4})",
    re.I,
)
_UP_TO_A_POSTCODE = re.compile(
    r"(?<![\w£$./-])(?P<house>(?:(?:flat|apt|unit|room|rm|plot|no\.?) )?\d{1,4} ?[a-z]?),?"
    r"(?P<rest>(?: [a-z][a-z',-]{1,20}){1,6})[ ,]{1,3}$",
    re.I,
)
_BEFORE = re.compile(r"(?:[,.]? ?\n[> \t*|-]{0,4}|[,|]? ?\(?|, ?)$")
_PART = re.compile(
    r"(?:(?<=^)|(?<=[\s(:,;>|\"'-]))(?:(?:[\"']?[A-Z0-9][\w.'/&-]{0,20}[\"']?|of|on|the|upon|le|under|in|nr"
    r"|near|off|by|y|yr"
    r"|floor|flat|house|room|basement|annexe?)[ ]){0,6}[\"']?[A-Z0-9][\w.'/&-]{0,20}[\"']?$"
    r"|(?<![\w])\d{1,2}(?:st|nd|rd|th) floor flat$"
)
_SET_OFF = re.compile(
    r"(?:\b(?:at|to|of|from|in|as|is|address|addr|home|house)[ :=|,-]{1,3}[\"'(]?|[:|(\"] ?|^|\n[> *\t-]{0,4})$", re.I
)
_OF_THE_DOOR = re.compile(
    r"(?:(?:the )?(?:flat|apartment|apt|unit|room|rm|plot|pitch|house|block|basement|annexe?|floor|caravan"
    r"|bungalow|lodge|gatehouse)\b"
    r"|\d|the |\"|')",
    re.I,
)
_NEARNESS = frozenset(("off", "near", "nr"))
_TRAILING = re.compile(r"(?: (?:of|on|the|upon|under|in|by|nr|near|off|and)|[\s,.'\"])+$")
_A_TIME = re.compile(r"\d[:.]\d\d|\d ?[ap]m\b", re.I)
_WELSH = frozenset(("bryn", "tyddyn", "plas", "llys", "hafod"))
_MOST_PARTS = 5


def hits(signs: Signs, found: Iterable[Hit]) -> Iterator[Hit]:
    """More of the addresses and postcodes that were found, and homes that are announced."""
    text = signs.text
    for start, end, kind, severity, _ in [hit for hit in found if hit[2] in ("address", "postcode")]:
        begins = _led_up_to(text, start, by_postcode=kind == "postcode")
        if begins < start:
            yield begins, end if kind == "address" else _ended(text, start), "address", severity, "leads_up_to_a_home"
    if not signs.has(_OF_HOMES):
        return
    announcing = signs.near(ADDRESS, 12, 110)
    named = signs.round([t for t in signs.those(_OF_HOUSES) if _stands_out(text, t)], 110, 30)
    living = common(named, signs.near(LIVING, 30, 130)) if named else []
    for match in signs.matches(_LIVED_AT, living):
        yield from _by_name(text, match, least=1, severity="block")
    for match in signs.matches(_ADDRESSED, announcing):
        yield from _by_name(text, match, least=0, severity="block")
    for match in signs.matches(_AT_OR_OF, living):
        yield from _by_name(text, match, least=2, severity="warn")
    for match in signs.matches(_TOLD_BY_A_PLACE, signs.near(DWELLINGS, 40, 90)):
        if any(word[:1].isupper() for word in match["where"].split()[1:]):
            yield *match.span("where"), "address", "warn", "home_told_by_a_place"
    near_living = signs.near(LIVING, 12, 110)
    for match in signs.matches(_BESIDE, near_living):
        words = match["where"].split()
        if any(word[:1].isupper() for word in words) and not _LANDMARKS.isdisjoint(word.lower() for word in words):
            yield *match.span("where"), "address", "warn", "home_told_by_a_place"
    for match in signs.matches(_IN_SMALL, common(near_living, signs.near(STREETS, 80, 20))):
        called = match["where"].lower().split()[:-1]
        if not any(word in NO_STREET or word in _DESCRIBING for word in called):
            yield *match.span("where"), "address", "warn", "street_after_cue"
    for match in signs.matches(_SITE, signs.near(_SITES, 70, 60)):
        if not _is_public(re.findall(r"[a-z]+", match["where"].lower())):
            yield *match.span("where"), "address", "warn", "home_told_by_a_place"
    for match in signs.matches(_LABELLED_NUMBER, announcing):
        end = _without_plain_words(text, *match.span("where"))
        if end > match.start("where") + 5:
            yield match.start("where"), end, "address", "block", "address_after_cue"


def _stands_out(text: str, token: Token) -> bool:
    """With a capital, or as 'the end cottage, Colliery Row'."""
    return token.case != LOWER or text[token.end : token.end + 1] == ","


def _by_name(text: str, match: re.Match[str], *, least: int, severity: Severity) -> Iterator[Hit]:
    """`least`: 1 needs a kind of building; 2 that and a second part; 0 either of them."""
    where = _TRAILING.sub("", match["where"])
    parts = [part for part in re.split(r"[,\n]+", where) if part.strip()]
    low = [word for part in parts for word in re.findall(r"[a-z'0-9]+", part.lower())]
    if not low or _is_public(low) or (low[0] in NO_STREET and low[0] != "the"):
        return
    first = re.findall(r"[a-z']+", parts[0].lower())
    last = {words[-1] for part in parts if (words := re.findall(r"[a-z']+", part.lower()))}
    building = (len(low) > 1 and not (BUILDINGS - _WELSH).isdisjoint(last)) or (len(first) > 1 and first[0] in _WELSH)
    street = any(
        (words := re.findall(r"[a-z']+", part.lower())) and {words[-1], words[0]} & STREETS for part in parts[1:]
    )
    if not (building or street) and not (least == 0 and len(parts) > 1):
        return
    if len(parts) == 1 and (least == 2 or len(first) == 1):
        return
    start = match.start("where")
    yield start, start + len(where), "address", severity if len(parts) > 1 else "warn", "home_by_name"


def _is_public(words: list[str]) -> bool:
    """A school or office; not 'the Old School House' or 'Church Lane'."""
    return any(
        word in PUBLIC and not (word in _IN_STREETS_TOO and after in _OF_HOUSES)
        for word, after in pairwise([*words, ""])
    )


def _led_up_to(text: str, start: int, *, by_postcode: bool) -> int:
    """Where an address begins of which a part was found at `start`."""
    at = start
    if by_postcode:
        line = text[max(0, start - 90) : start]
        small = _UP_TO_A_POSTCODE.search(line)
        if small and not any(word.strip(",").lower() in NO_STREET - {"the"} for word in small["rest"].split()):
            return start - len(line) + small.start("house")
    for _ in range(_MOST_PARTS):
        gap = _BEFORE.search(text, max(0, at - 8), at)
        if not gap or (gap.group() == "" and at == start):
            break
        if not by_postcode and "," not in gap.group() and "\n" not in gap.group():
            break
        part = _PART.search(text, max(0, gap.start() - 70), gap.start())
        if not part:
            break
        begins, whole = _without_leading_words(text, part.start(), part.end())
        said = text[begins : part.end()]
        if begins >= part.end() or _is_nobodys_home(said) or _A_TIME.search(said):
            break
        apart = by_postcode or _OF_THE_DOOR.match(said) or not BUILDINGS.isdisjoint(re.findall(r"[a-z]+", said.lower()))
        if not apart and not _SET_OFF.search(text, max(0, begins - 12), begins):
            break
        at = begins
        if not whole:
            break
    return at


def _ended(text: str, end: int) -> int:
    while end > 0 and text[end - 1] in " ,\n\t>|(":
        end -= 1
    return end


def _without_leading_words(text: str, start: int, end: int) -> tuple[int, bool]:
    """Where a part begins without 'They live at', and whether nothing was left out."""
    begins = start
    for word in re.finditer(r"\S+", text[start:end]):
        low = word.group().lower().strip("\"'.,")
        kept = low in _NEARNESS and not word.start()
        if (low in NO_STREET and low != "the" and not low.isdigit() and not kept) or low in ADDRESS:
            begins = start + word.end() + 1
    return begins, begins == start


def _is_nobodys_home(part: str) -> bool:
    """Only names of people, or of a school or office."""
    words = re.findall(r"[a-z']+", part.lower())
    if _is_public(words):
        return True
    flags = [lexicon().of(word) for word in words]
    if not words or any(char.isdigit() for char in part):
        return not words and not part.strip(" \"'").isdigit()
    return (
        bool(flags[0] & GIVEN)
        and all(each & (GIVEN | FAMILY) for each in flags)
        and words[-1] not in BUILDINGS | STREETS
    )


def _without_plain_words(text: str, start: int, end: int) -> int:
    """The end before the first word that is in no street's name."""
    for word in re.finditer(r"[A-Za-z'-]+", text[start:end]):
        low = word.group().lower()
        if len(low) > 1 and (
            low in NO_STREET or (lexicon().of(low) & COMMON and low in ("please", "thanks", "phone", "tel"))
        ):
            return start + len(text[start : start + word.start()].rstrip(" ,"))
    return end
