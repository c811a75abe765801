"""Letters that stand for a child: 'K said that T did it', 'spoke to R', 'yp dk, 14', 'T.W-B'.

Who takes the names out often leaves the letters they began with. A letter, or two, is somebody's where a name would be
somebody's: what is said or done round it says so (`slots`). Once it is, it is so wherever it stands in the text. 'Child A',
'Part B' and 'the EP' are nobody's, nor is an X beside a Y. All of it only warns.

Can speak only where a word of one to three letters stands: one capital by itself, two or three capitals, or after a label.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from adviceline.privacy.guard.lexicon import ANY_WORD, FAMILY, GIVEN, word_list
from adviceline.privacy.guard.reading import Reading
from adviceline.privacy.guard.slots import FIRM, LIKELY, acts_like_a_person, slot
from adviceline.privacy.guard.spans import Severity
from adviceline.privacy.guard.tokens import CAPITALS, LOWER

Hit = tuple[int, int, str, Severity, str]

_ACRONYMS = word_list("acronyms") | word_list("plain_acronyms")
_PSEUDONYMS = frozenset("abcdexyz")
_OF_CHILDREN = frozenset(
    (
        "child",
        "pupil",
        "boy",
        "girl",
        "person",
        "yp",
        "student",
        "sibling",
        "learner",
        "lad",
        "peer",
        "patient",
        "client",
    )
)
_LABELS = (word_list("lettered") - _OF_CHILDREN - {"children"}) | word_list("determiners")
_OF_CHILDREN_AND_SEVERAL = _OF_CHILDREN | word_list("children")
_JOINS = frozenset(("and", "n", "or"))
ACTS = word_list("human_acts")
HELPING = word_list("forms_of_be") | word_list("forms_of_have")
_IN_A_CLASS = re.compile(
    r"\.?(?:(?: is| was|,)? (?:now )?in (?:year|yr|y) ?\d|,? \(?(?:year|yr|y) ?\d| ?[-–:/|\[] ?(?:in )?(?:year|yr|y) ?\d"
    r"| aged? \d|,? \(?\d{1,2} ?(?:yrs?|yo|y/o|years? old)\b|,? \(?\d{1,2}[A-Za-z]\b(?! ?m\b)"
    r"|,? \((?:aged? |[mf],? ?)?\d{1,2}[,)]|, (?:aged? )?1?\d[,)]"
    r"| (?:displayed|stated|reported|grabbed|exposed|disclosed|denied|alleged)\b)",
    re.I,
)
_AGED = re.compile(r"(?<![\w.&/'-])[A-Z]{2},? 1?\d(?:(?: ?[/,;&+] ?| and | - )[A-Z]{2},? 1?\d(?![\w/:.]\d))+(?![\w:])")
_BRACKETED_AGE = re.compile(r", (?:aged? )?(?:[3-9]|1\d)\)")
_PAIRED = re.compile(r"(?<![\w.&/'-])(?P<one>[A-Z]{2})(?: ?/ ?| (?:and|&|\+|v|vs) )(?P<two>[A-Z]{2})(?![\w.&/'-])")
_HELPED = re.compile(
    r" (?:did|does|was|were|is|has|had|will|would|can|could|and|isn't|wasn't|didn't|doesn't|won't|hasn't)\b", re.I
)
_TWO = re.compile(
    r"(?<![A-Za-z0-9.&/'-])(?P<one>[B-HJ-Z]) (?:and|&|n) (?P<two>[A-HJ-Z])(?= (?:said|says|told|has|had|was|is|went|came"
    r"|disclosed"
    r"|alleged|denied|admitted|asked|lives?|showed|sent|touched|wants?|likes?|thinks?|and (?:her|his)|have been"
    r"|were|are both|did|does"
    r"|didn't|doesn't|won't|will not)\b)"
)
_SEVERAL = re.compile(
    r"\b(?:boys|girls|children|kids|lads|siblings|twins|pupils|students|brothers|sisters|cousins)(?: are| were"
    r"| is|:|,| called| named)? $",
    re.I,
)
_AFTER = re.compile(r"\.?(?:'s\b|[ ,;:)\"!?\n/]|$)")
_COMPOUND = re.compile(r"(?<![\w.&/'-])(?:[A-Z]\.){1,2}(?:O'[A-Z]|[A-Z]{1,2}-[A-Z]{1,2})\.?(?![\w&-])")
_HYPHENED = re.compile(
    r"(?<![\w.&/'-])[A-Z]{1,2}-[A-Z]{1,2}(?![\w&-])(?=(?:'s)? ?(?:\(|,)? ?(?:(?:year|yr|y) ?\d|aged? \d"
    r"|\d{1,2}[,)]|'s mum|'s dad))",
    re.I,
)
_LABELLED = re.compile(
    r"\binitials?(?: (?:are|is|of|only))?[:= -]{1,3}(?P<who>[A-Za-z]\.?[ -]?[A-Za-z]\.?(?:[ '-]?[A-Za-z]\.?){0,2})(?![\w'-])",
    re.I,
)
# The head of an entry about one child: 'KP: quiet all day', 'KP - chronology'.
_HEADS_AN_ENTRY = re.compile(r"(?:\A|\n)[ \t>*-]{0,4}\Z")
_ENTRY = re.compile(r"(?::| [-–]) ?[A-Za-z]")
_IN_BRACKETS = re.compile(
    r"\b(?:sister|brother|mum|mother|dad|father|pupil|child|boy|girl|student|sibling|cousin) \([\"']$", re.I
)
_ALSO_CALLED = re.compile(r"\b(?:aka|a\.k\.a\.?|known as|nicknamed|goes by|called) [\"']?$", re.I)
_REGARDING = re.compile(
    r"(?:\b(?:re|ref|fao|ct|tc|yp|subject|child|pupil|name|young person)\b[:. -]{1,3}|\b(?:with|re|about|involving"
    r"|concerning|between) )$",
    re.I,
)


def hits(reading: Reading) -> Iterator[Hit]:
    text, tokens = reading.text, reading.tokens
    short = [
        at
        for at, t in enumerate(tokens)
        if len(t.low) < 4 and (t.case != LOWER or (len(t.low) > 1 and not t.flags & ANY_WORD))
    ]
    if not short:
        return
    for pattern in (_COMPOUND, _HYPHENED):
        for match in pattern.finditer(text) if "-" in text or "'" in text else ():
            if match.group().isupper():
                yield *match.span(), "initials", "warn", "initials_with_a_hyphen"
    for match in _LABELLED.finditer(text) if "initials" in reading.words or "initial" in reading.words else ():
        if not match["who"].islower() or not reading.lexicon.of(match["who"]):
            yield *match.span("who"), "initials", "warn", "initials_after_a_label"
    shouted = text.isupper()
    places = [at for at in short if not shouted and _stands_alone(reading, at)]
    known = {tokens[at].low for at in places if _is_somebody(reading, at)}
    known |= {
        match[group].lower()
        for match in _PAIRED.finditer(text)
        if not shouted and not {match["one"], match["two"]} & _ACRONYMS
        for group in ("one", "two")
    }
    for match in _AGED.finditer(text):  # 'AW 12 / LW 10 / CW 6'
        known |= {letters.lower() for letters in re.findall("[A-Z]{2}", match.group())}
    known |= {match[group].lower() for match in _of_two(text) for group in ("one", "two")}
    if known:
        known -= _stood_in_for(reading, short)
    for at in places:
        token = tokens[at]
        if token.low in known and (token.case != LOWER or _is_somebody(reading, at)):
            end = token.end + (text[token.end : token.end + 1] == "." and not _ends_a_sentence(text, token.end))
            yield token.start, end, "initials", "warn", "letters_for_a_name"
        elif (
            known
            and token.case != LOWER
            and (_is_joined(reading, at, known) or _HELPED.match(text, token.end, token.end + 9))
        ):
            known.add(token.low)
            yield token.start, token.end, "initials", "warn", "letters_for_a_name"


def _stood_in_for(reading: Reading, short: list[int]) -> set[str]:
    """The letters that a writer has put for the children: those of 'Child D', and A with B, X with Y."""
    tokens = reading.tokens
    labelled = {
        tokens[at].low
        for at in short
        if at
        and tokens[at].gap == " "
        and tokens[at - 1].low in _OF_CHILDREN_AND_SEVERAL
        and tokens[at].low in _PSEUDONYMS
    }
    alone = {tokens[at].low for at in short if len(tokens[at].low) == 1 and tokens[at].case != LOWER}
    for letters in ("abcdef", "xyz"):
        if alone >= set(letters[:2]) or labelled & set(letters):
            labelled |= set(letters)
    return labelled


def _of_two(text: str) -> Iterator[re.Match[str]]:
    """'T and M have been told', and not 'group A and B were'."""
    for match in _TWO.finditer(text) if " and " in text or " & " in text or " n " in text else ():
        before = text[max(0, match.start() - 20) : match.start()].rpartition(" ")[0].rpartition(" ")[2].lower()
        if before.strip("(\"'") not in _LABELS:
            yield match


def _ends_a_sentence(text: str, at: int) -> bool:
    return text[at + 1 : at + 2] in ("", "\n", '"') or text[at + 2 : at + 3].isupper()


def _stands_alone(reading: Reading, at: int) -> bool:
    """No part of a word, a code, an abbreviation or a numbered thing."""
    text, token = reading.text, reading.tokens[at]
    if token.known or token.low == "i" or (len(token.low) == 1 and token.case == LOWER):
        return False
    aged = bool(_BRACKETED_AGE.match(text, token.end)) and text[token.start - 1 : token.start] == "("  # '(MA, 14)'
    if len(token.low) > 1 and not aged and (token.low.upper() in _ACRONYMS or reading.lexicon.of(token.low) & ANY_WORD):
        return False
    if len(token.low) > 1 and (
        token.case not in (CAPITALS, LOWER) or (token.case == LOWER and token.flags & ~(GIVEN | FAMILY))
    ):
        return False
    if token.start and text[token.start - 1] not in " \n\t(\"',;/":
        return False
    if not _AFTER.match(text, token.end) or (
        text[token.end : token.end + 2] == ". " and text[token.end + 2 : token.end + 3].isdigit()
    ):
        return False
    before = reading.tokens[at - 1].low if at and token.gap in (" ", "-") else ""
    if before in _LABELS:
        return False
    return not (len(token.low) == 1 and before in _OF_CHILDREN and token.low in _PSEUDONYMS)


def _is_somebody(reading: Reading, at: int) -> bool:
    text, token = reading.text, reading.tokens[at]
    if token.low == "a" and not token.possessive:
        return False
    surely = slot(reading, at)
    if token.case == LOWER or len(token.low) == 3:
        return surely == FIRM
    if surely >= LIKELY or _IN_A_CLASS.match(text, token.end, token.end + 16):
        return True
    if token.possessive and acts_like_a_person(reading, at):
        return True
    if reading.cue_before(at) in ("person", "called") or reading.addressed(at):
        return True
    if reading.before(at) in _OF_CHILDREN or _SEVERAL.search(text, max(0, token.start - 22), token.start):
        return True
    if (
        len(token.low) == 2
        and _ENTRY.match(text, token.end, token.end + 4)
        and _HEADS_AN_ENTRY.search(text, max(0, token.start - 6), token.start)
    ):
        return True
    if len(token.low) == 2 and _IN_BRACKETS.search(text, max(0, token.start - 20), token.start):
        return True
    if len(token.low) == 2 and _ALSO_CALLED.search(text, max(0, token.start - 14), token.start):
        return True
    if len(token.low) == 2 and _REGARDING.search(text, max(0, token.start - 16), token.start):
        return True
    following = reading.tokens[at + 1] if at + 1 < len(reading.tokens) else None
    if following is not None and following.gap == ". " and following.case == LOWER and following.low in ACTS | HELPING:
        return True  # 'L. refuses'
    return following is not None and following.gap == " " and reading.speaks(at)


def _is_joined(reading: Reading, at: int, known: set[str]) -> bool:
    """'and', a comma or a mark joins it to a letter that is somebody's: 'T, B and M'."""
    tokens = reading.tokens
    token = tokens[at]
    if len(token.low) > 2 or token.low == "a":
        return False
    before = tokens[at - 1] if at else None
    if before and before.low in known and before.case != LOWER and token.gap in (", ", " & ", "/", " + ", " / "):
        return True
    return bool(
        before and before.low in _JOINS and at > 1 and tokens[at - 2].low in known and tokens[at - 2].case != LOWER
    )
