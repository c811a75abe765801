"""Words of a view, with what the name rules need to know of each."""

from __future__ import annotations

import re
from dataclasses import dataclass

from adviceline.privacy.guard.lexicon import FAMILY, GIVEN, KNOWN, ORG, PLACE, PREP, WORD, Lexicon, word_list

LOWER, TITLE_CASE, CAPITALS = 0, 1, 2
LOANWORDS = word_list("loanwords")
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_SECOND_HALF = re.compile(r"-[a-z]{2,5}(?![a-z-])")  # of 'Ji-ho' or 'Seung-woo'
_CONTRACTED = frozenset(("d", "ll", "ve", "re", "m"))
_NEW_SENTENCE = re.compile(r"[.!?:;\n\"*]|[-*] $")
_ABBREVIATED = re.compile(r"[A-Z][a-z]{1,2}[A-Z]{1,3}")
_CAMEL = re.compile(r"[A-Z][a-z]+|[A-Z]+(?![a-z])")


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


def tokens_of(text: str, lexicon: Lexicon, accented: frozenset[int] = frozenset()) -> list[Token]:
    found: list[Token] = []
    flags = lexicon.flags
    end_before = merged = 0
    for match in _WORD.finditer(text):
        start, end = match.span()
        word = match.group()
        gap = text[end_before : min(start, end_before + 400)]
        opens = not found or (gap != " " and _opens(gap))
        possessive = False
        if "'" in word and word[-2:] in ("'s", "'S"):
            possessive, end, word = True, end - 2, word[:-2]
        end_before = match.end()
        if word.islower() and "'" not in word and start >= merged:
            known = flags.get(word, 0)
            if not known and word[-1] == "s" and len(word) > 4 and flags.get(word[:-1], 0) == GIVEN:
                known = GIVEN  # 'kaitlyns mum'
            found.append(Token(start, end, word, LOWER, known, gap, opens, possessive))
            continue
        camel = _CAMEL.findall(word) if not word.istitle() and word[0].isupper() and not word.isupper() else []
        if len(camel) > 1 and "".join(camel) == word and all(len(c) > 2 for c in camel):
            at = start
            for number, piece in enumerate(camel):
                low = piece.lower()
                found.append(
                    Token(
                        at,
                        at + len(piece),
                        low,
                        TITLE_CASE,
                        flags.get(low, 0),
                        "-" if number else gap,
                        opens and not number,
                        possessive and number == len(camel) - 1,
                    )
                )
                at += len(piece)
            continue
        low = word.lower().replace("'", "")
        if start < merged:
            continue
        if word.istitle() and not possessive and low not in flags and len(low) < 7:
            half = _SECOND_HALF.match(text, end)
            if half:
                end = end_before = merged = half.end()
                possessive = text[end : end + 2] == "'s"
                low += half.group()[1:]
        stem, _, ending = word.lower().rpartition("'")
        known = flags.get(stem if ending in _CONTRACTED and stem else low, 0)
        if not known and low[-1] == "s" and len(low) > 4 and flags.get(low[:-1], 0) == GIVEN:
            known = GIVEN  # 'kaitlyns mum'
        if (len(word) > 2 and word[-1] == "s" and word[:-1].isupper()) or _ABBREVIATED.fullmatch(word):
            known = ORG  # 'TAs', 'DSLs', 'HoY', 'SaLT'
        found.append(Token(start, end, low, _case(word), known, gap, opens, possessive))
    if accented:
        _mark_accented(found, accented)
    _mark_headings(text, found)
    _mark_known(found, lexicon)
    return found


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


def _mark_headings(text: str, found: list[Token]) -> None:
    """A line in title case or capitals is a heading: its capitals say nothing about names."""
    at = 0
    while at < len(found):
        upto = at + 1
        while upto < len(found) and "\n" not in found[upto].gap:
            upto += 1
        line = found[at:upto]
        long_words = [t for t in line if len(t.low) > 3 and t.flags & WORD]
        capitals = sum(t.case != LOWER for t in long_words)
        follows = text[line[-1].end : line[-1].end + 3].lstrip("'s ")
        if (
            len(long_words) >= 2
            and capitals >= 0.75 * len(long_words)
            and (
                (len(line) <= 14 and not follows.startswith((".", ","))) or all(t.case == CAPITALS for t in long_words)
            )
        ):
            for token in line:
                token.heading = True
        at = upto


def _mark_known(found: list[Token], lexicon: Lexicon) -> None:
    phrases = lexicon.phrases
    for at, token in enumerate(found):
        for parts in phrases.get(token.low, ()):
            if len(found) - at < len(parts):
                continue
            if all(found[at + n].low == part for n, part in enumerate(parts)) and all(
                len(t.gap) <= 3 for t in found[at + 1 : at + len(parts)]
            ):
                if len(parts) > 2 or any(t.case != LOWER for t in found[at : at + len(parts)]):
                    for part in found[at : at + len(parts)]:
                        part.known = True
                break
