"""Words of a view, with what the name rules need to know of each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from adviceline.privacy.guard.lexicon import FAMILY, GIVEN, KNOWN, ORG, PLACE, PREP, WORD, lexicon, word_list

LOWER, TITLE_CASE, CAPITALS = 0, 1, 2
LOANWORDS = word_list("loanwords")
# What stands before a word, and the word; at the end of the text what is left, and none.
_WORDS = re.compile(r"([\W\d_]*)([^\W\d_]+(?:'[^\W\d_]+)*)?")
_PLAIN_WORDS = re.compile(r"([^A-Za-z]*)([A-Za-z]+(?:'[A-Za-z]+)*)?")
_LONGEST_GAP = 400
_SECOND_HALF = re.compile(r"-[a-z]{2,5}(?![a-z-])")  # of 'Ji-ho' or 'Seung-woo'
_CONTRACTED = frozenset(("d", "ll", "ve", "re", "m"))
_NEW_SENTENCE = re.compile(r"[.!?:;\n\"*]|[-*] $")
_ABBREVIATED = re.compile(r"[A-Z][a-z]{1,2}[A-Z]{1,3}")
_CAMEL = re.compile(r"[A-Z][a-z]+|[A-Z]+(?![a-z])")
_Phrases = list[tuple[str, ...]]
#: In small letters, case, flags, whether in the possessive, known phrases that begin with it, whether it may go on after a
#: hyphen, and the pieces that follow it where several were run together.
_Shape = tuple[str, int, int, bool, _Phrases | None, bool, tuple[tuple[str, int, _Phrases | None], ...]]


@dataclass(slots=True)
class Token:
    start: int
    end: int  # without a possessive ending
    low: str
    case: int
    flags: int
    gap: str  # what stands between the word before and this one
    opens: bool  # may be the first word of a sentence, line or quotation
    possessive: bool
    known: bool = False  # part of a phrase known not to be a person
    heading: bool = False


def _case(word: str) -> int:
    if len(word) > 1 and word.isupper():
        return CAPITALS
    return TITLE_CASE if word[0].isupper() or (not word[0].islower() and not word.isascii()) else LOWER


def tokens_of(text: str, accented: frozenset[int] = frozenset()) -> list[Token]:
    found: list[Token] = []
    add = found.append
    lines: list[int] = []  # the places of the first words of lines, but the first
    capitals: list[int] = []
    phrases: list[tuple[int, _Phrases]] = []
    upto = merged = 0
    for gap, word in (_PLAIN_WORDS if text.isascii() else _WORDS).findall(text):
        start = upto + len(gap)
        upto = start + len(word)
        if start < merged or not word:
            continue
        if gap == " ":
            opens = not found
        else:
            gap = gap[:_LONGEST_GAP]
            opens, ends_line = _read_gap(gap)
            if not found:
                opens = True
            elif ends_line:
                lines.append(len(found))
        low, case, flags, possessive, begins, goes_on, pieces = _shape(word)
        end = upto - 2 if possessive else upto
        if goes_on and (half := _SECOND_HALF.match(text, upto)):
            end = merged = half.end()
            possessive = text[end : end + 2] == "'s"
            low += half.group()[1:]
            flags, begins = _flags(word, low), lexicon().phrases.get(low)
        if case:
            capitals.append(len(found))
        if begins is not None:
            phrases.append((len(found), begins))
        if pieces:
            end = start + len(low)
        add(Token(start, end, low, case, flags, gap, opens, possessive and not pieces))
        for low, flags, begins in pieces:
            capitals.append(len(found))
            if begins is not None:
                phrases.append((len(found), begins))
            start, end = end, end + len(low)
            add(Token(start, end, low, TITLE_CASE, flags, "-", False, False))
        if pieces:
            found[-1].possessive = possessive
    if accented:
        _mark_accented(found, accented)
    _mark_headings(text, found, lines, capitals)
    _mark_known(found, phrases)
    return found


@lru_cache(maxsize=2_048)
def _read_gap(gap: str) -> tuple[bool, bool]:
    """Whether a sentence may begin after it, and whether a line does."""
    return bool(_NEW_SENTENCE.search(gap)) and not gap.startswith("-"), "\n" in gap


@lru_cache(maxsize=16_384)
def _shape(word: str) -> _Shape:
    """What a word is wherever it stands; of one that is run together of several, the first, and the others."""
    listed, phrases = lexicon().flags, lexicon().phrases
    possessive = "'" in word and word[-2:] in ("'s", "'S")
    if possessive:
        word = word[:-2]
    if word.islower() and "'" not in word:
        return word, LOWER, _flags(word, word), possessive, phrases.get(word), False, ()
    camel = _CAMEL.findall(word) if not word.istitle() and word[0].isupper() and not word.isupper() else []
    if len(camel) > 1 and "".join(camel) == word and all(len(c) > 2 for c in camel):
        first, *others = ((low, listed.get(low, 0), phrases.get(low)) for low in (piece.lower() for piece in camel))
        return first[0], TITLE_CASE, first[1], possessive, first[2], False, tuple(others)
    low = word.lower().replace("'", "")
    flags = _flags(word, low)
    if (len(word) > 2 and word[-1] == "s" and word[:-1].isupper()) or _ABBREVIATED.fullmatch(word):
        flags = ORG  # 'TAs', 'DSLs', 'HoY', 'SaLT'
    goes_on = word.istitle() and not possessive and low not in listed and len(low) < 7  # as the 'Ji' of 'Ji-ho' may
    return low, _case(word), flags, possessive, phrases.get(low), goes_on, ()


def _flags(word: str, low: str) -> int:
    flags = lexicon().flags
    stem, _, ending = word.lower().rpartition("'")
    known = flags.get(stem if ending in _CONTRACTED and stem else low, 0)
    if not known and low[-1] == "s" and len(low) > 4 and flags.get(low[:-1], 0) == GIVEN:
        return GIVEN  # 'kaitlyns mum'
    return known


def _mark_accented(found: list[Token], accented: frozenset[int]) -> None:
    """'Ģirts' is no 'girts': a capital with letters that English lacks is a name, unless a place or a word that came with them."""
    for at, token in enumerate(found):
        if at and token.gap == " " and (found[at - 1].flags & PREP or found[at - 1].low == "from"):
            continue
        if token.case == TITLE_CASE and not token.flags & (PLACE | KNOWN) and token.low not in LOANWORDS:
            letters = sum(at in accented for at in range(token.start, token.end))
            if 0 < letters < len(token.low):
                token.flags = GIVEN | (token.flags & FAMILY)


def _opens(gap: str) -> bool:
    return bool(_NEW_SENTENCE.search(gap)) and not gap.startswith("-")


def _mark_headings(text: str, found: list[Token], lines: list[int], capitals: list[int]) -> None:
    """A line in title case or capitals is a heading: its capitals say nothing about names."""
    at = passed = 0
    for upto in (*lines, len(found)):
        first = passed
        while passed < len(capitals) and capitals[passed] < upto:
            passed += 1
        if passed - first > 1:
            _mark_if_heading(text, found[at:upto])
        at = upto


def _mark_if_heading(text: str, line: list[Token]) -> None:
    long_words = [t for t in line if len(t.low) > 3 and t.flags & WORD]
    capitals = sum(t.case != LOWER for t in long_words)
    if len(long_words) < 2 or capitals < 0.75 * len(long_words):
        return
    follows = text[line[-1].end : line[-1].end + 3].lstrip("'s ")
    if (len(line) <= 14 and not follows.startswith((".", ","))) or all(t.case == CAPITALS for t in long_words):
        for token in line:
            token.heading = True


def _mark_known(found: list[Token], phrases: list[tuple[int, _Phrases]]) -> None:
    """`phrases`: those that begin at the words of these places."""
    for at, begins in phrases:
        for parts in begins:
            if len(found) - at < len(parts) or found[at + 1].low != parts[1]:
                continue
            words = found[at : at + len(parts)]
            if all(word.low == part for word, part in zip(words, parts, strict=True)) and all(
                len(word.gap) <= 3 for word in words[1:]
            ):
                if len(parts) > 2 or any(word.case != LOWER for word in words):
                    for word in words:
                        word.known = True
                break
