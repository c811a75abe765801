"""Names beside a name that was found: what somebody is also called, and a middle name without its capital.

    'Oluwadamilare ("Dare")', 'Xin Yi (Cherry)', "Jonathan 'Jonty' Price"; 'Isabella rose Whitcombe'

Can speak only beside a name.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from adviceline.privacy.guard.lexicon import COMMON, GIVEN, KNOWN, ORG, PERSON, PLACE, TITLE
from adviceline.privacy.guard.spans import Severity
from adviceline.privacy.guard.tokens import CAPITALS, LOWER, Token

Hit = tuple[int, int, str, Severity, str]

_CALLED = re.compile(
    r",? ?(?:\(\s?(?:aka |a\.k\.a\.? |known as |called |goes by |prefers |or )?(?P<quote>[\"'])?|aka [\"']?|(?P<plain>[\"']))"
    r"(?P<one>[A-Z][\w'-]{1,20}(?: [A-Z][\w'-]{1,20})?)[\"']?(?:\)|,|$|(?= ))"
)
_NOBODY = ORG | TITLE | PERSON | PLACE | KNOWN


def beside(text: str, tokens: list[Token], named: Iterable[Hit]) -> Iterator[Hit]:
    starts = [token.start for token in tokens]
    for _, end, kind, _, _ in list(named):
        if kind != "name":
            continue
        called = _CALLED.match(text, end, end + 50)
        if called:
            token = tokens[min(bisect_left(starts, called.start("one")), len(tokens) - 1)]
            quoted = bool(called["quote"] or called["plain"])
            if _may_be_a_name(token, quoted=quoted, shouted=text.isupper()):
                yield *called.span("one"), "name", "block", "called_otherwise"
        at = bisect_left(starts, end)
        if at + 1 < len(tokens) and tokens[at].case == LOWER and tokens[at].gap == tokens[at + 1].gap == " ":
            middle, last = tokens[at], tokens[at + 1]
            if (
                middle.flags & GIVEN
                and text[end : middle.start] == " "
                and last.case not in (LOWER, CAPITALS)
                and not last.flags & _NOBODY
            ):
                yield middle.start, last.end, "name", "block", "middle_name"


def _may_be_a_name(token: Token, *, quoted: bool, shouted: bool) -> bool:
    if token.known or token.flags & (ORG | TITLE | PERSON) or (token.case == CAPITALS and not shouted):
        return False
    return bool(quoted or token.flags & GIVEN or not token.flags & (_NOBODY | COMMON))
