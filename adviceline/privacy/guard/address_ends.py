"""Where an address ends that goes on with a part of the building, a village, town or county."""

from __future__ import annotations

import re

from adviceline.privacy.guard.lexicon import PLACE, lexicon

_PART_LAST = re.compile(
    r",? (?:\((?:(?:top|ground|first|second|upper|lower)(?: floor)?(?: flat)?|(?:flat|rm|room|apt"
    r"|unit) ?[\da-z]{1,4})\)|(?:flat|rm|room|apt) \d{1,4}[a-z]?)",
    re.I,
)
_TOWN = re.compile(
    r",[ \n]{1,2}[A-Z][A-Za-z'-]{1,20}"
    r"(?:[ -](?:[A-Z][A-Za-z'-]{1,20}|upon|on|in|under|le|of|by|the)){0,4}(?<![a-z] the)"
)
_NEARBY = re.compile(
    r",? \(?(?:near|nr|off|opp(?:osite)?|behind|next to|by) (?:the )?(?:[A-Z][A-Za-z']{2,20}|[AMB]\d{1,4}\b)"
    r"(?: [A-Z][A-Za-z']{1,20}| (?:of|on|the)(?= [A-Z])){0,3}\)?"
)
_TOWN_IN_ANY_CASE = re.compile(r"(?:,? ?\n[> \t]{0,4}|, ?)(?P<town>[A-Za-z]{3,20})\b")


def with_town(text: str, end: int) -> int:
    """The end of an address that goes on with a village, town or county."""
    if part := _PART_LAST.match(text, end, end + 30):
        end = part.end()
    if near := _NEARBY.match(text, end, end + 70):
        end = near.end()
    for _ in range(3):
        town = _TOWN.match(text, end, end + 60)
        if town:
            end = town.end()
            continue
        other = _TOWN_IN_ANY_CASE.match(text, end, end + 30)
        if not (other and lexicon().of(other["town"].lower()) & PLACE):
            break
        end = other.end()
    return end
