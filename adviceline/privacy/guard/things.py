"""Vehicles, devices, accounts and places on a map, each of which leads to somebody."""

from __future__ import annotations

import re
from collections.abc import Iterator

from adviceline.privacy.guard.lexicon import WORD, lexicon
from adviceline.privacy.guard.signs import Signs
from adviceline.privacy.guard.spans import Severity

Hit = tuple[int, int, str, Severity, str]

_PLATE = re.compile(
    r"(?<![A-Za-z0-9])(?:[A-HJ-PR-Y][A-HJ-PR-Y][ .\-]?(?:0[1-9]|[1-7]\d)[ .\-]?[A-HJ-PR-Z]{3}"
    r"|[A-HJ-NP-TV-Y]\d{1,3}[ .\-][A-HJ-PR-Y]{3}|[A-HJ-PR-Y]{3}[ .\-]\d{1,3}[A-HJ-NP-TV-Y]"
    r"|[A-HJ-PR-Y]{3}\d{2,3}[A-HJ-NP-TV-Y])(?![A-Za-z0-9])"
)
_SMALL = re.compile(
    r"(?<![a-z0-9])(?:[a-z]{2}[ .\-]?\d\d[ .\-]?(?P<end>[a-z]{3})|[a-z][ \-]?\d{1,3}[ .\-](?P<last>[a-z]{3})"
    r"|(?P<first>[a-z]{3})[ .\-]?\d{1,3}[a-z])"
    r"(?![a-z0-9])",
    re.I,
)
_CUE = re.compile(
    r"(?:\bregistration|\bnumber plate|\breg|\bcar|\bvan|\btaxi|\bvehicle|\bplates?|\bvr[mn]|\bbmw|\baudi|\bcorsa|\bford"
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
_LICENCE = re.compile(
    r"(?<![A-Za-z0-9])[A-Z9]{5}[ -]?\d{6}[ -]?[A-Z9]{2}[ -]?[A-Z0-9]{1,3}[A-Z]{0,2}(?![A-Za-z0-9])", re.I
)


def hits(signs: Signs) -> Iterator[Hit]:
    text, close = signs.text, signs.close
    if not close and "///" not in text:
        return
    long = max((high - low for low, high in signs.runs), default=0) >= 6
    for match in signs.matches(_PLATE, close):
        yield *match.span(), "other_number", "warn", "car_registration"
    for match in signs.matches(_SMALL, close):
        word = (match["end"] or match["last"] or match["first"] or "").lower()
        modern = match["end"] and (" " not in match.group() or not lexicon().of(word) & WORD)
        cue = _CUE.search(text, max(0, match.start() - 50), match.start())
        if modern or (cue and (match["end"] or not lexicon().of(word) & WORD)):
            yield *match.span(), "other_number", "warn", "car_registration"
    for match in signs.matches(_ADDRESS_ON_A_NET, close):
        if not _VERSION.search(text, max(0, match.start() - 18), match.start()):
            yield *match.span(), "other_number", "warn", "address_on_a_network"
    hardware = max(text.count(":"), text.count("-")) > 4
    kept = ((_HARDWARE, hardware), (_ON_A_MAP, "." in text), (_BANK, long or "sort" in signs.words), (_LICENCE, long))
    for match in _WORDS_FOR_A_PLACE.finditer(text) if "///" in text else ():
        yield *match.span(), "other_number", "warn", "device_account_or_place"
    for pattern, likely in kept:
        for match in signs.matches(pattern, close) if likely else ():
            yield *match.span(match.lastgroup or 0), "other_number", "warn", "device_account_or_place"
