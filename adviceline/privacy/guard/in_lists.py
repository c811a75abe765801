"""Names in a list: 'Grace and Faith told …', 'the boys, Jordan and Kingston', and lists of what is no person.

A word that is also a name says little alone. Beside others, after a noun for children or before a verb that only people
are the subject of, it says much; and 'Amber, Jade and Ruby classes' are no children at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from adviceline.privacy.guard.capitalised import HEADS, TAILS, Name
from adviceline.privacy.guard.lexicon import COMMON, FAMILY, GIVEN, KNOWN, NAMEY, ORG, PLACE, WORD, word_list
from adviceline.privacy.guard.reading import CALLED, Reading
from adviceline.privacy.guard.tokens import CAPITALS, LOWER, Token

FIRMS = frozenset(
    ["solicitor", "solicitors", "chambers", "barristers", "lawyers", "accountants", "architects", "insurers", "llp"]
)
CLOSINGS = frozenset(("best", "ta", "cheers", "thanks", "regards", "warmly", "kind", "yours", "love"))
CHILDREN = word_list("children")
LINKING = word_list("linking")
PLACES = word_list("kinds_of_place")
CALENDAR = word_list("calendar")
LEADS_TO_PLACE = frozenset(("the", "our", "behind", "beside", "of", "to", "from", "by", "on", "opposite", "outside"))
_JOINED = re.compile(r",? (?:and|&|or) |, ?|/| & ")
_TOGETHER = re.compile(
    r" (?:were|are|was|have|had)(?: \w+ly)? (?:both|all|each|together|twins|siblings|friends|cousins|brothers"
    r"|sisters|separated|"
    r"moved|excluded|suspended|upset|involved|spoken|seen|named|in (?:year|yr|class|reception|the same|my|our"
    r"|her|his)\b|"
    r"(?:play|sitt|talk|walk|hid|laugh|kiss|touch|hugg|hold|messag|watch|fight|stand|whisper|runn|cry)ing\b)"
    r"| (?:are|were) (?:all )?(?:the |our |my )?(?:two |three |four |other )?(?:boys|girls|pupils|children"
    r"|students|lads|ones)\b"
    r"| (?:both |each )?(?:attend|share an?|live|go to|travel)\b",
    re.I,
)
_KIN = re.compile(
    r"(?: (?:were|are)(?: \w+ly)?|,) (?:half[- ]|step)?(?:siblings|twins|brothers|sisters|cousins)\b", re.I
)


def names(reading: Reading) -> Iterator[Name]:
    """The items of lists of people that nothing else finds."""
    for items in _lists(reading):
        if _is_elsewhere(reading, items):
            continue
        sure = _sure(reading, items)
        for at in items:
            if sure and _may_be_name(reading, at, sure):
                yield at, at, "block", "name_in_list"


def elsewhere(reading: Reading) -> set[int]:
    """The places of words that are rooms, classes, buildings or towns, whatever names they bear."""
    found = {at for items in _lists(reading) if _is_elsewhere(reading, items) for at in items}
    found |= {
        at
        for at in reading.capitals
        if at and reading.tokens[at - 1].low in CALLED and reading.cue_before(at) == "thing"
    }
    found |= set(_beside_known_things(reading))
    if " & " in reading.text and not FIRMS.isdisjoint(reading.words):
        for at in reading.capitals:
            if at and reading.tokens[at].gap == " & " and reading.tokens[at - 1].case != LOWER:
                found |= {at - 1, at}  # 'the solicitors, Harcastle & Wynne'
    for at in reading.capitals:
        if at + 1 == len(reading.tokens):
            break
        token, following = reading.tokens[at], reading.tokens[at + 1]
        if following.case != LOWER or following.gap != " " or token.possessive:
            continue
        ends = reading.text[following.end : following.end + 1] in (",", ".", ";", ")")
        if following.low in PLACES and (ends or reading.placed(at) or _leads_to_place(reading, at)):
            found.add(at)
    return found


def _beside_known_things(reading: Reading) -> Iterator[int]:
    """Strangers among products and bodies that everybody knows: 'CPOMS, Zorvax or MyConcern'."""
    tokens = reading.tokens
    things = {at for at in reading.capitals if tokens[at].known or _is_known_thing(tokens[at])}
    for step in (1, -1) if things else ():
        for at in reading.capitals[::step]:
            token = tokens[at]
            if (
                at in things
                or things.isdisjoint((at - step, at - 2 * step))
                or token.possessive
                or not reading.unknown(token)
            ):
                continue
            for beside in (at - step, at - 2 * step):
                if beside not in things:
                    continue
                low, high = sorted((at, beside))
                between = reading.text[tokens[low].end : tokens[high].start]
                if _JOINED.fullmatch(between) and not (
                    reading.acts(at) or reading.detail_after(at) or reading.addressed(at)
                ):
                    things.add(at)
                    yield at


def _is_known_thing(token: Token) -> bool:
    return bool(token.flags & KNOWN) and len(token.low) > 2 and not token.flags & (GIVEN | FAMILY | PLACE)


def _leads_to_place(reading: Reading, at: int) -> bool:
    return at > 0 and reading.tokens[at].gap == " " and reading.tokens[at - 1].low in LEADS_TO_PLACE


def _lists(reading: Reading) -> Iterator[list[int]]:
    """The places of the words of each list of two or more capitalised single words."""
    tokens = reading.tokens
    last = -1
    for at in reading.capitals:
        if at <= last:
            continue
        items = [at] if _is_item(tokens, at) else []
        while items and not tokens[items[-1]].possessive and (following := _next_item(reading, items[-1])):
            items.append(following)
        if len(items) > 1:
            yield items
        last = items[-1] if items else at


def _next_item(reading: Reading, at: int) -> int:
    """The place of the item after the one at `at`; 0 for none."""
    tokens = reading.tokens
    for step in (at + 1, at + 2):
        if step < len(tokens) and _is_item(tokens, step):
            between = reading.text[tokens[at].end : tokens[step].start]
            return step if _JOINED.fullmatch(between) else 0
    return 0


def _is_item(tokens: list[Token], at: int) -> bool:
    token = tokens[at]
    if token.case == LOWER or token.known or len(token.low) < 2 or (token.case == CAPITALS and len(token.low) < 4):
        return False
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    if following is None or following.case == LOWER or following.gap not in (" ", "-"):
        return True
    return following.low in TAILS and following.gap == " "


def _is_elsewhere(reading: Reading, items: list[int]) -> bool:
    tokens, last = reading.tokens, items[-1]
    if last + 1 < len(tokens) and tokens[last + 1].gap == " ":
        following = tokens[last + 1]
        if following.low in PLACES or (following.case != LOWER and following.low in TAILS):
            return True
    first = items[0]
    if all(tokens[each].flags & PLACE for each in items) and (reading.placed(first) or reading.before(first) == "from"):
        return True
    before = [token.low for token in tokens[max(0, items[0] - 4) : items[0]]]
    return bool(before) and before[-1] in LINKING | {"as"} and any(word in PLACES for word in before)


def _sure(reading: Reading, items: list[int]) -> str:
    """Why the words of a list are people: 'stands' (beside a noun for children), 'said' (by what they do), or ''."""
    tokens, first, last = reading.tokens, items[0], items[-1]
    at, linked = first - 1, False
    while at >= 0 and at > first - 5 and not tokens[at + 1].opens and tokens[at].low in LINKING:
        at, linked = at - 1, True
    if at >= 0 and tokens[at].low in CHILDREN and (tokens[at].case == LOWER or tokens[at].opens):
        between = reading.text[tokens[at].end : tokens[first].start]
        if not any(mark in between for mark in ".!?;\n"):
            called = any(token.low in ("called", "named") for token in tokens[at + 1 : first])
            if not linked or called or ":" in between:
                return "stands"
            peoples = any(tokens[each].flags & PLACE and not tokens[each].flags & GIVEN for each in items)
            return "" if peoples else "linked"  # 'the pupils are Polish and Irish'
    if reading.placed(first) or not all(_could_be(reading, each) for each in items):
        return ""
    kin = bool(_KIN.match(reading.text, tokens[last].end, tokens[last].end + 60))
    heard = reading.speaks(last) or reading.addressed(first)
    together = bool(_TOGETHER.match(reading.text, tokens[last].end, tokens[last].end + 60))
    known = [each for each in items if reading.strong_given(tokens[each])]
    named = sum(bool(tokens[each].flags & GIVEN) for each in items)
    if (heard or together or kin) and named and (kin or not all(_is_place_first(tokens[each]) for each in items)):
        return "said"
    people = sum(bool(tokens[each].flags & (GIVEN | FAMILY)) or reading.unknown(tokens[each]) for each in items)
    if heard and people == len(items):
        return "said"
    return "said" if known and people == len(items) else ""


def _is_place_first(token: Token) -> bool:
    return bool(token.flags & PLACE)


def _could_be(reading: Reading, at: int) -> bool:
    token = reading.tokens[at]
    if token.flags & (GIVEN | FAMILY | NAMEY) or reading.unknown(token):
        return True
    return token.opens and bool(token.flags & WORD)


def _may_be_name(reading: Reading, at: int, why: str) -> bool:
    token = reading.tokens[at]
    if token.low in CLOSINGS and token.opens:
        return False
    if token.low in CALENDAR - {"april", "may", "june", "august"} or token.low in HEADS or token.flags & ORG:
        return False
    following = reading.text[token.end : token.end + 3]
    if following[:1] == " " and following[1:2].isdigit():
        return False  # 'Year 7'
    if why == "stands":
        return True
    if token.flags & (GIVEN | FAMILY | NAMEY) or reading.unknown(token):
        return not (token.low in CALENDAR and not token.flags & GIVEN)
    if following[:1] == "," or token.flags & (PLACE | KNOWN):
        return False  # 'Today, Monty told us'
    return why == "said" and token.opens and bool(token.flags & (COMMON | WORD))
