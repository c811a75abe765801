"""Capitals that are of a place: 'University of Pennine', 'parts of Hastings and Rother', 'Jordan is in the Middle East'."""

from __future__ import annotations

from adviceline.privacy.guard.lexicon import FAMILY, GIVEN, ORG, PLACE, PREP, word_list
from adviceline.privacy.guard.reading import Reading
from adviceline.privacy.guard.tokens import LOWER

FROM_PLACES = word_list("children") | {"families", "people", "parents", "residents", "schools", "those", "colleagues"}
COVERING = frozenset(("of", "covering", "covers", "serving", "serves", "across", "between"))


def is_of_a_place(reading: Reading, at: int) -> bool:
    """'University of Pennine', 'families from Oldmoor'"""
    if at < 2 or reading.tokens[at].opens:
        return False
    before = reading.tokens[at - 2]
    if reading.before(at) == "of":
        return before.case != LOWER and bool(before.flags & ORG)
    return reading.before(at) == "from" and before.low in FROM_PLACES


def beside_a_place(reading: Reading, at: int) -> bool:
    """'parts of Hastings and Rother': joined to a place that stands where places do."""
    if at < 2 or reading.before(at) != "and":
        return False
    place = reading.tokens[at - 2]
    only = place.flags & PLACE and not place.flags & (GIVEN | FAMILY) and place.case != LOWER
    return bool(only) and (reading.placed(at - 2) or reading.before(at - 2) in COVERING)


def is_somewhere(reading: Reading, at: int) -> bool:
    """'Chelsea is in London', 'Jordan is the country': said of a place."""
    following = reading.tokens[at + 1 : at + 3]
    return (
        len(following) == 2
        and following[0].low in ("is", "was", "has", "are")
        and (bool(following[1].flags & PREP) or following[1].low in ("the", "a", "an", "its"))
    )
