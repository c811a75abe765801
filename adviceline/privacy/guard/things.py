"""Vehicles, devices, accounts and places on a map, each of which leads to somebody.

The marks of British vehicles: AB12 CDE (since 2001), A123 BCD (1983), ABC 123D (1963), those before and of one's own choice
(3 NET, J4 MES) and of Northern Ireland (ABC 1234) after a word for a vehicle; in any case, with any spaces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from adviceline.privacy.guard.lexicon import COMMON, WORD, lexicon, word_list
from adviceline.privacy.guard.signs import Signs, common
from adviceline.privacy.guard.spans import Severity

Hit = tuple[int, int, str, Severity, str]

_PLATE = re.compile(
    r"(?<![A-Za-z0-9])(?:[A-HJ-PR-Y][A-HJ-PR-Y][ .\-]?(?:0[1-9]|[1-7]\d)[ .\-]?[A-HJ-PR-Z]{3}"
    r"|[A-HJ-NP-TV-Y] ?\d{1,3}[ .\-][A-HJ-PR-Z]{3}|[A-HJ-PR-Y]{3}[ .\-]\d{1,3}[A-HJ-NP-TV-Y]"
    r"|[A-HJ-PR-Y]{3}\d{2,3}[A-HJ-NP-TV-Y])(?![A-Za-z0-9])"
)
_SMALL = re.compile(
    r"(?<![a-z0-9])(?:[a-z]{2}[ .\-]?\d\d[ .\-]?(?P<end>[a-z]{3})|[a-z][ \-]?\d{1,3}[ .\-](?P<last>[a-z]{3})"
    r"|(?P<first>[a-z]{3})[ .\-]?\d{1,3}[a-z])"
    r"(?![a-z0-9])",
    re.I,
)
# Any mark, after a word that announces one: of before 1963, of one's own choice, of Northern Ireland, letter by letter.
_ANNOUNCED = re.compile(
    r"\b(?i:reg(?:istration)?(?: (?:no|number|mark|plate))?|number ?plate|plates?|vr[mn]|index|motor-?car|car"
    r"|van|vehicle|whip"
    r"|motor ?bike|moped|scooter)"
    r"(?:(?<=reg|dex|ate|vrm|vrn)(?= [A-Z])|(?: (?:is|was|no|number|mark|of|reads?|being)|[.:=]| -){1,3}) ?[\"'(]?"
    r"(?P<mark>[A-Z]{1,3} ?\d{1,4}(?: ?[A-Z]{1,3})?|\d{1,4} ?[A-Z]{1,3}|[A-Z0-9]{3} ?[A-Z0-9]{3,4})(?![\w/-])"
)
_LETTER_BY_LETTER = re.compile(
    r"\b(?:reg(?:istration)?|number ?plate|plate"
    r"|vr[mn])\b[^\n.]{0,45}?\b(?P<mark>[a-z](?: ?[a-z])? ?\d(?: ?\d)?(?: ?[a-z]){3})(?![a-z])",
    re.I,
)
CARS = word_list("car_words")
_CUE = re.compile(
    r"(?:\bregistration|\bnumber plate|\breg|\bcar|\bvan|\btaxi|\bvehicle|\bplates?|\bvr[mn]|\bbmw|\baudi"
    r"|\bcorsa|\bford"
    r"|\bgolf|\binto)\b[^\n]{0,24}$",
    re.I,
)
_ADDRESS_ON_A_NET = re.compile(
    r"(?<![\w.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\w.]\d|\w)"
)
_HARDWARE = re.compile(r"(?<![\w:])(?:[0-9A-F]{2}[:-]){5}[0-9A-F]{2}(?![\w:])", re.I)
_VERSION = re.compile(r"(?:\bversion|\bv|\bpara(?:graph)?|\bsection|\brecommendations?|\bios|\bandroid)\.? ?$", re.I)
_ON_A_MAP = re.compile(
    r"(?<![\w.])-?\d{1,2}\.\d{3,8}°?(?: ?[NS])?[,;\s]{1,3}-?\d{1,3}\.\d{3,8}°?(?: ?[EW])?(?![\w.]\d|\w)"
)
_WORDS_FOR_A_PLACE = re.compile(r"///[a-z]{3,15}\.[a-z]{3,15}\.[a-z]{3,15}\b", re.I)
_BANK = re.compile(
    r"(?<![\w-])\d\d[- ]\d\d[- ]\d\d(?:\W{1,4}(?:(?:account|acc|a/c)(?: no| number)?\.?:? ?)?|\s)\d{8}(?!\w)"
    r"|\bsort ?code\W{1,4}(?P<code>\d\d[- ]?\d\d[- ]?\d\d)(?!\w)",
    re.I,
)
_CARD = re.compile(r"(?<![\d+(-])(?:\d{4}[ -]?){3}\d{1,7}(?![\d-])|(?<![\d+(-])\d{4}[ -]?\d{6}[ -]?\d{5}(?![\d-])")
_IN_FOURS = re.compile(r"(?<![\d+(£$.,/-])\d{4}(?:[ -]\d{4}){2,4}(?:[ -]\d{1,4})?(?![\d-]|[.,/:]\d)")
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}\d\d ?[A-Z]{4} ?(?:\d{4} ?){3}\d\d(?!\w)", re.I)
_SIXTH = re.compile(
    r"(?<![\w:.])(?:(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}"
    r"|(?=[0-9a-f:]{4,39}(?![\w:]))(?=[0-9a-f:]*\d)[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){0,6}::"
    r"(?:[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){0,6})?)(?![\w:])",
    re.I,
)
_LICENCE = re.compile(
    r"(?<![A-Za-z0-9])[A-Z9]{5}[ -]?\d{6}[ -]?[A-Z9]{2}[ -]?[A-Z0-9]{1,3}[A-Z]{0,2}(?![A-Za-z0-9])", re.I
)


def hits(signs: Signs) -> Iterator[Hit]:
    text, close = signs.text, signs.close
    if not close and "///" not in text:
        return
    long = max((high - low for low, high in signs.runs), default=0) >= 6
    for match in signs.matches(_PLATE, close):
        if not _are_words(text, match):
            yield *match.span(), "other_number", "warn", "car_registration"
    near_cars = common(signs.near(CARS, 4, 70), close)
    for pattern in (_ANNOUNCED, _LETTER_BY_LETTER):
        for match in signs.matches(pattern, near_cars):
            if any(c.isdigit() for c in match["mark"]) and any(c.isalpha() for c in match["mark"]):
                yield *match.span("mark"), "other_number", "warn", "car_registration"
    for match in signs.matches(_SMALL, close):
        word = (match["end"] or match["last"] or match["first"] or "").lower()
        modern = match["end"] and (" " not in match.group() or not lexicon().of(word) & WORD)
        cue = _CUE.search(text, max(0, match.start() - 50), match.start())
        if modern or (cue and (match["end"] or not lexicon().of(word) & WORD)):
            yield *match.span(), "other_number", "warn", "car_registration"
    for match in signs.matches(_ADDRESS_ON_A_NET, signs.of_figures(4) if "." in text else []):
        if not _VERSION.search(text, max(0, match.start() - 18), match.start()):
            yield *match.span(), "other_number", "warn", "address_on_a_network"
    hardware = max(text.count(":"), text.count("-")) > 4
    kept = (
        (_SIXTH, "::" in text or text.count(":") > 6, close),
        (_IBAN, True, signs.of_figures(16)),
        (_HARDWARE, hardware, close),
        (_ON_A_MAP, "." in text, signs.of_figures(8)),
        (_BANK, long or "sort" in signs.words, signs.of_figures(6)),
        (_LICENCE, long, signs.of_figures(6)),
    )
    for match in signs.matches(_IN_FOURS, signs.of_figures(12)):
        yield *match.span(), "other_number", "warn", "number_in_groups_of_four"
    for match in signs.matches(_CARD, signs.of_figures(13)):
        if _is_card(match.group()):
            yield *match.span(), "other_number", "warn", "device_account_or_place"
    for match in _WORDS_FOR_A_PLACE.finditer(text) if "///" in text else ():
        yield *match.span(), "other_number", "warn", "device_account_or_place"
    for pattern, likely, where in kept:
        for match in signs.matches(pattern, where) if likely else ():
            yield *match.span(match.lastgroup or 0), "other_number", "warn", "device_account_or_place"


def _are_words(text: str, match: re.Match[str]) -> bool:
    """'OF 10 WHO': a count between two words of a line in capitals."""
    words = re.findall(r"[A-Z]{2,}", match.group())
    apart = match.group().count(" ") > 1 or (len(words) == 1 and " " in match.group())
    if not (apart and words and all(lexicon().of(word.lower()) & COMMON for word in words)):
        return False
    return not _CUE.search(text, max(0, match.start() - 50), match.start())


def _is_card(number: str) -> bool:
    """By the sum that the numbers of cards obey."""
    digits = [int(c) for c in number if c.isdigit()]
    if not 13 <= len(digits) <= 19 or len(set(digits)) < 2:
        return False
    doubled = [d if at % 2 == 0 else sum(divmod(2 * d, 10)) for at, d in enumerate(reversed(digits))]
    return sum(doubled) % 10 == 0
