"""A text that names one child likely names more: what stands where another name would, in company of a sure one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from adviceline.privacy.guard.capitalised import DETERMINERS, Name
from adviceline.privacy.guard.in_slots import CALENDAR, NOBODY, is_part_of_a_phrase
from adviceline.privacy.guard.lexicon import COMMON, GIVEN, KNOWN, PLACE, VERB
from adviceline.privacy.guard.lower_case import with_surname
from adviceline.privacy.guard.reading import TYPO_ENDINGS, Reading
from adviceline.privacy.guard.slips import is_slip
from adviceline.privacy.guard.tokens import CAPITALS, LOWER, Token

_JOINS = frozenset(("and", "n", "or", "vs", "v"))
_MARKS = (" + ", " & ", " / ", "/", "&", "+", ",")
_BEFORE_A_LIST = frozenset(("to", "with", "by", "and", "from", "of", "between", "for", "about", "involving", "told"))
_LINE_STARTS = re.compile(r"(?:^|\n)[ \t]*(?:[-*|+>]|\d{1,2}[.)])?[ \t]*\Z| \d[.)] \Z")
_WHOLE_SENTENCE = re.compile(r"\.?[\"')]{0,2}(?:\s*$|\n)|\.?\"")  # 'Ring me. Dawn"'
_CELL_ENDS = re.compile(r"[ \t]*(?:\n|\Z|\||\t|:| -|,? ?\(| ?\d{1,2}[.)])")


def names(reading: Reading, found: list[Name]) -> Iterator[Name]:
    tokens = reading.tokens
    sure = {at for first, last, severity, _ in found if severity == "block" for at in range(first, last + 1)}
    if not sure:
        return
    taken = {at for first, last, _, _ in found for at in range(first, last + 1)}
    for at in reading.likely:
        token = tokens[at]
        flags = token.flags
        if (
            at in taken
            or token.known
            or len(token.low) < 3
            or token.low in CALENDAR
            or flags & (NOBODY | VERB) & ~KNOWN
        ):
            continue
        joined = _joined(tokens, at, sure)
        if token.case == LOWER:
            stranger = reading.unknown(token) and not token.low.endswith(TYPO_ENDINGS) and not is_slip(token.low)
            fits = joined and (
                stranger or (flags & GIVEN and not (flags & COMMON and reading.before(at) in DETERMINERS))
            )
        elif token.heading or is_part_of_a_phrase(reading, at) or reading.before(at) in DETERMINERS:
            fits = False
        elif flags & GIVEN:
            fits = joined or _listed(reading, at, sure) or _alone(reading, at) or _leads(reading, at)
        else:
            begins = reading.before(at) in _BEFORE_A_LIST and _gap_after(tokens, at) == ", " and at + 1 in sure
            fits = begins and not flags & (PLACE | KNOWN) and token.case != CAPITALS
        if fits:
            sure.add(at)
            last = with_surname(reading, at) if token.case == LOWER else at
            yield at, last, "block", "name_in_company"


def _joined(tokens: list[Token], at: int, sure: set[int]) -> bool:
    """'and', '&' or '+' joins it to a sure name."""
    if (tokens[at].gap in _MARKS and at - 1 in sure) or (_gap_after(tokens, at) in _MARKS[:3] and at + 1 in sure):
        return True
    after = at + 2 in sure and tokens[at + 1].low in _JOINS and tokens[at + 1].gap == tokens[at + 2].gap == " "
    return after or (at - 2 in sure and tokens[at - 1].low in _JOINS and tokens[at - 1].gap == tokens[at].gap == " ")


def _gap_after(tokens: list[Token], at: int) -> str:
    return tokens[at + 1].gap if at + 1 < len(tokens) else ""


def _listed(reading: Reading, at: int, sure: set[int]) -> bool:
    """'Dontae, Kieron, Ash'"""
    token, text = reading.tokens[at], reading.text
    after = text[token.end : token.end + 5]
    ends = after[:1] in ("", "\n", ",", ".", ";", ")") or after == " and "
    return token.gap == ", " and at - 1 in sure and ends and not token.flags & (PLACE | KNOWN)


def _alone(reading: Reading, at: int) -> bool:
    """All of a line, the first cell of a table, the name of a speaker."""
    token, text = reading.tokens[at], reading.text
    numbered = token.gap.strip()[-1:] in (")", ".")
    if not (token.opens or numbered) or (token.case == CAPITALS and token.flags & COMMON):
        return False  # in capitals it is the label of a field
    if _WHOLE_SENTENCE.match(text, token.end) and text[max(0, token.start - 2) : token.start] in (". ", "! ", "? "):
        return not token.flags & COMMON or token.case != CAPITALS
    starts = _LINE_STARTS.search(text, max(0, token.start - 8), token.start)
    return bool(starts and _CELL_ENDS.match(text, token.end, token.end + 4))


def _leads(reading: Reading, at: int) -> bool:
    """At the head of a sentence, before a verb."""
    token = reading.tokens[at]
    return token.opens and reading.acts(at) and not token.flags & (PLACE | KNOWN)
