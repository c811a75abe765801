"""Names of people: from lists, from cues, and capitalised words that nothing else explains."""

from __future__ import annotations

import re
from collections.abc import Iterator

from adviceline.privacy.guard import capitalised, citations, in_company, in_context, in_lists, in_slots, lower_case
from adviceline.privacy.guard.lexicon import COMMON, FAMILY, GIVEN, Lexicon
from adviceline.privacy.guard.reading import Reading
from adviceline.privacy.guard.spans import Severity
from adviceline.privacy.guard.tokens import LOWER, TITLE_CASE, Token

_FIGURE = re.compile(r"\d")
_MOST_LIKELY = 12
_SHORT_WORDS = frozenset("aiurynx")  # also 'u r y n x' of text messages
Hit = tuple[int, int, str, Severity, str]  # start, end, kind, severity, rule


def hits(text: str, tokens: list[Token], lexicon: Lexicon) -> Iterator[Hit]:
    """Every name found; hits may overlap."""
    reading = Reading(text, tokens, lexicon)
    if _names_nobody(reading):
        return
    found = [*capitalised.names(reading), *lower_case.names(reading), *lower_case.beside(reading)]
    found += [*in_lists.names(reading), *in_context.names(reading), *in_slots.names(reading)]
    shouted = in_slots.in_capitals(reading)
    if shouted:
        found += [*lower_case.names(shouted), *in_context.names(shouted), *in_slots.names(shouted)]
    not_people = in_lists.elsewhere(reading)
    cited = citations.authors(reading)
    found = [name for name in found if name[0] != name[1] or name[0] not in not_people]
    found = _uncited(found, cited)
    found += list(in_context.joined(reading, found))
    found += list(in_company.names(reading, found))
    found += list(lower_case.again(reading, found))
    found = _uncited(found, cited)
    for first, last, severity, rule in found:
        start, end = _with_initials(text, tokens, *in_context.widened(reading, first, last))
        if rule == "name_after_title":
            start = tokens[first - 1].start
        yield start, end, "name", severity, rule


def _names_nobody(reading: Reading) -> bool:
    """Whether it is sure, without a rule, that no word is a name: all are common words and on no list of names, none but 'I'
    and the first has a capital, and no figure stands there that could be an age."""
    if len(reading.likely) > _MOST_LIKELY:
        return False
    for at in reading.likely:
        token = reading.tokens[at]
        if not token.flags & COMMON or token.flags & (GIVEN | FAMILY) or token.possessive:
            return False
        if token.case == LOWER:
            if reading.lexicon.of(token.low[:-1]) & GIVEN:
                return False  # 'graces mum'
        elif at and token.low != "i":
            return False
    return not _FIGURE.search(reading.text)


def _uncited(found: list[capitalised.Name], cited: set[int]) -> list[capitalised.Name]:
    if not cited:
        return found
    return [name for name in found if cited.isdisjoint(range(name[0], name[1] + 1))]


def _by_a_digit(text: str, token: Token) -> bool:
    """The 'Y' of 'Y8', the 'B' of '10B'."""
    return text[token.end : token.end + 1].isdigit() or (token.start > 0 and text[token.start - 1].isdigit())


def _with_initials(text: str, tokens: list[Token], first: int, last: int) -> tuple[int, int]:
    """Take in 'J.' before a family name and the lone capital after a given name."""
    start, end = tokens[first].start, tokens[last].end
    initial = tokens[first - 1] if first else None
    single = initial and initial.case == TITLE_CASE and len(initial.low) == 1 and not _by_a_digit(text, initial)
    near = tokens[first].gap in (". ", ".") or (tokens[first].gap == " " and initial and initial.low not in "ai")
    if initial and single and near:
        start = initial.start
    if last + 1 < len(tokens) and not tokens[last].possessive:
        initial = tokens[last + 1]
        if _by_a_digit(text, initial):
            return start, end
        if (len(initial.low) == 1 and initial.case == TITLE_CASE and initial.gap == " " and initial.low != "i") or (
            len(initial.low) == 1
            and tokens[last].case == LOWER
            and initial.gap == " "
            and initial.low not in _SHORT_WORDS
        ):
            end = initial.end
    return start, end
